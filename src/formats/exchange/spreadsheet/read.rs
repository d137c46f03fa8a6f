//! From the bytes of a sheet to rows of cells with places, and from those to a transcript.

use super::cells::runs;
use super::columns::Column;
use super::row::{self, Row};
use crate::domain::text::{Language, Localized};
use crate::formats::bank::ITEM_LIMIT;
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::transcript::Transcript;
use crate::formats::exchange::{Assumed, Place, Reading};
use crate::formats::mistake::{LineIndex, Mistake, Mistakes, quote};
use crate::formats::roster::{Separator, decode};
use crate::formats::workbook::{self, Sheet};
use std::sync::Arc;

/// Bytes of one file.
pub const MAX_BYTES: usize = 40_000_000;
/// Sheets about the bank itself, by name.
pub(super) const ABOUT: [&str; 2] = ["Ngân hàng", "bank"];
/// Sheets that only explain.
pub(super) const GUIDE: [&str; 4] = ["Hướng dẫn", "guide", "Danh sách", "lists"];

/// A cell that says something.
pub(super) struct Cell {
    pub text: String,
    pub place: Place,
}

/// Cells by column from 0; `None` where there is nothing.
type Cells = Vec<Option<Cell>>;

/// Reads a workbook or CSV called `name` in mistakes.
pub fn read(name: &str, bytes: &[u8], assumed: &Assumed) -> Reading {
    match sheets(name, bytes) {
        Ok((rows, about)) => Sheets { name, assumed }.items(&rows, &about),
        Err(mistakes) => Reading::refused(mistakes, assumed, name),
    }
}

/// The rows of items, and those about the bank.
fn sheets(name: &str, bytes: &[u8]) -> Result<(Vec<Cells>, Vec<Cells>), Mistakes> {
    if bytes.len() > MAX_BYTES {
        let message = format!("the file has more than {} MB", MAX_BYTES / 1_000_000);
        return Err(Mistake::of_file(name, "file-too-large", &message, "split it into several files").into());
    }
    if !workbook::is_workbook(bytes) {
        return text_rows(name, bytes).map(|rows| (rows, Vec::new()));
    }
    let named = |mistake: Mistake| Mistake { file: name.to_owned(), ..mistake };
    let sheets = workbook::sheets(bytes).map_err(|mistakes| mistakes.into_iter().map(named).collect::<Mistakes>())?;
    let is = |sheet: &Sheet, names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(sheet.name.trim()));
    let (guides, sheets): (Vec<Sheet>, Vec<Sheet>) = sheets.into_iter().partition(|sheet| is(sheet, &GUIDE));
    drop(guides);
    let (about, items): (Vec<Sheet>, Vec<Sheet>) = sheets.into_iter().partition(|sheet| is(sheet, &ABOUT));
    if items.len() > 1 {
        let message = "more than one sheet of the workbook has items";
        return Err(Mistake::of_file(name, "several-sheets", message, "keep one sheet with the items").into());
    }
    let file: Arc<str> = name.into();
    let rows =
        |sheets: Vec<Sheet>| sheets.into_iter().flat_map(|sheet| sheet.rows).map(|row| cells(&file, row)).collect();
    Ok((rows(items), rows(about)))
}

fn cells(file: &Arc<str>, (row, written): (u32, Vec<(u32, String)>)) -> Cells {
    let mut cells = Cells::new();
    for (column, text) in written {
        let index = usize::try_from(column).unwrap_or(usize::MAX);
        if cells.len() <= index {
            cells.resize_with(index + 1, || None);
        }
        let place = Place { file: Arc::clone(file), line: row + 1, column: column + 1 };
        cells[index] = Some(Cell { text, place }).filter(|cell| !cell.text.trim().is_empty());
    }
    cells
}

