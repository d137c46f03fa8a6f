//! The sheets of a workbook: the only one as CSV text, one line for each row, or all of them as rows of cells.
//!
//! The archive is read twice, the first time only to count what it really holds: no entry is believed about its
//! size, nothing is extracted, and nothing of the network or the file system is ever asked for. Formulas are
//! refused, not evaluated; what they last showed is not taken for a value.

use crate::formats::mistake::Mistake;
use calamine::{DataRef, Reader, Xlsx};
use std::fmt::Write;
use std::io::{Cursor, Read};

/// Rows of a sheet, its header among them.
const MAX_ROWS: u32 = 100_001;
/// Columns of a sheet.
const MAX_COLUMNS: u32 = 50;
/// Bytes of all entries together, unpacked.
const MAX_UNPACKED: u64 = 150_000_000;
/// Bytes of one cell: as many letters as Excel lets into one, four bytes each.
const MAX_CELL: usize = 4 * 32_767;
/// Bytes of all cells together: one text may stand in many of them.
const MAX_TEXT: usize = 40_000_000;
/// Entries of the archive.
const MAX_ENTRIES: usize = 200;
/// After so many the rest is not listed.
const MAX_MISTAKES: usize = 1_000;

/// Whether the bytes begin like a workbook of the new kind.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

fn mistake((row, column): (u32, u32), code: &'static str, message: &str, hint: &str) -> Mistake {
    let (line, column) = (row + 1, column + 1);
    Mistake { file: String::new(), line, column, code, message: message.to_owned(), hint: Some(hint.to_owned()) }
}

const SAVE_AS: &str = "save it from Excel as `Excel Workbook (*.xlsx)` or `CSV UTF-8`";

/// By row from 0, the cells by column from 0.
pub type Rows = Vec<(u32, Vec<(u32, String)>)>;

/// A sheet with something in it.
pub struct Sheet {
    /// As its tab says.
    pub name: String,
    /// Line breaks within a cell are kept.
    pub rows: Rows,
}

/// The text of the workbook's only sheet.
///
/// # Errors
/// `workbook-broken`, `workbook-too-large`, `workbook-doctype`, `several-sheets`, `too-many-rows`,
/// `too-many-columns`, `cell-too-long`, `formula-cell`, `error-cell`; they name no file.
pub fn text(bytes: &[u8]) -> Result<String, Vec<Mistake>> {
    let mut workbook = open(bytes)?;
    let name = match filled(&mut workbook)?.as_slice() {
        [] => return Ok(String::new()),
        [name] => name.clone(),
        _ => {
            let message = "more than one sheet of the workbook has something in it";
            let hint = "keep the one sheet that is to be read and delete the others";
            return Err(vec![mistake((0, 0), "several-sheets", message, hint)]);
        }
    };
    read(&mut workbook, &name, Lines::Joined)?.text()
}

/// Every sheet that has something in it.
///
/// # Errors
/// As [`text`], but for `several-sheets`.
pub fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Vec<Mistake>> {
    let mut workbook = open(bytes)?;
    let mut sheets = Vec::new();
    let mut weight = 0;
    for name in filled(&mut workbook)? {
        let reading = read(&mut workbook, &name, Lines::Kept)?;
        weight += reading.bytes;
        if weight > MAX_TEXT {
            return Err(vec![too_much((0, 0))]);
        }
        sheets.push(Sheet { name, rows: reading.rows()? });
    }
    Ok(sheets)
}

/// What becomes of line breaks within a cell.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Lines {
    /// They become spaces.
    #[default]
    Joined,
    /// They stay.
    Kept,
}

type Open<'b> = Xlsx<Cursor<&'b [u8]>>;

fn broken() -> Vec<Mistake> {
    vec![mistake((0, 0), "workbook-broken", "the workbook cannot be read", SAVE_AS)]
}

fn open(bytes: &[u8]) -> Result<Open<'_>, Vec<Mistake>> {
    weigh(bytes).map_err(|mistake| vec![mistake])?;
    Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())
}

/// The names of the sheets that have something in them.
fn filled(workbook: &mut Open<'_>) -> Result<Vec<String>, Vec<Mistake>> {
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|_| broken())?;
        if cells.next_cell().map_err(|_| broken())?.is_some() {
            sheets.push(name);
        }
    }
    Ok(sheets)
}

fn read(workbook: &mut Open<'_>, name: &str, lines: Lines) -> Result<Reading, Vec<Mistake>> {
    let mut reading = Reading { lines, ..Reading::default() };
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|_| broken())?;
    while let Some(found) = cells.next_cell_with_formula_metadata().map_err(|_| broken())? {
        reading.take(found.pos, &found.value, found.formula.is_some())?;
    }
    Ok(reading)
}

fn too_much(place: (u32, u32)) -> Mistake {
    let message = format!("the cells of the workbook hold more than {} MB of text", MAX_TEXT / 1_000_000);
    mistake(place, "workbook-too-large", &message, "split it into several files")
}

