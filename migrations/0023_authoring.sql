-- Banks as they are written in the browser: the words of their bank.toml, once somebody began or changed them there.
create table authored_bank (
    bank_code text primary key,
    manifest text not null,
    changed_by text not null,
    changed_at bigint not null
);

-- Who writes and who reviews a bank, by log-in.
create table bank_role (
    bank_code text not null,
    login text not null,
    role text not null check (role in ('author', 'reviewer')),
    given_by text not null,
    given_at bigint not null,
    primary key (bank_code, login, role)
);
create index bank_role_by_login on bank_role (login);

-- Items that somebody works on or worked on, each as the text of an items file. An item of the latest revision without a
-- row here is in use as it is there.
create table draft (
    bank_code text not null,
    item_id text not null,
    state text not null check (state in ('draft', 'in_review', 'approved', 'in_use', 'retired')),
    version bigint not null check (version >= 1),
    content text not null,
    written_by text not null,
    changed_at bigint not null,
    primary key (bank_code, item_id)
);

-- Every version, for ever.
create table draft_version (
    bank_code text not null,
    item_id text not null,
    version bigint not null check (version >= 1),
    content text not null,
    written_by text not null,
    written_at bigint not null,
    primary key (bank_code, item_id, version)
);

-- What happened to an item and what was said about it, in order.
create table draft_step (
    bank_code text not null,
    item_id text not null,
    number bigint not null check (number >= 1),
    step text not null check (step in ('written', 'comment', 'submitted', 'returned', 'approved', 'published', 'retired')),
    version bigint not null,
    said text not null,
    login text not null,
    at bigint not null,
    primary key (bank_code, item_id, number)
);

-- Pictures of drafts and texts that several drafts are about, by their names in the bank's folder.
create table draft_file (
    bank_code text not null,
    name text not null,
    content bytea not null,
    primary key (bank_code, name)
);

-- A file that was brought, until it is taken into the bank or dropped.
create table bank_upload (
    id text primary key,
    bank_code text not null,
    file_name text not null,
    state text not null check (state in ('open', 'taken', 'dropped')),
    ledger text not null,
    manifest text not null,
    uploaded_by text not null,
    uploaded_at bigint not null
);
create index bank_upload_by_bank on bank_upload (bank_code, uploaded_at);

create table bank_upload_item (
    upload_id text not null references bank_upload (id),
    number bigint not null,
    content text not null,
    place text not null,
    primary key (upload_id, number)
);

create table bank_upload_file (
    upload_id text not null references bank_upload (id),
    name text not null,
    content bytea not null,
    primary key (upload_id, name)
);
