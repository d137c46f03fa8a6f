-- The status lists as signed: everybody gets these bytes, whichever instance is asked. The revision is the value that
-- the list's counter of changes had.
create table status_list (
    name text primary key,
    revision bigint not null,
    base_url text not null,
    key_id text not null,
    valid_until bigint not null,
    credential text not null
);

-- A certificate that is to be issued again: corrected (with the facts as they should be) or renewed. Once each.
create table reissue (
    certificate_id text not null references certificate (id),
    kind text not null check (kind in ('correction', 'renewal')),
    holder text,
    unit text,
    position text,
    reason_text text not null,
    actor text not null,
    requested_at bigint not null,
    primary key (certificate_id, kind),
    check (kind = 'renewal' or (holder is not null and unit is not null and position is not null))
);

-- Taking back more than one certificate at once: one person proposes, another one confirms.
create table revocation_request (
    id text primary key,
    reason_class text not null,
    reason_text text not null,
    proposed_by text not null,
    proposed_at bigint not null,
    state text not null check (state in ('proposed', 'confirmed', 'withdrawn')),
    decided_by text,
    decided_at bigint,
    check ((state = 'proposed') = (decided_by is null)),
    check ((state = 'proposed') = (decided_at is null)),
    check (state <> 'confirmed' or decided_by <> proposed_by)
);
create index revocation_request_by_state on revocation_request (state, proposed_at);

create table revocation_request_certificate (
    request_id text not null references revocation_request (id),
    certificate_id text not null references certificate (id),
    primary key (request_id, certificate_id)
);
create index revocation_request_certificate_by_certificate on revocation_request_certificate (certificate_id);
