//! One row of a sheet, written down as an item.

use super::cells::{self, CREDITS, KINDS, TYPES};
use super::columns::{Column, OPTIONS, letter};
use super::read::Cell;
use super::written::{blanks, pairs};
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::codes::code_of;
use crate::formats::exchange::draft_item::{DraftItem, Lines};
use crate::formats::exchange::filled;
use crate::formats::exchange::ledger::{Ledger, Made};
use crate::formats::exchange::transcript::Transcript;
use crate::formats::exchange::{Assumed, Place};

/// A row and what its columns are.
pub(super) struct Row<'a> {
    pub columns: &'a [Option<Column>],
    pub cells: &'a [Option<Cell>],
    pub languages: &'a [Language],
    pub assumed: &'a Assumed,
}

impl Row<'_> {
    /// The cell of a column, when it says something.
    pub fn cell(&self, column: Column) -> Option<&Cell> {
        let index = self.columns.iter().position(|known| *known == Some(column))?;
        self.cells.get(index)?.as_ref()
    }

    /// The cell of a column that may name its language or not.
    pub fn in_language(&self, column: fn(Option<Language>) -> Column, language: Language) -> Option<&Cell> {
        let unnamed = || self.cell(column(None)).filter(|_| language == self.assumed.language);
        self.cell(column(Some(language))).or_else(unnamed)
    }

    /// The texts of a column by language, and where the first of them stands.
    fn texts(&self, column: fn(Option<Language>) -> Column) -> Option<(Localized, Place)> {
        let found: Vec<(Language, &Cell)> = self
            .languages
            .iter()
            .filter_map(|language| Some((*language, self.in_language(column, *language)?)))
            .collect();
        let place = found.first()?.1.place.clone();
        Some((
            Localized(found.into_iter().map(|(language, cell)| (language, cell.text.trim().to_owned())).collect()),
            place,
        ))
    }

    /// The texts of an option by language, with their cells.
    pub fn option(&self, index: usize) -> Vec<(Language, &Cell)> {
        let in_language = |language: Language| {
            let unnamed = || self.cell(Column::Option(index, None)).filter(|_| language == self.assumed.language);
            self.cell(Column::Option(index, Some(language))).or_else(unnamed)
        };
        self.languages.iter().filter_map(|language| Some((*language, in_language(*language)?))).collect()
    }

    fn start(&self) -> Place {
        self.cells.iter().flatten().next().map_or_else(|| Place::start(""), |cell| cell.place.clone())
    }
}

/// Writes the row down.
pub(super) fn write_down(row: &Row<'_>, transcript: &mut Transcript, ledger: &mut Ledger) {
    let at = row.start();
    let competency = competency(row, transcript, ledger);
    let id = match row.cell(Column::Id) {
        Some(cell) => cell.text.trim().to_owned(),
        None => {
            let id = transcript.free_id(&format!("{competency}-{:03}", transcript.items().len() + 1));
            ledger.fill_by("id", Made::ByCompetency);
            id
        }
    };
    let mut item = DraftItem::new(&id, row.cell(Column::Id).map_or(&at, |cell| &cell.place));
    item.at = at.clone();
    item.fields.text("competency", &competency, row.cell(Column::Competency).map_or(&at, |cell| &cell.place));
    let item_type = item_type(row, ledger);
    item.fields.text("type", &item_type, row.cell(Column::Type).map_or(&at, |cell| &cell.place));
    plain_fields(row, &mut item.fields);
    fill_in(row, &mut item.fields, (&at, ledger));
    for (name, column) in
        [("stem", Column::Stem as fn(_) -> _), ("rationale", Column::Rationale), ("legal_basis", Column::LegalBasis)]
    {
        if let Some((texts, place)) = row.texts(column) {
            item.fields.localized(name, &texts, &place);
        }
    }
    match item_type.as_str() {
        "matching" => pairs(row, &mut item),
        "cloze" => blanks(row, &mut item),
        _ => {
            key(row, &item_type, &mut item.fields);
            options(row, &mut item);
        }
    }
    for (column, _) in row.columns.iter().zip(row.cells).filter(|(_, cell)| cell.is_some()) {
        if let Some(column) = column {
            ledger.keep(&format!("column {}", column.title(row.assumed.language)));
        }
    }
    transcript.add(item);
}

