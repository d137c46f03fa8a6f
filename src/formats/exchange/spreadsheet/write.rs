//! A bank as a sheet of items: CSV, or a workbook that also says what the bank is.

use super::cells::{self, CREDITS, KINDS, TYPES};
use super::columns::Column;
use super::parts::{ARROW, BLANKS, MARKED, NOTHING};
use super::read::ABOUT;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::{BlankKind, Item, ItemOption, ItemType};
use crate::domain::assessment::key::{Answer, BlankAnswer, NumberKey, PartialCredit, TextKey};
use crate::domain::text::{Language, Localized};
use crate::formats::csv_out::{neutral, write_csv};
use crate::formats::exchange::Place;
use crate::formats::exchange::ledger::Ledger;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use time::Date;

/// Characters that one cell of a workbook may have.
const LONGEST_CELL: usize = 32_767;

/// The bank as CSV whose words are in `words`. What is said of the bank itself is lost.
pub fn csv(bank: &Bank, words: Language) -> (Vec<u8>, Ledger) {
    let mut ledger = Ledger::default();
    let why = "a CSV file has rows of items only; a workbook says the rest";
    ledger.drop(
        &Place::start(&bank.code),
        "title, description, framework, licence, competencies",
        "bank-not-said",
        why,
    );
    let columns = Column::all(&bank.languages);
    let header: Vec<String> = columns.iter().map(|column| column.title(words)).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = rows(bank, (&columns, words), &mut ledger);
    let guarded = rows.into_iter().map(|row| row.into_iter().map(|cell| guarded(&cell)).collect::<Vec<String>>());
    (write_csv(&header, guarded), ledger)
}

/// The bank as a workbook whose words are in `words`.
///
/// # Errors
/// When the workbook cannot be made.
pub fn workbook(bank: &Bank, words: Language) -> Result<(Vec<u8>, Ledger), XlsxError> {
    let mut ledger = Ledger::default();
    let columns = Column::all(&bank.languages);
    let rows = rows(bank, (&columns, words), &mut ledger);
    let mut workbook = Workbook::new();
    super::template::items_sheet(&mut workbook, (&columns, words), &rows)?;
    let sheet = workbook.add_worksheet().set_name(ABOUT[usize::from(words == Language::En)])?;
    let text = Format::new().set_num_format("@");
    for (row, cells) in (0..).zip(about(bank)) {
        for (column, cell) in (0..).zip(&cells) {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
    }
    sheet.set_column_width(0, 16)?.set_column_width(1, 60)?;
    Ok((workbook.save_to_buffer()?, ledger))
}

fn about(bank: &Bank) -> Vec<Vec<String>> {
    let mut rows = vec![vec!["code".to_owned(), bank.code.clone()]];
    for (name, texts) in [("title", &bank.title), ("description", &bank.description)] {
        rows.extend(texts.0.iter().map(|(language, text)| vec![format!("{name}.{}", language.code()), text.clone()]));
    }
    rows.push(vec!["framework".to_owned(), bank.framework.clone()]);
    rows.push(vec!["licence".to_owned(), bank.licence.clone()]);
    for competency in &bank.competencies {
        let titles = Language::ALL.map(|language| competency.title.0.get(&language).cloned().unwrap_or_default());
        rows.push([vec!["competency".to_owned(), competency.code.clone()], titles.to_vec()].concat());
    }
    rows
}

/// An apostrophe in front of what a spreadsheet might run, and of what looks as if one had been put there.
fn guarded(cell: &str) -> String {
    if super::cells::runs(cell) { format!("'{cell}") } else { neutral(cell) }
}

/// A row for each item that a sheet can say.
fn rows(bank: &Bank, (columns, words): (&[Column], Language), ledger: &mut Ledger) -> Vec<Vec<String>> {
    let mut written = Vec::new();
    for item in &bank.items {
        let place = Place::start(&format!("{}/{}", bank.code, item.face.id));
        let mut telling = Telling { place: &place, ledger };
        match Written::of(item, words, &mut telling) {
            Ok(item) => written.push((item, place)),
            Err(why) => telling.ledger.drop(&place, "item", "item-not-said", why),
        }
    }
    // An item that is not there cannot be kept apart from.
    let there: BTreeSet<&str> = written.iter().map(|(written, _)| written.item.face.id.as_str()).collect();
    let mut rows = Vec::new();
    for (item, place) in &written {
        let (enemies, gone): (Vec<&str>, Vec<&str>) =
            item.item.traits.enemies.iter().map(String::as_str).partition(|enemy| there.contains(enemy));
        for enemy in gone {
            ledger.drop(place, format!("enemy {enemy}"), "enemy-not-said", "that item is not in the sheet");
        }
        let cell = |column: &Column| match column {
            Column::Enemies => enemies.join(", "),
            column => item.cell(*column),
        };
        rows.push(columns.iter().map(cell).collect());
    }
    if !bank.authors.is_empty() {
        let why = "a sheet does not say who may not sit the bank";
        ledger.drop(&Place::start(&bank.code), "authors", "authors-not-said", why);
    }
    rows
}

struct Telling<'a> {
    place: &'a Place,
    ledger: &'a mut Ledger,
}

