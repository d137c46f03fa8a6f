//! How well the curve of an item fits: each answer against what the person's other answers foretell.
//!
//! Given the others, an answer is right with chance *p* = ∫*P*(θ) times the posterior without it. If the model holds, residuals
//! average to nothing wherever people are grouped by their other answers; groups of ability make a χ² of as many degrees
//! of freedom as groups, less the two parameters. Infit and outfit (Wright and Masters 1982) use the same residuals; near 1 is good.

use super::curve::Curve;
use super::expectation::{LogChances, in_parts};
use super::nodes::Nodes;
use super::response_patterns::{Pattern, ResponsePatterns};

/// Groups by ability: below −2, up by halves, above 2.
const GROUPS: usize = 10;
/// Groups with fewer expected right or wrong answers are joined with the next.
const FEWEST_EXPECTED: f64 = 5.0;

/// Figures of fit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ItemFit {
    /// Squared residuals over their variances, both summed: what happens near the item's difficulty.
    pub infit: Option<f64>,
    /// Mean of squared residuals over their variances: what happens far from it.
    pub outfit: Option<f64>,
    /// The χ² of the groups.
    pub chi_square: Option<ChiSquare>,
}

/// A χ² and what it means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    /// The statistic.
    pub value: f64,
    /// Degrees of freedom, at least 1.
    pub degrees: u32,
    /// The chance of a value so large when the curve fits.
    pub chance: f64,
}

/// A group of people.
#[derive(Clone, Copy, Default)]
struct Group {
    people: f64,
    expected: f64,
    residual: f64,
    variance: f64,
}

/// What one reading of all answers says of an item.
#[derive(Clone, Default)]
pub(super) struct Examined {
    /// Information about (ln *a*, *b*): the cells (1,1), (1,2), (2,2).
    pub(super) information: [f64; 3],
    standardised: f64,
    groups: [Group; GROUPS],
    squares: f64,
}

/// What it says of all.
pub(super) struct Examination {
    pub(super) items: Vec<Examined>,
    pub(super) log_likelihood: f64,
}

/// Reads all answers once more.
pub(super) fn examine(patterns: &ResponsePatterns, curves: &[Curve], nodes: &Nodes, threads: usize) -> Examination {
    let chances = LogChances::new(curves, nodes);
    let table: Vec<f64> =
        curves.iter().flat_map(|curve| nodes.abilities.iter().map(move |ability| curve.chance(*ability))).collect();
    let empty = || Examination { items: vec![Examined::default(); curves.len()], log_likelihood: 0.0 };
    let parts = in_parts(patterns, threads, |part| {
        let mut found = empty();
        let mut weights = vec![0.0; nodes.abilities.len()];
        for pattern in part {
            found.log_likelihood += f64::from(pattern.count) * chances.posterior(nodes, *pattern, &mut weights);
            found.add(*pattern, curves, nodes, (&table, &weights));
        }
        found
    });
    parts.iter().fold(empty(), |mut total, part| {
        total.items.iter_mut().zip(&part.items).for_each(|(total, part)| total.merge(part));
        total.log_likelihood += part.log_likelihood;
        total
    })
}

impl Examination {
    fn add(&mut self, pattern: Pattern<'_>, curves: &[Curve], nodes: &Nodes, (table, weights): (&[f64], &[f64])) {
        let count = nodes.abilities.len();
        let mean: f64 = weights.iter().zip(&nodes.abilities).map(|(weight, ability)| weight * ability).sum();
        let people = f64::from(pattern.count);
        for (item, is_right) in pattern.answers() {
            let (mut chance, mut chance_by_ability, mut without, mut ability_without) = (0.0, 0.0, 0.0, 0.0);
            let cells = table[item * count..][..count].iter().zip(weights).zip(&nodes.abilities);
            for ((of_item, weight), ability) in cells {
                let others = weight / if is_right { *of_item } else { 1.0 - of_item };
                chance += weight * of_item;
                chance_by_ability += weight * of_item * ability;
                without += others;
                ability_without += others * ability;
            }
            let (curve, right) = (curves[item], f64::from(u8::from(is_right)));
            let residual = right - chance;
            let by_ability = right * mean - chance_by_ability - curve.difficulty() * residual;
            let scores = [curve.discrimination() * by_ability, -curve.discrimination() * residual];
            let foretold = if is_right { 1.0 / without } else { 1.0 - 1.0 / without };
            self.items[item].add(people, scores, (right, foretold), ability_without / without);
        }
    }
}

