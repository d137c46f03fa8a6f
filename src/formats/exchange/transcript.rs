//! What a source says, in the words of our own bank files, each line with the place where it came from.

use super::codes::{Given, code_of};
use super::competencies::Competencies;
use super::picture_names::PictureNames;
use super::{Assumed, Place};
use crate::domain::text::{Language, Localized};
use crate::formats::bank::{self, BANK_FILE, BankFolder, STIMULI_FILE};
use crate::formats::mistake::{Mistake, Mistakes};
use crate::formats::toml_file::codes::is_code;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A file of items is closed when it has grown to this.
const FULL: usize = 700_000;

/// Where each line of each file comes from.
type Places = BTreeMap<String, Vec<Place>>;

/// Lines of TOML, each with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    text: String,
    places: Vec<Place>,
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
    fn header(&mut self, header: &str, at: &Place) {
        self.line(&[header], at);
    }

    fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.places.extend_from_slice(&other.places);
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
        let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        self.lines().places.get(index).unwrap_or(&self.at).clone()
    }

    fn lines(&self) -> Lines {
        let mut lines = Lines::default();
        self.write(&mut lines);
        lines
    }

    fn write(&self, lines: &mut Lines) {
        lines.header("[[item]]", &self.at);
        lines.append(&self.fields);
        lines.append(&self.tables);
    }

    /// The item as the text of an items file.
    pub fn toml(&self) -> String {
        self.lines().text
    }
}

/// A whole source in our words.
#[derive(Clone, Debug)]
pub struct Transcript {
    source: String,
    assumed: Assumed,
    /// What the source says of the bank itself, where it does.
    pub about: About,
    competencies: Competencies,
    items: Vec<DraftItem>,
    stimuli: Lines,
    pictures: PictureNames,
    ids: Given,
}

/// What a source says of the bank itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Its code, if it is one.
    pub code: Option<String>,
    /// Its title.
    pub title: Localized,
    /// What it is for.
    pub description: Localized,
    /// The languages of its texts; empty for the assumed one.
    pub languages: Vec<Language>,
    /// Framework.
    pub framework: Option<String>,
    /// Licence.
    pub licence: Option<String>,
}

impl Transcript {
    /// Of a source of which nothing is known yet.
    pub fn new(source: &str, assumed: Assumed) -> Self {
        Self {
            source: source.to_owned(),
            competencies: Competencies::of(&assumed.competencies),
            assumed,
            about: About::default(),
            items: Vec::new(),
            stimuli: Lines::default(),
            pictures: PictureNames::default(),
            ids: Given::default(),
        }
    }

    /// What is taken for granted.
    pub const fn assumed(&self) -> &Assumed {
        &self.assumed
    }

    /// An id like `wanted` that no item has yet: `Câu hỏi 1` becomes `cau-hoi-1`, and the next one `cau-hoi-1-2`; what
    /// has the shape of an id stays as it is.
    pub fn free_id(&mut self, wanted: &str) -> String {
        let made = || code_of(wanted).unwrap_or_else(|| "item".to_owned());
        self.ids.free(if is_code(wanted) { wanted.to_owned() } else { made() })
    }

    /// The competency with this code or title, made when there is none yet; its code.
    pub fn competency(&mut self, title: &Localized) -> String {
        self.competencies.named(title, self.assumed.language)
    }

    /// Declares a competency with a code of its own.
    pub fn declare_competency(&mut self, code: &str, title: Localized) {
        self.competencies.declare(code, title);
    }

    /// Adds an item.
    pub fn add(&mut self, item: DraftItem) {
        self.items.push(item);
    }

    /// Adds a stimulus; its fields go into what is returned.
    pub fn stimulus(&mut self, id: &str, at: &Place) -> &mut Lines {
        self.stimuli.header("[[stimulus]]", at);
        self.stimuli.text("id", id, at);
        &mut self.stimuli
    }

    /// Keeps a PNG picture; the name that items give it.
    pub fn picture(&mut self, name: &str, png: Vec<u8>) -> String {
        let stem = name.rsplit('/').next().unwrap_or(name);
        let stem = code_of(stem.rsplit_once('.').map_or(stem, |(stem, _)| stem)).unwrap_or_else(|| "picture".into());
        self.pictures.keep(&stem, png)
    }

    /// The items, in the order of the source.
    pub fn items(&self) -> &[DraftItem] {
        &self.items
    }

