//! IMS/1EdTech QTI 2.1, 2.2 and 3.0: packages of items, and items by themselves.
//!
//! One reader knows all versions ([`names`]). What QTI cannot say of our items travels as keywords in the manifest
//! ([`metadata`]), so that our own packages come back whole in their one language.

mod archive;
mod areas;
mod body;
mod choices;
mod declarations;
mod entries;
mod explanation;
mod filled;
mod item;
mod manifest;
mod metadata;
mod middle;
mod names;
mod notes;
mod package;
mod pairs;
mod pictures;
mod processing;
mod scheme;
mod shapes;
mod stimuli;
#[cfg(test)]
mod tests;
mod words;
mod write;

use super::{Assumed, Reading};
pub use write::write;

/// A version of QTI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// What most systems read.
    V2_1,
    /// The same with small additions.
    V2_2,
    /// The present one.
    V3_0,
}

impl Version {
    /// Every version, oldest first.
    pub const ALL: [Self; 3] = [Self::V2_1, Self::V2_2, Self::V3_0];
}

/// Reads a ZIP package, or the XML of one item; the first bytes tell which.
pub fn read(name: &str, bytes: &[u8], assumed: &Assumed) -> Reading {
    if archive::is_archive(bytes) {
        package::read(name, bytes, assumed)
    } else {
        package::read_alone(name, bytes, assumed)
    }
}
