//! What a source says, in the words of our own bank files, each line with the place where it came from.

use super::codes::{Given, code_of};
use super::competencies::Competencies;
use super::draft_item::{DraftItem, Lines};
use super::picture_names::PictureNames;
use super::{Assumed, Place};
use crate::domain::text::{Language, Localized};
use crate::formats::bank::{self, BANK_FILE, BankFolder, STIMULI_FILE};
use crate::formats::mistake::{Mistake, Mistakes};
use crate::formats::toml_file::codes::is_code;
use std::ops::Range;

/// A file of items is closed when it has grown to this.
const FULL: usize = 700_000;

/// A whole source in our words.
#[derive(Clone, Debug)]
pub struct Transcript {
    source: String,
    assumed: Assumed,
    /// What the source says of the bank itself, where it does.
    pub about: About,
    competencies: Competencies,
    /// Files of items, each with the places its lines come from; the last one grows.
    files: Vec<(String, Vec<u8>)>,
    places: Vec<Vec<Place>>,
    items: Vec<WrittenItem>,
    stimuli: Lines,
    pictures: PictureNames,
    ids: Given,
}

/// Where an item stands.
#[derive(Clone, Debug)]
pub struct WrittenItem {
    /// Where it begins in the source.
    pub at: Place,
    /// Its id.
    pub id: String,
    /// Its file among those of items, and its bytes there.
    file: usize,
    text: Range<usize>,
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
            files: Vec::new(),
            places: Vec::new(),
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
        if self.files.last().is_none_or(|(_, text)| text.len() > FULL) {
            self.files.push((format!("items/items-{}.toml", self.files.len() + 1), Vec::new()));
            self.places.push(Vec::new());
        }
        let file = self.files.len() - 1;
        let text = &mut self.files[file].1;
        let begin = text.len();
        item.write(text, &mut self.places[file]);
        let text = begin..text.len();
        self.items.push(WrittenItem { at: item.at, id: item.id, file, text });
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
    pub fn items(&self) -> &[WrittenItem] {
        &self.items
    }

    /// An item as the text of an items file.
    pub fn toml(&self, item: &WrittenItem) -> String {
        let text = self.files.get(item.file).and_then(|(_, text)| text.get(item.text.clone()));
        String::from_utf8_lossy(text.unwrap_or_default()).into_owned()
    }

    /// The files of the bank, as they would be written by hand.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = self.other_files().collect();
        // Behind the manifest.
        files.splice(1..1, self.files.iter().cloned());
        files
    }

    /// All but those of items: the manifest, stimuli, pictures.
    pub fn other_files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let stimuli = (!self.stimuli.text.is_empty()).then(|| (STIMULI_FILE.to_owned(), self.stimuli.text.clone()));
        let written = std::iter::once((BANK_FILE.to_owned(), self.manifest().text)).chain(stimuli);
        written.map(|(name, text)| (name, text.into_bytes())).chain(self.pictures.files())
    }

    /// Reads what was written down; mistakes are told at their places in the source.
    ///
    /// # Errors
    /// All mistakes.
    pub fn check(&mut self) -> Result<BankFolder, Mistakes> {
        let mut files = std::mem::take(&mut self.files);
        let count = files.len();
        files.extend(self.other_files());
        let read = bank::read_files(&files);
        files.truncate(count);
        self.files = files;
        match read {
            Ok(folder) => {
                let place = |at: &Place| (at.file.to_string(), at.line, at.column);
                let places = self.items.iter().map(|item| (item.id.clone(), place(&item.at))).collect();
                Ok(BankFolder { warnings: self.at_source(&folder.warnings), places, ..folder })
            }
            Err(mistakes) => Err(self.at_source(&mistakes)),
        }
    }

    /// Where a line of a file comes from; those of the manifest and of pictures from nowhere in particular.
    fn place_of(&self, file: &str, line: u32) -> Place {
        let of_items = || self.files.iter().zip(&self.places).find(|((name, _), _)| name == file);
        let places = match file {
            STIMULI_FILE => &self.stimuli.places[..],
            _ => of_items().map_or(&[][..], |(_, places)| places),
        };
        let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        places.get(index).or(places.last()).cloned().unwrap_or_else(|| Place::start(&self.source))
    }

    fn at_source(&self, mistakes: &Mistakes) -> Mistakes {
        let moved = |mistake: &Mistake| {
            let at = self.place_of(&mistake.file, mistake.line);
            // The one hint that names a place of its own: of the first of two items with one id.
            let hint = mistake.hint.as_ref().map(|hint| match first_place(hint) {
                Some((file, line)) => {
                    let first = self.place_of(file, line);
                    format!("the first is at {}:{}:{}", first.file, first.line, first.column)
                }
                None => without_toml(hint),
            });
            Mistake { file: at.file.to_string(), line: at.line, column: at.column, hint, ..mistake.clone() }
        };
        mistakes.iter().map(moved).collect::<Mistakes>().in_order()
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
