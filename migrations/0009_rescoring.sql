-- Decisions on items after the event: an item is withdrawn, or scored by the key of another revision of its bank. One
-- person proposes, another one confirms; confirmed ones are numbered within their revision and never change.
create table item_decision (
    id text primary key,
    revision_id text not null,
    item_id text not null,
    kind text not null check (kind in ('withdrawn', 'rekeyed')),
    key_revision_id text references bank_revision (id),
    reason text not null,
    proposed_by text not null,
    proposed_at bigint not null,
    state text not null check (state in ('proposed', 'confirmed', 'dropped')),
    decided_by text,
    decided_at bigint,
    number bigint check (number >= 1),
    scored_through text not null default '',
    finished_at bigint,
    foreign key (revision_id, item_id) references item (revision_id, item_id),
    unique (revision_id, number),
    check ((kind = 'rekeyed') = (key_revision_id is not null)),
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'proposed') = (decided_at is null)),
    check ((state = 'confirmed') = (number is not null)),
    check (state <> 'confirmed' or decided_by <> proposed_by),
    check (finished_at is null or state = 'confirmed')
);
create unique index item_decision_one_waits on item_decision (revision_id, item_id) where state = 'proposed';
create index item_decision_by_state on item_decision (state, proposed_at);
create index item_decision_unfinished on item_decision (revision_id, number) where state = 'confirmed' and finished_at is null;

-- How many decisions a revision has, and through which of them an attempt is scored.
alter table bank_revision add column decisions bigint not null default 0;
alter table attempt add column decisions bigint not null default 0;
create index attempt_by_revision on attempt (revision_id, id);

-- What a decision changed: the result before and after. Nothing here is ever changed or removed.
create table rescoring (
    attempt_id text not null references attempt (id),
    decision_id text not null references item_decision (id),
    actor text not null,
    at bigint not null,
    old_outcome text not null check (old_outcome in ('passed', 'failed')),
    old_earned bigint not null,
    old_possible bigint not null,
    old_rules_version bigint not null,
    new_outcome text not null check (new_outcome in ('passed', 'failed')),
    new_earned bigint not null,
    new_possible bigint not null,
    new_rules_version bigint not null,
    primary key (attempt_id, decision_id)
);
create index rescoring_by_decision on rescoring (decision_id, attempt_id);
