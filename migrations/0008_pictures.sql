-- Pictures of items, named by the hash of their bytes; items name them in their faces.

create table picture (
    sha256 text primary key,
    png bytea not null
);
