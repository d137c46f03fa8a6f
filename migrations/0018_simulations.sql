-- Simulations of practical items, named by the hash of their bytes; items name them in their faces.
create table simulation (
    sha256 text primary key,
    html text not null
);
