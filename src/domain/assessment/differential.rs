//! Differential item functioning by Mantel-Haenszel: does an item treat people of two groups alike who know the same?
//!
//! People are matched by how many items they have wholly right, the compared one included, out of how many they had
//! (Holland and Thayer 1988). The common odds ratio and its chi-square, with correction for continuity, are those of
//! Mantel and Haenszel (1959); the standard error of its logarithm is that of Robins, Breslow and Greenland (1986) and
//! Phillips and Holland (1987); delta and the classes A, B and C are those of ETS (Zieky 1993).

use super::statistics::{Given, ItemFacts, Sheet};
use std::collections::BTreeMap;

/// Nothing is worked out where one side has fewer people than this: nobody is to be recognised, and chance would decide.
pub const FEWEST_PEOPLE: usize = 30;
/// Delta for an odds ratio of *e*: 4 ⁄ 1.7.
const DELTA: f64 = -2.35;
/// The chi-square with one degree of freedom that chance exceeds once in 20 times.
const CHI_SQUARE_5: f64 = 3.841_458_820_694_124;
/// The normal deviate that chance exceeds once in 20 times, on one side.
const NORMAL_5: f64 = 1.644_853_626_951_472_7;

/// How much an item differs, by the scale of ETS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceClass {
    /// Negligible: delta is below 1, or may well be 0.
    A,
    /// Moderate.
    B,
    /// Large: delta is 1.5 or more, and surely above 1.
    C,
}

impl DifferenceClass {
    /// `A`, `B` or `C`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// An item compared between a group and everybody else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemDifference {
    /// The item, by its place among the facts.
    pub item: usize,
    /// The group, by its number.
    pub group: usize,
    /// People of the group who had the item.
    pub focal: usize,
    /// Everybody else who had it.
    pub reference: usize,
    /// The odds of the others to those of the group, in the same stratum: above 1 the item is harder for the group.
    pub odds_ratio: f64,
    /// −2.35 ln of it: below 0 the item is harder for the group.
    pub delta: f64,
    /// The standard error of delta.
    pub standard_error: f64,
    /// Mantel-Haenszel with one degree of freedom.
    pub chi_square: f64,
    /// The class.
    pub class: DifferenceClass,
}

/// Compares each group with everybody else whose group is known; of two groups the smaller one with the larger.
/// `of_sheet` says to which of `groups` groups a sheet belongs. In the order of items, then of groups.
pub fn differences(
    items: &[ItemFacts],
    sheets: &[Sheet],
    of_sheet: &[Option<usize>],
    groups: usize,
) -> Vec<ItemDifference> {
    let focal = compared(&sizes(of_sheet, groups));
    let (strata, levels) = match_people(items, sheets);
    // Counts by side, item and stratum; the last side is everybody.
    let everybody = focal.len();
    let place = |side: usize, item: usize, stratum: usize| (side * items.len() + item) * levels + stratum;
    let mut counts = vec![[0_u32; 2]; (everybody + 1) * items.len() * levels];
    for ((sheet, stratum), group) in sheets.iter().zip(strata).zip(of_sheet) {
        let Some(group) = group else { continue };
        let side = focal.iter().position(|focal| focal == group);
        for given in sheet {
            let (item, answer) = (given.item as usize, usize::from(is_right(items, given)));
            for side in side.into_iter().chain([everybody]) {
                counts[place(side, item, stratum)][answer] += 1;
            }
        }
    }
    let strata = |side: usize, item: usize| &counts[place(side, item, 0)..place(side, item, 0) + levels];
    let pairs = (0..items.len()).flat_map(|item| (0..everybody).map(move |side| (item, side)));
    pairs
        .filter_map(|(item, side)| {
            let tables: Vec<Table> = strata(side, item).iter().zip(strata(everybody, item)).map(Table::of).collect();
            difference(&tables, (item, focal[side]))
        })
        .collect()
}

/// How many people each group has.
pub fn sizes(of_sheet: &[Option<usize>], groups: usize) -> Vec<usize> {
    let mut sizes = vec![0; groups];
    for group in of_sheet.iter().flatten() {
        sizes[*group] += 1;
    }
    sizes
}

