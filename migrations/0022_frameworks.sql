-- Entries of frameworks of competence that an item maps to, beside DigComp: a JSON list of `framework/entry`.
alter table item_key add column frameworks text not null default '[]';
-- Codes of quality rules that somebody looked at and lets stand: a JSON list.
alter table item_key add column accepts text not null default '[]';
