//! Rosters: CSV files of people, as offices export them, read with all their mistakes.

mod encoding;
pub mod identity;
mod layout;
mod legacy;
mod syllable;

pub use encoding::{Encoding, decode};
