-- The session whose page opened the attempt last, as the hash of its token: an older page is told that it was taken over.
alter table attempt add column holder text;
-- What a page told of an attempt, where the assessment records it: evidence with limits, never a verdict.
create table attempt_signal (
    attempt_id text not null references attempt (id),
    number bigint not null check (number > 0),
    at bigint not null,
    kind text not null check (kind in ('left_page', 'taken_over')),
    seconds bigint not null check (seconds >= 0),
    primary key (attempt_id, number)
);
