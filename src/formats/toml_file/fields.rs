//! A table of a file: its known fields, and the mistakes of having others or lacking some.

use super::sheet::Sheet;
use super::suggest::did_you_mean;
use crate::formats::mistake::quote;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// What a table is called in a message, and the fields it may have.
pub(in crate::formats) struct Shape {
    pub noun: &'static str,
    pub known: &'static [&'static str],
}

/// A table, open for reading.
#[derive(Clone, Copy)]
pub(in crate::formats) struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    noun: &'static str,
    /// Where the table begins; a missing field is reported there.
    pub at: usize,
}

/// A value and the name of its field.
#[derive(Clone, Copy)]
pub(in crate::formats) struct Named<'t, 'i> {
    pub name: &'static str,
    pub value: &'t Spanned<DeValue<'i>>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// The whole file.
    pub fn of_file(sheet: &mut Sheet<'_>, table: &'t DeTable<'i>, shape: &Shape) -> Self {
        Self::open(sheet, table, 0, shape)
    }

    /// The table that a field holds.
    pub fn of(sheet: &mut Sheet<'_>, named: Named<'t, 'i>, shape: &Shape) -> Option<Self> {
        let at = named.at();
        if let DeValue::Table(table) = named.value.get_ref() {
            return Some(Self::open(sheet, table, at, shape));
        }
        named.wrong_type(sheet, "a table", Some(format!("its fields are: {}", shape.known.join(", "))));
        None
    }

    fn open(sheet: &mut Sheet<'_>, table: &'t DeTable<'i>, at: usize, shape: &Shape) -> Self {
        for key in table.keys().filter(|key| !shape.known.contains(&key.get_ref().as_ref())) {
            if sheet.is_full() {
                break;
            }
            let message = format!("unknown field {} in {}", quote(key.get_ref()), shape.noun);
            let hint = did_you_mean(key.get_ref(), shape.known);
            let hint = hint.unwrap_or_else(|| format!("the fields are listed in {}", sheet.guide));
            sheet.advise(key.span().start, "unknown-field", message, hint);
        }
        Self { table, noun: shape.noun, at }
    }

    /// A field, if it is there.
    pub fn get(&self, name: &'static str) -> Option<Named<'t, 'i>> {
        self.table.get(name).map(|value| Named { name, value })
    }

    /// Where a field's name is written, if it is there.
    pub fn key_at(&self, name: &str) -> Option<usize> {
        self.table.get_key_value(name).map(|(key, _)| key.span().start)
    }

    /// A field that must be there.
    pub fn need(&self, sheet: &mut Sheet<'_>, name: &'static str) -> Option<Named<'t, 'i>> {
        let found = self.get(name);
        if found.is_none() {
            sheet.report(self.at, "missing-field", format!("{} lacks the field `{name}`", self.noun));
        }
        found
    }

    /// A list of tables (`[[item]]`); empty when there is none.
    pub fn tables(&self, sheet: &mut Sheet<'_>, name: &'static str) -> Vec<Named<'t, 'i>> {
        let Some(named) = self.get(name) else { return Vec::new() };
        match named.value.get_ref() {
            DeValue::Array(list) => list.iter().map(|value| Named { name, value }).collect(),
            _ => {
                named.wrong_type(
                    sheet,
                    "a list of tables",
                    Some(format!("write two brackets on each side: [[{name}]]")),
                );
                Vec::new()
            }
        }
    }

    /// All fields there are, in alphabetical order, each value under the name given.
    pub fn entries(&self, name: &'static str) -> impl Iterator<Item = (&'t Spanned<DeString<'i>>, Named<'t, 'i>)> {
        self.table.iter().map(move |(key, value)| (key, Named { name, value }))
    }
}

/// Any fields at all: for tables whose names are data.
pub(in crate::formats) fn open_table<'t, 'i>(
    sheet: &mut Sheet<'_>,
    named: Named<'t, 'i>,
    noun: &'static str,
) -> Option<Fields<'t, 'i>> {
    if let DeValue::Table(table) = named.value.get_ref() {
        return Some(Fields { table, noun, at: named.at() });
    }
    named.wrong_type(sheet, "a table", None);
    None
}

impl Named<'_, '_> {
    /// Where the value begins.
    pub fn at(&self) -> usize {
        self.value.span().start
    }

    /// Says that the value has the wrong type.
    pub fn wrong_type(&self, sheet: &mut Sheet<'_>, wanted: &str, hint: Option<String>) {
        let message = format!("`{}` is {}, not {wanted}", self.name, kind_of(self.value.get_ref()));
        match hint {
            Some(hint) => sheet.advise(self.at(), "wrong-type", message, hint),
            None => sheet.report(self.at(), "wrong-type", message),
        }
    }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
