//! Grades of a pass, where an assessment has them: Giỏi, Khá, Đạt, each from a share of the points on.

use super::scoring::{CutScore, Score};
use crate::domain::text::Localized;
use serde::{Deserialize, Serialize};

/// A grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// `gioi`: for programs.
    pub code: String,
    /// What people call it.
    pub title: Localized,
    /// From this share of the points on.
    pub from: CutScore,
}

/// The highest grade that a score reaches; none of a fail, whatever its points.
pub fn grade_of(grades: &[Grade], score: Score, passed: bool) -> Option<&Grade> {
    grades.iter().filter(|grade| passed && score.reaches(grade.from)).max_by_key(|grade| grade.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::scoring::Centipoints;
    use proptest::prelude::*;

    fn grades(from: &[u16]) -> Vec<Grade> {
        let grade = |points: &u16| Grade {
            code: points.to_string(),
            title: Localized::default(),
            from: CutScore::try_from(*points).expect("a cut"),
        };
        from.iter().map(grade).collect()
    }

    fn score(earned: u32, possible: u32) -> Score {
        Score { earned: Centipoints(earned), possible: Centipoints(possible) }
    }

    #[test]
    fn a_boundary_belongs_to_the_higher_grade_and_a_hundredth_less_does_not() {
        let grades = grades(&[9_000, 6_667, 5_000]);
        let of = |earned| grade_of(&grades, score(earned, 3_000), true).map(|grade| grade.code.as_str());
        assert_eq!(of(2_700), Some("9000"));
        assert_eq!(of(2_699), Some("6667"));
        // Two thirds of 30 are 66.66… %, less than 66.67 %.
        assert_eq!((of(2_000), of(2_001)), (Some("5000"), Some("6667")));
        assert_eq!((of(1_500), of(1_499)), (Some("5000"), None));
        assert_eq!(grade_of(&grades, score(3_000, 3_000), false), None, "a fail has no grade");
    }

    proptest! {
        #[test]
        fn more_points_never_give_a_lower_grade(
            from in prop::collection::vec(1_u16..=10_000, 0..6), one in 0_u32..=5_000, other in 0_u32..=5_000
        ) {
            let grades = grades(&from);
            let of = |earned| grade_of(&grades, score(earned, 5_000), true).map(|grade| grade.from);
            prop_assert!(of(one.min(other)) <= of(one.max(other)));
        }
    }
}
