-- Whatever changed the worth of a certificate; issues, which are nearly all entries, are left out.
create index log_entry_of_changes on log_entry (position) where occurrence <> 'issue';
