//! What a test asks for: points and cuts, and who reaches them, in a sitting or by what is to be expected of an ability.

use super::curve::Curve;
use super::selection::Strand;
use crate::domain::assessment::scoring::{Centipoints, CutScore, Cuts, Score};
use std::collections::BTreeMap;

/// What an item counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Whole points.
    pub points: u16,
    /// The competency's code.
    pub competency: String,
}

/// The items' worth and the cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    /// In the order of the items.
    pub items: Vec<Worth>,
    /// What a pass takes.
    pub cuts: Cuts,
}

impl Standard {
    /// Whether these answers, all or nothing each, reach every cut: by whole numbers, as scoring does.
    pub fn is_reached_by(&self, answers: &[(usize, bool)]) -> bool {
        let mut whole = Score::default();
        let mut parts: BTreeMap<&str, Score> = BTreeMap::new();
        for (item, is_right) in answers {
            let worth = &self.items[*item];
            let points = u32::from(worth.points) * 100;
            for score in [&mut whole, parts.entry(&worth.competency).or_default()] {
                score.possible = Centipoints(score.possible.0 + points);
                score.earned = Centipoints(score.earned.0 + if *is_right { points } else { 0 });
            }
        }
        let reaches =
            |(code, cut): (&String, &CutScore)| parts.get(code.as_str()).is_none_or(|score| score.reaches(*cut));
        whole.reaches(self.cuts.whole) && self.cuts.by_competency.iter().all(reaches)
    }

    /// Whether the score to be expected of this ability reaches every cut. Each item of a strand is as likely on a form
    /// as the others; that an earlier strand may have taken some of a later one's is left out.
    pub fn is_expected_of(&self, ability: f64, curves: &[Curve], strands: &[Strand]) -> bool {
        let mut whole = (0.0, 0.0);
        let mut parts: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for strand in strands {
            let often = f64::from(strand.count) / strand.items.len().max(1) as f64;
            for item in &strand.items {
                let worth = &self.items[*item];
                let points = often * f64::from(worth.points);
                let earned = points * curves[*item].chance(ability);
                for score in [&mut whole, parts.entry(&worth.competency).or_default()] {
                    *score = (score.0 + earned, score.1 + points);
                }
            }
        }
        let reaches = |(earned, possible): (f64, f64), cut: CutScore| {
            earned * 10_000.0 >= possible * f64::from(cut.basis_points())
        };
        let by_competency = &self.cuts.by_competency;
        let parts_reached =
            by_competency.iter().all(|(code, cut)| parts.get(code.as_str()).is_none_or(|score| reaches(*score, *cut)));
        whole.1 > 0.0 && reaches(whole, self.cuts.whole) && parts_reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standard(law: Option<u16>) -> Standard {
        let worth = |points, competency: &str| Worth { points, competency: competency.to_owned() };
        let cut = |points: u16| CutScore::try_from(points).expect("a cut");
        let by_competency = law.map(|points| ("law".to_owned(), cut(points))).into_iter().collect();
        Standard {
            items: vec![worth(1, "law"), worth(2, "other"), worth(1, "other")],
            cuts: Cuts { whole: cut(7_500), by_competency },
        }
    }

    #[test]
    fn points_count_and_competencies_have_their_own_cuts() {
        let sat = [(0, false), (1, true), (2, true)];
        assert!(standard(None).is_reached_by(&sat), "three of four points");
        assert!(!standard(None).is_reached_by(&[(0, true), (1, false), (2, true)]));
        assert!(!standard(Some(5_000)).is_reached_by(&sat));
        assert!(!standard(None).is_reached_by(&[]));
    }

    #[test]
    fn an_ability_is_expected_to_reach_what_its_chances_add_up_to() {
        let curves = vec![Curve::new(1.0, 0.0).expect("within bounds"); 3];
        let strands = [Strand { count: 2, items: vec![0, 1, 2] }];
        // Three quarters where the chance is: ln 3.
        let expected = |ability| standard(None).is_expected_of(ability, &curves, &strands);
        assert!(expected(3_f64.ln() + 1e-9) && !expected(3_f64.ln() - 1e-9));
        let strict = |ability| standard(Some(9_000)).is_expected_of(ability, &curves, &strands);
        assert!(strict(9_f64.ln() + 1e-9) && !strict(9_f64.ln() - 1e-9));
    }
}
