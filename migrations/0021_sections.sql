-- Of a form in sections: the number of the last item of the open section (`reached` is its first), and until when a save
-- of that section that arrives is still taken. Null where a form has no sections.
alter table attempt add column open_through bigint check (open_through is null or open_through >= reached);
alter table attempt add column section_until bigint check (section_until is null or open_through is not null);