fn competency(row: &Row<'_>, transcript: &mut Transcript, ledger: &mut Ledger) -> String {
    let title = row.cell(Column::Competency).map(|cell| cell.text.trim().to_owned());
    let title = title.unwrap_or_else(|| {
        let general = filled::general(row.assumed.language);
        ledger.fill("competency", general);
        general.to_owned()
    });
    transcript.competency(&Localized(row.languages.iter().map(|language| (*language, title.clone())).collect()))
}

/// What the row says, or else what its key looks like.
fn item_type(row: &Row<'_>, ledger: &mut Ledger) -> String {
    if let Some(cell) = row.cell(Column::Type) {
        return cells::name_of(&TYPES, cell.text.trim());
    }
    let keys = row.cell(Column::Key).map_or(0, |cell| cells::list(&cell.text).len());
    let has_options = !row.option(0).is_empty();
    let is_truth = row.cell(Column::Key).is_some_and(|cell| cells::yes(&cell.text).is_some());
    let item_type = match (has_options, keys) {
        (true, 2..) => "multiple_choice",
        (true, _) => "single_choice",
        (false, _) if is_truth => "true_false",
        (false, _) => "short_text",
    };
    ledger.fill("type", item_type);
    item_type.to_owned()
}

fn plain_fields(row: &Row<'_>, fields: &mut Lines) {
    let whole = |cell: &Cell| cell.text.trim().parse::<u32>().is_ok();
    for (name, column) in [("level", Column::Level), ("points", Column::Points)] {
        match row.cell(column) {
            Some(cell) if whole(cell) => fields.bare(name, cell.text.trim(), &cell.place),
            Some(cell) => fields.text(name, cell.text.trim(), &cell.place),
            None => {}
        }
    }
    let named = |fields: &mut Lines, name: &str, cell: &Cell, value: &str| fields.text(name, value, &cell.place);
    if let Some(cell) = row.cell(Column::Kind) {
        named(fields, "kind", cell, &cells::name_of(&KINDS, cell.text.trim()));
    }
    if let Some(cell) = row.cell(Column::PartialCredit) {
        named(fields, "partial_credit", cell, &cells::name_of(&CREDITS, cell.text.trim()));
    }
    if let Some(cell) = row.cell(Column::Source) {
        named(fields, "source", cell, cell.text.replace('\n', " ").trim());
    }
    for (name, column) in [("as_of", Column::AsOf), ("review_by", Column::ReviewBy)] {
        match row.cell(column).map(|cell| (cell, cells::day(&cell.text))) {
            Some((cell, Some(day))) => fields.bare(name, &day.to_string(), &cell.place),
            Some((cell, None)) => fields.text(name, cell.text.trim(), &cell.place),
            None => {}
        }
    }
    for (name, column) in
        [("minds_case", Column::MindsCase), ("ignores_marks", Column::IgnoresMarks), ("keep_order", Column::KeepOrder)]
    {
        match row.cell(column).map(|cell| (cell, cells::yes(&cell.text))) {
            Some((cell, Some(true))) => fields.bare(name, "true", &cell.place),
            Some((_, Some(false))) | None => {}
            Some((cell, None)) => fields.text(name, cell.text.trim(), &cell.place),
        }
    }
    for (name, column) in [
        ("digcomp", Column::Digcomp),
        ("frameworks", Column::Frameworks),
        ("enemies", Column::Enemies),
        ("accepts", Column::Accepts),
    ] {
        if let Some(cell) = row.cell(column) {
            fields.texts(name, cells::list(&cell.text), &cell.place);
        }
    }
}

