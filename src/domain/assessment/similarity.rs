//! Similarity: pairs of people who gave the same wrong answers more often than chance explains.
//!
//! Error-similarity analysis (Belleza and Belleza, *Teaching of Psychology* 16(3), 1989): right answers that agree tell
//! nothing, for they have a common cause. Of the items that both of a pair answered wrongly, how many wrong answers are
//! the same? For each item the chance that two wrong answers agree is estimated from all of them; the number of
//! agreements is then a sum of independent draws with those chances, and its upper tail is computed exactly. As many
//! pairs are looked at, a pair is told only when its tail is below [`LEVEL`] divided by their number (Bonferroni).
//!
//! It is a reason to look, never a proof: who learnt from the same wrong source makes the same mistakes.

use std::collections::HashMap;

/// Attempts below which shares of wrong answers say too little.
pub const FEWEST_ATTEMPTS: usize = 30;
/// The chance that anybody at all is told though nobody copied.
pub const LEVEL: f64 = 0.01;
/// Agreements below which a pair is not told, however unlikely: two or three happen to everybody.
const FEWEST_AGREEMENTS: usize = 4;

/// Pairs that are compared at most: the largest groups are left out, and that is told.
pub const MOST_PAIRS: u64 = 20_000_000;

/// What one attempt answered wrongly: item and answer, both as numbers, each item once, by item.
pub type WrongAnswers = Vec<(u32, u32)>;

/// A pair that chance does not explain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SimilarPair {
    /// Which attempts, by place in what was compared; the smaller first.
    pub attempts: (usize, usize),
    /// Items that both answered wrongly.
    pub both_wrong: usize,
    /// Those with the same wrong answer.
    pub agreements: usize,
    /// Agreements to be expected by chance.
    pub expected: f64,
    /// The chance of as many agreements or more for this pair alone.
    pub tail: f64,
}

/// What was compared, and what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Similarities {
    /// How many pairs.
    pub pairs: u64,
    /// Attempts of groups too large to compare.
    pub left_out: usize,
    /// Those that chance does not explain, the least likely first.
    pub found: Vec<SimilarPair>,
}

/// For each item the chance that two wrong answers to it are the same, from all of them.
fn chances(attempts: &[WrongAnswers]) -> HashMap<u32, f64> {
    let mut counts: HashMap<u32, HashMap<u32, u64>> = HashMap::new();
    for (item, answer) in attempts.iter().flatten() {
        *counts.entry(*item).or_default().entry(*answer).or_default() += 1;
    }
    let chance = |answers: HashMap<u32, u64>| {
        let all: u64 = answers.values().sum();
        let same: u64 = answers.values().map(|count| count * (count - 1)).sum();
        // One more of each: an answer nobody else gave must not make its agreement impossible.
        (same as f64 + 1.0) / ((all * all.saturating_sub(1)) as f64 + 2.0)
    };
    counts.into_iter().map(|(item, answers)| (item, chance(answers))).collect()
}

/// Compares all pairs within each group, such as a unit; `groups` holds places in `attempts`.
pub fn similarities(attempts: &[WrongAnswers], groups: &[Vec<usize>]) -> Similarities {
    similarities_of(attempts, groups, MOST_PAIRS)
}

/// The small groups first, as long as there are no more than `most` pairs.
fn similarities_of(attempts: &[WrongAnswers], groups: &[Vec<usize>], most: u64) -> Similarities {
    if attempts.len() < FEWEST_ATTEMPTS {
        return Similarities::default();
    }
    let chances = chances(attempts);
    let count = |group: &[usize]| (group.len() as u64) * (group.len() as u64).saturating_sub(1) / 2;
    let mut by_size: Vec<&[usize]> = groups.iter().map(Vec::as_slice).collect();
    by_size.sort_by_key(|group| group.len());
    let (mut pairs, mut taken) = (0, 0);
    while let Some(more) = by_size.get(taken).map(|group| count(group)).filter(|more| pairs + more <= most) {
        pairs += more;
        taken += 1;
    }
    let left_out = by_size[taken..].iter().map(|group| group.len()).sum();
    let bound = LEVEL / pairs.max(1) as f64;
    let mut found = Vec::new();
    for group in &by_size[..taken] {
        for (place, one) in group.iter().enumerate() {
            for other in &group[place + 1..] {
                let pair = compare((*one, *other), attempts, &chances);
                found.extend(pair.filter(|pair| pair.tail < bound));
            }
        }
    }
    found.sort_by(|one, other| one.tail.total_cmp(&other.tail).then(one.attempts.cmp(&other.attempts)));
    Similarities { pairs, left_out, found }
}

