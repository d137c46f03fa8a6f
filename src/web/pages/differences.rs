//! How items compare between groups of people: sections of the pages of statistics.

use crate::domain::assessment::differential::{DifferenceClass, FEWEST_PEOPLE, ItemDifference};
use crate::domain::assessment::statistics::ItemFacts;
use crate::domain::text::Language;
use crate::flows::assessment::compare_groups::{Comparison, Grouping};
use crate::i18n::Texts;

/// Differences a page tells at most; the CSV file has all.
const TOLD: usize = 20;

/// Groups of one kind.
#[derive(Clone, Debug)]
pub struct GroupSection {
    /// What groups people.
    pub title: &'static str,
    /// The groups that are compared, with their people.
    pub groups: Vec<String>,
    /// How many groups are too small.
    pub hidden: usize,
    /// How many comparisons are of class B or C.
    pub found: usize,
    /// The largest of them, largest first.
    pub rows: Vec<DifferenceRow>,
}

/// An item and a group.
#[derive(Clone, Debug)]
pub struct DifferenceRow {
    /// The item's id.
    pub item: String,
    /// The group.
    pub group: String,
    /// People of the group and others.
    pub people: String,
    /// Common odds ratio.
    pub odds_ratio: String,
    /// Delta with its standard error.
    pub delta: String,
    /// Mantel-Haenszel.
    pub chi_square: String,
    /// Class and direction.
    pub class: String,
    /// Whether it is of class C.
    pub is_large: bool,
}

impl GroupSection {
    /// The section of a comparison.
    pub fn of(comparison: &Comparison, items: &[ItemFacts], t: Texts) -> Self {
        let group = |(_, label, people): &(usize, String, usize)| {
            t.groups_compared(&shown(comparison.grouping, label, t), &t.number(*people))
        };
        let differs = |found: &&ItemDifference| found.class != DifferenceClass::A;
        let mut found: Vec<&ItemDifference> = comparison.differences.iter().filter(differs).collect();
        found.sort_by(|one, other| {
            other
                .class
                .cmp(&one.class)
                .then(other.delta.abs().total_cmp(&one.delta.abs()))
                .then(one.item.cmp(&other.item))
        });
        Self {
            title: match comparison.grouping {
                Grouping::Language => t.groups_by_language(),
                Grouping::Unit => t.groups_by_unit(),
            },
            groups: comparison.groups.iter().map(group).collect(),
            hidden: comparison.hidden,
            found: found.len(),
            rows: found.into_iter().take(TOLD).map(|found| row(comparison, found, items, t)).collect(),
        }
    }

    /// Whether the table leaves some out.
    pub fn leaves_out(&self) -> bool {
        self.found > self.rows.len()
    }

    /// So many people a group needs.
    pub const fn least(&self) -> usize {
        FEWEST_PEOPLE
    }
}

/// Every comparison of one item, whatever its class.
pub fn of_item(comparisons: &[Comparison], item: usize, items: &[ItemFacts], t: Texts) -> Vec<DifferenceRow> {
    let of = |comparison: &Comparison| {
        let found = comparison.differences.iter().filter(|found| found.item == item);
        found.map(|found| row(comparison, found, items, t)).collect::<Vec<_>>()
    };
    comparisons.iter().flat_map(of).collect()
}

fn row(comparison: &Comparison, found: &ItemDifference, items: &[ItemFacts], t: Texts) -> DifferenceRow {
    let class = found.class.name();
    DifferenceRow {
        item: items.get(found.item).map_or_else(String::new, |facts| facts.id.clone()),
        group: shown(comparison.grouping, comparison.label(found.group), t),
        people: format!("{} / {}", t.number(found.focal), t.number(found.reference)),
        odds_ratio: t.real(found.odds_ratio, 2),
        delta: format!("{} ± {}", t.real(found.delta, 2), t.real(found.standard_error, 2)),
        chi_square: t.real(found.chi_square, 2),
        class: match found.class {
            DifferenceClass::A => class.to_owned(),
            DifferenceClass::B | DifferenceClass::C if found.delta < 0.0 => t.class_harder(class),
            DifferenceClass::B | DifferenceClass::C => t.class_easier(class),
        },
        is_large: found.class == DifferenceClass::C,
    }
}

fn shown(grouping: Grouping, label: &str, t: Texts) -> String {
    match grouping {
        Grouping::Language => {
            Language::from_code(label).map_or_else(|| label.to_owned(), |language| t.language_name(language))
        }
        Grouping::Unit => label.to_owned(),
    }
}