/// What items must have and the sheet does not say.
fn fill_in(row: &Row<'_>, fields: &mut Lines, (at, ledger): (&Place, &mut Ledger)) {
    let today = row.assumed.today;
    if row.cell(Column::Level).is_none() {
        let level = filled::LEVEL.to_string();
        fields.bare("level", &level, at);
        ledger.fill("level", level);
    }
    if row.cell(Column::Kind).is_none() {
        fields.text("kind", filled::KIND.name(), at);
        ledger.fill("kind", filled::KIND.name());
    }
    if row.cell(Column::Source).is_none() {
        let source = filled::unknown_source(row.assumed.language);
        fields.text("source", source, at);
        ledger.fill("source", source);
    }
    let as_of = row.cell(Column::AsOf).map_or(Some(today), |cell| cells::day(&cell.text));
    if row.cell(Column::AsOf).is_none() {
        fields.bare("as_of", &today.to_string(), at);
        ledger.fill("as_of", today.to_string());
    }
    if row.cell(Column::ReviewBy).is_none() {
        fields.bare("review_by", &filled::year_later(as_of.unwrap_or(today)).to_string(), at);
        ledger.fill_by("review_by", Made::YearAfterCheck);
    }
    for (name, column) in [("rationale", Column::Rationale as fn(_) -> _), ("legal_basis", Column::LegalBasis)] {
        if row.texts(column).is_none() {
            let texts = row.languages.iter().map(|language| (*language, filled::NOTHING.to_owned())).collect();
            fields.localized(name, &Localized(texts), at);
            ledger.fill(name, filled::NOTHING);
        }
    }
}

/// The key of an item that has one in a cell of its own.
fn key(row: &Row<'_>, item_type: &str, fields: &mut Lines) {
    let Some(cell) = row.cell(Column::Key) else { return };
    let (text, at) = (cell.text.trim(), &cell.place);
    let ids: Vec<String> = cells::list(text).into_iter().map(str::to_lowercase).collect();
    match item_type {
        "true_false" => match cells::yes(text) {
            Some(truth) => fields.bare("key", &truth.to_string(), at),
            None => fields.text("key", text, at),
        },
        "single_choice" => match ids.as_slice() {
            [id] => fields.text("key", id, at),
            ids => fields.texts("key", ids.iter().map(String::as_str), at),
        },
        "multiple_choice" | "ordering" => fields.texts("key", ids.iter().map(String::as_str), at),
        "numeric" => {
            fields.text("key", text, at);
            if let Some(cell) = row.cell(Column::Tolerance) {
                fields.text("tolerance", cell.text.trim(), &cell.place);
            }
            if let Some(cell) = row.cell(Column::Units) {
                units(fields, &cell.text, &cell.place);
            }
        }
        _ => fields.texts("key", cells::ways(text), at),
    }
}

/// `units = { "GB" = "1", "MB" = "0.001" }`
pub(in crate::formats) fn units(fields: &mut Lines, cell: &str, at: &Place) {
    match cells::units(cell) {
        Some(units) => {
            fields.table_of_texts("units", units.iter().map(|(name, size)| (name.as_str(), size.as_str())), at)
        }
        None => fields.text("units", cell.trim(), at),
    }
}

fn options(row: &Row<'_>, item: &mut DraftItem) {
    for index in 0..OPTIONS {
        let option = row.option(index);
        let Some((_, first)) = option.first() else { continue };
        let place = first.place.clone();
        let texts = option.iter().map(|(language, cell)| (*language, cell.text.trim().to_owned())).collect();
        let table = item.table("option", &place);
        table.text("id", &letter(index).to_string(), &place);
        table.by_language(&Localized(texts), &place);
    }
}

/// A code for a text that has none, unique among `taken`.
pub(in crate::formats) fn code_among(taken: &[String], text: &str, fallback: &str) -> String {
    let base: String = code_of(text).unwrap_or_else(|| fallback.to_owned()).chars().take(40).collect();
    let base = base.trim_end_matches('-').to_owned();
    let mut id = base.clone();
    let mut count = 1;
    while taken.contains(&id) {
        count += 1;
        id = format!("{base}-{count}");
    }
    id
}
