//! What statistics observe of attempts besides answers: the groups that people belong to, and how long items took.
//!
//! A group is a label, whatever it stands for. Two kinds are known of every attempt: the language of its items, and the
//! unit that the person belonged to when starting. What is compared and what is not: `domain/assessment/differential`.

use crate::domain::assessment::differential::{ItemDifference, compared, differences, sizes};
use crate::domain::assessment::pace::gaps;
use crate::domain::assessment::statistics::{ItemFacts, Sheet};
use crate::domain::people::unit::Unit;
use crate::store::assessment::answers::Answered;
use std::collections::HashMap;

/// What groups people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The language of the items: the label is its code.
    Language,
    /// The unit: the label is its name.
    Unit,
}

impl Grouping {
    /// `language` or `unit`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Unit => "unit",
        }
    }
}

/// Every item compared between groups of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What groups people.
    pub grouping: Grouping,
    /// Groups that are compared with everybody else: number, label and people. Smaller ones are not named.
    pub groups: Vec<(usize, String, usize)>,
    /// How many groups are too small to be compared.
    pub hidden: usize,
    /// By item, then by group.
    pub differences: Vec<ItemDifference>,
}

impl Comparison {
    /// The label of a compared group.
    pub fn label(&self, group: usize) -> &str {
        self.groups.iter().find(|(number, _, _)| *number == group).map_or("", |(_, label, _)| label)
    }
}

/// Labels as they turn up.
#[derive(Clone, Debug, Default)]
struct Labels {
    numbers: HashMap<String, usize>,
    of_sheet: Vec<Option<usize>>,
}

impl Labels {
    fn add(&mut self, label: Option<&str>) {
        let next = self.numbers.len();
        let number = label.map(|label| match self.numbers.get(label) {
            Some(number) => *number,
            None => *self.numbers.entry(label.to_owned()).or_insert(next),
        });
        self.of_sheet.push(number);
    }
}

/// What was observed.
#[derive(Clone, Debug)]
pub struct Observed {
    languages: Labels,
    units: Labels,
    /// Times by item.
    pub seconds: Vec<Vec<f32>>,
}

impl Observed {
    /// Nothing yet, of so many items.
    pub fn new(items: usize) -> Self {
        Self { languages: Labels::default(), units: Labels::default(), seconds: vec![Vec::new(); items] }
    }

    /// One attempt more; `place` tells where an item stands among the facts.
    pub fn add(&mut self, answered: &Answered, place: impl Fn(&str) -> Option<u32>) {
        self.languages.add(Some(&answered.language));
        self.units.add(answered.unit.as_deref());
        let item = |number: i64| answered.items.get(usize::try_from(number - 1).ok()?).and_then(|id| place(id));
        let saved = answered.saved_at.iter().filter_map(|(number, at)| Some((item(*number)?, *at))).collect();
        for (item, seconds) in gaps(answered.started_at, saved) {
            if let Some(times) = self.seconds.get_mut(item as usize) {
                times.push(seconds);
            }
        }
    }

    /// Every comparison there is; units by their present names.
    pub fn compare(&self, items: &[ItemFacts], sheets: &[Sheet], units: &[Unit]) -> Vec<Comparison> {
        let name = |id: &str| units.iter().find(|unit| unit.id.as_str() == id).map(|unit| unit.name.clone());
        let named = |grouping, labels: &Labels| {
            let sizes = sizes(&labels.of_sheet, labels.numbers.len());
            let told = compared(&sizes);
            let mut groups: Vec<(usize, String, usize)> = labels
                .numbers
                .iter()
                .filter(|(_, number)| told.contains(number))
                .map(|(label, number)| (*number, name(label).unwrap_or_else(|| label.clone()), sizes[*number]))
                .collect();
            groups.sort_by(|one, other| one.1.cmp(&other.1));
            let hidden = sizes.iter().filter(|size| **size < crate::domain::assessment::differential::FEWEST_PEOPLE);
            Comparison {
                grouping,
                groups,
                hidden: hidden.count(),
                differences: differences(items, sheets, &labels.of_sheet, sizes.len()),
            }
        };
        vec![named(Grouping::Language, &self.languages), named(Grouping::Unit, &self.units)]
    }
}
