//! What a candidate answered, in the shape of the item's type.

use super::item::ItemType;
use serde::{Deserialize, Serialize};

/// A response as the API carries it: `{"choice":["b"]}`. An empty choice is a blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Response {
    /// Option ids.
    Choice(Vec<String>),
}

/// Why a response does not fit its item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Names an option the item does not have.
    UnknownOption(String),
    /// More than one option where one is asked for.
    TooMany,
}

impl Response {
    /// Whether nothing was answered.
    pub fn is_blank(&self) -> bool {
        let Self::Choice(chosen) = self;
        chosen.is_empty()
    }

    /// The same response with its options sorted and without repeats, if it fits the item.
    ///
    /// # Errors
    /// When it names an unknown option, or too many.
    pub fn fitted(self, item_type: ItemType, options: &[String]) -> Result<Self, Misfit> {
        let Self::Choice(mut chosen) = self;
        if let Some(unknown) = chosen.iter().find(|id| !options.contains(id)) {
            return Err(Misfit::UnknownOption(unknown.clone()));
        }
        chosen.sort();
        chosen.dedup();
        match item_type {
            ItemType::SingleChoice | ItemType::TrueFalse if chosen.len() > 1 => Err(Misfit::TooMany),
            ItemType::SingleChoice | ItemType::TrueFalse | ItemType::MultipleChoice => Ok(Self::Choice(chosen)),
        }
    }
}
