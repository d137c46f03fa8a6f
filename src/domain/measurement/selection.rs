//! The next item of an adaptive test, and when there is none.
//!
//! The strand of the blueprint that is farthest behind its share comes next (content balancing, Kingsbury and Zara
//! 1989); of its items the few that tell most about the ability so far are taken together, and chance picks one of them
//! (randomesque, the same), so that the best items are not seen by everybody.

use super::ability::Estimate;
use super::curve::Curve;
use std::cmp::Reverse;
use std::time::Duration;

/// A rule of a blueprint: how many items of which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strand {
    /// Its share of a full form.
    pub count: u16,
    /// The places of the items that it admits.
    pub items: Vec<usize>,
}

/// What was given so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Of each item, whether it was given.
    pub items: Vec<bool>,
    /// Of each strand, how many items were given for it.
    pub by_strand: Vec<u16>,
}

impl Given {
    /// Nothing, of so many items and strands.
    pub fn nothing(items: usize, strands: usize) -> Self {
        Self { items: vec![false; items], by_strand: vec![0; strands] }
    }

    /// How many items.
    pub fn length(&self) -> usize {
        self.by_strand.iter().map(|count| usize::from(*count)).sum()
    }

    /// Notes that an item was given.
    pub fn note(&mut self, choice: Choice) {
        self.items[choice.item] = true;
        self.by_strand[choice.strand] += 1;
    }
}

/// An item to give next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its place.
    pub item: usize,
    /// The strand it is given for.
    pub strand: usize,
}

/// The next item for a person of this ability; `word`, any random number, picks one of the `among` best. `None` when
/// every strand is full or used up.
pub fn choose(
    curves: &[Curve],
    strands: &[Strand],
    given: &Given,
    ability: f64,
    (among, word): (usize, u32),
) -> Option<Choice> {
    let strand = strand_behind(strands, given)?;
    let left = strands[strand].items.iter().copied().filter(|item| !given.items[*item]);
    let best = most_informative(curves, left, ability, among);
    // The upper half of a product instead of a remainder: the bias is below one in 2³² ⁄ `among`.
    let picked = usize::try_from((u64::from(word) * best.len() as u64) >> 32).ok()?;
    best.get(picked).map(|item| Choice { item: *item, strand })
}

/// The up to `among` items, at least one, that tell most about an ability, the best first; of equals the first in the
/// bank. Informations are compared in whole thousand millionths, so that the last bit of an exponential decides nothing.
pub fn most_informative(
    curves: &[Curve],
    items: impl Iterator<Item = usize>,
    ability: f64,
    among: usize,
) -> Vec<usize> {
    let told = |item: usize| (curves[item].information(ability) * 1e9).round() as i64;
    let mut ranked: Vec<(Reverse<i64>, usize)> = items.map(|item| (Reverse(told(item)), item)).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, item)| item).take(among.max(1)).collect()
}

/// The strand with the smallest part of its share given that still has room and items; the first of equals.
pub fn strand_behind(strands: &[Strand], given: &Given) -> Option<usize> {
    let open = strands.iter().enumerate().filter(|(number, strand)| {
        given.by_strand[*number] < strand.count && strand.items.iter().any(|item| !given.items[*item])
    });
    // (g + 1) ⁄ c compared by cross-multiplication: of strands with nothing yet, the largest comes first.
    open.min_by(|(one, first), (other, second)| {
        let wanted =
            |number: usize, against: &Strand| (u32::from(given.by_strand[number]) + 1) * u32::from(against.count);
        wanted(*one, second).cmp(&wanted(*other, first))
    })
    .map(|(number, _)| number)
}

/// When a test ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Not before so many items.
    pub fewest: usize,
    /// At so many.
    pub most: usize,
    /// When the standard error is not above this.
    pub error: f64,
    /// When so much time has passed; `None` for no limit.
    pub time: Option<Duration>,
}

/// Why a test ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The time is over.
    Late,
    /// It has as many items as it may have.
    Long,
    /// The estimate is precise enough.
    Precise,
}

/// Whether the test ends here, and why: `length` items were answered in `spent`.
pub fn stop(limits: &Limits, length: usize, estimate: Estimate, spent: Duration) -> Option<Stop> {
    if limits.time.is_some_and(|limit| spent >= limit) {
        Some(Stop::Late)
    } else if length >= limits.most {
        Some(Stop::Long)
    } else if length >= limits.fewest && estimate.error <= limits.error {
        Some(Stop::Precise)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(count: usize) -> Vec<Curve> {
        let curve = |number: usize| Curve::new(0.8 + (number % 5) as f64 / 5.0, number as f64 / 10.0 - 2.0);
        (0..count).map(|number| curve(number).expect("within bounds")).collect()
    }

    fn strands() -> Vec<Strand> {
        vec![Strand { count: 6, items: (0..20).collect() }, Strand { count: 2, items: (15..40).collect() }]
    }

    #[test]
    fn the_best_item_is_given_and_chance_picks_only_among_the_best() {
        let (curves, strands, given) = (bank(40), strands(), Given::nothing(40, 2));
        let mut ranked: Vec<usize> = strands[0].items.clone();
        ranked.sort_by(|one, other| curves[*other].information(-1.0).total_cmp(&curves[*one].information(-1.0)));
        let chosen = |among, word| choose(&curves, &strands, &given, -1.0, (among, word)).expect("an item").item;
        assert_eq!(chosen(1, u32::MAX), ranked[0]);
        assert_eq!((chosen(4, 0), chosen(4, 1 << 30), chosen(4, u32::MAX)), (ranked[0], ranked[1], ranked[3]));
    }

    #[test]
    fn strands_keep_their_shares_on_the_way_and_at_the_end() {
        let (curves, strands) = (bank(40), strands());
        let mut given = Given::nothing(40, 2);
        let mut order = Vec::new();
        while let Some(choice) = choose(&curves, &strands, &given, 0.0, (3, 1 << 31)) {
            assert!(!given.items[choice.item], "no item twice");
            assert!(strands[choice.strand].items.contains(&choice.item));
            given.note(choice);
            order.push(choice.strand);
        }
        assert_eq!(order, [0, 0, 0, 1, 0, 0, 0, 1]);
        assert_eq!((given.length(), &given.by_strand[..]), (8, &[6, 2][..]));
    }

    #[test]
    fn a_test_ends_by_time_length_or_precision() {
        let limits = Limits { fewest: 5, most: 20, error: 0.3, time: Some(Duration::from_secs(60)) };
        let at = |error| Estimate { ability: 0.0, error };
        let spent = Duration::from_secs(30);
        assert_eq!(stop(&limits, 19, at(0.31), spent), None);
        assert_eq!(stop(&limits, 20, at(0.31), spent), Some(Stop::Long));
        assert_eq!(stop(&limits, 5, at(0.3), spent), Some(Stop::Precise));
        assert_eq!(stop(&limits, 4, at(0.3), spent), None);
        assert_eq!(stop(&limits, 1, at(0.9), Duration::from_secs(60)), Some(Stop::Late));
    }
}
