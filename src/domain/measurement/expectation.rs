//! The E-step: how people spread over the nodes, given their answers and the curves.
//!
//! Patterns are worked through in a fixed number of parts whose sums are added in their order, so that the result is the
//! same whatever the number of threads.

use super::curve::Curve;
use super::nodes::{Nodes, normalise};
use super::response_patterns::{Pattern, ResponsePatterns};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Parts of the work; more than any number of threads that is worth having.
const PARTS: usize = 16;
/// Weights below it are not counted: a thousand million people of them make a hundred-thousandth of a person.
const NEGLIGIBLE: f64 = 1e-14;

/// Logarithms of the chances of both answers, item by item, node by node.
pub(super) struct LogChances {
    right: Vec<f64>,
    wrong: Vec<f64>,
    nodes: usize,
}

impl LogChances {
    pub(super) fn new(curves: &[Curve], nodes: &Nodes) -> Self {
        let of = |is_right| {
            let item = |curve: &Curve| {
                let curve = *curve;
                nodes.abilities.iter().map(move |ability| curve.log_chance(*ability, is_right))
            };
            curves.iter().flat_map(item).collect()
        };
        Self { right: of(true), wrong: of(false), nodes: nodes.abilities.len() }
    }

    /// The posterior weights of a pattern's people; gives the logarithm of the pattern's chance.
    pub(super) fn posterior(&self, nodes: &Nodes, pattern: Pattern<'_>, weights: &mut [f64]) -> f64 {
        weights.copy_from_slice(&nodes.log_weights);
        for (item, is_right) in pattern.answers() {
            let chances = if is_right { &self.right } else { &self.wrong };
            for (weight, chance) in weights.iter_mut().zip(&chances[item * self.nodes..][..self.nodes]) {
                *weight += chance;
            }
        }
        normalise(weights)
    }
}

/// What is expected at each node: item by item, the numbers of people who got it right and wrong.
pub(super) struct Expected {
    pub(super) right: Vec<f64>,
    pub(super) wrong: Vec<f64>,
    /// Logarithm of the chance of all the answers.
    pub(super) log_likelihood: f64,
}

/// The expected numbers under these curves.
pub(super) fn expect(patterns: &ResponsePatterns, curves: &[Curve], nodes: &Nodes, threads: usize) -> Expected {
    let chances = LogChances::new(curves, nodes);
    let count = nodes.abilities.len();
    let cells = curves.len() * count;
    let empty = || Expected { right: vec![0.0; cells], wrong: vec![0.0; cells], log_likelihood: 0.0 };
    let parts = in_parts(patterns, threads, |part| {
        let mut expected = empty();
        let mut weights = vec![0.0; count];
        for pattern in part {
            let people = f64::from(pattern.count);
            expected.log_likelihood += people * chances.posterior(nodes, *pattern, &mut weights);
            let first = weights.iter().position(|weight| *weight > NEGLIGIBLE).unwrap_or(0);
            let end = weights.iter().rposition(|weight| *weight > NEGLIGIBLE).map_or(count, |last| last + 1);
            weights.iter_mut().for_each(|weight| *weight *= people);
            for (item, is_right) in pattern.answers() {
                let sums = if is_right { &mut expected.right } else { &mut expected.wrong };
                for (sum, weight) in sums[item * count..][first..end].iter_mut().zip(&weights[first..end]) {
                    *sum += weight;
                }
            }
        }
        expected
    });
    parts.into_iter().fold(empty(), |mut total, part| {
        total.right.iter_mut().zip(&part.right).for_each(|(total, part)| *total += part);
        total.wrong.iter_mut().zip(&part.wrong).for_each(|(total, part)| *total += part);
        total.log_likelihood += part.log_likelihood;
        total
    })
}

/// Does the work of each part of the patterns on so many threads; gives the results in the order of the parts.
pub(super) fn in_parts<T: Send>(
    patterns: &ResponsePatterns,
    threads: usize,
    work: impl Fn(&[Pattern<'_>]) -> T + Sync,
) -> Vec<T> {
    let all: Vec<Pattern<'_>> = patterns.patterns().collect();
    let parts: Vec<&[Pattern<'_>]> = all.chunks(all.len().div_ceil(PARTS).max(1)).collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(parts.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, parts.len().max(1)) {
            scope.spawn(|| {
                while let Some((number, part)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|number| Some((number, parts.get(number)?)))
                {
                    let result = work(part);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
