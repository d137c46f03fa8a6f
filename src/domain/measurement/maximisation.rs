//! The M-step: the curve of one item that fits the expected numbers best.
//!
//! Newton's method on (ln *a*, *b*) with the expected second derivatives (Fisher's scoring), which always point
//! upwards; a step that would fall is halved, so that no M-step ever makes things worse.

use super::calibration::Priors;
use super::curve::Curve;
use super::nodes::Nodes;

const MOST_STEPS: usize = 30;
const MOST_HALVINGS: usize = 20;
/// Steps smaller than this change nothing that is written.
const SMALLEST_STEP: f64 = 1e-9;
/// Steps are not longer than this, in either direction.
const LONGEST_STEP: f64 = 1.0;

/// Expected numbers of right and wrong answers to an item, node by node.
#[derive(Clone, Copy)]
pub(super) struct Counts<'a> {
    pub(super) right: &'a [f64],
    pub(super) wrong: &'a [f64],
}

/// The best curve for these numbers, climbing from `start`.
pub(super) fn maximise(counts: Counts<'_>, nodes: &Nodes, start: Curve, priors: Option<&Priors>) -> Curve {
    let mut curve = start;
    let mut height = objective(counts, nodes, curve, priors);
    for _ in 0..MOST_STEPS {
        let Some((log_discrimination, difficulty)) = step(counts, nodes, curve, priors) else { break };
        let mut share = 1.0;
        let climbed = (0..MOST_HALVINGS).find_map(|_| {
            let discrimination = curve.discrimination() * (share * log_discrimination).exp();
            let tried = Curve::nearest(discrimination, curve.difficulty() + share * difficulty);
            let reached = objective(counts, nodes, tried, priors);
            share /= 2.0;
            (reached > height).then_some((tried, reached))
        });
        let Some((tried, reached)) = climbed else { break };
        (curve, height) = (tried, reached);
        if log_discrimination.abs().max(difficulty.abs()) < SMALLEST_STEP {
            break;
        }
    }
    curve
}

/// The expected logarithm of the likelihood of an item's answers, and of the prior.
fn objective(counts: Counts<'_>, nodes: &Nodes, curve: Curve, priors: Option<&Priors>) -> f64 {
    let numbers = counts.right.iter().zip(counts.wrong);
    let likelihood: f64 = nodes
        .abilities
        .iter()
        .zip(numbers)
        .map(|(ability, (right, wrong))| {
            right * curve.log_chance(*ability, true) + wrong * curve.log_chance(*ability, false)
        })
        .sum();
    likelihood + priors.map_or(0.0, |priors| priors.log_density(curve))
}

/// Where to go from here in ln *a* and *b*; `None` when nothing points anywhere.
fn step(counts: Counts<'_>, nodes: &Nodes, curve: Curve, priors: Option<&Priors>) -> Option<(f64, f64)> {
    let (discrimination, difficulty) = (curve.discrimination(), curve.difficulty());
    // Without a prior a trace keeps the matrix invertible.
    let (mut gradient, mut curvature) = ([0.0; 2], [1e-12, 0.0, 1e-12]);
    for (ability, (right, wrong)) in nodes.abilities.iter().zip(counts.right.iter().zip(counts.wrong)) {
        let chance = curve.chance(*ability);
        let people = right + wrong;
        let residual = right - people * chance;
        let spread = people * chance * (1.0 - chance);
        let slopes = [discrimination * (ability - difficulty), -discrimination];
        gradient[0] += residual * slopes[0];
        gradient[1] += residual * slopes[1];
        curvature[0] += spread * slopes[0] * slopes[0];
        curvature[1] += spread * slopes[0] * slopes[1];
        curvature[2] += spread * slopes[1] * slopes[1];
    }
    if let Some(priors) = priors {
        let (pull, precision) = (priors.gradient(curve), priors.precision());
        gradient[0] += pull[0];
        gradient[1] += pull[1];
        curvature[0] += precision[0];
        curvature[2] += precision[1];
    }
    let determinant = curvature[0] * curvature[2] - curvature[1] * curvature[1];
    let along = |numerator: f64| (numerator / determinant).clamp(-LONGEST_STEP, LONGEST_STEP);
    let log_discrimination = along(curvature[2] * gradient[0] - curvature[1] * gradient[1]);
    let to_difficulty = along(curvature[0] * gradient[1] - curvature[1] * gradient[0]);
    (determinant > 0.0 && log_discrimination.is_finite() && to_difficulty.is_finite())
        .then_some((log_discrimination, to_difficulty))
}
