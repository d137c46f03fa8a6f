//! Credit for an order: nine rules, those that Moodle's ordering type knows as "grading types"
//! (docs.moodle.org, Ordering question type). Orders are of places: the right one is 0, 1, 2, ...

use super::key::PartialCredit;

/// How many parts are right, of how many. `given` holds each place from 0 up once: `given[0]` is what stands first.
pub(super) fn parts(given: &[usize], rule: PartialCredit) -> (usize, usize) {
    let count = given.len();
    let place_of = |what: usize| given.iter().position(|found| *found == what).unwrap_or(count);
    let follows = |one: usize| place_of(one) + 1 == place_of(one + 1);
    let is_first = |what: usize| given.first() == Some(&what);
    let is_last = |what: usize| given.last() == Some(&what);
    match rule {
        PartialCredit::AllOrNothing | PartialCredit::SumClamped | PartialCredit::EachPart => {
            (usize::from(given.is_sorted()), 1)
        }
        PartialCredit::AbsolutePosition => {
            (given.iter().enumerate().filter(|(place, what)| place == *what).count(), count)
        }
        PartialCredit::Distance => {
            let near = |(place, what): (usize, &usize)| count - 1 - place.abs_diff(*what);
            (given.iter().enumerate().map(near).sum(), count * (count - 1))
        }
        PartialCredit::Next => ((0..count - 1).filter(|one| follows(*one)).count(), count - 1),
        PartialCredit::NextOrLast => {
            let right = (0..count - 1).filter(|one| follows(*one)).count();
            (right + usize::from(is_last(count - 1)), count)
        }
        PartialCredit::Neighbours => {
            // Each pair of neighbours is seen from both sides; the two ends have nothing beyond them.
            let pairs = (0..count - 1).filter(|one| follows(*one)).count();
            (2 * pairs + usize::from(is_first(0)) + usize::from(is_last(count - 1)), 2 * count)
        }
        PartialCredit::AllOthers => {
            let in_order = (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
            let right = in_order.filter(|(one, other)| given[*one] < given[*other]).count();
            (2 * right, count * (count - 1))
        }
        PartialCredit::LongestOrdered => (alone_is_nothing(longest_ordered(given)), count),
        PartialCredit::LongestRun => (alone_is_nothing(longest_run(given)), count),
    }
}

/// One option by itself is always in order.
const fn alone_is_nothing(length: usize) -> usize {
    if length > 1 { length } else { 0 }
}

fn longest_ordered(given: &[usize]) -> usize {
    let mut lengths: Vec<usize> = Vec::with_capacity(given.len());
    for (place, what) in given.iter().enumerate() {
        let before = (0..place).filter(|earlier| given[*earlier] < *what).map(|earlier| lengths[earlier]).max();
        lengths.push(before.unwrap_or(0) + 1);
    }
    lengths.into_iter().max().unwrap_or(0)
}

/// The longest selection of options that are consecutive in the right order and stand in that order, if not side by side.
fn longest_run(given: &[usize]) -> usize {
    let mut lengths = vec![0; given.len() + 1];
    for what in given {
        // Lengths of runs that end with an option, moved by one: nothing comes before the first.
        lengths[what + 1] = if *what == 0 { 1 } else { lengths[*what] + 1 };
    }
    lengths.into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULES: [PartialCredit; 9] = [
        PartialCredit::AllOrNothing,
        PartialCredit::AbsolutePosition,
        PartialCredit::Distance,
        PartialCredit::Next,
        PartialCredit::NextOrLast,
        PartialCredit::Neighbours,
        PartialCredit::AllOthers,
        PartialCredit::LongestOrdered,
        PartialCredit::LongestRun,
    ];

    /// Worked by hand, rule by rule.
    #[test]
    fn orders_earn_what_each_rule_says() {
        for (given, expected) in [
            (&[0, 1, 2, 3][..], [(1, 1), (4, 4), (12, 12), (3, 3), (4, 4), (8, 8), (12, 12), (4, 4), (4, 4)]),
            (&[1, 2, 3, 0], [(0, 1), (0, 4), (6, 12), (2, 3), (2, 4), (4, 8), (6, 12), (3, 4), (3, 4)]),
            (&[3, 2, 1, 0], [(0, 1), (0, 4), (4, 12), (0, 3), (0, 4), (0, 8), (0, 12), (0, 4), (0, 4)]),
            (&[0, 2, 1, 3], [(0, 1), (2, 4), (10, 12), (0, 3), (1, 4), (2, 8), (10, 12), (3, 4), (2, 4)]),
            (&[1, 0, 3, 2], [(0, 1), (0, 4), (8, 12), (0, 3), (0, 4), (0, 8), (8, 12), (2, 4), (2, 4)]),
        ] {
            for (rule, parts_right) in RULES.into_iter().zip(expected) {
                assert_eq!(parts(given, rule), parts_right, "{given:?} {rule:?}");
            }
        }
    }

    fn orders() -> impl Strategy<Value = Vec<usize>> {
        (2_usize..9).prop_flat_map(|count| Just((0..count).collect::<Vec<_>>()).prop_shuffle())
    }

    proptest! {
        #[test]
        fn only_the_right_order_earns_everything(given in orders()) {
            for rule in RULES {
                let (right, all) = parts(&given, rule);
                prop_assert!(right <= all && all > 0);
                prop_assert_eq!(right == all, given.is_sorted(), "{:?}", rule);
            }
        }

        #[test]
        fn putting_two_neighbours_right_never_costs(given in orders(), at in 0_usize..8) {
            let at = at % (given.len() - 1);
            let mut better = given.clone();
            if better[at] > better[at + 1] {
                better.swap(at, at + 1);
            }
            for rule in [PartialCredit::AllOthers, PartialCredit::LongestOrdered, PartialCredit::Distance] {
                prop_assert!(parts(&better, rule).0 >= parts(&given, rule).0, "{:?}", rule);
            }
        }
    }
}
