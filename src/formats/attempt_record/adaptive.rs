//! The part of a record that adaptive tests have: the rule, the parameters of the pool, the quadrature, the estimate.
//!
//! With it the score follows from the marks: an answer that earns at least half of its item's points is right; the mean and
//! the standard deviation of the posterior over the nodes are rounded to millionths; the chance of each item of the pool that
//! counts is rounded to thousand millionths and weighed with its points; the sum is rounded down to hundredths of a point.
//! Fewer than `least_items` places, or no right answer to an item that counts, earn nothing.

use super::{AttemptRecord, RecordedItem};
use crate::domain::assessment::adaptive::ability::{Answered, is_right};
use crate::domain::assessment::adaptive::expected_score::{AdaptiveResult, PoolItem, judge};
use crate::domain::assessment::adaptive::{AdaptiveRule, ItemParameters};
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::scoring::{Cuts, Marked};
use crate::domain::measurement::ability::{NODES, REACH};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the score of an adaptive test rests on. Abilities, errors and parameters are in whole millionths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedAdaptive {
    /// With fewer places nothing is earned.
    pub least_items: u16,
    /// The test ends at so many places.
    pub most_items: u16,
    /// The test ends when the standard error of the ability is not above this.
    pub standard_error: u32,
    /// Chance picked among so many of the most informative items.
    pub randomesque: u16,
    /// Where the posterior is summed.
    pub quadrature: Quadrature,
    /// Every item that could have been given, by id.
    pub pool: Vec<RecordedPoolItem>,
    /// The estimated ability.
    pub ability: i64,
    /// Its standard error.
    pub ability_error: i64,
}

/// Nodes in equal steps, weighed with the standard normal density.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quadrature {
    /// How many.
    pub nodes: u16,
    /// From minus this to this.
    pub reach: u16,
}

impl Quadrature {
    /// The one that this program uses.
    pub const OURS: Self = Self { nodes: NODES, reach: REACH };
}

/// An item of the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedPoolItem {
    /// The item's id in its bank.
    pub item: String,
    /// What it counts for.
    pub competency: String,
    /// Whole points, under the decisions on items.
    pub points: u16,
    /// Discrimination and difficulty: the chance at an ability is 1 / (1 + exp(-a (ability - b))).
    pub parameters: ItemParameters,
    /// False when the item was withdrawn.
    pub counts: bool,
}

impl RecordedAdaptive {
    /// The item of the pool with this id.
    pub fn of(&self, item: &str) -> Option<&RecordedPoolItem> {
        self.pool.iter().find(|pooled| pooled.item == item)
    }

    /// Judges the items of a record, as scoring does.
    pub(super) fn judge(&self, items: &[RecordedItem], cuts: &Cuts) -> AdaptiveResult {
        let parameters: BTreeMap<String, ItemParameters> =
            self.pool.iter().map(|pooled| (pooled.item.clone(), pooled.parameters)).collect();
        let answer = |item: &RecordedItem| {
            let marked = Marked {
                competency: &item.competency,
                key: &item.key,
                options: item.options.len(),
                response: item.response.as_ref().map(|response| &response.value),
            };
            let parameters = *parameters.get(&item.item)?;
            Some(Answered { parameters, is_right: is_right(mark(&marked), item.key.points) })
        };
        let answers: Vec<Answered> = items.iter().filter(|item| item.counts).filter_map(answer).collect();
        let counted = self.pool.iter().filter(|pooled| pooled.counts);
        let pool: Vec<PoolItem<'_>> = counted
            .map(|pooled| PoolItem {
                competency: &pooled.competency,
                points: pooled.points,
                parameters: pooled.parameters,
            })
            .collect();
        let rule = AdaptiveRule {
            least_items: self.least_items,
            most_items: self.most_items,
            standard_error: self.standard_error,
            randomesque: self.randomesque,
            parameters,
        };
        judge(&rule, items.len(), &answers, &pool, cuts)
    }
}

/// What is wrong with this part of a record: where, what.
pub(super) fn faults(record: &AttemptRecord) -> Vec<(String, &'static str)> {
    let Some(adaptive) = &record.adaptive else { return Vec::new() };
    let mut faults = Vec::new();
    if adaptive.quadrature != Quadrature::OURS {
        faults.push(("adaptive/quadrature".to_owned(), "is another one than this program sums over"));
    }
    if !adaptive.pool.is_sorted_by(|one, other| one.item < other.item) {
        faults.push(("adaptive/pool".to_owned(), "is not in the order of its items"));
    }
    if record.items.len() > usize::from(adaptive.most_items) || record.wrong_costs.is_some() {
        faults.push(("adaptive".to_owned(), "has more places than a test may have, or takes points away"));
    }
    let known: BTreeMap<&str, &RecordedPoolItem> =
        adaptive.pool.iter().map(|pooled| (pooled.item.as_str(), pooled)).collect();
    for (item, place) in record.items.iter().zip(0..) {
        let is_same = known.get(item.item.as_str()).is_some_and(|pooled| {
            (pooled.competency.as_str(), pooled.points, pooled.counts)
                == (item.competency.as_str(), item.key.points, item.counts)
        });
        if !is_same {
            faults.push((format!("items/{place}"), "is not what the pool says of it"));
        }
    }
    for (pooled, place) in adaptive.pool.iter().zip(0..) {
        let ruling = record.decisions.iter().rfind(|decision| decision.item == pooled.item);
        if pooled.counts != ruling.is_none_or(|ruling| ruling.ruling != "withdrawn") {
            faults.push((format!("adaptive/pool/{place}"), "its counting does not follow from the decisions"));
        }
    }
    faults
}
