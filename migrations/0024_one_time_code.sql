-- Codes that open once, on one day: of each person the latest.
create table one_time_code (
    person_id text primary key references person (id),
    code_hash text not null unique,
    valid_from bigint not null,
    valid_until bigint not null,
    first_used_at bigint
);
create index one_time_code_by_end on one_time_code (valid_until);
