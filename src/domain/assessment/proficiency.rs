//! How able somebody is in each competency, as far as the items of one form tell, where an assessment has levels.
//!
//! The estimate is the share of the points earned, before deductions; its interval is that of Wilson (1927) for a
//! proportion of as many trials as there were items, at 95 %, and the standard error half the interval's width by 1.96.
//! Partial credit varies less than right and wrong do, so that the interval is rather too wide than too narrow. Nothing
//! is said of a competency with too few items, nor where the interval covers more than one boundary between levels.

use super::scoring::{CutScore, Score};
use crate::domain::text::Localized;
use serde::{Deserialize, Serialize};

/// The normal deviate of 95 %.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The levels of an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProficiencyScale {
    /// Below so many items nothing is said.
    pub fewest_items: u16,
    /// Lowest first; the first one from nothing on.
    pub levels: Vec<ProficiencyLevel>,
}

/// A level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProficiencyLevel {
    /// `thanh-thao`: for programs.
    pub code: String,
    /// What people call it.
    pub title: Localized,
    /// From this share of the points on; `None` for the lowest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CutScore>,
}

/// What the items of a competency tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// How many items there were.
    pub items: usize,
    /// The share earned, 0 to 1.
    pub share: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The interval, from.
    pub low: f64,
    /// The interval, to.
    pub high: f64,
    /// What may be said of the level.
    pub told: Told,
}

/// What may be said of the level, by the level's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// This one.
    Level(usize),
    /// This one, but the other one beside it is well possible, too.
    Between(usize, usize),
    /// There are too few items to say.
    NotEnough,
}

impl ProficiencyScale {
    /// What a score on so many items tells; `None` without items.
    pub fn estimate(&self, score: Score, items: usize) -> Option<Estimate> {
        if items == 0 || score.possible.0 == 0 {
            return None;
        }
        let share = f64::from(score.earned.0) / f64::from(score.possible.0);
        let (low, high) = wilson(share, items as f64);
        let is_covered = |cut: CutScore| {
            let boundary = f64::from(cut.basis_points()) / 10_000.0;
            low < boundary && boundary < high
        };
        let covered: Vec<usize> =
            (0..self.levels.len()).filter(|level| self.levels[*level].from.is_some_and(is_covered)).collect();
        let level = self.levels.iter().rposition(|level| level.from.is_none_or(|from| score.reaches(from)));
        let told = match (level, &covered[..]) {
            _ if items < usize::from(self.fewest_items) => Told::NotEnough,
            (Some(level), []) => Told::Level(level),
            // The boundary is where a level begins: the other one is below it, or is that level.
            (Some(level), [begins]) => Told::Between(level, if level == *begins { begins - 1 } else { *begins }),
            (Some(_), _) | (None, _) => Told::NotEnough,
        };
        Some(Estimate { items, share, standard_error: (high - low) / (2.0 * NORMAL), low, high, told })
    }
}

/// The interval for a proportion.
fn wilson(share: f64, trials: f64) -> (f64, f64) {
    let square = NORMAL * NORMAL;
    let whole = 1.0 + square / trials;
    let middle = (share + square / (2.0 * trials)) / whole;
    let reach = NORMAL / whole * (share * (1.0 - share) / trials + square / (4.0 * trials * trials)).sqrt();
    ((middle - reach).max(0.0), (middle + reach).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::scoring::Centipoints;
    use proptest::prelude::*;

    fn scale(boundaries: &[u16]) -> ProficiencyScale {
        let level = |from: Option<u16>| ProficiencyLevel {
            code: format!("{from:?}"),
            title: Localized::default(),
            from: from.map(|from| CutScore::try_from(from).expect("a cut")),
        };
        let levels = [None].into_iter().chain(boundaries.iter().copied().map(Some)).map(level).collect();
        ProficiencyScale { fewest_items: 5, levels }
    }

    fn told(scale: &ProficiencyScale, right: u32, items: usize) -> Told {
        let score = Score { earned: Centipoints(100 * right), possible: Centipoints(100 * items as u32) };
        scale.estimate(score, items).expect("items").told
    }

    #[test]
    fn an_interval_is_that_of_the_tables() {
        // Newcombe 1998, table I: 81 of 263 and 0 of 20, with an interval of 95 %.
        let (low, high) = wilson(81.0 / 263.0, 263.0);
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5, "{low} {high}");
        let (low, high) = wilson(0.0, 20.0);
        assert!(low.abs() < 5e-5 && (high - 0.1611).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn few_items_say_nothing_and_many_say_the_level() {
        let scale = scale(&[5_000, 8_000]);
        assert_eq!(told(&scale, 4, 4), Told::NotEnough, "fewer than asked for");
        assert_eq!(told(&scale, 3, 5), Told::NotEnough, "both boundaries are within 0.23 to 0.88");
        assert_eq!(told(&scale, 5, 5), Told::Between(2, 1), "0.57 to 1 covers the upper boundary");
        assert_eq!(told(&scale, 30, 30), Told::Level(2), "0.89 to 1");
        assert_eq!(told(&scale, 65, 100), Told::Level(1));
        assert_eq!(told(&scale, 45, 100), Told::Between(0, 1));
        assert_eq!(scale.estimate(Score::default(), 0), None);
    }

    proptest! {
        #[test]
        fn the_estimate_lies_in_its_interval_and_more_items_narrow_it(earned in 0_u32..=100, items in 1_usize..60) {
            let scale = scale(&[4_000, 6_000, 8_000]);
            let score = Score { earned: Centipoints(earned), possible: Centipoints(100) };
            let found = scale.estimate(score, items).expect("items");
            let more = scale.estimate(score, items + 1).expect("items");
            prop_assert!(found.low <= found.share + 1e-12 && found.share <= found.high + 1e-12);
            prop_assert!((0.0..=1.0).contains(&found.low) && (0.0..=1.0).contains(&found.high));
            prop_assert!(more.standard_error < found.standard_error);
            if let Told::Between(level, other) = found.told {
                prop_assert_eq!(level.abs_diff(other), 1);
            }
        }
    }
}