/// `None` when the pair agrees no more than chance would have it.
fn compare(
    (one, other): (usize, usize),
    attempts: &[WrongAnswers],
    chances: &HashMap<u32, f64>,
) -> Option<SimilarPair> {
    let (mut left, mut right) = (attempts[one].iter().peekable(), attempts[other].iter().peekable());
    let (mut common, mut agreements) = (Vec::new(), 0);
    while let (Some((left_item, left_answer)), Some((right_item, right_answer))) = (left.peek(), right.peek()) {
        match left_item.cmp(right_item) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                common.push(*left_item);
                agreements += usize::from(left_answer == right_answer);
                left.next();
                right.next();
            }
        }
    }
    if agreements < FEWEST_AGREEMENTS {
        return None;
    }
    let chances: Vec<f64> = common.iter().filter_map(|item| chances.get(item).copied()).collect();
    let expected: f64 = chances.iter().sum();
    (agreements as f64 > expected).then(|| SimilarPair {
        attempts: (one.min(other), one.max(other)),
        both_wrong: common.len(),
        agreements,
        expected,
        tail: tail(&chances, agreements),
    })
}

/// The chance of `least` or more successes of independent draws (the Poisson binomial distribution), exactly.
fn tail(chances: &[f64], least: usize) -> f64 {
    let mut at = vec![0.0; chances.len() + 1];
    at[0] = 1.0;
    for (drawn, chance) in chances.iter().enumerate() {
        for successes in (0..=drawn).rev() {
            let here: f64 = at[successes];
            at[successes + 1] += here * chance;
            at[successes] = here * (1.0 - chance);
        }
    }
    at[least.min(chances.len() + 1)..].iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A stream of numbers that looks like chance.
    fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
        let mut state = seed.wrapping_mul(2).wrapping_add(1);
        move |bound| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        }
    }

    /// People who answer forty items of four options by chance; a quarter are right.
    fn guessers(count: usize, seed: u64) -> Vec<WrongAnswers> {
        let mut draw = numbers(seed);
        let mut one = || {
            (0..40)
                .filter_map(|item| Some(draw(4)).filter(|answer| *answer > 0).map(|answer| (item, answer as u32)))
                .collect()
        };
        (0..count).map(|_| one()).collect()
    }

    fn together(count: usize) -> Vec<Vec<usize>> {
        vec![(0..count).collect()]
    }

    #[test]
    fn whoever_copies_is_found_and_nobody_else() {
        for seed in 0..20 {
            let mut attempts = guessers(120, seed);
            attempts[70] = attempts[3].clone();
            let found = similarities(&attempts, &together(120)).found;
            assert_eq!(found.iter().map(|pair| pair.attempts).collect::<Vec<_>>(), [(3, 70)], "{seed}");
            assert_eq!(found[0].agreements, found[0].both_wrong);
        }
    }

    #[test]
    fn a_mistake_that_everybody_makes_tells_nothing() {
        // Everybody answers everything wrongly and alike.
        let attempts: Vec<WrongAnswers> = (0..60).map(|_| (0..40).map(|item| (item, 1)).collect()).collect();
        assert_eq!(similarities(&attempts, &together(60)).found, []);
    }

    #[test]
    fn only_pairs_within_a_group_are_compared_and_few_attempts_not_at_all() {
        let mut attempts = guessers(60, 7);
        attempts[59] = attempts[0].clone();
        let halves = vec![(0..30).collect(), (30..60).collect()];
        let apart = similarities(&attempts, &halves);
        assert_eq!((apart.pairs, apart.found), (870, Vec::new()));
        assert_eq!(similarities(&attempts[..29], &together(29)), Similarities::default());
    }

    #[test]
    fn groups_too_large_are_left_out_and_counted() {
        let attempts = guessers(90, 3);
        let groups = vec![(0..60).collect(), (60..90).collect()];
        let compared = similarities_of(&attempts, &groups, 500);
        assert_eq!((compared.pairs, compared.left_out), (435, 60));
        assert_eq!(similarities_of(&attempts, &groups, 2_205).left_out, 0);
    }

    #[test]
    fn the_tail_is_that_of_the_binomial_distribution_where_chances_are_equal() {
        // 1 - BINOM.DIST(7, 10, 0.3, TRUE) = 0.0015903864
        assert!((tail(&[0.3; 10], 8) - 0.001_590_386_4).abs() < 1e-12);
        assert!((tail(&[0.3; 10], 0) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_tail_falls_with_every_agreement_more(chances in proptest::collection::vec(0.01_f64..0.99, 1..30)) {
            let tails: Vec<f64> = (0..=chances.len()).map(|least| tail(&chances, least)).collect();
            prop_assert!((tails[0] - 1.0).abs() < 1e-9);
            prop_assert!(tails.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
        }
    }
}
