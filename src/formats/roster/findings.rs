//! Mistakes and warnings of one reading, each at its cell.

use super::cell::Flaw;
use super::layout;
use crate::formats::mistake::{LineIndex, Mistake, Mistakes};

/// After so many nobody reads on; the reading stops.
const MAX_MISTAKES: usize = 10_000;
/// After so many the rest is not listed.
const MAX_WARNINGS: usize = 1_000;

/// Which cell of the text: the byte where its record begins, and its number from 0.
#[derive(Clone, Copy, Debug)]
pub struct CellPlace {
    /// Byte offset.
    pub record: usize,
    /// From 0.
    pub index: usize,
}

/// A text with its cells, and how a place in it is told.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What it is called in mistakes.
    pub file: &'a str,
    /// What is read.
    pub text: &'a str,
    /// What stands between cells.
    pub separator: u8,
    /// What a column counts.
    pub columns: Columns,
}

/// What the column of a place counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Characters, as an editor shows them.
    Characters,
    /// Cells, as a spreadsheet shows them.
    Cells,
}

/// What was found so far.
pub struct Findings<'a> {
    source: Source<'a>,
    lines: LineIndex<'a>,
    /// Any of them refuses the file.
    pub mistakes: Mistakes,
    /// None of them does.
    pub warnings: Mistakes,
}

impl<'a> Findings<'a> {
    /// Of a text.
    pub fn new(source: Source<'a>) -> Self {
        let lines = LineIndex::new(source.text.as_bytes());
        Self { source, lines, mistakes: Mistakes::default(), warnings: Mistakes::default() }
    }

    /// The line of a byte, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        self.lines.place(offset).0
    }

    /// A mistake at a cell.
    pub fn refuse(&mut self, place: CellPlace, code: &'static str, message: String, hint: &str) {
        let mistake = self.at_cell(place, code, message, Some(hint));
        self.mistakes.push(mistake);
    }

    /// The flaw of a cell is a mistake.
    pub fn refuse_flaw(&mut self, place: CellPlace, flaw: Flaw) {
        let mistake = self.at_cell(place, flaw.code, flaw.message, flaw.hint);
        self.mistakes.push(mistake);
    }

    /// A mistake at a byte of the text.
    pub fn refuse_at(&mut self, offset: usize, code: &'static str, message: &str, hint: &str) {
        let mistake = self.at(offset, code, message.to_owned(), Some(hint));
        self.mistakes.push(mistake);
    }

    /// A warning at a cell.
    pub fn warn(&mut self, place: CellPlace, code: &'static str, message: String, hint: &str) {
        let warning = match self.warnings.len() {
            0..MAX_WARNINGS => self.at_cell(place, code, message, Some(hint)),
            MAX_WARNINGS => {
                let message = "there are more warnings, which are not listed".to_owned();
                self.at_cell(place, "too-many-warnings", message, None)
            }
            _ => return,
        };
        self.warnings.push(warning);
    }

    /// Whether reading on makes no sense; says so once.
    pub fn is_enough(&mut self, record: usize) -> bool {
        let is_enough = self.mistakes.len() >= MAX_MISTAKES;
        if is_enough {
            let message = "there are too many mistakes; the rest of the file was not read";
            self.refuse_at(record, "too-many-mistakes", message, "mend the first ones and try again");
        }
        is_enough
    }

    fn at_cell(&self, place: CellPlace, code: &'static str, message: String, hint: Option<&str>) -> Mistake {
        let Source { text, separator, columns, .. } = self.source;
        let offset = layout::cell_start(text.as_bytes(), place.record, place.index, separator);
        let mistake = self.at(offset, code, message, hint);
        match columns {
            Columns::Characters => mistake,
            Columns::Cells => Mistake { column: u32::try_from(place.index + 1).unwrap_or(u32::MAX), ..mistake },
        }
    }

    fn at(&self, offset: usize, code: &'static str, message: String, hint: Option<&str>) -> Mistake {
        let (line, column) = self.lines.place(offset);
        Mistake { file: self.source.file.to_owned(), line, column, code, message, hint: hint.map(str::to_owned) }
    }
}
