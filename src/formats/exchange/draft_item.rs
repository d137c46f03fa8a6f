//! Lines in the words of our own bank files, each with the place where it came from, and the items that are made of them.

use super::Place;
use crate::domain::text::Localized;
use std::fmt::Write as _;

/// The first line of an item.
const HEADER: &str = "[[item]]\n";

/// Lines of TOML, each with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub(super) text: String,
    pub(super) places: Vec<Place>,
}

impl Lines {
    fn line(&mut self, parts: &[&str], at: &Place) {
        parts.iter().for_each(|part| self.text.push_str(part));
        self.text.push('\n');
        self.places.push(at.clone());
    }

    /// `name = "value"`
    pub fn text(&mut self, name: &str, value: &str, at: &Place) {
        self.text.push_str(name);
        self.text.push_str(" = ");
        quote(value, &mut self.text);
        self.line(&[], at);
    }

    /// `name = value`: a number, a day, a flag; it must be TOML as it is.
    pub fn bare(&mut self, name: &str, value: &str, at: &Place) {
        self.line(&[name, " = ", value], at);
    }

    /// `name = ["value", ...]`
    pub fn texts<'v>(&mut self, name: &str, values: impl IntoIterator<Item = &'v str>, at: &Place) {
        let values: Vec<String> = values.into_iter().map(quoted).collect();
        self.bare(name, &format!("[{}]", values.join(", ")), at);
    }

    /// `name = { key = "value", ... }`
    pub fn table_of_texts<'v>(&mut self, name: &str, entries: impl Iterator<Item = (&'v str, &'v str)>, at: &Place) {
        let entries: Vec<String> = entries.map(|(key, value)| format!("{} = {}", quoted(key), quoted(value))).collect();
        self.bare(name, &format!("{{ {} }}", entries.join(", ")), at);
    }

    /// `name.vi = "value"`, a line for each language.
    pub fn localized(&mut self, name: &str, texts: &Localized, at: &Place) {
        for (language, text) in &texts.0 {
            self.text(&format!("{name}.{}", language.code()), text, at);
        }
    }

    /// `vi = "value"`, a line for each language: of an option, a source, an area.
    pub fn by_language(&mut self, texts: &Localized, at: &Place) {
        for (language, text) in &texts.0 {
            self.text(language.code(), text, at);
        }
    }

    /// Begins a table; what follows belongs to it.
    pub(super) fn header(&mut self, header: &str, at: &Place) {
        self.line(&[header], at);
    }
}

/// An item as it is written down: first its fields, then its tables, in the order they are added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftItem {
    /// Where it begins in the source.
    pub at: Place,
    /// Its id.
    pub id: String,
    /// Fields of the item itself: `item.fields.text("type", "single_choice", at)`.
    pub fields: Lines,
    tables: Lines,
}

impl DraftItem {
    /// An item that has an id only.
    pub fn new(id: &str, at: &Place) -> Self {
        let mut fields = Lines::default();
        fields.text("id", id, at);
        Self { at: at.clone(), id: id.to_owned(), fields, tables: Lines::default() }
    }

    /// Adds a table: `option`, `match_source`, `area`, `blank`, `blank.option`; its fields go into what is returned.
    pub fn table(&mut self, name: &str, at: &Place) -> &mut Lines {
        self.tables.header(&format!("[[item.{name}]]"), at);
        &mut self.tables
    }

    /// The fields of the table that was added last.
    pub fn last_table(&mut self) -> &mut Lines {
        &mut self.tables
    }

    /// Where a line of its text comes from.
    pub fn place_of(&self, line: u32) -> Place {
        let mut places = Vec::new();
        self.write(&mut Vec::new(), &mut places);
        let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        places.get(index).unwrap_or(&self.at).clone()
    }

    /// The item as the text of an items file.
    pub fn toml(&self) -> String {
        [HEADER, &self.fields.text, &self.tables.text].concat()
    }

    pub(super) fn write(&self, text: &mut Vec<u8>, places: &mut Vec<Place>) {
        text.extend_from_slice(HEADER.as_bytes());
        places.push(self.at.clone());
        for lines in [&self.fields, &self.tables] {
            text.extend_from_slice(lines.text.as_bytes());
            places.extend_from_slice(&lines.places);
        }
    }
}

/// A TOML text on one line.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote(text, &mut out);
    out
}

fn quote(text: &str, out: &mut String) {
    // Control characters are below the space, or the delete, or two bytes of which this is the first.
    let means_itself = |byte: u8| !matches!(byte, 0..b' ' | 0x7F | 0xC2 | b'\\' | b'"');
    out.push('"');
    let plain = text.bytes().position(|byte| !means_itself(byte)).unwrap_or(text.len());
    out.push_str(&text[..plain]);
    for letter in text[plain..].chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            hidden if hidden.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(hidden));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}
