-- Items that may not stand on a form with this one: a JSON list of their ids.
alter table item add column enemies text not null default '[]';

-- Forms made before anybody sits: each start takes one, and orders it by its own seed.
create table prebuilt_form (
    assessment_code text not null,
    assessment_version bigint not null,
    number bigint not null check (number > 0),
    items text not null,
    difficulty double precision not null,
    built_at bigint not null,
    built_by text not null,
    primary key (assessment_code, assessment_version, number),
    foreign key (assessment_code, assessment_version) references assessment_version (assessment_code, version)
);
