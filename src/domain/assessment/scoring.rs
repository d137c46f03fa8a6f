//! Scores: whole numbers in hundredths of a point, compared by cross-multiplication.

use super::deduction::{WrongCosts, deduction};
use super::key::ItemKey;
use super::marking::mark;
use super::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Hundredths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Centipoints(pub u32);

impl Centipoints {
    /// Whether it is nothing.
    pub const fn is_zero(&self) -> bool {
        self.0 == 0
    }

    /// `21`, `20.5`, `0.33`: for programs; pages write the decimal comma.
    pub fn decimal(self) -> String {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => whole.to_string(),
            rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
            rest => format!("{whole}.{rest:02}"),
        }
    }
}

/// What was earned of what could be earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Earned.
    pub earned: Centipoints,
    /// Possible.
    pub possible: Centipoints,
}

impl Score {
    /// Basis points of the possible, rounded half up for show only, and never up to a full hundred
    /// or past `cut` when the score itself does not reach it.
    pub fn shown_basis_points(self, cut: CutScore) -> u16 {
        if self.possible.0 == 0 {
            return 0;
        }
        let (earned, possible) = (u64::from(self.earned.0), u64::from(self.possible.0));
        let rounded = u16::try_from((earned * 20_000 + possible) / (2 * possible)).unwrap_or(10_000);
        if rounded >= cut.0 && !self.reaches(cut) { cut.0 - 1 } else { rounded }
    }

    /// Whether the score is at or above the cut.
    pub fn reaches(self, cut: CutScore) -> bool {
        // Whole numbers only: 70 % of 30 items is exactly 21, never 20.999.
        u64::from(self.earned.0) * 10_000 >= u64::from(self.possible.0) * u64::from(cut.0) && self.possible.0 > 0
    }

    /// Less what wrong choices cost, never below zero.
    fn less(self, deducted: Centipoints) -> Self {
        Self { earned: Centipoints(self.earned.0.saturating_sub(deducted.0)), ..self }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            earned: Centipoints(self.earned.0 + other.earned.0),
            possible: Centipoints(self.possible.0 + other.possible.0),
        }
    }
}

/// A cut score in basis points of the possible score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct CutScore(u16);

impl CutScore {
    /// Basis points, 1 to 10,000.
    pub const fn basis_points(self) -> u16 {
        self.0
    }
}

impl From<CutScore> for u16 {
    fn from(cut: CutScore) -> Self {
        cut.0
    }
}

impl TryFrom<u16> for CutScore {
    type Error = &'static str;

    fn try_from(basis_points: u16) -> Result<Self, Self::Error> {
        if (1..=10_000).contains(&basis_points) {
            Ok(Self(basis_points))
        } else {
            Err("a cut score is 1 to 10,000 basis points")
        }
    }
}

/// The cuts of an assessment: for the whole, and for competencies that must be reached by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cuts {
    /// For the whole form.
    pub whole: CutScore,
    /// By competency code; may be empty.
    pub by_competency: BTreeMap<String, CutScore>,
}

/// One place of a form as scoring sees it.
#[derive(Clone, Debug)]
pub struct Marked<'a> {
    /// The competency the item counts for.
    pub competency: &'a str,
    /// The item's key.
    pub key: &'a ItemKey,
    /// How many options the item has.
    pub options: usize,
    /// The last saved response; `None` when there is none.
    pub response: Option<&'a Response>,
}

/// The result of a submitted attempt. Only a comparison with every cut makes a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Reached every cut.
    Passed(Pass),
    /// Did not.
    Failed(Score),
}

/// A proof that every cut was found reached; issuing takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    score: Score,
}

impl Pass {
    /// The passing score.
    pub const fn score(&self) -> Score {
        self.score
    }
}

impl Outcome {
    /// The score, passed or not.
    pub const fn score(&self) -> Score {
        match self {
            Self::Passed(pass) => pass.score,
            Self::Failed(score) => *score,
        }
    }

    /// `passed` or `failed`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Passed(_) => "passed",
            Self::Failed(_) => "failed",
        }
    }
}

