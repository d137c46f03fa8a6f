//! Reading a whole roster: everything or nothing, with all mistakes.

use super::cell;
use super::encoding::{Encoding, decode};
use super::findings::{CellPlace, Findings};
use super::header::Column;
use super::layout::{self, Fault};
use super::row::{self, RosterRow};
use super::seen::Seen;
use super::separator::Separator;
use crate::domain::people::person::Role;
use crate::formats::mistake::{Mistake, Mistakes, quote};
use csv::StringRecord;
use time::Date;

/// Rows in one file.
pub const MAX_ROWS: usize = 100_000;
/// Bytes in one file.
pub const MAX_BYTES: usize = 50_000_000;

/// What reading depends on besides the file.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Nobody is born after it.
    pub today: Date,
}

/// A roster without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// In the order of the file.
    pub rows: Vec<RosterRow>,
    /// How the file was stored.
    pub encoding: Encoding,
    /// What stood between its cells.
    pub separator: Separator,
    /// To look at; none of them refuses the file.
    pub warnings: Mistakes,
}

/// Reads a roster called `file` in mistakes.
///
/// Rows without any text are skipped. A file of carriage returns only is read as lines, too.
///
/// # Errors
/// All mistakes of the file, in order; a single one refuses it all.
pub fn read(file: &str, bytes: &[u8], options: &Options) -> Result<Roster, Mistakes> {
    let refusal = |code, message: &str, hint: &str| Mistake {
        file: file.to_owned(),
        line: 1,
        column: 1,
        code,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    };
    if bytes.len() > MAX_BYTES {
        let message = format!("the file has more than {} MB", MAX_BYTES / 1_000_000);
        return Err(refusal("file-too-large", &message, "split it into several files").into());
    }
    let (text, encoding) = decode(bytes).map_err(|mistake| Mistake { file: file.to_owned(), ..mistake })?;
    let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
    if text.trim().is_empty() {
        return Err(
            refusal("empty-file", "the file is empty", "write a header line and one line for each person").into()
        );
    }
    let separator = Separator::of(&text);
    let mut reading = Reading::new(file, &text, separator, options.today);
    let rows = reading.all();
    let Findings { mistakes, warnings, .. } = reading.findings;
    mistakes.or(Roster { rows, encoding, separator, warnings: warnings.in_order() })
}

/// What a column of the file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Known(Column),
    /// Reported in the header already.
    Unknown,
    /// No name: its cells must be empty, too.
    Nameless,
}

