-- The transparency log's entries: canonical JSON without names, and the RFC 6962 hash of each leaf.
create table log_entry (
    position bigint primary key check (position >= 0),
    entry text not null,
    leaf_hash text not null
);

insert into counter (name, value) values ('log', 0);
