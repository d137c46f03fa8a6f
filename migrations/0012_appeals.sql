-- Appeals (phúc khảo): one for each attempt, answered by an administrator with reasons.
create table appeal (
    attempt_id text primary key references attempt (id),
    reason text not null,
    filed_at bigint not null,
    state text not null check (state in ('open', 'dismissed', 'upheld')),
    answer text,
    item_decision_id text references item_decision (id),
    decided_by text,
    decided_at bigint,
    check ((state = 'open') = (decided_at is null)),
    check ((decided_at is null) = (decided_by is null)),
    check ((decided_at is null) = (answer is null)),
    check (item_decision_id is null or state = 'upheld')
);
create index appeal_by_state on appeal (state, filed_at);