/// The groups that are compared with the others: large enough, and so is the rest.
pub fn compared(sizes: &[usize]) -> Vec<usize> {
    let all: usize = sizes.iter().sum();
    let is_enough = |group: &usize| sizes[*group] >= FEWEST_PEOPLE && all - sizes[*group] >= FEWEST_PEOPLE;
    let mut groups: Vec<usize> = (0..sizes.len()).filter(is_enough).collect();
    if let ([one, other], 2) = (&groups[..], sizes.iter().filter(|size| **size > 0).count()) {
        // One against the other says all there is.
        groups = vec![if sizes[*one] < sizes[*other] { *one } else { *other }];
    }
    groups
}

/// The stratum of each sheet, and how many there are.
fn match_people(items: &[ItemFacts], sheets: &[Sheet]) -> (Vec<usize>, usize) {
    let right = |sheet: &Sheet| sheet.iter().filter(|given| is_right(items, given)).count();
    let matched: Vec<(usize, usize)> = sheets.iter().map(|sheet| (sheet.len(), right(sheet))).collect();
    let mut numbers: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for known in &matched {
        let next = numbers.len();
        numbers.entry(*known).or_insert(next);
    }
    (matched.iter().map(|known| numbers[known]).collect(), numbers.len())
}

fn is_right(items: &[ItemFacts], given: &Given) -> bool {
    items.get(given.item as usize).is_some_and(|facts| given.earned >= facts.possible)
}

/// Two groups by wrong and right, in one stratum.
#[derive(Clone, Copy, Debug)]
struct Table {
    reference_right: f64,
    reference_wrong: f64,
    focal_right: f64,
    focal_wrong: f64,
}

impl Table {
    fn of((focal, everybody): (&[u32; 2], &[u32; 2])) -> Self {
        Self {
            reference_right: f64::from(everybody[1] - focal[1]),
            reference_wrong: f64::from(everybody[0] - focal[0]),
            focal_right: f64::from(focal[1]),
            focal_wrong: f64::from(focal[0]),
        }
    }

    fn reference(&self) -> f64 {
        self.reference_right + self.reference_wrong
    }

    fn focal(&self) -> f64 {
        self.focal_right + self.focal_wrong
    }

    fn people(&self) -> f64 {
        self.reference() + self.focal()
    }

    /// Shares of the stratum that speak for either side.
    fn products(&self) -> (f64, f64) {
        let people = self.people();
        (self.reference_right * self.focal_wrong / people, self.reference_wrong * self.focal_right / people)
    }
}

fn difference(tables: &[Table], (item, group): (usize, usize)) -> Option<ItemDifference> {
    let people = |side: fn(&Table) -> f64| tables.iter().map(side).sum::<f64>();
    let (focal, reference) = (people(Table::focal), people(Table::reference));
    let fewest = FEWEST_PEOPLE as f64;
    if focal < fewest || reference < fewest {
        return None;
    }
    // Where one side is missing there is nothing to compare.
    let tables: Vec<&Table> = tables.iter().filter(|table| table.focal() > 0.0 && table.reference() > 0.0).collect();
    let (for_reference, for_focal) = tables
        .iter()
        .map(|table| table.products())
        .fold((0.0, 0.0), |(one, other), (more, less)| (one + more, other + less));
    if for_reference <= 0.0 || for_focal <= 0.0 {
        return None;
    }
    let odds_ratio = for_reference / for_focal;
    let delta = DELTA * odds_ratio.ln();
    let standard_error = -DELTA * variance_of_logarithm(&tables, odds_ratio, for_reference).sqrt();
    let chi_square = chi_square(&tables)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sums of counts")]
    let (focal, reference) = (focal as usize, reference as usize);
    let class = class(delta, standard_error, chi_square);
    Some(ItemDifference { item, group, focal, reference, odds_ratio, delta, standard_error, chi_square, class })
}

