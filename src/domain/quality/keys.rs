//! Rules about the right option: where it stands, how long it is.

use super::{Finding, Part, Rule};
use crate::domain::assessment::item::{Item, ItemOption, ItemType};
use crate::domain::text::Language;
use std::collections::BTreeMap;

/// Items from which on a bank has a spread to speak of.
const ENOUGH: usize = 20;

/// The right option of a single choice.
fn right(item: &Item) -> Option<(usize, &ItemOption)> {
    let right = item.key.correct_options().first().filter(|_| item.face.item_type == ItemType::SingleChoice)?;
    item.face.options.iter().enumerate().find(|(_, option)| option.id == *right)
}

fn length(option: &ItemOption, language: Language) -> usize {
    option.text.0.get(&language).map_or(0, |text| text.chars().count())
}

/// How long the right option is, and the longest of the others.
fn lengths(item: &Item, language: Language) -> Option<(usize, usize)> {
    let (_, key) = right(item)?;
    let others = item.face.options.iter().filter(|option| option.id != key.id);
    Some((length(key, language), others.map(|option| length(option, language)).max()?))
}

/// A right option that is more than a third longer than every other, and by more than a word or two.
pub(super) fn check(item: &Item) -> Vec<Finding> {
    let languages = item.face.stem.0.keys().copied();
    languages
        .filter_map(|language| {
            let (key, longest) = lengths(item, language)?;
            let (_, option) = right(item)?;
            let is_much_longer = key * 3 > longest * 4 && key > longest + 12;
            is_much_longer.then(|| {
                let part = Part::Option(option.id.clone(), language);
                Finding::of(item, part, Rule::LongestKey, format!("{key} / {longest}"))
            })
        })
        .collect()
}

/// Places and lengths of the right options over a bank.
pub(super) fn spread(items: &[Item]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for item in items {
        if let Some((place, _)) = right(item) {
            let count = item.face.options.len();
            places.entry(count).or_insert_with(|| vec![0; count])[place] += 1;
        }
    }
    for (count, found) in places {
        let all: usize = found.iter().sum();
        let is_uneven = found.iter().any(|place| place * count > all * 2 || place * count * 3 < all);
        if all >= ENOUGH && is_uneven {
            let figures: Vec<String> = found.iter().map(usize::to_string).collect();
            findings.push(Finding::of_bank(Rule::KeyPosition, figures.join(" / ")));
        }
    }
    let compared: Vec<(usize, usize)> =
        items.iter().filter_map(|item| lengths(item, *item.face.stem.0.keys().next()?)).collect();
    let longest = compared.iter().filter(|(key, other)| key > other).count();
    if compared.len() >= ENOUGH && longest * 5 > compared.len() * 2 {
        findings.push(Finding::of_bank(Rule::LongestKeys, format!("{longest} / {}", compared.len())));
    }
    findings
}
