//! `bank.toml`: what the bank is, its languages and its competencies.

use crate::domain::assessment::bank::{Bank, Competency};
use crate::domain::text::Language;
use crate::formats::mistake::{Mistakes, quote};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::languages::languages;
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::texts::{self, LINE, Languages, PLAIN, localized};
use std::collections::BTreeMap;

const SHAPE: Shape = Shape {
    noun: "bank.toml",
    known: &["code", "title", "description", "languages", "framework", "licence", "authors", "competency"],
};
/// Competencies one bank may have.
const COMPETENCY_LIMIT: usize = 100;
/// Authors one bank may name.
const AUTHOR_LIMIT: usize = 200;
/// Characters of a log-in.
const LOGIN_LIMIT: usize = 64;
const COMPETENCY: Shape = Shape { noun: "a competency", known: &["code", "title"] };

/// What items and assessments may refer to.
pub(super) struct Vocabulary {
    pub languages: Languages,
    /// `None` when bank.toml could not be read: then nothing is said about competencies.
    pub competencies: Option<Vec<String>>,
}

/// Reads bank.toml: the bank without items when nothing is wrong with it, and what others may refer to.
pub(super) fn read(name: &str, bytes: &[u8], mistakes: &mut Mistakes) -> (Option<Bank>, Vocabulary) {
    let mut sheet = match Sheet::open(name, bytes) {
        Ok(sheet) => sheet,
        Err(mistake) => {
            mistakes.push(mistake);
            return (None, unknown());
        }
    };
    let root = sheet.parse();
    let mark = sheet.mark();
    let fields = Fields::of_file(&mut sheet, &root, &SHAPE);
    let languages = languages(&mut sheet, &fields, None);
    let known = languages.as_ref().map_or_else(Languages::unknown, |languages| Languages {
        required: languages.clone(),
        allowed: languages.clone(),
    });
    let competencies = competencies(&mut sheet, &fields, &known);
    let codes = competencies.as_ref().map(|list| list.iter().map(|competency| competency.code.clone()).collect());
    let bank = bank(&mut sheet, &fields, &known, languages, competencies);
    let is_broken = sheet.faults() > 0;
    if is_broken {
        sheet.forget(mark);
    }
    mistakes.append(sheet.into_mistakes());
    if is_broken { (None, unknown()) } else { (bank, Vocabulary { languages: known, competencies: codes }) }
}

/// When bank.toml cannot be read.
pub(super) fn unknown() -> Vocabulary {
    Vocabulary { languages: Languages::unknown(), competencies: None }
}

fn bank(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    known: &Languages,
    languages: Option<Vec<Language>>,
    competencies: Option<Vec<Competency>>,
) -> Option<Bank> {
    let bank_code = fields.need(sheet, "code").and_then(|named| code(sheet, named));
    let title = localized(sheet, fields, "title", (LINE, known));
    let description = localized(sheet, fields, "description", (PLAIN, known));
    let framework = fields.need(sheet, "framework").and_then(|named| texts::text(sheet, named, named.name, LINE));
    let licence = fields.need(sheet, "licence").and_then(|named| texts::text(sheet, named, named.name, LINE));
    let authors = match fields.get("authors") {
        None => Some(Vec::new()),
        Some(named) => authors(sheet, named),
    };
    Some(Bank {
        authors: authors?,
        code: bank_code?,
        title: title?,
        description: description?,
        languages: languages?,
        framework: framework?,
        licence: licence?,
        competencies: competencies?,
        items: Vec::new(),
        pictures: BTreeMap::new(),
        simulations: BTreeMap::new(),
    })
}

/// Log-ins, as they are compared: in capitals.
fn authors(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<Vec<String>> {
    let mut authors: Vec<String> = Vec::new();
    for entry in named.short_list(sheet, "[\"TG-01\"]", AUTHOR_LIMIT)? {
        let login = texts::text(sheet, entry, "authors", LINE)?.to_uppercase();
        if login.chars().count() > LOGIN_LIMIT {
            sheet.report(entry.at(), "text-too-long", format!("a log-in has at most {LOGIN_LIMIT} characters"));
        } else if authors.contains(&login) {
            sheet.report(entry.at(), "duplicate-value", format!("{} is listed twice", quote(&login)));
        } else {
            authors.push(login);
        }
    }
    authors.sort();
    Some(authors)
}

fn competencies(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, known: &Languages) -> Option<Vec<Competency>> {
    fields.need(sheet, "competency")?;
    let written = fields.tables(sheet, "competency");
    let mut list: Vec<Competency> = Vec::new();
    let mut all_read = !written.is_empty();
    if written.len() > COMPETENCY_LIMIT {
        let message = format!("the bank has {} competencies, more than {COMPETENCY_LIMIT}", written.len());
        sheet.report(fields.at, "out-of-range", message);
        return None;
    }
    for named in written {
        match competency(sheet, named, known) {
            Some((competency, at)) if list.iter().any(|earlier| earlier.code == competency.code) => {
                let message = format!("two competencies have the code {}", quote(&competency.code));
                sheet.report(at, "duplicate-competency", message);
            }
            Some((competency, _)) => list.push(competency),
            None => all_read = false,
        }
    }
    all_read.then_some(list)
}

fn competency(sheet: &mut Sheet<'_>, named: Named<'_, '_>, known: &Languages) -> Option<(Competency, usize)> {
    let fields = Fields::of(sheet, named, &COMPETENCY)?;
    let written = fields.need(sheet, "code");
    let code = written.and_then(|named| code(sheet, named));
    let title = localized(sheet, &fields, "title", (LINE, known));
    Some((Competency { code: code?, title: title? }, written.map_or(fields.at, |named| named.at())))
}
