-- When a response was checked in practice: from then on its item tells what is right, and takes no more responses.
alter table response add column checked_at bigint;
