//! The score of an adaptive test: what somebody of the estimated ability is expected to earn on the whole pool.
//!
//! The chance of each item at the estimated ability (the test characteristic curve, item by item) is rounded to whole
//! thousand millionths and weighed with the item's points; the sum, rounded down to hundredths of a point, is earned, and
//! the points of the whole pool are possible. Cuts compare as on any form, those of competencies over the items of each.
//!
//! An attempt earns nothing without a single right answer, or with fewer than the least number of items: an estimate that
//! rests on the prior is no proof. So a blank attempt never passes, whatever the cuts and however easy the pool; and an
//! answer that turns from wrong to right never lowers the score.

use super::ability::{Answered, Estimated, estimate};
use super::{AdaptiveRule, ItemParameters, MILLION};
use crate::domain::assessment::scoring::{Centipoints, Cuts, Outcome, Score, compare};
use std::collections::BTreeMap;

/// Chances are whole parts of this.
const PARTS: f64 = 1e9;

/// An item of the pool that counts.
#[derive(Clone, Copy, Debug)]
pub struct PoolItem<'a> {
    /// What it counts for.
    pub competency: &'a str,
    /// Whole points.
    pub points: u16,
    /// What is known of it.
    pub parameters: ItemParameters,
}

/// How an adaptive attempt was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdaptiveResult {
    /// Score and outcome.
    pub outcome: Outcome,
    /// The ability that the answers make believe.
    pub estimated: Estimated,
    /// Whether it earns anything: a right answer, and enough items.
    pub earns: bool,
    /// The standard error of the score: half of what it differs by between one standard error of the ability below the
    /// estimate and one above it.
    pub error: Centipoints,
}

