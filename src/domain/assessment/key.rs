//! The key of an item: what is right, what it is worth, and how a partly right response is credited.

use super::decimal::Decimal;
use super::item::ItemType;
use super::picture::AreaShape;
use super::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What scoring needs of an item, and nothing a candidate may receive before submitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemKey {
    /// What is right.
    #[serde(flatten)]
    pub answer: Answer,
    /// Whole points, 1 to 100.
    pub points: u16,
    /// Credit for what is partly right.
    pub partial_credit: PartialCredit,
}

/// What is right, in the shape of the item's type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Of a choice or a true/false item: ids of the right options, sorted.
    Correct(Vec<String>),
    /// Of a matching item: the right target of each source.
    Pairs(BTreeMap<String, String>),
    /// Of an ordering item: every option, first to last.
    Order(Vec<String>),
    /// Of a numeric item.
    Number(NumberKey),
    /// Of a short text.
    Text(TextKey),
    /// Of a cloze item, by blank.
    Blanks(BTreeMap<String, BlankKey>),
    /// Of a hotspot: the right areas by id.
    Areas(BTreeMap<String, AreaShape>),
}

/// A right number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberKey {
    /// In the usual unit.
    pub value: Decimal,
    /// How far off, on either side, is still right; in the usual unit.
    #[serde(default, skip_serializing_if = "Decimal::is_zero")]
    pub tolerance: Decimal,
    /// Units with their size in usual units, the usual one first with size 1; empty for a bare number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<(String, Decimal)>,
}

/// Right words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextKey {
    /// Each of these is right.
    pub accepted: Vec<String>,
    /// Whether capitals must be as written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub minds_case: bool,
    /// Whether marks may be left out: `so hoa` for `số hóa`, `d` for `đ`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignores_marks: bool,
}

/// What is right in a blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlankKey {
    /// What is right.
    #[serde(flatten)]
    pub answer: BlankAnswer,
    /// Its share beside the other blanks, 1 to 100.
    pub weight: u16,
}

/// What is right in a blank, in the shape of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankAnswer {
    /// The id of the right option.
    Option(String),
    /// Words.
    Text(TextKey),
    /// A number.
    Number(NumberKey),
}

/// Credit for a partly right response. The rules are those of [`super::marking`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartialCredit {
    /// Each right option adds its share, each wrong one takes its share away, never below zero.
    #[default]
    SumClamped,
    /// Everything right, or nothing.
    AllOrNothing,
    /// Each right pair or blank adds its share; a wrong one takes nothing away.
    EachPart,
    /// Ordering: each option in its place.
    AbsolutePosition,
    /// Ordering: each option by its distance from its place.
    Distance,
    /// Ordering: each option that is followed by the right one.
    Next,
    /// Ordering: the same, and the last option where it is last.
    NextOrLast,
    /// Ordering: each option's two neighbours, before and after.
    Neighbours,
    /// Ordering: everything before and after each option.
    AllOthers,
    /// Ordering: the longest selection that is in the right order.
    LongestOrdered,
    /// Ordering: the longest run without a gap.
    LongestRun,
}

impl PartialCredit {
    /// Every rule with its name in bank files.
    pub const NAMES: [(&'static str, Self); 11] = [
        ("sum_clamped", Self::SumClamped),
        ("all_or_nothing", Self::AllOrNothing),
        ("each_part", Self::EachPart),
        ("absolute_position", Self::AbsolutePosition),
        ("distance", Self::Distance),
        ("next", Self::Next),
        ("next_or_last", Self::NextOrLast),
        ("neighbours", Self::Neighbours),
        ("all_others", Self::AllOthers),
        ("longest_ordered", Self::LongestOrdered),
        ("longest_run", Self::LongestRun),
    ];

    /// The rules an item of this type may have, the usual one first. One rule alone is not for authors to choose.
    pub fn of(item_type: ItemType) -> Vec<Self> {
        match item_type {
            // Banks imported before there was more than choices say so of these, too.
            ItemType::SingleChoice | ItemType::TrueFalse => vec![Self::SumClamped],
            ItemType::MultipleChoice | ItemType::Hotspot => vec![Self::SumClamped, Self::AllOrNothing],
            ItemType::Matching | ItemType::Cloze => vec![Self::EachPart, Self::AllOrNothing],
            ItemType::Ordering => vec![
                Self::AbsolutePosition,
                Self::AllOrNothing,
                Self::Distance,
                Self::Next,
                Self::NextOrLast,
                Self::Neighbours,
                Self::AllOthers,
                Self::LongestOrdered,
                Self::LongestRun,
            ],
            ItemType::Numeric | ItemType::ShortText => vec![Self::AllOrNothing],
        }
    }
}

impl ItemKey {
    /// Ids of the right options of a choice; empty for other types.
    pub fn correct_options(&self) -> &[String] {
        match &self.answer {
            Answer::Correct(ids) => ids,
            Answer::Pairs(_)
            | Answer::Order(_)
            | Answer::Number(_)
            | Answer::Text(_)
            | Answer::Blanks(_)
            | Answer::Areas(_) => &[],
        }
    }

    /// The units a number may be written in, the usual one first.
    pub fn units(&self) -> Vec<String> {
        match &self.answer {
            Answer::Number(number) => number.units.iter().map(|(unit, _)| unit.clone()).collect(),
            Answer::Correct(_)
            | Answer::Pairs(_)
            | Answer::Order(_)
            | Answer::Text(_)
            | Answer::Blanks(_)
            | Answer::Areas(_) => Vec::new(),
        }
    }

    /// The response that is wholly right; of several right ones, the first.
    pub fn right_response(&self) -> Response {
        match &self.answer {
            Answer::Correct(ids) => Response::Choice(ids.clone()),
            Answer::Pairs(pairs) => Response::Match(pairs.clone()),
            Answer::Order(order) => Response::Order(order.clone()),
            Answer::Number(number) => Response::Number(number.written()),
            Answer::Text(text) => Response::Text(text.accepted.first().cloned().unwrap_or_default()),
            Answer::Blanks(blanks) => {
                Response::Blanks(blanks.iter().map(|(id, key)| (id.clone(), key.answer.written())).collect())
            }
            Answer::Areas(areas) => Response::Points(areas.values().map(AreaShape::middle).collect()),
        }
    }
}

impl NumberKey {
    /// The right number with its usual unit.
    pub fn written(&self) -> String {
        match self.units.first() {
            Some((unit, _)) => format!("{} {unit}", self.value),
            None => self.value.to_string(),
        }
    }
}

impl BlankAnswer {
    /// What fills the blank rightly.
    pub fn written(&self) -> String {
        match self {
            Self::Option(id) => id.clone(),
            Self::Text(text) => text.accepted.first().cloned().unwrap_or_default(),
            Self::Number(number) => number.written(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_choices_are_written_as_they_always_were() {
        let key =
            ItemKey { answer: Answer::Correct(vec!["a".into()]), points: 1, partial_credit: PartialCredit::SumClamped };
        let written = r#"{"correct":["a"],"points":1,"partial_credit":"sum_clamped"}"#;
        assert_eq!(serde_json::to_string(&key).expect("JSON"), written);
        assert_eq!(serde_json::from_str::<ItemKey>(written).expect("a key"), key);
    }
}
