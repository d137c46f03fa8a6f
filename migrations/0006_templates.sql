-- Certificate templates that were imported or used. A version that a certificate used is frozen: its file stays as it is.
create table certificate_template (
    code text not null,
    version bigint not null check (version >= 1),
    digest text not null,
    source text not null,
    effective_from text not null,
    effective_until text,
    stored_at bigint not null,
    stored_by text not null,
    first_used_at bigint,
    primary key (code, version)
);