/// Σ *UV* ⁄ (2 (Σ *AD*/*T*)²) with *U* = (*AD* + α*BC*)/*T* and *V* = (*A* + *D* + α(*B* + *C*))/*T*.
fn variance_of_logarithm(tables: &[&Table], odds_ratio: f64, for_reference: f64) -> f64 {
    let part = |table: &&Table| {
        let (one, other) = table.products();
        let agree = table.reference_right + table.focal_wrong;
        let differ = table.reference_wrong + table.focal_right;
        (one + odds_ratio * other) * (agree + odds_ratio * differ) / table.people()
    };
    tables.iter().map(part).sum::<f64>() / (2.0 * for_reference * for_reference)
}

/// (|Σ *A* − Σ *E*(*A*)| − ½)² ⁄ Σ *V*(*A*), never below zero.
fn chi_square(tables: &[&Table]) -> Option<f64> {
    let (mut excess, mut variance) = (0.0, 0.0);
    for table in tables {
        let people = table.people();
        let right = table.reference_right + table.focal_right;
        excess += table.reference_right - table.reference() * right / people;
        variance += table.reference() * table.focal() * right * (people - right) / (people * people * (people - 1.0));
    }
    let corrected = (excess.abs() - 0.5).max(0.0);
    (variance > 0.0).then(|| corrected * corrected / variance)
}

fn class(delta: f64, standard_error: f64, chi_square: f64) -> DifferenceClass {
    let size = delta.abs();
    if size < 1.0 || chi_square < CHI_SQUARE_5 {
        DifferenceClass::A
    } else if size >= 1.5 && (size - 1.0) / standard_error > NORMAL_5 {
        DifferenceClass::C
    } else {
        DifferenceClass::B
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::scoring::Centipoints;
    use proptest::prelude::*;

    fn items(count: usize) -> Vec<ItemFacts> {
        let item = |number| ItemFacts { id: format!("{number}"), possible: Centipoints(100), options: Vec::new() };
        (0..count).map(item).collect()
    }

    fn sheet(right: &[bool]) -> Sheet {
        let given = |(item, right): (usize, &bool)| Given {
            item: item as u32,
            earned: Centipoints(if *right { 100 } else { 0 }),
            chosen: 0,
            is_blank: false,
        };
        right.iter().enumerate().map(given).collect()
    }

    #[test]
    fn nothing_is_said_of_fewer_than_thirty_people() {
        assert_eq!(compared(&[29, 400]), Vec::<usize>::new());
        assert_eq!(compared(&[30, 400]), [0]);
        assert_eq!(compared(&[30, 29, 0]), Vec::<usize>::new());
        assert_eq!(compared(&[30, 29, 1]), [0]);
        assert_eq!(compared(&[500, 30, 29]), [0, 1]);
        let sheets: Vec<Sheet> = (0..200).map(|person| sheet(&[person % 2 == 0, person % 3 == 0, true])).collect();
        let of = |size: usize| (0..200).map(|person| Some(usize::from(person >= size))).collect::<Vec<_>>();
        assert!(differences(&items(3), &sheets, &of(29), 2).is_empty());
        assert!(!differences(&items(3), &sheets, &of(30), 2).is_empty());
    }

    proptest! {
        #[test]
        fn seen_from_the_other_side_the_sign_turns(
            people in prop::collection::vec((prop::collection::vec(any::<bool>(), 4), 0_usize..3), 150..250)
        ) {
            let (items, sheets) = (items(4), people.iter().map(|(right, _)| sheet(right)).collect::<Vec<_>>());
            let of = |turned: bool| people.iter().map(|(_, group)| Some(usize::from((*group == 0) != turned))).collect::<Vec<_>>();
            let (one, other) = (differences(&items, &sheets, &of(false), 2), differences(&items, &sheets, &of(true), 2));
            prop_assert_eq!(one.len(), other.len());
            for (one, other) in one.iter().zip(&other) {
                let sign = if one.group == other.group { -1.0 } else { 1.0 };
                prop_assert!((one.delta - sign * other.delta).abs() < 1e-9 && (one.chi_square - other.chi_square).abs() < 1e-9);
                prop_assert!(one.chi_square >= 0.0 && one.standard_error > 0.0 && one.class == other.class);
                prop_assert!(one.focal >= FEWEST_PEOPLE && one.reference >= FEWEST_PEOPLE);
            }
        }
    }
}
