//! Rosters: CSV files of people, as offices export them, read with all their mistakes.
//!
//! Bytes become composed text (`encoding`), the header tells separator and columns (`header`), the
//! `csv` crate reads records (`table`), `cell` judges each cell and `layout` finds its place for the mistake.

pub(super) mod cell;
mod encoding;
pub(super) mod findings;
pub(super) mod header;
pub mod identity;
mod layout;
mod legacy;
mod read;
mod row;
mod seen;
mod separator;
mod syllable;
pub(super) mod table;
#[cfg(test)]
mod tests;

pub use encoding::{Encoding, decode};
pub use read::{MAX_BYTES, MAX_ROWS, Options, Roster, read};
pub use row::RosterRow;
pub use separator::Separator;
