//! An attempt as a file from which anybody can recompute its score: `minhchung-attempt`, version 1.
//!
//! One JSON object in canonical form (RFC 8785: members sorted, no white space, numbers whole) and a line feed. It names
//! no person. The shape of `key` and `response` follows the item's `type`; a type added later changes nothing else.
//! Members that an attempt does not need (deductions, grades, what adaptive tests rest on) are absent; a reader that does not know them refuses the file.

mod adaptive;
mod read;
mod replay;
#[cfg(test)]
mod tests;

pub use adaptive::{Quadrature, RecordedAdaptive, RecordedPoolItem};
pub use read::read;
pub use replay::{Replayed, replay};

use crate::domain::assessment::deduction::WrongCosts;
use crate::domain::assessment::grade::Grade;
use crate::domain::assessment::item::ItemType;
use crate::domain::assessment::key::ItemKey;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{Centipoints, CutScore};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What `format` says.
pub const FORMAT: &str = "minhchung-attempt";
/// The version of the format that is written and read.
pub const VERSION: u32 = 1;

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptRecord {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// What was sat and when.
    pub attempt: About,
    /// The rules that made the stored result.
    pub rules_version: i64,
    /// What a pass takes.
    pub cuts: RecordedCuts,
    /// The share of an item's points that a wrong choice costs, `1/3`; absent for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_costs: Option<WrongCosts>,
    /// Grades of a pass; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Grade>,
    /// What the score of an adaptive test rests on; absent for other tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adaptive: Option<RecordedAdaptive>,
    /// The code of the grade that the stored result has; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// The form with keys, responses and marks, in its order.
    pub items: Vec<RecordedItem>,
    /// The decisions on its items, and on those of an adaptive pool, that the result takes into account, in their order.
    pub decisions: Vec<RecordedDecision>,
    /// SHA-256 (hexadecimal) over the canonical JSON of the list of `{"item","key","key_revision"}` in the form's order.
    pub keys_sha256: String,
    /// The result as it is stored.
    pub stored: StoredResult,
}

/// What was sat and when; times are RFC 3339, UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The attempt.
    pub id: String,
    /// The assessment's code.
    pub assessment: String,
    /// The version of its definition.
    pub assessment_version: i64,
    /// SHA-256 of the bank revision that the items come from.
    pub bank_revision: String,
    /// The language of the items.
    pub language: String,
    /// When it began.
    pub started_at: String,
    /// When it had to end.
    pub deadline: String,
    /// When it was handed in, or the deadline.
    pub closed_at: String,
    /// Whether time ran out.
    pub by_timeout: bool,
}

/// Cut scores in basis points of what is possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedCuts {
    /// For the whole form.
    pub whole: CutScore,
    /// For competencies that must be reached by themselves; one without items on the form counts as reached.
    pub by_competency: BTreeMap<String, CutScore>,
}

/// One place of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedItem {
    /// From 1.
    pub number: i64,
    /// The item's id in its bank.
    pub item: String,
    /// How it is answered; `key` and `response` have the shape of this type.
    #[serde(rename = "type")]
    pub item_type: ItemType,
    /// What it counts for.
    pub competency: String,
    /// The option ids in the order shown.
    pub options: Vec<String>,
    /// Key, points and rule of partial credit.
    pub key: ItemKey,
    /// The revision that the key comes from.
    pub key_revision: String,
    /// False when the item was withdrawn: then it counts neither as earned nor as possible.
    pub counts: bool,
    /// The last saved response; `null` when nothing was saved.
    pub response: Option<RecordedResponse>,
    /// Hundredths of a point earned.
    pub earned: Centipoints,
    /// Hundredths of a point taken away for a wrong choice; absent for none. The whole is never below zero.
    #[serde(default, skip_serializing_if = "Centipoints::is_zero")]
    pub deducted: Centipoints,
    /// Hundredths of a point that could be earned.
    pub possible: Centipoints,
}

/// A response as it was saved last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedResponse {
    /// What was answered.
    pub value: Response,
    /// How often it was saved.
    pub revision: i64,
    /// When the request that saved it arrived.
    pub saved_at: String,
}

/// A decision on an item of the form, or of the pool of an adaptive test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedDecision {
    /// The decision.
    pub id: String,
    /// Its number within the revision; of two on one item the later one counts.
    pub number: i64,
    /// The item.
    pub item: String,
    /// `withdrawn` or `rekeyed`.
    pub ruling: String,
    /// The revision whose key scores; `null` when withdrawn.
    pub key_revision: Option<String>,
    /// When the second person confirmed it.
    pub confirmed_at: String,
}

/// The result as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredResult {
    /// `passed` or `failed`.
    pub outcome: String,
    /// Hundredths of a point.
    pub earned: Centipoints,
    /// Hundredths of a point.
    pub possible: Centipoints,
}

impl AttemptRecord {
    /// The file's bytes.
    ///
    /// # Panics
    /// Never: the types are plain data.
    pub fn bytes(&self) -> Vec<u8> {
        let value = serde_json::to_value(self).expect("plain data");
        format!("{}\n", canonical(&value)).into_bytes()
    }

    /// What [`Self::keys_sha256`] has to be.
    pub fn hash_of_keys(items: &[RecordedItem]) -> String {
        let keys: Vec<Value> = items
            .iter()
            .map(|item| serde_json::json!({ "item": item.item, "key": item.key, "key_revision": item.key_revision }))
            .collect();
        crate::domain::identifier::hex(&Sha256::digest(canonical(&Value::Array(keys))))
    }
}

/// JSON with sorted members and without white space.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            // By UTF-16 units, as RFC 8785 wants it.
            names.sort_by(|one, other| one.encode_utf16().cmp(other.encode_utf16()));
            let member = |name: &&String| format!("{}:{}", Value::String((*name).clone()), canonical(&members[*name]));
            format!("{{{}}}", names.iter().map(member).collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}
