-- The transparency log's entries: canonical JSON without personal data, and the RFC 6962 hash of each leaf. The subject
-- is what the entry is about under our own name for it, which the entry itself does not tell.
create table log_entry (
    position bigint primary key check (position >= 0),
    occurrence text not null,
    subject text not null,
    entry text not null,
    leaf_hash text not null
);
create index log_entry_by_subject on log_entry (subject);

insert into counter (name, value) values ('log', 0);

-- Roots of whole subtrees of 256^level leaves: what tiles above the leaves are made of.
create table log_node (
    level bigint not null check (level >= 1),
    number bigint not null check (number >= 0),
    hash text not null,
    primary key (level, number)
);

-- What was published, for ever: one checkpoint for a size. `witnesses` counts the cosignatures.
create table log_checkpoint (
    origin text not null,
    size bigint not null check (size >= 1),
    root text not null,
    note text not null,
    published_at bigint not null,
    witnesses bigint not null,
    primary key (origin, size)
);
create index log_checkpoint_by_witnesses on log_checkpoint (origin, witnesses, size);

create table log_cosignature (
    origin text not null,
    size bigint not null,
    witness text not null,
    signature text not null,
    cosigned_at bigint not null,
    primary key (origin, size, witness),
    foreign key (origin, size) references log_checkpoint (origin, size)
);
create index log_cosignature_by_witness on log_cosignature (origin, witness, size);