impl Examined {
    fn add(&mut self, people: f64, scores: [f64; 2], (right, foretold): (f64, f64), ability: f64) {
        self.information[0] += people * scores[0] * scores[0];
        self.information[1] += people * scores[0] * scores[1];
        self.information[2] += people * scores[1] * scores[1];
        // Rounding may bring a chance to its very end.
        let foretold = foretold.clamp(1e-12, 1.0 - 1e-12);
        let (residual, variance) = (right - foretold, foretold * (1.0 - foretold));
        self.squares += people * residual * residual;
        self.standardised += people * residual * residual / variance;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
        let group = ((ability + 2.5) * 2.0).floor().clamp(0.0, (GROUPS - 1) as f64) as usize;
        let group = &mut self.groups[group];
        group.people += people;
        group.expected += people * foretold;
        group.residual += people * residual;
        group.variance += people * variance;
    }

    fn merge(&mut self, other: &Self) {
        self.information.iter_mut().zip(other.information).for_each(|(sum, part)| *sum += part);
        self.squares += other.squares;
        self.standardised += other.standardised;
        self.groups.iter_mut().zip(&other.groups).for_each(|(sum, part)| sum.merge(part));
    }

    /// The figures.
    pub(super) fn fit(&self) -> ItemFit {
        let mut whole = Group::default();
        self.groups.iter().for_each(|group| whole.merge(group));
        let is_answered = whole.people > 0.0;
        ItemFit {
            infit: is_answered.then(|| self.squares / whole.variance),
            outfit: is_answered.then(|| self.standardised / whole.people),
            chi_square: self.chi_square(),
        }
    }

    fn chi_square(&self) -> Option<ChiSquare> {
        let mut joined: Vec<Group> = Vec::new();
        let mut open = Group::default();
        for group in &self.groups {
            open.merge(group);
            if open.is_large() {
                joined.push(std::mem::take(&mut open));
            }
        }
        joined.last_mut()?.merge(&open);
        let degrees = u32::try_from(joined.len()).ok()?.checked_sub(2).filter(|degrees| *degrees > 0)?;
        let value = joined.iter().map(|group| group.residual * group.residual / group.variance).sum();
        Some(ChiSquare { value, degrees, chance: chance_above(value, degrees) })
    }
}

impl Group {
    fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.expected += other.expected;
        self.residual += other.residual;
        self.variance += other.variance;
    }

    fn is_large(&self) -> bool {
        self.expected.min(self.people - self.expected) >= FEWEST_EXPECTED
    }
}

/// The chance that a χ² with so many degrees of freedom is above `value`: finite sums for whole numbers of them
/// (Abramowitz and Stegun 26.4.4 and 26.4.5), starting for odd ones from that of one degree.
fn chance_above(value: f64, degrees: u32) -> f64 {
    let half = value / 2.0;
    let is_odd = degrees % 2 == 1;
    let mut term = if is_odd { (half / std::f64::consts::PI).sqrt() * 2.0 * (-half).exp() } else { (-half).exp() };
    let mut sum = if is_odd { two_tails(value.sqrt()) } else { 0.0 };
    let first = if is_odd { 1.5 } else { 1.0 };
    for number in 0..degrees / 2 {
        sum += term;
        term *= half / (first + f64::from(number));
    }
    sum.clamp(0.0, 1.0)
}

/// The chance that a standard normal number is farther from 0 than `distance`: Simpson's rule over the density.
fn two_tails(distance: f64) -> f64 {
    const PIECES: u32 = 400;
    let step = distance.min(9.0) / f64::from(PIECES);
    let density = |number: u32| (-(f64::from(number) * step).powi(2) / 2.0).exp();
    let inner: f64 = (1..PIECES).map(|number| density(number) * if number % 2 == 1 { 4.0 } else { 2.0 }).sum();
    let area = (density(0) + inner + density(PIECES)) * step / 3.0 * (2.0 / std::f64::consts::PI).sqrt();
    (1.0 - area).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_of_the_tables() {
        for (value, degrees, chance) in
            [(3.841_459, 1, 0.05), (5.991_465, 2, 0.05), (11.344_867, 3, 0.01), (15.507_313, 8, 0.05), (0.0, 5, 1.0)]
        {
            assert!((chance_above(value, degrees) - chance).abs() < 1e-7, "{value} {degrees}");
        }
    }
}
