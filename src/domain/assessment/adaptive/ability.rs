//! What the answers so far say of the ability: the mean of the posterior and its standard deviation, in millionths.
//!
//! The quadrature is that of [`crate::domain::measurement::ability`]: equal steps with a standard normal prior.
//!
//! The model knows right and wrong only. An answer that earns at least half of its item's points is right, any other
//! one wrong, as is a blank: a half is nearer to a solution than to nothing, and with one threshold for every type an
//! answer that is marked better is never taken for a worse one. (Calibration takes full marks for right; of items marked
//! all or nothing that is the same, and the others are a little easier here than calibrated.)

use super::{ItemParameters, MILLION};
use crate::domain::assessment::scoring::Centipoints;
use crate::domain::measurement::ability::{Estimate, estimate_ability};

/// An answer to an item that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What is known of the item.
    pub parameters: ItemParameters,
    /// Whether it was answered rightly.
    pub is_right: bool,
}

/// An estimate of an ability in whole millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimated {
    /// Mean of the posterior.
    pub ability: i64,
    /// Its standard deviation.
    pub error: i64,
}

impl Estimated {
    /// In ones, as the model has it: both exactly what the whole numbers say.
    pub fn in_ones(self) -> Estimate {
        Estimate { ability: self.ability as f64 / MILLION, error: self.error as f64 / MILLION }
    }
}

/// Whether an answer that earned so much of an item's whole points is right.
pub fn is_right(earned: Centipoints, points: u16) -> bool {
    !earned.is_zero() && u64::from(earned.0) * 2 >= u64::from(points) * 100
}

/// The estimate from answers; without any, that of somebody of whom nothing is known.
pub fn estimate(answers: &[Answered]) -> Estimated {
    let answers: Vec<_> = answers.iter().map(|answer| (answer.parameters.curve(), answer.is_right)).collect();
    let Estimate { ability, error } = estimate_ability(&answers);
    let whole = |value: f64| (value * MILLION).round() as i64;
    Estimated { ability: whole(ability), error: whole(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_points_is_right_and_less_is_not() {
        assert!(is_right(Centipoints(100), 2) && is_right(Centipoints(50), 1) && is_right(Centipoints(150), 3));
        assert!(!is_right(Centipoints(99), 2) && !is_right(Centipoints(33), 1) && !is_right(Centipoints(0), 0));
    }

    #[test]
    fn nothing_is_known_before_the_first_answer() {
        assert_eq!(estimate(&[]), Estimated { ability: 0, error: 1_000_000 });
    }

    /// Written down once: another number here would change results that people have.
    #[test]
    fn these_answers_give_this_estimate_for_ever() {
        let answer = |a, b, is_right| Answered { parameters: (a, b).try_into().expect("within bounds"), is_right };
        let answers = [
            answer(1_200_000, -500_000, true),
            answer(800_000, 250_000, true),
            answer(1_950_000, 1_000_000, false),
            answer(50_000, 10_000_000, false),
        ];
        assert_eq!(estimate(&answers), Estimated { ability: 257_233, error: 714_206 });
    }
}
