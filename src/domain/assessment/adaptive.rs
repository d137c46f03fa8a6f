//! Adaptive tests: the next item follows from the answers so far, and the score from the ability they make believe.
//!
//! Abilities and parameters are those of the two-parameter logistic model in [`crate::domain::measurement`]. Whatever
//! decides is rounded to whole numbers first, so that the last bit of a logarithm on some machine changes neither which
//! item comes next nor a score.

pub mod ability;
pub mod expected_score;
pub mod next_item;

use crate::domain::measurement::curve::{Curve, DIFFICULTIES, DISCRIMINATIONS};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Whole millionths in one.
pub const MILLION: f64 = 1e6;
/// Standard errors, in millionths, at which a test may end.
pub const STANDARD_ERRORS: RangeInclusive<u32> = 50_000..=1_000_000;
/// So many of the most informative items at most may chance pick from.
pub const LARGEST_RANDOMESQUE: u16 = 50;
/// Among so many of the most informative items chance picks when the definition does not say.
pub const USUAL_RANDOMESQUE: u16 = 5;

/// How an adaptive test goes on and ends, and what is known of its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdaptiveRule {
    /// It does not end before so many items, however precise the estimate is; who has fewer gets no points.
    pub least_items: u16,
    /// It ends at so many; at most the length of the blueprint.
    pub most_items: u16,
    /// It ends when the standard error of the ability, in millionths, is not above this.
    pub standard_error: u32,
    /// Chance picks among so many of the most informative items, so that not everybody sees the best ones.
    pub randomesque: u16,
    /// The pool: every item that the blueprint can draw, by id.
    pub parameters: BTreeMap<String, ItemParameters>,
}

/// What is known of an item: discrimination *a* and difficulty *b* in whole millionths, within the bounds of [`Curve`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(i32, i32)", into = "(i32, i32)")]
pub struct ItemParameters {
    discrimination: i32,
    difficulty: i32,
}

impl ItemParameters {
    /// The nearest to a curve.
    pub fn of(curve: Curve) -> Self {
        // Within ±10 million.
        let whole = |parameter: f64| (parameter * MILLION).round() as i32;
        Self { discrimination: whole(curve.discrimination()), difficulty: whole(curve.difficulty()) }
    }

    /// *a* in millionths.
    pub const fn discrimination(self) -> i32 {
        self.discrimination
    }

    /// *b* in millionths.
    pub const fn difficulty(self) -> i32 {
        self.difficulty
    }

    /// The curve.
    ///
    /// # Panics
    /// Never: parameters outside its bounds cannot be made.
    pub fn curve(self) -> Curve {
        Curve::new(in_ones(self.discrimination), in_ones(self.difficulty)).expect("within bounds, as was checked")
    }
}

fn in_ones(millionths: i32) -> f64 {
    f64::from(millionths) / MILLION
}

impl TryFrom<(i32, i32)> for ItemParameters {
    type Error = &'static str;

    fn try_from((discrimination, difficulty): (i32, i32)) -> Result<Self, Self::Error> {
        if DISCRIMINATIONS.contains(&in_ones(discrimination)) && DIFFICULTIES.contains(&in_ones(difficulty)) {
            Ok(Self { discrimination, difficulty })
        } else {
            Err("a is 50,000 to 10,000,000 and b −10,000,000 to 10,000,000 millionths")
        }
    }
}

impl From<ItemParameters> for (i32, i32) {
    fn from(parameters: ItemParameters) -> Self {
        (parameters.discrimination, parameters.difficulty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parameters_come_back_from_their_curve_and_from_text(a in 50_000..=10_000_000, b in -10_000_000..=10_000_000) {
            let parameters = ItemParameters::try_from((a, b)).expect("within bounds");
            prop_assert_eq!(ItemParameters::of(parameters.curve()), parameters);
            let text = serde_json::to_string(&parameters).expect("plain data");
            prop_assert_eq!(&text, &format!("[{a},{b}]"));
            prop_assert_eq!(serde_json::from_str::<ItemParameters>(&text).expect("the same"), parameters);
        }
    }

    #[test]
    fn parameters_out_of_bounds_are_refused() {
        for text in ["[49999,0]", "[10000001,0]", "[1000000,-10000001]", "[1.5,0]", "[1]"] {
            assert!(serde_json::from_str::<ItemParameters>(text).is_err(), "{text}");
        }
    }
}
