//! Reading a whole list of results: everything or nothing, with all mistakes.

use super::header::{Column, NAMES};
use super::row::ResultRow;
use crate::domain::assessment::scoring::CutScore;
use crate::formats::mistake::{Mistake, Mistakes};
use crate::formats::roster::cell::Flaw;
use crate::formats::roster::findings::{Columns, Findings, Source};
use crate::formats::roster::header::Names;
use crate::formats::roster::table::{Cells, Table, read_table};
use crate::formats::roster::{Separator, decode};
use crate::formats::workbook;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use time::Date;

/// Bytes in one file.
pub const MAX_BYTES: usize = 20_000_000;

/// What reading depends on besides the file.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Nobody is born or assessed after it.
    pub today: Date,
    /// Scores below it have not passed.
    pub cut: CutScore,
}

/// A list without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// In the order of the file.
    pub rows: Vec<ResultRow>,
    /// To look at; none of them refuses the file.
    pub warnings: Mistakes,
}

/// Reads a list called `file` in mistakes: a workbook by its first bytes, else CSV in any encoding a roster may have.
///
/// # Errors
/// All mistakes of the file, in order; a single one refuses it all.
pub fn read(file: &str, bytes: &[u8], options: &Options) -> Result<Results, Mistakes> {
    let named = |mistake: Mistake| Mistake { file: file.to_owned(), ..mistake };
    let refusal = |code, message: &str, hint: &str| Mistake::of_file(file, code, message, hint);
    if bytes.len() > MAX_BYTES {
        let message = format!("the file has more than {} MB", MAX_BYTES / 1_000_000);
        return Err(refusal("file-too-large", &message, "split it into several files").into());
    }
    let is_known = |name: &str| NAMES.column(name).is_some();
    let (text, separator, columns) = if workbook::is_workbook(bytes) {
        let text = workbook::text(bytes).map_err(|mistakes| mistakes.into_iter().map(named).collect::<Mistakes>())?;
        (text, Separator::Comma, Columns::Cells)
    } else {
        let (text, _) = decode(bytes).map_err(named)?;
        let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
        let separator = Separator::of(&text, is_known);
        (text, separator, Columns::Characters)
    };
    if text.trim().is_empty() {
        return Err(
            refusal("empty-file", "the file is empty", "write a header line and one line for each result").into()
        );
    }
    let source = Source { file, text: &text, separator: separator.byte(), columns };
    let (rows, warnings) = read_table(source, &mut List { options: *options, seen: HashMap::new() })?;
    Ok(Results { rows, warnings })
}

/// The table of results.
struct List {
    options: Options,
    /// Whom a row is about, and the line it was first seen on.
    seen: HashMap<String, u32>,
}

impl Table for List {
    type Column = Column;
    type Row = ResultRow;
    const REQUIRED: &'static [Column] = &Column::REQUIRED;
    const HEADER: &'static str = "họ và tên, đơn vị, ngày đánh giá";

    fn names(&self) -> &'static Names<Column> {
        &NAMES
    }

    fn blank(&self, line: u32) -> ResultRow {
        ResultRow::blank(line)
    }

    fn take(&self, row: &mut ResultRow, column: Column, text: &str) -> Result<(), Flaw> {
        row.take(column, text, self.options.today, self.options.cut)
    }

    fn check(&mut self, row: &ResultRow, cells: &Cells<'_, Column>, findings: &mut Findings<'_>) {
        let results = [Column::Score, Column::Outcome];
        let is_told = results.iter().any(|column| cells.has(*column) && !cells.is_blank(*column));
        let told_at = results.into_iter().find(|column| cells.has(*column));
        if let Some(column) = told_at.filter(|_| !is_told) {
            let hint = "write score or result of who passed; delete the row of who did not sit";
            findings.refuse(cells.place(column), "no-result", "the row says no result".to_owned(), hint);
        }
        let listed = row.clone().listed(|levels| levels.join(" / "));
        let Some(key) = listed.filter(|listed| !listed.full_name.is_empty()).map(|listed| listed.person_key()) else {
            return;
        };
        let line = match self.seen.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(row.line);
                return;
            }
            Entry::Occupied(entry) => *entry.get(),
        };
        let (code, message, column) = if row.staff_code.is_empty() {
            let message = format!("the same name, birth date and unit are already on line {line}");
            ("duplicate-person", message, Column::FullName)
        } else {
            let message = format!("the staff code `{}` is already on line {line}", row.staff_code);
            ("duplicate-staff-code", message, Column::StaffCode)
        };
        let hint = "one result for each person; two people of one name need birth dates or staff codes";
        findings.refuse(cells.place(column), code, message, hint);
    }
}
