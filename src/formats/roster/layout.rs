//! Where each cell of a CSV text stands, by the same rules as the `csv` crate.
//!
//! The crate gives the content of cells; a mistake needs their place. One pass before reading also
//! finds what the crate forgives: quotes never closed, text after a closing quote, and records or
//! cells so large that a copy of them would be an attack on memory.

use std::ops::ControlFlow;

/// More columns than any roster has.
pub const MAX_COLUMNS: usize = 50;

/// More bytes than any cell within the limit of characters can have, every one of them doubled.
pub const MAX_CELL_BYTES: usize = 10_000;

/// What is wrong with the layout of a text, at a byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The text ends inside the quotes opened here.
    UnclosedQuote,
    /// The quotes opened here are followed by more than a separator or the end of the line.
    TextAfterQuote,
    /// The record that begins here has more than [`MAX_COLUMNS`] cells.
    TooManyColumns,
    /// The cell that begins here has more than [`MAX_CELL_BYTES`].
    CellTooLong,
}

/// One cell as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its first byte, the opening quote if it has one.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Whether it is the last of its record.
    pub is_last: bool,
    /// What is wrong with its quotes.
    pub fault: Option<Fault>,
}

/// The cell that begins at `start`.
fn cell(text: &[u8], start: usize, separator: u8) -> Cell {
    let mut at = start;
    let mut fault = None;
    if text.get(at) == Some(&b'"') {
        let Some(closed) = closing_quote(text, at + 1) else {
            return Cell { start, end: text.len(), is_last: true, fault: Some(Fault::UnclosedQuote) };
        };
        at = closed + 1;
        let is_over = text.get(at).is_none_or(|byte| *byte == separator || is_break(*byte));
        fault = (!is_over).then_some(Fault::TextAfterQuote);
    }
    let rest = text[at..].iter().position(|byte| *byte == separator || is_break(*byte));
    let end = rest.map_or(text.len(), |length| at + length);
    let is_last = text.get(end).is_none_or(|byte| is_break(*byte));
    Cell { start, end, is_last, fault }
}

/// The quote that ends the cell whose content begins at `from`; a doubled one is content.
fn closing_quote(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text[at..].iter().position(|byte| *byte == b'"')?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The first byte of the record at or after `from`: empty lines belong to none.
pub fn record_start(text: &[u8], from: usize) -> usize {
    from + text[from..].iter().take_while(|byte| is_break(**byte)).count()
}

/// The byte offset of cell `index` of the record that begins at `record`; of its last cell when it has fewer.
pub fn cell_start(text: &[u8], record: usize, index: usize, separator: u8) -> usize {
    let mut current = cell(text, record, separator);
    for _ in 0..index {
        if current.is_last {
            break;
        }
        current = cell(text, current.end + 1, separator);
    }
    current.start
}

/// The first cells of the first record, at most [`MAX_COLUMNS`], quotes included.
pub fn first_cells(text: &str, separator: u8) -> Vec<&str> {
    let mut current = cell(text.as_bytes(), record_start(text.as_bytes(), 0), separator);
    let mut cells = vec![&text[current.start..current.end]];
    while !current.is_last && cells.len() < MAX_COLUMNS {
        current = cell(text.as_bytes(), current.end + 1, separator);
        cells.push(&text[current.start..current.end]);
    }
    cells
}

/// All faults of a text, and the length of the part before the first record that cannot be read.
pub fn examine(text: &[u8], separator: u8) -> (Vec<(usize, Fault)>, usize) {
    let mut faults = Vec::new();
    let mut record = record_start(text, 0);
    while record < text.len() {
        match examine_record(text, record, separator, &mut faults) {
            ControlFlow::Continue(end) => record = record_start(text, end),
            ControlFlow::Break(()) => return (faults, record),
        }
    }
    (faults, text.len())
}

fn examine_record(
    text: &[u8],
    record: usize,
    separator: u8,
    faults: &mut Vec<(usize, Fault)>,
) -> ControlFlow<(), usize> {
    let mut start = record;
    for _ in 0..MAX_COLUMNS {
        let cell = cell(text, start, separator);
        if let Some(fault) = cell.fault
            && faults.len() < MAX_FAULTS
        {
            faults.push((cell.start, fault));
        }
        if cell.fault == Some(Fault::UnclosedQuote) {
            return ControlFlow::Break(());
        }
        if cell.end - cell.start > MAX_CELL_BYTES {
            faults.push((cell.start, Fault::CellTooLong));
            return ControlFlow::Break(());
        }
        if cell.is_last {
            return ControlFlow::Continue(cell.end);
        }
        start = cell.end + 1;
    }
    faults.push((record, Fault::TooManyColumns));
    ControlFlow::Break(())
}

/// Enough to print; a hostile text has one in each cell.
const MAX_FAULTS: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_the_crate(text: &str, separator: u8) -> Vec<usize> {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(separator);
        reader.from_reader(text.as_bytes()).records().map(|record| record.expect("UTF-8").len()).collect()
    }

    fn by_us(text: &str, separator: u8) -> Vec<usize> {
        let bytes = text.as_bytes();
        let mut counts = Vec::new();
        let mut at = record_start(bytes, 0);
        while at < bytes.len() {
            let mut current = cell(bytes, at, separator);
            let mut count = 1;
            while !current.is_last {
                current = cell(bytes, current.end + 1, separator);
                count += 1;
            }
            counts.push(count);
            at = record_start(bytes, current.end);
        }
        counts
    }

    proptest! {
        #[test]
        fn cells_stand_where_the_crate_reads_them(text in "[a\",;\t\n\rế ]{0,40}") {
            for separator in *b",;\t" {
                prop_assert_eq!(by_us(&text, separator), by_the_crate(&text, separator));
            }
        }
    }

    #[test]
    fn what_the_crate_forgives_is_found() {
        assert_eq!(examine(b"a,\"b\"\"\nc\",d\n", b','), (vec![], 12));
        assert_eq!(examine(b"a,\"b\"c\nd\n", b','), (vec![(2, Fault::TextAfterQuote)], 9));
        assert_eq!(examine(b"a\n\nb,\"c\nd\n", b','), (vec![(5, Fault::UnclosedQuote)], 3));
        let long = format!("a\nb,{}\n", "c".repeat(MAX_CELL_BYTES + 1));
        assert_eq!(examine(long.as_bytes(), b','), (vec![(4, Fault::CellTooLong)], 2));
        let wide = ",".repeat(MAX_COLUMNS);
        assert_eq!(examine(wide.as_bytes(), b','), (vec![(0, Fault::TooManyColumns)], 0));
        assert_eq!(examine(&wide.as_bytes()[1..], b','), (vec![], MAX_COLUMNS - 1));
    }
}
