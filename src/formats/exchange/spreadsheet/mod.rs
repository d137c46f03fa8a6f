//! Items in a spreadsheet, one row an item: read from XLSX and CSV, written as both, and a template to begin with.
//!
//! Columns have Vietnamese and English names; cells say in either language what a bank file says.

mod cells;
mod columns;
mod examples;
mod parts;
mod read;
mod row;
mod template;
#[cfg(test)]
mod tests;
mod write;
mod written;

pub use cells::day;
pub use read::{MAX_BYTES, read};
pub(in crate::formats) use row::{code_among, units};
pub use template::template;
pub use write::{csv, workbook};
pub(in crate::formats) use written::{BlankCells, write_blank};