/// Counts what the archive really holds, and refuses a document type in any of its parts.
fn weigh(bytes: &[u8]) -> Result<(), Mistake> {
    let broken = |_| mistake((0, 0), "workbook-broken", "the workbook cannot be read", SAVE_AS);
    let too_large = || {
        let hint = "keep only the rows that are to be read, without pictures and formats";
        mistake((0, 0), "workbook-too-large", "the workbook holds far more than rows of text", hint)
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    if archive.len() > MAX_ENTRIES {
        return Err(too_large());
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        let mut unpacked = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut unpacked).map_err(|error| broken(error.to_string()))?;
        left = left.checked_sub(read as u64).ok_or_else(too_large)?;
        if has_document_type(&unpacked) {
            let message = "a part of the workbook declares a document type";
            return Err(mistake((0, 0), "workbook-doctype", message, SAVE_AS));
        }
    }
    Ok(())
}

/// `<!DOCTYPE` or `<!ENTITY` in any letter case; no program writes either into a workbook.
fn has_document_type(part: &[u8]) -> bool {
    let starts = |rest: &[u8], word: &[u8]| rest.len() >= word.len() && rest[..word.len()].eq_ignore_ascii_case(word);
    let mut rest = part;
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = &rest[at + 1..];
        if starts(rest, b"!DOCTYPE") || starts(rest, b"!ENTITY") {
            return true;
        }
    }
    false
}

/// The cells of a sheet, as they come: by rows.
#[derive(Default)]
struct Reading {
    lines: Lines,
    rows: Vec<(u32, Vec<(u32, String)>)>,
    width: u32,
    bytes: usize,
    mistakes: Vec<Mistake>,
}

fn too_long(place: (u32, u32)) -> Mistake {
    mistake(place, "cell-too-long", "the cell holds more than a cell can", "shorten its text")
}

impl Reading {
    fn take(&mut self, place: (u32, u32), value: &DataRef<'_>, is_formula: bool) -> Result<(), Vec<Mistake>> {
        let (row, column) = place;
        if row >= MAX_ROWS {
            let message = "the sheet has more than 100000 rows under its header";
            return Err(vec![mistake((row, 0), "too-many-rows", message, "split it into several files")]);
        }
        if is_formula {
            let hint = "copy the column and paste it as values";
            self.refuse(mistake(place, "formula-cell", "the cell holds a formula", hint))?;
        }
        let text = match value {
            DataRef::Empty => return Ok(()),
            DataRef::Error(_) => {
                let hint = "write the value itself";
                return self.refuse(mistake(place, "error-cell", "the cell shows an error", hint));
            }
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text)
                if text.len() > MAX_CELL =>
            {
                return self.refuse(too_long(place));
            }
            DataRef::SharedString(text) if text.len() > MAX_CELL => return self.refuse(too_long(place)),
            value => shown(value, self.lines),
        };
        self.bytes += text.len();
        if self.bytes > MAX_TEXT {
            return Err(vec![too_much(place)]);
        }
        if text.is_empty() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            let message = format!("the sheet has more than {MAX_COLUMNS} columns");
            return Err(vec![mistake(
                place,
                "too-many-columns",
                &message,
                "keep only the columns that are to be read",
            )]);
        }
        self.width = self.width.max(column + 1);
        match self.rows.last_mut() {
            Some((last, cells)) if *last == row => cells.push((column, text)),
            Some((last, _)) if *last > row => {
                return Err(vec![mistake(place, "workbook-broken", "the rows of the sheet are out of order", SAVE_AS)]);
            }
            _ => self.rows.push((row, vec![(column, text)])),
        }
        Ok(())
    }

    fn refuse(&mut self, mistake: Mistake) -> Result<(), Vec<Mistake>> {
        self.mistakes.push(mistake);
        if self.mistakes.len() < MAX_MISTAKES { Ok(()) } else { Err(std::mem::take(&mut self.mistakes)) }
    }

    fn rows(self) -> Result<Rows, Vec<Mistake>> {
        if self.mistakes.is_empty() { Ok(self.rows) } else { Err(self.mistakes) }
    }

    fn text(mut self) -> Result<String, Vec<Mistake>> {
        if !self.mistakes.is_empty() {
            return Err(self.mistakes);
        }
        let mut text = String::new();
        let mut written = 0;
        for (row, mut cells) in std::mem::take(&mut self.rows) {
            text.extend(std::iter::repeat_n('\n', (row - written) as usize));
            written = row;
            cells.sort_by_key(|(column, _)| *column);
            let mut cells = cells.into_iter().peekable();
            for column in 0..self.width {
                if column > 0 {
                    text.push(',');
                }
                if let Some((_, cell)) = cells.next_if(|(at, _)| *at == column) {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "\"{}\"", cell.replace('"', "\"\""));
                }
            }
        }
        text.push('\n');
        Ok(text)
    }
}

/// A value as the sheet shows it.
fn shown(value: &DataRef<'_>, lines: Lines) -> String {
    let text = match value {
        DataRef::Int(number) => number.to_string(),
        // Whole numbers without a point: staff codes and years are often stored as numbers.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year:04}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    };
    crate::domain::text::nfc(&match lines {
        Lines::Joined => text.replace(['\r', '\n'], " "),
        Lines::Kept => text.replace("\r\n", "\n"),
    })
}
