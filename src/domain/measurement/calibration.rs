//! Calibration: the curves of items from people's answers, by marginal maximum likelihood with the EM algorithm (Bock
//! and Aitkin 1981), abilities being standard normal.
//!
//! Forms may be drawn: what a person was not given is missing by chance and ignored. Standard errors are from the
//! observed information as the sum over people of the squared scores (the empirical cross-product), item by item, with
//! the curvature of the priors; that the other items are estimated too is left out of them, so they are a little too small.

use super::curve::Curve;
use super::expectation::{Expected, expect};
use super::item_fit::{ItemFit, examine};
use super::maximisation::{Counts, maximise};
use super::nodes::Nodes;
use super::response_patterns::{ResponsePatterns, Tally};

/// What is known of the parameters before any answers: they keep those of items that nearly everybody gets right or wrong
/// finite, and weigh next to nothing when a few hundred people have answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Priors {
    /// Mean of ln *a*.
    pub log_discrimination: f64,
    /// Standard deviation of ln *a*.
    pub log_discrimination_spread: f64,
    /// Standard deviation of *b*, whose mean is 0.
    pub difficulty_spread: f64,
}

impl Default for Priors {
    /// ln *a* ~ N(0, 0.5²), *b* ~ N(0, 2²): common ones.
    fn default() -> Self {
        Self { log_discrimination: 0.0, log_discrimination_spread: 0.5, difficulty_spread: 2.0 }
    }
}

impl Priors {
    /// Logarithm of the density, without its constant.
    pub(super) fn log_density(&self, curve: Curve) -> f64 {
        let log_discrimination =
            (curve.discrimination().ln() - self.log_discrimination) / self.log_discrimination_spread;
        let difficulty = curve.difficulty() / self.difficulty_spread;
        -(log_discrimination * log_discrimination + difficulty * difficulty) / 2.0
    }

    /// Its slopes in ln *a* and *b*.
    pub(super) fn gradient(&self, curve: Curve) -> [f64; 2] {
        let [discrimination, difficulty] = self.precision();
        let log_discrimination = curve.discrimination().ln() - self.log_discrimination;
        [-log_discrimination * discrimination, -curve.difficulty() * difficulty]
    }

    /// Minus its second derivatives.
    pub(super) fn precision(&self) -> [f64; 2] {
        [self.log_discrimination_spread.powi(-2), self.difficulty_spread.powi(-2)]
    }
}

/// How to calibrate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// `None` for plain maximum likelihood, to compare with programs that have no priors.
    pub priors: Option<Priors>,
    /// Nodes of the integration.
    pub nodes: usize,
    /// They reach from minus this to this.
    pub reach: f64,
    /// It has converged when no parameter moves by more in one step.
    pub tolerance: f64,
    /// Steps after which it gives up.
    pub most_steps: usize,
    /// Threads to use; the result does not depend on it.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let priors = Some(Priors::default());
        Self { priors, nodes: 81, reach: 6.0, tolerance: 1e-4, most_steps: 500, threads: 2 }
    }
}

/// Discriminations below it tell able and less able people hardly apart.
const FLAT: f64 = 0.3;
/// Answers that are less likely than this do not follow the curve.
const UNLIKELY: f64 = 0.001;

/// One step of the EM algorithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// Logarithm of the likelihood before the step, with that of the priors: never falls.
    pub log_posterior: f64,
    /// The most that a parameter moved.
    pub moved: f64,
}

/// An item as calibrated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibratedItem {
    /// Its curve.
    pub curve: Curve,
    /// Standard error of the discrimination.
    pub discrimination_error: f64,
    /// Standard error of the difficulty.
    pub difficulty_error: f64,
    /// How often it was given, and right.
    pub tally: Tally,
    /// How well the curve fits.
    pub fit: ItemFit,
}

impl CalibratedItem {
    /// Whether an author should look at it: answers do not follow the curve (one such verdict in a thousand is chance), or
    /// the curve is nearly flat.
    pub fn is_doubtful(&self) -> bool {
        self.curve.discrimination() < FLAT || self.fit.chi_square.is_some_and(|fit| fit.chance < UNLIKELY)
    }
}

/// A calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// In the order of the items.
    pub items: Vec<CalibratedItem>,
    /// Logarithm of the likelihood, without priors.
    pub log_likelihood: f64,
    /// Steps taken.
    pub steps: usize,
    /// Whether it came to rest.
    pub has_converged: bool,
}

/// Calibrates; `watch` hears of each step.
pub fn calibrate(patterns: &ResponsePatterns, settings: &Settings, mut watch: impl FnMut(Step)) -> Calibration {
    let nodes = Nodes::normal(settings.nodes, settings.reach);
    let tallies = patterns.tallies();
    let priors = settings.priors.as_ref();
    let mut curves: Vec<Curve> = tallies.iter().map(|tally| first_guess(*tally)).collect();
    let (mut steps, mut has_converged) = (0, false);
    while steps < settings.most_steps && !has_converged {
        steps += 1;
        let expected = expect(patterns, &curves, &nodes, settings.threads);
        let prior: f64 = priors.map_or(0.0, |priors| curves.iter().map(|curve| priors.log_density(*curve)).sum());
        let moved = improve(&mut curves, &expected, &nodes, priors);
        has_converged = moved < settings.tolerance;
        watch(Step { number: steps, log_posterior: expected.log_likelihood + prior, moved });
    }
    let examined = examine(patterns, &curves, &nodes, settings.threads);
    let items = curves.iter().zip(&tallies).zip(&examined.items);
    let items = items.map(|((curve, tally), seen)| {
        let (discrimination_error, difficulty_error) = standard_errors(*curve, seen.information, priors);
        CalibratedItem { curve: *curve, discrimination_error, difficulty_error, tally: *tally, fit: seen.fit() }
    });
    Calibration { items: items.collect(), log_likelihood: examined.log_likelihood, steps, has_converged }
}

/// From the share of right answers alone.
fn first_guess(tally: Tally) -> Curve {
    let share = (tally.right as f64 + 0.5) / (tally.given as f64 + 1.0);
    Curve::nearest(1.0, -1.2 * (share / (1.0 - share)).ln())
}

/// The M-step of every item; gives the most that a parameter moved.
fn improve(curves: &mut [Curve], expected: &Expected, nodes: &Nodes, priors: Option<&Priors>) -> f64 {
    let count = nodes.abilities.len();
    let numbers = expected.right.chunks(count).zip(expected.wrong.chunks(count));
    curves.iter_mut().zip(numbers).fold(0.0, |most: f64, (curve, (right, wrong))| {
        let found = maximise(Counts { right, wrong }, nodes, *curve, priors);
        let discrimination = (found.discrimination() - curve.discrimination()).abs();
        let difficulty = (found.difficulty() - curve.difficulty()).abs();
        *curve = found;
        most.max(discrimination).max(difficulty)
    })
}

/// Of *a* and *b*, from the information about (ln *a*, *b*): its three different cells.
fn standard_errors(curve: Curve, information: [f64; 3], priors: Option<&Priors>) -> (f64, f64) {
    let precision = priors.map_or([0.0; 2], Priors::precision);
    let (discrimination, both, difficulty) =
        (information[0] + precision[0], information[1], information[2] + precision[1]);
    let determinant = discrimination * difficulty - both * both;
    (curve.discrimination() * (difficulty / determinant).sqrt(), (discrimination / determinant).sqrt())
}
