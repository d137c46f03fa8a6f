//! A blueprint: how many items of which kind make a form.

use super::item::{ItemKind, ItemTraits};
use serde::{Deserialize, Serialize};

/// So many items with these traits; a trait left out may be anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlueprintRule {
    /// A competency code of the bank.
    pub competency: Option<String>,
    /// 1 to 4.
    pub level: Option<u8>,
    /// Knowledge or scenario.
    pub kind: Option<ItemKind>,
    /// At least 1.
    pub count: u16,
}

impl BlueprintRule {
    /// Whether an item with `traits` may be drawn for this rule.
    pub fn admits(&self, traits: &ItemTraits) -> bool {
        self.competency.as_ref().is_none_or(|code| *code == traits.competency)
            && self.level.is_none_or(|level| level == traits.level)
            && self.kind.is_none_or(|kind| kind == traits.kind)
    }
}

/// The rules of a form, served in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// Narrow rules first: each takes from what the ones before it left.
    pub rules: Vec<BlueprintRule>,
    /// Items that stand on every form, so that results of different forms can be compared; each takes a place of
    /// the first rule that admits it and has room. By id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<String>,
    /// The share of forms, in percent, that an item other than an anchor may stand on; `None` for no cap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure_cap: Option<u8>,
    /// How many equivalent forms are assembled beforehand; `None` when each form is drawn at its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forms: Option<u16>,
}

impl Blueprint {
    /// Items on a form.
    pub fn length(&self) -> usize {
        self.rules.iter().map(|rule| usize::from(rule.count)).sum()
    }
}
