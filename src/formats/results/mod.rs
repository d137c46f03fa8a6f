//! Results from elsewhere: lists as a learning platform or a class office exports them, CSV or XLSX, read with all
//! their mistakes.
//!
//! The text of a workbook's sheet (`formats::workbook`) is read by the same code as a CSV file, and as strictly.

mod header;
mod read;
mod row;
#[cfg(test)]
mod tests;

pub use read::{MAX_BYTES, Options, Results, read};
pub use row::ResultRow;
