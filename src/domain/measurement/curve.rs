//! The curve of an item: how likely people of each ability are to get it right.

/// Discriminations that can be told from data; beyond them an item says nothing, or a data set is too small for it.
pub const DISCRIMINATIONS: std::ops::RangeInclusive<f64> = 0.05..=10.0;
/// Difficulties that can be told from data: no one in a thousand million is that able.
pub const DIFFICULTIES: std::ops::RangeInclusive<f64> = -10.0..=10.0;

/// An item of the two-parameter logistic model, both parameters within their bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    discrimination: f64,
    difficulty: f64,
}

impl Curve {
    /// The curve, unless a parameter is outside its bounds or no number.
    pub fn new(discrimination: f64, difficulty: f64) -> Option<Self> {
        (DISCRIMINATIONS.contains(&discrimination) && DIFFICULTIES.contains(&difficulty))
            .then_some(Self { discrimination, difficulty })
    }

    /// The curve with the nearest parameters that are within their bounds.
    pub(super) fn nearest(discrimination: f64, difficulty: f64) -> Self {
        Self {
            discrimination: discrimination.clamp(*DISCRIMINATIONS.start(), *DISCRIMINATIONS.end()),
            difficulty: difficulty.clamp(*DIFFICULTIES.start(), *DIFFICULTIES.end()),
        }
    }

    /// *a*: four times the slope where the chance is one half; no factor 1.7.
    pub const fn discrimination(self) -> f64 {
        self.discrimination
    }

    /// *b*: the ability at which the chance is one half.
    pub const fn difficulty(self) -> f64 {
        self.difficulty
    }

    /// 1 ⁄ (1 + exp(−*a*(θ − *b*))): the chance of a right answer.
    pub fn chance(self, ability: f64) -> f64 {
        1.0 / (1.0 + (-self.logit(ability)).exp())
    }

    /// The natural logarithm of the chance of this answer, also where the chance itself is too small to be written.
    pub fn log_chance(self, ability: f64, is_right: bool) -> f64 {
        let logit = if is_right { self.logit(ability) } else { -self.logit(ability) };
        // exp only ever of something below zero.
        logit.min(0.0) - (-logit.abs()).exp().ln_1p()
    }

    /// Fisher's information about the ability: *a*²*P*(1 − *P*).
    pub fn information(self, ability: f64) -> f64 {
        let chance = self.chance(ability);
        self.discrimination * self.discrimination * chance * (1.0 - chance)
    }

    fn logit(self, ability: f64) -> f64 {
        self.discrimination * (ability - self.difficulty)
    }
}

/// What a test of these items tells about this ability; its reciprocal's root is the standard error without a prior.
pub fn test_information(curves: &[Curve], ability: f64) -> f64 {
    curves.iter().map(|curve| curve.information(ability)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_one_half_at_its_difficulty_and_tells_most_there() {
        let curve = Curve::new(1.6, -0.7).expect("within bounds");
        assert!((curve.chance(-0.7) - 0.5).abs() < 1e-15);
        assert!((curve.information(-0.7) - 1.6 * 1.6 / 4.0).abs() < 1e-15);
        assert!(curve.information(-0.7) > curve.information(-0.6).max(curve.information(-0.8)));
        assert!((test_information(&[curve, curve], 0.3) - 2.0 * curve.information(0.3)).abs() < 1e-15);
    }

    #[test]
    fn logarithms_hold_far_out() {
        let curve = Curve::new(10.0, 10.0).expect("within bounds");
        assert!((curve.log_chance(-90.0, true) + 1_000.0).abs() < 1e-9);
        assert!((curve.log_chance(10.3, false) - (1.0 - curve.chance(10.3)).ln()).abs() < 1e-12);
        assert!(curve.log_chance(-90.0, false) <= 0.0);
    }

    #[test]
    fn what_is_no_curve_is_none() {
        for (discrimination, difficulty) in [(0.0, 0.0), (-1.0, 0.0), (f64::NAN, 0.0), (1.0, f64::NAN), (1.0, 11.0)] {
            assert_eq!(Curve::new(discrimination, difficulty), None);
        }
    }
}
