-- Who wrote items of a bank, by log-in. Once named, always an author: whoever wrote an earlier revision knows it.
create table bank_author (
    bank_code text not null,
    login text not null,
    named_at bigint not null,
    primary key (bank_code, login)
);
