//! An item as the fields of a form: everything an author may type, right or wrong, read from the text of an items file and
//! written as one. Whether it is an item is for the reader of bank files to say.

mod read;
#[cfg(test)]
mod tests;
mod write;

use crate::domain::text::Language;
use std::collections::BTreeMap;

/// Texts by language as typed; empty where nothing was typed.
pub type Typed = BTreeMap<Language, String>;

/// Rows of options, pairs, blanks or areas that a form has at most.
pub const ROWS: usize = 12;

/// The fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemForm {
    /// The item's id.
    pub id: String,
    /// Name of its type: `single_choice`.
    pub item_type: String,
    /// Competency code.
    pub competency: String,
    /// `1` to `4`.
    pub level: String,
    /// `knowledge` or `scenario`.
    pub kind: String,
    /// Whole points; empty for 1.
    pub points: String,
    /// Empty for the usual rule of the type.
    pub partial_credit: String,
    /// Where the key can be looked up.
    pub source: String,
    /// `2026-11-26`
    pub as_of: String,
    /// `2027-11-26`
    pub review_by: String,
    /// `1.2, 4.1`
    pub digcomp: String,
    /// `757-2025/officials`
    pub frameworks: String,
    /// Ids of items that may not stand beside it.
    pub enemies: String,
    /// Codes of quality rules that are let stand.
    pub accepts: String,
    /// Id of what it is about.
    pub stimulus: String,
    /// Name of a simulation's file.
    pub simulation: String,
    /// Name of a picture's file.
    pub picture: String,
    /// What the picture shows.
    pub picture_text: Typed,
    /// Whether options keep their order.
    pub keeps_order: bool,
    /// Of a short text.
    pub minds_case: bool,
    /// Of a short text.
    pub ignores_marks: bool,
    /// The right number, or each accepted text on a line of its own.
    pub key: String,
    /// Of a number.
    pub tolerance: String,
    /// `GB = 1; MB = 0.001`
    pub units: String,
    /// Of true/false.
    pub truth: Option<bool>,
    /// Stem.
    pub stem: Typed,
    /// Why the key is right.
    pub rationale: Typed,
    /// The rule it rests on.
    pub legal_basis: Typed,
    /// Options, pairs, blanks or areas, in their order; of an ordering item in the right one.
    pub rows: Vec<Row>,
}

/// A row: an option, a pair, a blank or an area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its id; empty to be made.
    pub id: String,
    /// Of an option, source or area.
    pub text: Typed,
    /// Whether an option or area is right.
    pub is_right: bool,
    /// Of a pair: what the source is matched with; a row without source is a target too many.
    pub target: Typed,
    /// Of a pair: the id of the target; empty to be made.
    pub target_id: String,
    /// Of a blank: what fills it, in the words of a sheet: `choice: *right | wrong`. Of an area: `rectangle 1 2 3 4`.
    pub says: Typed,
}

impl Row {
    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        [&self.text, &self.target, &self.says].iter().all(|texts| texts.values().all(|text| text.trim().is_empty()))
    }
}

impl ItemForm {
    /// Without the empty rows at its end.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let filled = self.rows.iter().rposition(|row| !row.is_blank()).map_or(0, |last| last + 1);
        self.rows.truncate(filled);
        self
    }

    /// An empty form for an item of a type.
    pub fn new(id: &str, item_type: &str) -> Self {
        Self { id: id.to_owned(), item_type: item_type.to_owned(), ..Self::default() }
    }
}
