-- How far an attempt has come on a form whose items come one after the other: the number of the item that may be
-- answered, from 1. Null where every item is open.
alter table attempt add column reached bigint check (reached > 0);
