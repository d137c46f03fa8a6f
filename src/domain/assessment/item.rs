//! An item: what a candidate sees, and, kept apart, what only scoring and review may see.

use super::key::ItemKey;
use super::picture::{Area, Picture};
use crate::domain::text::Localized;
use serde::{Deserialize, Serialize};
use time::Date;

/// How an item is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemType {
    /// One option of several.
    SingleChoice,
    /// Any number of options.
    MultipleChoice,
    /// A statement that holds or does not.
    TrueFalse,
    /// A target for each source.
    Matching,
    /// Options put in order.
    Ordering,
    /// A number.
    Numeric,
    /// A word or a few.
    ShortText,
    /// Blanks in the stem.
    Cloze,
    /// A place in a picture.
    Hotspot,
}

impl ItemType {
    /// Every type.
    pub const ALL: [Self; 9] = [
        Self::SingleChoice,
        Self::MultipleChoice,
        Self::TrueFalse,
        Self::Matching,
        Self::Ordering,
        Self::Numeric,
        Self::ShortText,
        Self::Cloze,
        Self::Hotspot,
    ];

    /// The name in bank files and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::TrueFalse => "true_false",
            Self::Matching => "matching",
            Self::Ordering => "ordering",
            Self::Numeric => "numeric",
            Self::ShortText => "short_text",
            Self::Cloze => "cloze",
            Self::Hotspot => "hotspot",
        }
    }

    /// Whether a form may show the options in an order of its own.
    pub const fn shuffles_options(self) -> bool {
        match self {
            Self::SingleChoice | Self::MultipleChoice | Self::Matching | Self::Ordering => true,
            Self::TrueFalse | Self::Numeric | Self::ShortText | Self::Cloze | Self::Hotspot => false,
        }
    }
}

/// What an item asks for: facts, or a decision in a work situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Knowledge.
    Knowledge,
    /// A work scenario ("tình huống công vụ").
    Scenario,
}

impl ItemKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Knowledge, Self::Scenario];

    /// The name in bank files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Scenario => "scenario",
        }
    }
}

/// One option of a choice; `id` is unique in its item. True/false items have `true` and `false`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOption {
    /// `a`, `b`, ... as the author wrote it.
    pub id: String,
    /// Markdown.
    pub text: Localized,
}

/// All that a candidate may receive of an item. Has no key, rationale, source or level, by design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFace {
    /// Unique in its bank.
    pub id: String,
    /// How it is answered.
    pub item_type: ItemType,
    /// Markdown.
    pub stem: Localized,
    /// In the author's order; a form pins its own order. Of a matching item: the targets.
    pub options: Vec<ItemOption>,
    /// Of a matching item: what targets are found for, in the author's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<ItemOption>,
    /// Of a numeric item: the units that may be written, the usual one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Of a cloze item, whose stem has `{1}` where blank `1` is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blanks: Vec<Blank>,
    /// Shown below the stem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// What this item and others are about, shown above the stem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stimulus: Option<Stimulus>,
    /// The hash of the small page that a practical item is done in; it fills the item's ordinary controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulation: Option<String>,
    /// Of a hotspot: what can be pointed at, in the author's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    /// Of a hotspot: whether more than one point may be set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub takes_points: bool,
    /// Whether every form shows the options in the author's order: years, sizes, "none of these" at the end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_order: bool,
}

impl ItemFace {
    /// A face that has options at most.
    pub const fn with_options(id: String, item_type: ItemType, stem: Localized, options: Vec<ItemOption>) -> Self {
        Self {
            id,
            item_type,
            stem,
            options,
            sources: Vec::new(),
            units: Vec::new(),
            blanks: Vec::new(),
            picture: None,
            stimulus: None,
            simulation: None,
            areas: Vec::new(),
            takes_points: false,
            keeps_order: false,
        }
    }

    /// The pictures it shows, its own and that of its stimulus.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.picture.iter().chain(self.stimulus.iter().filter_map(|stimulus| stimulus.picture.as_ref()))
    }
}

/// What several items are about: a scenario, an e-mail to judge, a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stimulus {
    /// Unique in its bank.
    pub id: String,
    /// Markdown.
    pub text: Localized,
    /// Shown below the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

/// A blank in a stem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blank {
    /// `1`: as in the stem.
    pub id: String,
    /// How it is filled.
    pub kind: BlankKind,
    /// What is chosen from, in the author's order; one line of plain text each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ItemOption>,
    /// The units that may be written, the usual one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
}

/// How a blank is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankKind {
    /// One of its options.
    Choice,
    /// Words.
    Text,
    /// A number.
    Number,
}

impl BlankKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Choice, Self::Text, Self::Number];

    /// The name in bank files and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Text => "text",
            Self::Number => "number",
        }
    }
}

/// Where a blueprint looks to draw an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemTraits {
    /// A competency code of the bank.
    pub competency: String,
    /// 1 to 4.
    pub level: u8,
    /// Knowledge or scenario.
    pub kind: ItemKind,
    /// Items that may not stand on a form with this one, because one gives the other away; sorted by id.
    /// Said of either of two, it holds for both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enemies: Vec<String>,
}

/// What a candidate may read about an item after submitting, when the review is released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemExplanation {
    /// Why the key is right; Markdown.
    pub rationale: Localized,
    /// The rule it rests on; Markdown.
    pub legal_basis: Localized,
    /// Where the key can be looked up.
    pub source: String,
    /// The day the content was checked against its source.
    #[serde(with = "iso_date")]
    pub as_of: Date,
    /// The day it must be checked again.
    #[serde(with = "iso_date")]
    pub review_by: Date,
}

/// An item as an author wrote it and the checks accepted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What a candidate sees.
    pub face: ItemFace,
    /// Where a blueprint finds it.
    pub traits: ItemTraits,
    /// How it is scored.
    pub key: ItemKey,
    /// What is said about it afterwards.
    pub explanation: ItemExplanation,
    /// DigComp competences (`1.2`) it maps to; may be empty.
    pub digcomp: Vec<String>,
    /// Entries of other frameworks (`757-2025/officials`) it maps to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frameworks: Vec<String>,
    /// Codes of quality rules that somebody looked at and lets stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<String>,
}

/// The day that `2026-11-21` is.
pub fn day_of(written: &str) -> Option<Date> {
    Date::parse(written, time::macros::format_description!("[year]-[month]-[day]")).ok()
}

/// Dates as `2026-11-21` in stored JSON.
pub mod iso_date {
    use serde::{Deserialize, Deserializer, Serializer};
    use time::{Date, macros::format_description};

    /// Writes `2026-11-21`.
    ///
    /// # Errors
    /// When the serializer fails.
    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        let text = date.format(format_description!("[year]-[month]-[day]")).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }

    /// Reads `2026-11-21`.
    ///
    /// # Errors
    /// When the text is not a date.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        Date::parse(&text, format_description!("[year]-[month]-[day]")).map_err(serde::de::Error::custom)
    }
}