impl Telling<'_> {
    fn drop(&mut self, element: &str, code: &'static str, why: &str) {
        self.ledger.drop(self.place, element, code, why);
    }

    fn change(&mut self, element: &str, code: &'static str, how: &str) {
        self.ledger.change(self.place, element, code, how);
    }
}

/// An item with the cells that need some thought.
struct Written<'i> {
    item: &'i Item,
    words: Language,
    stem: Localized,
    /// Option columns by language, from `a`.
    options: Vec<BTreeMap<Language, String>>,
    key: String,
    tolerance: String,
    units: String,
}

impl<'i> Written<'i> {
    fn of(item: &'i Item, words: Language, telling: &mut Telling<'_>) -> Result<Self, &'static str> {
        let mut written = Self {
            item,
            words,
            stem: item.face.stem.clone(),
            options: Vec::new(),
            key: String::new(),
            tolerance: String::new(),
            units: String::new(),
        };
        written.answer(telling)?;
        written.surroundings(telling)?;
        let texts = [&item.explanation.rationale, &item.explanation.legal_basis, &written.stem];
        let cells = texts
            .into_iter()
            .flat_map(|texts| texts.0.values())
            .chain(written.options.iter().flat_map(BTreeMap::values));
        if cells.chain([&written.key]).any(|cell| cell.chars().count() > LONGEST_CELL) {
            return Err("a cell cannot be that long");
        }
        Ok(written)
    }

    fn surroundings(&mut self, telling: &mut Telling<'_>) -> Result<(), &'static str> {
        let face = &self.item.face;
        if face.picture.is_some() {
            telling.drop("picture", "picture-not-said", "a sheet has no pictures");
        }
        if face.simulation.is_some() {
            telling.drop("simulation", "simulation-not-said", "a sheet has no simulations; the item's options stay");
        }
        if let Some(stimulus) = &face.stimulus {
            if face.item_type == ItemType::Cloze && stimulus.text.0.values().any(|text| text.contains('{')) {
                return Err("what the item is about would seem to have blanks");
            }
            for (language, stem) in &mut self.stem.0 {
                *stem = format!("{}\n\n{stem}", stimulus.text.get(*language));
                if stem.chars().count() > 4_000 {
                    return Err("the item and what it is about are together too long for one stem");
                }
            }
            let how = match stimulus.picture {
                Some(_) => "its text now begins the stem, and its picture is left out",
                None => "its text now begins the stem",
            };
            telling.change("stimulus", "stimulus-joined", how);
        }
        Ok(())
    }

    fn answer(&mut self, telling: &mut Telling<'_>) -> Result<(), &'static str> {
        let face = &self.item.face;
        match &self.item.key.answer {
            Answer::Correct(ids) if face.item_type == ItemType::TrueFalse => {
                let is_true = ids.iter().any(|id| id == "true");
                self.key = match (self.words, is_true) {
                    (Language::Vi, true) => "đúng",
                    (Language::Vi, false) => "sai",
                    (Language::En, true) => "true",
                    (Language::En, false) => "false",
                }
                .to_owned();
            }
            Answer::Correct(ids) | Answer::Order(ids) => {
                let letter =
                    |id: &String| face.options.iter().position(|option| option.id == *id).map(super::columns::letter);
                self.key = ids.iter().filter_map(letter).map(String::from).collect::<Vec<_>>().join(", ");
                self.options = face.options.iter().map(|option| option.text.0.clone()).collect();
                self.renamed(face.options.iter().map(|option| option.id.as_str()), telling);
            }
            Answer::Pairs(pairs) => self.pairs(pairs, telling)?,
            Answer::Number(number) => {
                (self.key, self.tolerance, self.units) = number_cells(number)?;
            }
            Answer::Text(text) => self.key = ways(text)?,
            Answer::Blanks(_) => self.blanks(telling)?,
            Answer::Areas(_) => return Err("a sheet has no pictures to point at"),
        }
        Ok(())
    }

    fn renamed<'t>(&self, ids: impl Iterator<Item = &'t str>, telling: &mut Telling<'_>) {
        if ids.enumerate().any(|(index, id)| id != super::columns::letter(index).to_string()) {
            telling.change("option ids", "ids-renamed", "options are called a, b, c by their columns");
        }
    }

    fn pairs(&mut self, pairs: &BTreeMap<String, String>, telling: &mut Telling<'_>) -> Result<(), &'static str> {
        let face = &self.item.face;
        let used: Vec<&String> = face.sources.iter().filter_map(|source| pairs.get(&source.id)).collect();
        let target = |id: &String| face.options.iter().find(|option| option.id == *id);
        let mut rows: Vec<(Option<&ItemOption>, &ItemOption)> = Vec::new();
        for (source, id) in face.sources.iter().zip(&used) {
            rows.push((Some(source), target(id).ok_or("a source has no target")?));
        }
        rows.extend(face.options.iter().filter(|option| !used.contains(&&option.id)).map(|option| (None, option)));
        if rows.len() > super::columns::OPTIONS {
            return Err("a sheet has columns for ten pairs and left-over targets");
        }
        let nothing = NOTHING[usize::from(self.words == Language::En)];
        for (source, target) in rows {
            let mut cells = BTreeMap::new();
            for (language, text) in &target.text.0 {
                let source = source.map_or(nothing, |source| source.text.get(*language));
                let is_nothing = NOTHING.iter().any(|word| cells::letters(word) == cells::letters(source));
                if source.contains(ARROW) || (is_nothing && source != nothing) {
                    return Err("a source holds the sign that parts pairs");
                }
                cells.insert(*language, format!("{source} {ARROW} {text}"));
            }
            self.options.push(cells);
        }
        telling.change("ids of sources and targets", "ids-renamed", "they are named by their columns");
        Ok(())
    }

    fn blanks(&mut self, telling: &mut Telling<'_>) -> Result<(), &'static str> {
        let (face, Answer::Blanks(keys)) = (&self.item.face, &self.item.key.answer) else { return Ok(()) };
        if face.blanks.len() > super::columns::OPTIONS {
            return Err("a sheet has columns for ten blanks");
        }
        let word = |kind: usize| BLANKS[kind][usize::from(self.words == Language::En)];
        for (number, blank) in (1..).zip(&face.blanks) {
            for stem in self.stem.0.values_mut() {
                *stem = stem.replace(&format!("{{{}}}", blank.id), &format!("{{\u{1}{number}}}"));
            }
            let key = keys.get(&blank.id).ok_or("a blank has no key")?;
            let weight = if key.weight == 1 { String::new() } else { format!(" x{}", key.weight) };
            let mut cells = BTreeMap::new();
            for language in face.stem.0.keys() {
                let says = match &key.answer {
                    BlankAnswer::Option(right) => choices(&blank.options, right, *language)?,
                    BlankAnswer::Text(text) => ways(text)?,
                    BlankAnswer::Number(number) => number_cell(number)?,
                };
                let name = match (blank.kind, &key.answer) {
                    (BlankKind::Choice, _) => word(0),
                    (BlankKind::Text, BlankAnswer::Text(text)) if !text.ignores_marks => {
                        MARKED[usize::from(self.words == Language::En)]
                    }
                    (BlankKind::Text, _) => word(1),
                    (BlankKind::Number, _) => word(2),
                };
                cells.insert(*language, format!("{name}{weight}: {says}"));
            }
            if matches!(&key.answer, BlankAnswer::Text(text) if text.minds_case) {
                telling.change("minds_case", "case-not-minded", "capitals no longer matter in this blank");
            }
            self.options.push(cells);
        }
        self.stem.0.values_mut().for_each(|stem| *stem = stem.replace('\u{1}', ""));
        telling.change("ids of blanks and their options", "ids-renamed", "they are numbered by their columns");
        Ok(())
    }

    fn cell(&self, column: Column) -> String {
        let Item { face, traits, key, explanation, .. } = self.item;
        let flag = |is_set: bool| match (is_set, self.words) {
            (false, _) => String::new(),
            (true, Language::Vi) => "có".to_owned(),
            (true, Language::En) => "yes".to_owned(),
        };
        let by = |texts: &Localized, language: Option<Language>| {
            language.and_then(|language| texts.0.get(&language)).cloned().unwrap_or_default()
        };
        let of_text = |said: fn(&TextKey) -> bool| matches!(&key.answer, Answer::Text(text) if said(text));
        match column {
            Column::Id => face.id.clone(),
            Column::Type => cells::word(&TYPES, &face.item_type, self.words).to_owned(),
            Column::Competency => traits.competency.clone(),
            Column::Level => traits.level.to_string(),
            Column::Kind => cells::word(&KINDS, &traits.kind, self.words).to_owned(),
            Column::Stem(language) => by(&self.stem, language),
            Column::Option(index, language) => {
                let option = self.options.get(index);
                language.and_then(|language| option?.get(&language)).cloned().unwrap_or_default()
            }
            Column::Key => self.key.clone(),
            Column::Points => {
                if key.points == 1 {
                    String::new()
                } else {
                    key.points.to_string()
                }
            }
            Column::PartialCredit => match PartialCredit::of(face.item_type).first() == Some(&key.partial_credit) {
                true => String::new(),
                false => cells::word(&CREDITS, &key.partial_credit, self.words).to_owned(),
            },
            Column::Tolerance => self.tolerance.clone(),
            Column::Units => self.units.clone(),
            Column::MindsCase => flag(of_text(|text| text.minds_case)),
            Column::IgnoresMarks => flag(of_text(|text| text.ignores_marks)),
            Column::KeepOrder => flag(face.keeps_order),
            Column::Rationale(language) => by(&explanation.rationale, language),
            Column::LegalBasis(language) => by(&explanation.legal_basis, language),
            Column::Source => explanation.source.clone(),
            Column::AsOf => day(explanation.as_of, self.words),
            Column::ReviewBy => day(explanation.review_by, self.words),
            Column::Digcomp => self.item.digcomp.join(", "),
            Column::Frameworks => self.item.frameworks.join(", "),
            Column::Accepts => self.item.accepts.join(", "),
            Column::Enemies | Column::Ordinal => String::new(),
        }
    }
}

fn day(day: Date, words: Language) -> String {
    match words {
        Language::Vi => format!("{:02}/{:02}/{:04}", day.day(), u8::from(day.month()), day.year()),
        Language::En => day.to_string(),
    }
}

fn ways(text: &TextKey) -> Result<String, &'static str> {
    if text.accepted.iter().any(|way| way.contains('|')) {
        return Err("an accepted answer holds the sign that parts answers");
    }
    Ok(text.accepted.join(" | "))
}

fn choices(options: &[ItemOption], right: &str, language: Language) -> Result<String, &'static str> {
    let mut written = Vec::new();
    for option in options {
        let text = option.text.get(language);
        if text.contains('|') || text.starts_with('*') {
            return Err("an option of a blank holds a sign that parts options");
        }
        written.push(if option.id == right { format!("*{text}") } else { text.to_owned() });
    }
    Ok(written.join(" | "))
}

fn number_cells(number: &NumberKey) -> Result<(String, String, String), &'static str> {
    if number.units.iter().any(|(unit, _)| unit.contains(['=', ';', '|', '±'])) {
        return Err("a unit holds a sign that parts units");
    }
    let units: Vec<String> = number.units.iter().map(|(unit, size)| format!("{unit} = {size}")).collect();
    let tolerance = if number.tolerance.is_zero() { String::new() } else { number.tolerance.to_string() };
    Ok((number.value.to_string(), tolerance, units.join("; ")))
}

fn number_cell(number: &NumberKey) -> Result<String, &'static str> {
    let (value, tolerance, units) = number_cells(number)?;
    let tolerance = if tolerance.is_empty() { tolerance } else { format!(" ± {tolerance}") };
    let units = if units.is_empty() { units } else { format!("; {units}") };
    Ok(format!("{value}{tolerance}{units}"))
}