struct Reading<'a> {
    text: &'a str,
    separator: Separator,
    today: Date,
    slots: Vec<Slot>,
    seen: Seen,
    findings: Findings<'a>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, text: &'a str, separator: Separator, today: Date) -> Self {
        let findings = Findings::new(file, text, separator.byte());
        Self { text, separator, today, slots: Vec::new(), seen: Seen::default(), findings }
    }

    fn all(&mut self) -> Vec<RosterRow> {
        let readable = &self.text[..self.examine()];
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(self.separator.byte());
        let mut reader = reader.from_reader(readable.as_bytes());
        let mut record = StringRecord::new();
        let mut rows = Vec::new();
        let mut count = 0;
        while let Ok(true) = reader.read_record(&mut record) {
            // The crate's position may stand before empty lines.
            let reached = record.position().map_or(0, csv::Position::byte);
            let start = layout::record_start(self.text.as_bytes(), usize::try_from(reached).unwrap_or(usize::MAX));
            if self.slots.is_empty() {
                if !self.header(&record, start) {
                    return rows;
                }
                continue;
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            count += 1;
            if self.is_over(count, start) {
                return rows;
            }
            let row = self.row(&record, start);
            if self.findings.mistakes.is_empty() {
                rows.extend(row);
            }
        }
        if count == 0 && self.findings.mistakes.is_empty() {
            let hint = "write one line for each person under the header";
            self.findings.refuse_at(0, "no-rows", "the file has a header and nobody under it", hint);
        }
        rows
    }

    /// Reports faults of the layout; the length of the text that can be read all the same.
    fn examine(&mut self) -> usize {
        let (faults, readable) = layout::examine(self.text.as_bytes(), self.separator.byte());
        for (offset, fault) in faults {
            let (code, message, hint) = described(fault);
            self.findings.refuse_at(offset, code, &message, hint);
        }
        readable
    }

    fn is_over(&mut self, count: usize, start: usize) -> bool {
        if count > MAX_ROWS {
            let message = format!("the file has more than {MAX_ROWS} rows");
            let place = CellPlace { record: start, index: 0 };
            self.findings.refuse(place, "too-many-rows", message, "split it into several files");
        }
        count > MAX_ROWS || self.findings.is_enough(start)
    }

    /// Whether the first line is a header at all.
    fn header(&mut self, record: &StringRecord, start: usize) -> bool {
        let known = record.iter().filter(|name| Column::from_name(name).is_some()).count();
        if known == 0 {
            let hint = "the first line names the columns: mã nhân viên, họ và tên, đơn vị";
            self.findings.refuse_at(start, "no-header", "the first line names no known column", hint);
            return false;
        }
        for (index, name) in record.iter().enumerate() {
            let slot = self.slot(name, CellPlace { record: start, index });
            self.slots.push(slot);
        }
        for column in Column::REQUIRED {
            if !self.slots.contains(&Slot::Known(column)) {
                let message = format!("the column `{}` is missing", column.title());
                self.findings.refuse_at(start, "missing-column", &message, "add it to the header line");
            }
        }
        true
    }

    fn slot(&mut self, name: &str, place: CellPlace) -> Slot {
        if name.trim().is_empty() {
            return Slot::Nameless;
        }
        if let Err(flaw) = cell::text(name) {
            self.findings.refuse_flaw(place, flaw);
            return Slot::Unknown;
        }
        let Some(column) = Column::from_name(name) else {
            let message = format!("unknown column {}", quote(name.trim()));
            let hint = Column::did_you_mean(name)
                .map_or_else(|| "remove it from the file".to_owned(), |meant| format!("did you mean `{meant}`?"));
            self.findings.refuse(place, "unknown-column", message, &hint);
            return Slot::Unknown;
        };
        if self.slots.contains(&Slot::Known(column)) {
            let message = format!("{} is a second column for `{}`", quote(name.trim()), column.title());
            self.findings.refuse(place, "duplicate-column", message, "keep one of the two");
            return Slot::Unknown;
        }
        Slot::Known(column)
    }

    fn row(&mut self, record: &StringRecord, start: usize) -> Option<RosterRow> {
        if record.len() != self.slots.len() {
            let message = format!("the row has {} cells, the header has {}", record.len(), self.slots.len());
            let hint = "give the row as many cells as the header; quote a cell that contains the separator";
            self.findings.refuse(CellPlace { record: start, index: 0 }, "ragged-row", message, hint);
            return None;
        }
        let mut row = RosterRow::blank(self.findings.line(start));
        let mut unit_is_blank = false;
        for (index, raw) in record.iter().enumerate() {
            unit_is_blank |= self.slots[index] == Slot::Known(Column::Unit) && raw.trim().is_empty();
            self.cell(&mut row, raw, CellPlace { record: start, index });
        }
        let slots = &self.slots;
        let place = |column| {
            let index = slots.iter().position(|slot| *slot == Slot::Known(column)).unwrap_or(0);
            CellPlace { record: start, index }
        };
        // Administrators of the whole belong to no unit.
        if unit_is_blank && row.role == Role::Candidate {
            self.findings.refuse_flaw(place(Column::Unit), row::empty(Column::Unit));
        }
        self.seen.check(&row, place, &mut self.findings);
        Some(row)
    }

    fn cell(&mut self, row: &mut RosterRow, raw: &str, place: CellPlace) {
        let (text, is_mended) = match cell::text(raw) {
            Ok(checked) => checked,
            Err(flaw) => return self.findings.refuse_flaw(place, flaw),
        };
        match self.slots[place.index] {
            Slot::Known(column) => {
                if let Err(flaw) = row.take(column, &text, self.today) {
                    self.findings.refuse_flaw(place, flaw);
                }
            }
            Slot::Nameless if !raw.trim().is_empty() => {
                let message = "the cell stands in a column without a name".to_owned();
                self.findings.refuse(place, "nameless-column", message, "name the column in the header or empty it");
            }
            Slot::Nameless | Slot::Unknown => {}
        }
        if is_mended {
            let message = "the letter `Ð` (U+00D0) was read as the Vietnamese `Đ`".to_owned();
            self.findings.warn(place, "wrong-d", message, "type `Đ` with a Vietnamese keyboard");
        }
    }
}

/// Code, sentence and hint of a fault of the layout.
fn described(fault: Fault) -> (&'static str, String, &'static str) {
    match fault {
        Fault::UnclosedQuote => (
            "unclosed-quote",
            "the quotation mark opened here is never closed".to_owned(),
            "close it, or double a quotation mark that belongs to the text; nothing after it was read",
        ),
        Fault::TextAfterQuote => (
            "text-after-quote",
            "text follows the closing quotation mark of this cell".to_owned(),
            "double a quotation mark that belongs to the text",
        ),
        Fault::TooManyColumns => (
            "too-many-columns",
            format!("the line has more than {} columns", layout::MAX_COLUMNS),
            "keep the columns of a roster only; nothing from this line on was read",
        ),
        Fault::CellTooLong => (
            "field-too-long",
            format!("the cell has more than {} characters", cell::MAX_CHARACTERS),
            "shorten it; nothing from this line on was read",
        ),
    }
}
