-- What has happened to the keys and is in the audit trail and the log: recorded once, by whoever sees it first.
create table key_event (
    key_id text not null,
    state text not null check (state in ('announced', 'active', 'retired', 'compromised')),
    since bigint not null,
    recorded_at bigint not null,
    primary key (key_id, state, since)
);
