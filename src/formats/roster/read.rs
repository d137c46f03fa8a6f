//! Reading a whole roster: everything or nothing, with all mistakes.

use super::cell::Flaw;
use super::encoding::{Encoding, decode};
use super::findings::{Columns, Findings, Source};
use super::header::{self, Column, Names};
use super::row::{self, RosterRow};
use super::seen::Seen;
use super::separator::Separator;
use super::table::{Cells, Table, read_table};
use crate::domain::people::person::Role;
use crate::formats::mistake::{Mistake, Mistakes};
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
    let refusal = |code, message: &str, hint: &str| Mistake::of_file(file, code, message, hint);
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
    let separator = Separator::of(&text, |name| Column::from_name(name).is_some());
    let source = Source { file, text: &text, separator: separator.byte(), columns: Columns::Characters };
    let (rows, warnings) = read_table(source, &mut People { today: options.today, seen: Seen::default() })?;
    Ok(Roster { rows, encoding, separator, warnings })
}

/// The table of people.
struct People {
    today: Date,
    seen: Seen,
}

impl Table for People {
    type Column = Column;
    type Row = RosterRow;
    const REQUIRED: &'static [Column] = &Column::REQUIRED;
    const HEADER: &'static str = "mã nhân viên, họ và tên, đơn vị";

    fn names(&self) -> &'static Names<Column> {
        &header::NAMES
    }

    fn blank(&self, line: u32) -> RosterRow {
        RosterRow::blank(line)
    }

    fn take(&self, row: &mut RosterRow, column: Column, text: &str) -> Result<(), Flaw> {
        row.take(column, text, self.today)
    }

    fn check(&mut self, row: &RosterRow, cells: &Cells<'_, Column>, findings: &mut Findings<'_>) {
        // Administrators of the whole belong to no unit.
        if cells.is_blank(Column::Unit) && row.role == Role::Candidate {
            findings.refuse_flaw(cells.place(Column::Unit), row::empty(Column::Unit));
        }
        self.seen.check(row, |column| cells.place(column), findings);
    }
}
