-- Decisions: a list of results, drafted by one person, recognised by a signed paper that a second one enters.

create table decision (
    id text primary key,
    assessment_code text not null,
    assessment_version bigint not null,
    kind text not null check (kind in ('campaign', 'list')),
    rows bigint not null check (rows > 0),
    list_hash text not null,
    drafted_by text not null,
    drafted_at bigint not null,
    number text,
    decided_on text,
    signer text,
    confirmed_by text,
    confirmed_at bigint,
    foreign key (assessment_code, assessment_version) references assessment_version (assessment_code, version),
    check ((confirmed_at is null) = (number is null)),
    check ((confirmed_at is null) = (decided_on is null)),
    check ((confirmed_at is null) = (signer is null)),
    check ((confirmed_at is null) = (confirmed_by is null)),
    check (confirmed_by is null or confirmed_by <> drafted_by)
);
-- The same list is recognised once.
create unique index decision_list_once on decision (list_hash) where confirmed_at is not null;
create index decision_by_time on decision (drafted_at);

-- The list itself, line by line as its hash covers it. The subject is the basis of the certificate: `decision/ID/ROW` or `attempt/ID`.
create table decision_row (
    decision_id text not null references decision (id),
    row_number bigint not null check (row_number >= 1),
    subject text not null,
    person_key text not null,
    entry text not null,
    primary key (decision_id, row_number)
);
create index decision_row_by_subject on decision_row (subject);
create index decision_row_by_person on decision_row (person_key);

-- Somebody who waits in front of a page comes before the many of a decision; those come in the order of their list.
alter table outbox add column priority bigint not null default 0;
drop index outbox_waiting;
create index outbox_next on outbox (kind, priority, created_at, length(subject), subject) where done_at is null;