/// Judges an attempt that was given so many items, withdrawn ones included; `answers` are those to items that count.
pub fn judge(
    rule: &AdaptiveRule,
    given: usize,
    answers: &[Answered],
    pool: &[PoolItem<'_>],
    cuts: &Cuts,
) -> AdaptiveResult {
    let estimated = estimate(answers);
    let earns = given >= usize::from(rule.least_items) && answers.iter().any(|answer| answer.is_right);
    let (whole, parts) = expected(pool, estimated.ability);
    let kept = |score: Score| if earns { score } else { Score { earned: Centipoints(0), ..score } };
    let parts = parts.into_iter().map(|(code, score)| (code, kept(score))).collect();
    let outcome = compare(kept(whole), &parts, cuts);
    let at = |ability| expected(pool, ability).0.earned.0;
    let (low, high) = (at(estimated.ability - estimated.error), at(estimated.ability + estimated.error));
    AdaptiveResult { outcome, estimated, earns, error: Centipoints((high - low).div_ceil(2)) }
}

/// What an ability is expected to earn: on the pool, and by competency.
fn expected<'a>(pool: &[PoolItem<'a>], ability: i64) -> (Score, BTreeMap<&'a str, Score>) {
    let ability = ability as f64 / MILLION;
    let mut whole = (0_u128, 0_u32);
    let mut parts: BTreeMap<&str, (u128, u32)> = BTreeMap::new();
    for item in pool {
        let chance = (item.parameters.curve().chance(ability) * PARTS).round() as u128;
        let points = u32::from(item.points) * 100;
        for sum in [&mut whole, parts.entry(item.competency).or_default()] {
            *sum = (sum.0 + u128::from(points) * chance, sum.1 + points);
        }
    }
    let score = |(earned, possible): (u128, u32)| {
        // At most what is possible, for no chance is above one.
        let earned = u32::try_from(earned / PARTS as u128).unwrap_or(possible);
        Score { earned: Centipoints(earned), possible: Centipoints(possible) }
    };
    (score(whole), parts.into_iter().map(|(code, sum)| (code, score(sum))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::scoring::CutScore;
    use proptest::prelude::*;

    fn cuts(whole: u16, law: Option<u16>) -> Cuts {
        let cut = |points: u16| CutScore::try_from(points).expect("a cut");
        let by_competency = law.map(|points| ("law".to_owned(), cut(points))).into_iter().collect();
        Cuts { whole: cut(whole), by_competency }
    }

    fn rule(least_items: u16) -> AdaptiveRule {
        let parameters = BTreeMap::new();
        AdaptiveRule { least_items, most_items: 50, standard_error: 300_000, randomesque: 5, parameters }
    }

    fn parameters() -> impl Strategy<Value = ItemParameters> {
        (50_000..=10_000_000, -10_000_000..=10_000_000)
            .prop_map(|drawn| ItemParameters::try_from(drawn).expect("within bounds"))
    }

    fn pool() -> impl Strategy<Value = Vec<(ItemParameters, u16, bool)>> {
        prop::collection::vec((parameters(), 1_u16..=5, any::<bool>()), 1..60)
    }

    fn items(pool: &[(ItemParameters, u16, bool)]) -> Vec<PoolItem<'_>> {
        let item = |(parameters, points, is_law): &(ItemParameters, u16, bool)| PoolItem {
            competency: if *is_law { "law" } else { "other" },
            points: *points,
            parameters: *parameters,
        };
        pool.iter().map(item).collect()
    }

    fn answers(pool: &[(ItemParameters, u16, bool)], right: &[bool]) -> Vec<Answered> {
        pool.iter()
            .zip(right)
            .map(|((parameters, ..), is_right)| Answered { parameters: *parameters, is_right: *is_right })
            .collect()
    }

    #[test]
    fn a_chance_of_one_half_is_half_of_the_points() {
        let at_zero = ItemParameters::try_from((1_000_000, 0)).expect("within bounds");
        let pool = [(at_zero, 3, true), (at_zero, 1, false)];
        let (whole, parts) = expected(&items(&pool), 0);
        let half = |points: u32| Score { earned: Centipoints(points * 50), possible: Centipoints(points * 100) };
        assert_eq!((whole, parts["law"], parts["other"]), (half(4), half(3), half(1)));
    }

    #[test]
    fn a_competency_below_its_cut_fails_the_whole() {
        let of = |b| ItemParameters::try_from((1_000_000, b)).expect("within bounds");
        let pool = [(of(-3_000_000), 1, false), (of(3_000_000), 1, true)];
        let given = [Answered { parameters: of(0), is_right: true }];
        let judged = |law| judge(&rule(1), 1, &given, &items(&pool), &cuts(5_000, law)).outcome.name();
        assert_eq!((judged(None), judged(Some(100)), judged(Some(5_000))), ("passed", "passed", "failed"));
    }

    #[test]
    fn too_few_items_earn_nothing() {
        let of = ItemParameters::try_from((1_000_000, -2_000_000)).expect("within bounds");
        let (pool, right) = ([(of, 1, true)], [Answered { parameters: of, is_right: true }]);
        let judged = |given| judge(&rule(3), given, &right, &items(&pool), &cuts(1, None)).outcome;
        assert_eq!((judged(2).name(), judged(2).score().earned), ("failed", Centipoints(0)));
        assert_eq!(judged(3).name(), "passed");
    }

    proptest! {
        #[test]
        fn an_attempt_without_a_right_answer_never_passes(
            pool in pool(), count in 0_usize..60, cut in 1_u16..=10_000, law in prop::option::of(1_u16..=10_000),
        ) {
            let blank = answers(&pool, &vec![false; count]);
            let judged = judge(&rule(1), count.max(1), &blank, &items(&pool), &cuts(cut, law));
            prop_assert_eq!((judged.outcome.name(), judged.outcome.score().earned), ("failed", Centipoints(0)));
        }

        #[test]
        fn a_wrong_answer_turned_right_never_lowers_score_or_outcome(
            pool in pool(), mut right in prop::collection::vec(any::<bool>(), 1..60), at: prop::sample::Index,
            cut in 1_u16..=10_000, law in prop::option::of(1_u16..=10_000),
        ) {
            right.truncate(pool.len());
            let judged = |right: &[bool]| judge(&rule(1), right.len(), &answers(&pool, right), &items(&pool), &cuts(cut, law));
            let at = at.index(right.len());
            right[at] = false;
            let before = judged(&right);
            right[at] = true;
            let after = judged(&right);
            prop_assert!(after.outcome.score().earned >= before.outcome.score().earned);
            prop_assert!(after.estimated.ability >= before.estimated.ability);
            prop_assert!(before.outcome.name() == "failed" || after.outcome.name() == "passed");
            let score = after.outcome.score();
            prop_assert!(score.earned <= score.possible);
        }

        #[test]
        fn the_order_of_the_pool_changes_nothing(pool in pool(), ability in -8_000_000_i64..8_000_000) {
            let mut turned = pool.clone();
            turned.reverse();
            prop_assert_eq!(expected(&items(&pool), ability), expected(&items(&turned), ability));
        }
    }
}
