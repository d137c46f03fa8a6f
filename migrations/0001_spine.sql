-- One schema for SQLite and PostgreSQL. Times are microseconds since 1970 UTC; JSON is text.

create table counter (
    name text primary key,
    value bigint not null
);

create table unit (
    id text primary key,
    parent_id text references unit (id),
    created_at bigint not null
);
create index unit_by_parent on unit (parent_id);

create table unit_name (
    unit_id text not null references unit (id),
    name text not null,
    valid_from bigint not null,
    valid_until bigint,
    primary key (unit_id, valid_from),
    check (valid_until is null or valid_until > valid_from)
);

create table unit_successor (
    predecessor_id text not null references unit (id),
    successor_id text not null references unit (id),
    since bigint not null,
    primary key (predecessor_id, successor_id)
);

create table person (
    id text primary key,
    login text not null unique,
    full_name text not null,
    search_name text not null,
    unit_id text references unit (id),
    position text not null,
    email text,
    birth_date text,
    identity_hash text,
    identity_tail text,
    role text not null check (role in ('candidate', 'administrator')),
    secret_hash text not null,
    created_at bigint not null,
    disabled_at bigint
);
create index person_by_unit on person (unit_id);
create index person_by_search_name on person (search_name);

create table session (
    token_hash text primary key,
    person_id text not null references person (id),
    created_at bigint not null,
    expires_at bigint not null
);
create index session_by_expiry on session (expires_at);
create index session_by_person on session (person_id);

create table bank_revision (
    id text primary key,
    bank_code text not null,
    title text not null,
    description text not null,
    languages text not null,
    framework text not null,
    licence text not null,
    competencies text not null,
    imported_at bigint not null,
    imported_by text not null
);
create index bank_revision_by_code on bank_revision (bank_code, imported_at);

-- What a candidate may receive. The key lives in another table, which the queries for candidates never name.
create table item (
    revision_id text not null references bank_revision (id),
    item_id text not null,
    competency text not null,
    level bigint not null,
    kind text not null,
    face text not null,
    primary key (revision_id, item_id)
);

create table item_key (
    revision_id text not null,
    item_id text not null,
    item_key text not null,
    explanation text not null,
    digcomp text not null,
    primary key (revision_id, item_id),
    foreign key (revision_id, item_id) references item (revision_id, item_id)
);

create table assessment (
    code text primary key,
    current_version bigint not null,
    is_open boolean not null,
    created_at bigint not null
);

create table assessment_version (
    assessment_code text not null references assessment (code),
    version bigint not null,
    revision_id text not null references bank_revision (id),
    definition text not null,
    created_at bigint not null,
    created_by text not null,
    primary key (assessment_code, version)
);

create table attempt (
    id text primary key,
    assessment_code text not null,
    assessment_version bigint not null,
    revision_id text not null references bank_revision (id),
    person_id text not null references person (id),
    unit_id text references unit (id),
    number bigint not null,
    state text not null check (state in ('in_progress', 'submitted')),
    language text not null,
    seed text not null,
    form text not null,
    started_at bigint not null,
    deadline bigint not null,
    accepts_until bigint not null,
    locked_at bigint not null,
    closed_at bigint,
    by_timeout boolean,
    outcome text check (outcome in ('passed', 'failed')),
    earned bigint,
    possible bigint,
    rules_version bigint,
    unique (person_id, assessment_code, number),
    foreign key (assessment_code, assessment_version) references assessment_version (assessment_code, version),
    check ((state = 'submitted') = (closed_at is not null)),
    check ((state = 'submitted') = (outcome is not null)),
    check (earned is null or (earned >= 0 and earned <= possible))
);
create unique index attempt_one_open on attempt (person_id, assessment_code) where state = 'in_progress';
create index attempt_overdue on attempt (accepts_until) where state = 'in_progress';
create index attempt_by_assessment on attempt (assessment_code, person_id);

create table response (
    attempt_id text not null references attempt (id),
    number bigint not null,
    revision bigint not null check (revision >= 1),
    response text not null,
    saved_at bigint not null,
    primary key (attempt_id, number)
);

create table idempotency (
    person_id text not null references person (id),
    key text not null,
    request_hash text not null,
    answer text not null,
    created_at bigint not null,
    primary key (person_id, key)
);
create index idempotency_by_age on idempotency (created_at);

-- Work to be done because something happened; written in the transaction that caused it.
create table outbox (
    kind text not null,
    subject text not null,
    created_at bigint not null,
    available_at bigint not null,
    leased_until bigint not null,
    tries bigint not null,
    last_error text,
    done_at bigint,
    primary key (kind, subject)
);
create index outbox_waiting on outbox (available_at) where done_at is null;

-- The basis is what a certificate redeems, once: a passed attempt, a row of a decision, a certificate that is
-- corrected or renewed. Attempt and person are those it rests on, where there are any.
create table certificate (
    id text primary key,
    basis text not null unique,
    attempt_id text references attempt (id),
    person_id text references person (id),
    state text not null check (state in ('reserved', 'prepared', 'issued')),
    serial text not null unique,
    register_number text not null unique,
    status_list bigint not null,
    status_index bigint not null check (status_index >= 0 and status_index < 131072),
    claim text not null,
    key_id text,
    to_be_signed text,
    qr_to_be_signed text,
    credential text,
    qr_text text,
    sealed_sha256 text,
    pdf_sha256 text,
    reserved_at bigint not null,
    issued_at bigint,
    search_name text not null,
    unique (status_list, status_index),
    check (state = 'reserved' or (to_be_signed is not null and qr_to_be_signed is not null and key_id is not null)),
    check ((state = 'issued') = (pdf_sha256 is not null)),
    check ((state = 'issued') = (credential is not null)),
    check ((state = 'issued') = (sealed_sha256 is not null)),
    check (basis not like 'attempt/%' or attempt_id is not null)
);
create index certificate_by_attempt on certificate (attempt_id);
create index certificate_by_pdf on certificate (pdf_sha256);
create index certificate_by_person on certificate (person_id);
create index certificate_by_search_name on certificate (search_name);

create table revocation (
    certificate_id text primary key references certificate (id),
    reason_class text not null,
    reason_text text not null,
    actor text not null,
    successor_id text references certificate (id),
    revoked_at bigint not null
);

-- Each row's hash covers the hash of the row before it.
create table audit (
    sequence bigint primary key,
    at bigint not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text not null,
    previous_hash text not null,
    hash text not null
);

insert into counter (name, value) values ('audit', 0);
