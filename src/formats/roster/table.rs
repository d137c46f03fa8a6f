//! Reading a table of people, whatever its columns are: everything or nothing, with all mistakes.

use super::cell::{self, Flaw};
use super::findings::{CellPlace, Findings, Source};
use super::header::Names;
use super::layout::{self, Fault};
use super::read::MAX_ROWS;
use crate::formats::mistake::{Mistakes, quote};
use csv::StringRecord;

/// What a kind of table has for columns, and what its rows become.
pub trait Table {
    /// A column.
    type Column: Copy + Eq + 'static;
    /// A row.
    type Row;
    /// What every table of this kind must have.
    const REQUIRED: &'static [Self::Column];
    /// What the first line may be: `mã nhân viên, họ và tên, đơn vị`.
    const HEADER: &'static str;

    /// What the columns are called.
    fn names(&self) -> &'static Names<Self::Column>;

    /// A row of which nothing is known yet.
    fn blank(&self, line: u32) -> Self::Row;

    /// Takes over what a cell says.
    fn take(&self, row: &mut Self::Row, column: Self::Column, text: &str) -> Result<(), Flaw>;

    /// Looks at a whole row, after its cells and among the rows before it.
    fn check(&mut self, row: &Self::Row, cells: &Cells<'_, Self::Column>, findings: &mut Findings<'_>);
}

/// Where the cells of a row stand, and which of them say nothing.
pub struct Cells<'a, C> {
    slots: &'a [Slot<C>],
    record: usize,
    blank: Vec<usize>,
}

impl<C: Copy + Eq> Cells<'_, C> {
    /// The place of a column's cell.
    pub fn place(&self, column: C) -> CellPlace {
        CellPlace { record: self.record, index: self.index(column).unwrap_or(0) }
    }

    /// Whether the table has this column.
    pub fn has(&self, column: C) -> bool {
        self.index(column).is_some()
    }

    /// Whether the column is there and its cell says nothing.
    pub fn is_blank(&self, column: C) -> bool {
        self.index(column).is_some_and(|index| self.blank.contains(&index))
    }

    fn index(&self, column: C) -> Option<usize> {
        self.slots.iter().position(|slot| *slot == Slot::Known(column))
    }
}

/// Reads all rows of a text, and gives the warnings with them.
///
/// # Errors
/// All mistakes, in order; a single one refuses it all.
pub fn read_table<T: Table>(source: Source<'_>, table: &mut T) -> Result<(Vec<T::Row>, Mistakes), Mistakes> {
    let mut reading = Reading { source, slots: Vec::new(), findings: Findings::new(source), table };
    let rows = reading.all();
    let Findings { mistakes, warnings, .. } = reading.findings;
    mistakes.or((rows, warnings.in_order()))
}

/// What a column of the file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot<C> {
    Known(C),
    /// Reported in the header already.
    Unknown,
    /// No name: its cells must be empty, too.
    Nameless,
}

struct Reading<'a, 't, T: Table> {
    source: Source<'a>,
    slots: Vec<Slot<T::Column>>,
    findings: Findings<'a>,
    table: &'t mut T,
}

impl<T: Table> Reading<'_, '_, T> {
    fn all(&mut self) -> Vec<T::Row> {
        let readable = &self.source.text[..self.examine()];
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(self.source.separator);
        let mut reader = reader.from_reader(readable.as_bytes());
        let mut record = StringRecord::new();
        let mut rows = Vec::new();
        let mut count = 0;
        while let Ok(true) = reader.read_record(&mut record) {
            // The crate's position may stand before empty lines.
            let reached = record.position().map_or(0, csv::Position::byte);
            let start =
                layout::record_start(self.source.text.as_bytes(), usize::try_from(reached).unwrap_or(usize::MAX));
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
        let (faults, readable) = layout::examine(self.source.text.as_bytes(), self.source.separator);
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
        let known = record.iter().filter(|name| self.table.names().column(name).is_some()).count();
        if known == 0 {
            let hint = format!("the first line names the columns: {}", T::HEADER);
            self.findings.refuse_at(start, "no-header", "the first line names no known column", &hint);
            return false;
        }
        for (index, name) in record.iter().enumerate() {
            let slot = self.slot(name, CellPlace { record: start, index });
            self.slots.push(slot);
        }
        for column in T::REQUIRED {
            if !self.slots.contains(&Slot::Known(*column)) {
                let message = format!("the column `{}` is missing", self.table.names().title(*column));
                self.findings.refuse_at(start, "missing-column", &message, "add it to the header line");
            }
        }
        true
    }

    fn slot(&mut self, name: &str, place: CellPlace) -> Slot<T::Column> {
        if name.trim().is_empty() {
            return Slot::Nameless;
        }
        if let Err(flaw) = cell::text(name) {
            self.findings.refuse_flaw(place, flaw);
            return Slot::Unknown;
        }
        let names = self.table.names();
        let Some(column) = names.column(name) else {
            let message = format!("unknown column {}", quote(name.trim()));
            let hint = names
                .did_you_mean(name)
                .map_or_else(|| "remove it from the file".to_owned(), |meant| format!("did you mean `{meant}`?"));
            self.findings.refuse(place, "unknown-column", message, &hint);
            return Slot::Unknown;
        };
        if self.slots.contains(&Slot::Known(column)) {
            let message = format!("{} is a second column for `{}`", quote(name.trim()), names.title(column));
            self.findings.refuse(place, "duplicate-column", message, "keep one of the two");
            return Slot::Unknown;
        }
        Slot::Known(column)
    }

    fn row(&mut self, record: &StringRecord, start: usize) -> Option<T::Row> {
        if record.len() != self.slots.len() {
            let message = format!("the row has {} cells, the header has {}", record.len(), self.slots.len());
            let hint = "give the row as many cells as the header; quote a cell that contains the separator";
            self.findings.refuse(CellPlace { record: start, index: 0 }, "ragged-row", message, hint);
            return None;
        }
        let mut row = self.table.blank(self.findings.line(start));
        for (index, raw) in record.iter().enumerate() {
            self.cell(&mut row, raw, CellPlace { record: start, index });
        }
        let blank = record.iter().enumerate().filter(|(_, raw)| raw.trim().is_empty()).map(|(index, _)| index);
        let cells = Cells { slots: &self.slots, record: start, blank: blank.collect() };
        self.table.check(&row, &cells, &mut self.findings);
        Some(row)
    }

    fn cell(&mut self, row: &mut T::Row, raw: &str, place: CellPlace) {
        let (text, is_mended) = match cell::text(raw) {
            Ok(checked) => checked,
            Err(flaw) => return self.findings.refuse_flaw(place, flaw),
        };
        match self.slots[place.index] {
            Slot::Known(column) => {
                if let Err(flaw) = self.table.take(row, column, &text) {
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