/// The rows of a CSV file in any encoding and with any separator that an office uses.
fn text_rows(name: &str, bytes: &[u8]) -> Result<Vec<Cells>, Mistakes> {
    let (text, _) = decode(bytes).map_err(|mistake| Mistake { file: name.to_owned(), ..mistake })?;
    let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
    let separator = Separator::of(&text, |name| Column::named(name).is_some());
    let lines = LineIndex::new(text.as_bytes());
    let file: Arc<str> = name.into();
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator.byte());
    let mut reader = reader.from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(true) => rows.push(record_cells(&record, (text.as_bytes(), at, separator.byte()), (&lines, &file))),
            Ok(false) => return Ok(rows),
            Err(_) => {
                let (line, column) = lines.place(at);
                let message = "the row cannot be read".to_owned();
                let hint = Some("save the file again as CSV UTF-8".to_owned());
                let mistake = Mistake { file: name.to_owned(), line, column, code: "unreadable-row", message, hint };
                return Err(mistake.into());
            }
        }
    }
}

fn record_cells(
    record: &csv::StringRecord,
    (text, start, separator): (&[u8], usize, u8),
    (lines, file): (&LineIndex<'_>, &Arc<str>),
) -> Cells {
    let mut at = start + text[start.min(text.len())..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let mut cells = Cells::new();
    for cell in record {
        let (line, column) = lines.place(at);
        let place = Place { file: Arc::clone(file), line, column };
        // An apostrophe is how a spreadsheet says that what follows is text; our own exports write it.
        let said = cell.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(cell);
        cells.push(Some(Cell { text: said.to_owned(), place }).filter(|cell| !cell.text.trim().is_empty()));
        at = end_of_cell(text, at, separator) + 1;
    }
    cells
}

/// Where the cell that begins at `at` ends: at a separator or the end of its line, quotes minded.
fn end_of_cell(text: &[u8], at: usize, separator: u8) -> usize {
    let is_quoted = text.get(at) == Some(&b'"');
    let mut inside = is_quoted;
    let mut end = at + usize::from(is_quoted);
    while let Some(byte) = text.get(end) {
        match byte {
            b'"' if is_quoted => inside = !inside,
            b'\n' if !inside => return end,
            byte if *byte == separator && !inside => return end,
            _ => {}
        }
        end += 1;
    }
    end
}

struct Sheets<'a> {
    name: &'a str,
    assumed: &'a Assumed,
}

impl Sheets<'_> {
    fn items(&self, rows: &[Cells], about: &[Cells]) -> Reading {
        let mut ledger = Ledger::default();
        let mut transcript = Transcript::new(self.name, self.assumed.clone());
        let mut rows = rows.iter().filter(|cells| cells.iter().any(Option::is_some));
        let Some(header) = rows.next() else {
            let hint = "write a header line and one row for each item, or begin with the template";
            return self.refuse(Mistake::of_file(self.name, "empty-file", "the file is empty", hint).into());
        };
        let columns = match self.columns(header, &mut ledger) {
            Ok(columns) => columns,
            Err(mistakes) => return self.refuse(mistakes),
        };
        let rows: Vec<&Cells> = rows.collect();
        if rows.len() > ITEM_LIMIT {
            let message = format!("the file has {} rows, more than {ITEM_LIMIT}", rows.len());
            let hint = "split it into several banks";
            return self.refuse(Mistake::of_file(self.name, "too-many-items", &message, hint).into());
        }
        self.about(about, (&mut transcript, &mut ledger));
        let languages = self.languages(&columns, &rows);
        transcript.about.languages.clone_from(&languages);
        for cells in rows {
            let row = Row { columns: &columns, cells, languages: &languages, assumed: self.assumed };
            row::write_down(&row, &mut transcript, &mut ledger);
        }
        Reading::of(transcript, ledger)
    }

    fn refuse(&self, mistakes: Mistakes) -> Reading {
        Reading::refused(mistakes, self.assumed, self.name)
    }

    /// What each column is; `None` for those that say nothing here.
    fn columns(&self, header: &Cells, ledger: &mut Ledger) -> Result<Vec<Option<Column>>, Mistakes> {
        let mut mistakes = Mistakes::default();
        let mut columns: Vec<Option<Column>> = Vec::new();
        let at = |place: &Place, code, message, hint: String| Mistake {
            file: place.file.to_string(),
            line: place.line,
            column: place.column,
            code,
            message,
            hint: Some(hint),
        };
        for cell in header {
            let named = cell.as_ref().and_then(|cell| Column::named(&cell.text));
            if let (Some(cell), Some(_)) = (cell, named.filter(|column| columns.contains(&Some(*column)))) {
                let message = format!("{} names the same column a second time", quote(cell.text.trim()));
                mistakes.push(at(&cell.place, "duplicate-column", message, "keep one of the two".to_owned()));
            }
            if let (Some(cell), None) = (cell, named) {
                let meant = Column::did_you_mean(&cell.text, self.assumed.language);
                let why = meant.map_or_else(
                    || "no column of items has this name".to_owned(),
                    |meant| format!("no column of items has this name; did you mean `{meant}`?"),
                );
                ledger.drop(&cell.place, format!("column {}", quote(cell.text.trim())), "unknown-column", why);
            }
            columns.push(named);
        }
        if !columns.iter().flatten().any(|column| matches!(column, Column::Stem(_))) {
            let message = format!("the column `{}` is missing", Column::Stem(None).title(self.assumed.language));
            let hint = "the first line names the columns; the template has them all";
            mistakes.push(Mistake::of_file(self.name, "missing-column", &message, hint));
        }
        mistakes.or(columns)
    }

    /// The languages that any stem is written in.
    fn languages(&self, columns: &[Option<Column>], rows: &[&Cells]) -> Vec<Language> {
        let says = |index: usize| rows.iter().any(|cells| matches!(cells.get(index), Some(Some(_))));
        let spoken = |language: &Language| {
            columns.iter().enumerate().any(|(index, column)| match column {
                Some(Column::Stem(said)) => said.unwrap_or(self.assumed.language) == *language && says(index),
                _ => false,
            })
        };
        let languages: Vec<Language> = Language::ALL.into_iter().filter(spoken).collect();
        if languages.is_empty() { vec![self.assumed.language] } else { languages }
    }

    /// `field, value` rows about the bank: `code`, `title.vi`, `competency`, ...
    fn about(&self, rows: &[Cells], (transcript, ledger): (&mut Transcript, &mut Ledger)) {
        for cells in rows {
            let text = |index: usize| cells.get(index).and_then(Option::as_ref).map(|cell| cell.text.trim());
            let (Some(field), Some(value)) = (text(0), text(1)) else { continue };
            let localized = |language| Localized(std::iter::once((language, value.to_owned())).collect());
            let about = &mut transcript.about;
            match field {
                "code" => about.code = Some(value.to_owned()),
                "framework" => about.framework = Some(value.to_owned()),
                "licence" => about.licence = Some(value.to_owned()),
                "title.vi" => about.title.0.extend(localized(Language::Vi).0),
                "title.en" => about.title.0.extend(localized(Language::En).0),
                "description.vi" => about.description.0.extend(localized(Language::Vi).0),
                "description.en" => about.description.0.extend(localized(Language::En).0),
                "competency" => {
                    let titles = Language::ALL.into_iter().zip([text(2), text(3)]);
                    let titles = titles.filter_map(|(language, title)| Some((language, title?.to_owned())));
                    transcript.declare_competency(value, Localized(titles.collect()));
                }
                other => {
                    if let Some(Some(cell)) = cells.first() {
                        let why = "nothing about a bank has this name";
                        ledger.drop(&cell.place, format!("row {}", quote(other)), "unknown-field", why);
                    }
                    continue;
                }
            }
            ledger.keep(field);
        }
    }
}
