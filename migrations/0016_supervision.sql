-- What is arranged for a person in every assessment that they start from then on: a JSON object.
create table accommodation (
    person_id text primary key references person (id),
    arrangement text not null,
    reason text not null,
    granted_by text not null,
    granted_at bigint not null
);

-- The arrangement as it was when the attempt began; null for none.
alter table attempt add column accommodation text;
-- Since when a supervisor holds the attempt; it takes no saves meanwhile, and its deadline waits.
alter table attempt add column paused_at bigint check (paused_at is null or state = 'in_progress');
-- Microseconds it was held altogether; the deadline has moved by as much.
alter table attempt add column paused_for bigint not null default 0 check (paused_for >= 0);

-- What a supervisor tells the people in the room; null while nobody may start by code.
alter table assessment add column access_code text;

-- Who asked to be let in where a supervisor lets people in one by one. A start uses the row up.
create table admission (
    assessment_code text not null references assessment (code),
    person_id text not null references person (id),
    asked_at bigint not null,
    released_at bigint,
    released_by text,
    primary key (assessment_code, person_id),
    check ((released_at is null) = (released_by is null))
);