/// Scores a form, with what wrong choices cost, and says whether every cut is reached.
pub fn judge<'a>(form: impl IntoIterator<Item = Marked<'a>>, cuts: &Cuts, wrong_costs: Option<WrongCosts>) -> Outcome {
    let mut whole = (Score::default(), Centipoints(0));
    let mut by_competency: BTreeMap<&str, (Score, Centipoints)> = BTreeMap::new();
    for marked in form {
        let score = Score { earned: mark(&marked), possible: Centipoints(u32::from(marked.key.points) * 100) };
        let deducted = deduction(&marked, wrong_costs);
        for part in [&mut whole, by_competency.entry(marked.competency).or_default()] {
            *part = (part.0.plus(score), Centipoints(part.1.0 + deducted.0));
        }
    }
    let parts = by_competency.into_iter().map(|(code, (score, deducted))| (code, score.less(deducted))).collect();
    compare(whole.0.less(whole.1), &parts, cuts)
}

/// Compares a score, and those of competencies, with the cuts; a competency without items counts as reached.
pub(super) fn compare(whole: Score, parts: &BTreeMap<&str, Score>, cuts: &Cuts) -> Outcome {
    let parts_reached =
        cuts.by_competency.iter().all(|(code, cut)| parts.get(code.as_str()).is_none_or(|score| score.reaches(*cut)));
    if whole.reaches(cuts.whole) && parts_reached {
        Outcome::Passed(Pass { score: whole })
    } else {
        Outcome::Failed(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::key::{Answer, PartialCredit};
    use crate::domain::assessment::marking::tests::keyed;
    use proptest::prelude::*;

    fn cuts(basis_points: u16) -> Cuts {
        Cuts { whole: basis_points.try_into().expect("a cut"), by_competency: BTreeMap::new() }
    }

    #[test]
    fn seventy_percent_of_thirty_is_exactly_twenty_one() {
        let at = |earned| Score { earned: Centipoints(earned), possible: Centipoints(3_000) };
        let cut = CutScore(7_000);
        assert!(at(2_100).reaches(cut));
        assert!(!at(2_099).reaches(cut));
        assert_eq!(at(2_099).shown_basis_points(cut), 6_997);
    }

    #[test]
    fn rounding_never_shows_a_fail_as_the_cut() {
        let score = Score { earned: Centipoints(79_999_999), possible: Centipoints(100_000_000) };
        assert_eq!(score.shown_basis_points(CutScore(8_000)), 7_999);
    }

    #[test]
    fn a_competency_below_its_cut_fails_the_whole() {
        let key =
            ItemKey { answer: Answer::Correct(vec!["a".into()]), points: 1, partial_credit: PartialCredit::SumClamped };
        let (right, wrong) = (Response::Choice(vec!["a".into()]), Response::Choice(vec!["b".into()]));
        let judged = |law| {
            let mut cuts = cuts(5_000);
            cuts.by_competency.insert("law".into(), CutScore(5_000));
            let form = [("law", law), ("other", &right)];
            judge(
                form.map(|(competency, response)| Marked {
                    competency,
                    key: &key,
                    options: 4,
                    response: Some(response),
                }),
                &cuts,
                None,
            )
        };
        assert_eq!(judged(&right).name(), "passed");
        assert_eq!(judged(&wrong).name(), "failed");
    }

    proptest! {
        #[test]
        fn a_blank_form_never_passes(keys in prop::collection::vec(keyed(), 0..30), cut in 1_u16..=10_000) {
            let form = keys.iter().map(|(key, _, options)| Marked { competency: "c", key, options: *options, response: None });
            prop_assert!(matches!(judge(form, &cuts(cut), None), Outcome::Failed(_)));
        }

        #[test]
        fn a_shown_percentage_agrees_with_the_outcome(earned in 0_u32..=10_000, cut in 1_u16..=10_000) {
            let score = Score { earned: Centipoints(earned), possible: Centipoints(10_000) };
            let cut = CutScore(cut);
            prop_assert_eq!(score.shown_basis_points(cut) >= cut.0, score.reaches(cut));
        }
    }
}
