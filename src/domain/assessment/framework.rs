//! A framework of competence that items map to, with its version and the day it holds from.

use super::item::iso_date;
use crate::domain::text::Localized;
use serde::Deserialize;
use time::Date;

/// A framework.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// `757-2025`
    pub code: String,
    /// What people call it.
    pub title: Localized,
    /// The document that sets it.
    pub source: String,
    /// The day it holds from.
    #[serde(deserialize_with = "day")]
    pub effective_from: Date,
    /// What items map to, in its own order.
    #[serde(rename = "entry")]
    pub entries: Vec<Entry>,
}

/// A competence, a domain or a group of people of a framework.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `officials`
    pub code: String,
    /// What people call it.
    pub title: Localized,
}

impl Framework {
    /// Whether it has an entry with this code.
    pub fn has(&self, code: &str) -> bool {
        self.entries.iter().any(|entry| entry.code == code)
    }

    /// `757-2025/officials`, for every entry.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.entries.iter().map(|entry| format!("{}/{}", self.code, entry.code))
    }
}

/// A day as TOML has it, without quotes, which serde sees as a table of one text.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    struct Written {
        #[serde(rename = "$__toml_private_datetime", with = "iso_date")]
        day: Date,
    }
    Written::deserialize(deserializer).map(|written| written.day)
}
