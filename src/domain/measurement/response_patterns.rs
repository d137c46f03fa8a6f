//! Who got which items right, of those they were given: two bits for each item, equal patterns counted once.
//!
//! Right means full marks. The curve of an item says how likely a person is to solve it, and a half of the points is no solution;
//! it also keeps what is right apart from how the partly right is paid, which an author may change. An item that was given and
//! left blank is wrong, as in scoring; one that was not on the form says nothing.

use std::collections::BTreeMap;

/// Patterns with their numbers of people, in an order that does not depend on that of the people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponsePatterns {
    items: usize,
    counts: BTreeMap<Vec<u64>, u32>,
}

impl ResponsePatterns {
    /// No people yet, and so many items.
    pub fn new(items: usize) -> Self {
        Self { items, counts: BTreeMap::new() }
    }

    /// Adds a person's answers: places of items, and whether each is right. Places beyond the items are left out.
    pub fn add(&mut self, answers: impl IntoIterator<Item = (usize, bool)>) {
        let words = self.items.div_ceil(64);
        let mut pattern = vec![0; 2 * words];
        for (item, is_right) in answers.into_iter().filter(|(item, _)| *item < self.items) {
            pattern[item / 64] |= 1 << (item % 64);
            pattern[words + item / 64] |= u64::from(is_right) << (item % 64);
        }
        *self.counts.entry(pattern).or_insert(0) += 1;
    }

    /// How many items there are.
    pub const fn items(&self) -> usize {
        self.items
    }

    /// How many people there are.
    pub fn people(&self) -> u64 {
        self.counts.values().map(|count| u64::from(*count)).sum()
    }

    /// Each pattern in order.
    pub fn patterns(&self) -> impl Iterator<Item = Pattern<'_>> {
        let words = self.items.div_ceil(64);
        self.counts.iter().map(move |(bits, count)| Pattern {
            given: &bits[..words],
            right: &bits[words..],
            count: *count,
        })
    }

    /// Of each item, how many people were given it, and how many got it right.
    pub fn tallies(&self) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.items];
        for pattern in self.patterns() {
            for (item, is_right) in pattern.answers() {
                tallies[item].given += u64::from(pattern.count);
                tallies[item].right += u64::from(is_right) * u64::from(pattern.count);
            }
        }
        tallies
    }

    /// The same people with these items only, in this order.
    #[must_use]
    pub fn only(&self, kept: &[usize]) -> Self {
        let mut places = vec![None; self.items];
        for (new, old) in kept.iter().enumerate() {
            places[*old] = Some(new);
        }
        let mut narrowed = Self::new(kept.len());
        for pattern in self.patterns() {
            let answers = pattern.answers().filter_map(|(item, is_right)| Some((places[item]?, is_right)));
            let answers: Vec<(usize, bool)> = answers.collect();
            (0..pattern.count).for_each(|_| narrowed.add(answers.iter().copied()));
        }
        narrowed
    }
}

/// How often an item was given, and how often it was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Given.
    pub given: u64,
    /// Right.
    pub right: u64,
}

/// The answers of some people, the same for each of them.
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'a> {
    given: &'a [u64],
    right: &'a [u64],
    /// How many people.
    pub count: u32,
}

impl<'a> Pattern<'a> {
    /// The places of the items given, rising, and whether each is right.
    pub fn answers(self) -> impl Iterator<Item = (usize, bool)> + 'a {
        self.given.iter().zip(self.right).enumerate().flat_map(|(word, (given, right))| {
            let mut rest = *given;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                if rest == 0 {
                    return None;
                }
                rest &= rest - 1;
                Some((word * 64 + bit as usize, right >> bit & 1 == 1))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_patterns_are_counted_once_and_read_back() {
        let mut patterns = ResponsePatterns::new(130);
        let answers = [(0, true), (63, false), (64, true), (129, true)];
        patterns.add(answers);
        patterns.add([(5, false), (500, true)]);
        patterns.add(answers.into_iter().rev());
        let read: Vec<(Vec<(usize, bool)>, u32)> =
            patterns.patterns().map(|pattern| (pattern.answers().collect(), pattern.count)).collect();
        assert_eq!(read.len(), 2);
        assert!(read.contains(&(answers.to_vec(), 2)) && read.contains(&(vec![(5, false)], 1)));
        assert_eq!((patterns.people(), patterns.tallies()[63]), (3, Tally { given: 2, right: 0 }));
        let narrowed = patterns.only(&[129, 5]);
        assert_eq!(narrowed.tallies(), [Tally { given: 2, right: 2 }, Tally { given: 1, right: 0 }]);
        assert_eq!(narrowed.people(), 3);
    }
}
