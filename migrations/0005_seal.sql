-- The official seal of a certificate's file: what it reached, and under which certificate.
create table certificate_seal (
    certificate_id text primary key references certificate (id),
    level text not null check (level in ('B-B', 'B-T')),
    signer_sha256 text not null,
    sealed_at bigint not null
);
