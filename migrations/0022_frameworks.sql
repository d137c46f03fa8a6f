-- Entries of frameworks of competence that an item maps to, beside DigComp: a JSON list of `framework/entry`.
alter table item_key add column frameworks text not null default '[]';