    /// The files of the bank, as they would be written by hand.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        self.pieces()
            .into_iter()
            .map(|(name, lines)| (name, lines.text.into_bytes()))
            .chain(self.pictures.files())
            .collect()
    }

    /// Reads what was written down; mistakes are told at their places in the source.
    ///
    /// # Errors
    /// All mistakes.
    pub fn check(&self) -> Result<BankFolder, Mistakes> {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let mut places = Places::new();
        for (name, lines) in self.pieces() {
            places.insert(name.clone(), lines.places);
            files.push((name, lines.text.into_bytes()));
        }
        files.extend(self.pictures.files());
        match bank::read_files(&files) {
            Ok(folder) => {
                let warnings = self.at_source(&folder.warnings, &places);
                let place = |at: &Place| (at.file.to_string(), at.line, at.column);
                let places = self.items.iter().map(|item| (item.id.clone(), place(&item.at))).collect();
                Ok(BankFolder { warnings, places, ..folder })
            }
            Err(mistakes) => Err(self.at_source(&mistakes, &places)),
        }
    }

    fn at_source(&self, mistakes: &Mistakes, places: &Places) -> Mistakes {
        let place = |file: &str, line: u32| {
            let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
            let found = places.get(file).and_then(|places| places.get(index).or(places.last()));
            found.cloned().unwrap_or_else(|| Place::start(&self.source))
        };
        let moved = |mistake: &Mistake| {
            let at = place(&mistake.file, mistake.line);
            // The one hint that names a place of its own: of the first of two items with one id.
            let hint = mistake.hint.as_ref().map(|hint| match first_place(hint) {
                Some((file, line)) => {
                    let first = place(file, line);
                    format!("the first is at {}:{}:{}", first.file, first.line, first.column)
                }
                None => without_toml(hint),
            });
            Mistake { file: at.file.to_string(), line: at.line, column: at.column, hint, ..mistake.clone() }
        };
        mistakes.iter().map(moved).collect::<Mistakes>().in_order()
    }

    fn pieces(&self) -> Vec<(String, Lines)> {
        let mut pieces = vec![(BANK_FILE.to_owned(), self.manifest())];
        let mut lines = Lines::default();
        let mut count = 0;
        for item in &self.items {
            if lines.text.len() > FULL {
                count += 1;
                pieces.push((format!("items/items-{count}.toml"), std::mem::take(&mut lines)));
            }
            item.write(&mut lines);
        }
        if !lines.text.is_empty() {
            pieces.push((format!("items/items-{}.toml", count + 1), lines));
        }
        if !self.stimuli.text.is_empty() {
            pieces.push((STIMULI_FILE.to_owned(), self.stimuli.clone()));
        }
        pieces
    }

    fn manifest(&self) -> Lines {
        let at = Place::start(&self.source);
        let About { code, title, description, languages, framework, licence } = &self.about;
        let mut lines = Lines::default();
        let languages = if languages.is_empty() { &vec![self.assumed.language] } else { languages };
        let code = code.as_ref().unwrap_or(&self.assumed.code);
        let or_code = |texts: &Localized| {
            let text = |language: &Language| {
                let said =
                    texts.0.get(language).or_else(|| texts.0.values().next()).filter(|text| !text.trim().is_empty());
                (*language, said.cloned().unwrap_or_else(|| code.clone()))
            };
            Localized(languages.iter().map(text).collect())
        };
        lines.text("code", code, &at);
        lines.texts("languages", languages.iter().map(|language| language.code()), &at);
        lines.text("framework", framework.as_deref().unwrap_or("-"), &at);
        lines.text("licence", licence.as_deref().unwrap_or("-"), &at);
        lines.localized("title", &or_code(title), &at);
        lines.localized("description", &or_code(if description.0.is_empty() { title } else { description }), &at);
        for (code, title) in self.competencies.all() {
            lines.header("[[competency]]", &at);
            lines.text("code", code, &at);
            let title = if title.0.is_empty() {
                Localized(std::iter::once((languages[0], code.clone())).collect())
            } else {
                title.clone()
            };
            lines.localized("title", &or_code(&title), &at);
        }
        lines
    }
}

/// A hint in words for whoever has never seen a file of ours: `as_of = 2026-11-21, without quotes` says only what to write.
fn without_toml(hint: &str) -> String {
    let shown = hint.strip_prefix("write it as ").or_else(|| hint.strip_prefix("write it without quotes"));
    match shown.and_then(|shown| shown.split_once(" = ")) {
        Some((_, value)) => format!("write it as {}", value.trim_end_matches(", without quotes")),
        None => hint.to_owned(),
    }
}

/// `the first is at items/items-1.toml:7:6`
fn first_place(hint: &str) -> Option<(&str, u32)> {
    let rest = hint.strip_prefix("the first is at ")?;
    let (rest, _column) = rest.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    Some((file, line.parse().ok()?))
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
