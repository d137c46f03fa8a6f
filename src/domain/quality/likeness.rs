//! Items that are too near each other: nearly the same question, or one that answers another.

use super::words::{marked_words, shared, shingles};
use super::{Finding, Part, Rule};
use crate::domain::assessment::item::{Item, ItemType};
use crate::domain::text::Language;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words that are compared at once.
const RUN: usize = 3;
/// Words of a right answer that make a cue.
const CUE: usize = 5;
/// A run of words in more items than this is a turn of phrase of the bank, not a likeness.
const COMMON: usize = 40;
/// Shared runs of words from which on two items are near duplicates.
const NEAR: f64 = 0.55;

/// Two items that nearly say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// The earlier item's id.
    pub one: String,
    /// The later item's id.
    pub other: String,
    /// Shared part of their runs of three words, 0 to 1.
    pub shared: f64,
}

/// Words of stem and options in the item's first language.
fn said(item: &Item) -> Vec<String> {
    let Some(language) = item.face.stem.0.keys().next() else { return Vec::new() };
    let mut words = marked_words(item.face.stem.get(*language));
    if item.face.item_type != ItemType::TrueFalse {
        words.extend(item.face.options.iter().flat_map(|option| marked_words(option.text.get(*language))));
    }
    words
}

/// Pairs of items that are nearly the same, the most alike first. Near to linear in the items: runs of words that many
/// items share are passed over.
pub fn alike<'i>(items: impl IntoIterator<Item = &'i Item>) -> Vec<Likeness> {
    let items: Vec<&Item> = items.into_iter().collect();
    let runs: Vec<HashSet<u64>> = items.iter().map(|item| shingles(&said(item), RUN)).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, runs) in runs.iter().enumerate() {
        for run in runs {
            let known = holders.entry(*run).or_default();
            if known.len() <= COMMON {
                known.push(index);
            }
        }
    }
    let mut alike = Vec::new();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for (index, own) in runs.iter().enumerate() {
        counts.clear();
        for holder in own.iter().filter_map(|run| holders.get(run)).filter(|known| known.len() <= COMMON) {
            for other in holder.iter().take_while(|other| **other < index) {
                *counts.entry(*other).or_default() += 1;
            }
        }
        // Sharing few of the rare runs, two items cannot share half of all.
        for other in counts.iter().filter(|(_, count)| **count * 4 >= own.len()).map(|(other, _)| *other) {
            let shared = shared(own, &runs[other]);
            if shared >= NEAR {
                let (one, other) = (items[other].face.id.clone(), items[index].face.id.clone());
                alike.push(Likeness { one, other, shared });
            }
        }
    }
    alike.sort_by(|one, other| {
        other.shared.total_cmp(&one.shared).then_with(|| (&one.one, &one.other).cmp(&(&other.one, &other.other)))
    });
    alike
}

pub(super) fn between(items: &[Item]) -> Vec<Finding> {
    let by_id: BTreeMap<&str, &Item> = items.iter().map(|item| (item.face.id.as_str(), item)).collect();
    let are_enemies = |one: &Item, other: &Item| {
        one.traits.enemies.contains(&other.face.id) || other.traits.enemies.contains(&one.face.id)
    };
    let mut findings = Vec::new();
    for Likeness { one, other, shared } in alike(items) {
        let (Some(first), Some(second)) = (by_id.get(one.as_str()), by_id.get(other.as_str())) else { continue };
        if !are_enemies(first, second) {
            findings.push(Finding::of(
                second,
                Part::Whole,
                Rule::NearDuplicate,
                format!("{one} ({:.0} %)", shared * 100.0),
            ));
        }
    }
    findings.extend(cues(items, are_enemies));
    findings
}

/// Right answers of single choices that stand word by word in the stem of another item.
fn cues(items: &[Item], are_enemies: impl Fn(&Item, &Item) -> bool) -> Vec<Finding> {
    let language = |item: &Item| item.face.stem.0.keys().next().copied().unwrap_or_default();
    let stems: Vec<Vec<String>> = items.iter().map(|item| marked_words(item.face.stem.get(language(item)))).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, stem) in stems.iter().enumerate() {
        for run in shingles(stem, CUE).into_iter().filter(|_| stem.len() >= CUE) {
            let known = holders.entry(run).or_default();
            if known.len() < COMMON {
                known.push(index);
            }
        }
    }
    let mut findings = Vec::new();
    for item in items.iter().filter(|item| item.face.item_type == ItemType::SingleChoice) {
        let Some(answer) = right_words(item, language(item)).filter(|answer| answer.len() >= CUE) else { continue };
        let phrase = answer.join(" ");
        let Some(first) = shingles(&answer[..CUE], CUE).into_iter().next() else { continue };
        for index in holders.get(&first).into_iter().flatten() {
            let other = &items[*index];
            let is_there = format!(" {} ", stems[*index].join(" ")).contains(&format!(" {phrase} "));
            if is_there && other.face.id != item.face.id && !are_enemies(item, other) {
                findings.push(Finding::of(other, Part::Stem(language(other)), Rule::CueBetweenItems, &item.face.id));
            }
        }
    }
    findings
}

fn right_words(item: &Item, language: Language) -> Option<Vec<String>> {
    let right = item.key.correct_options().first()?;
    let option = item.face.options.iter().find(|option| option.id == *right)?;
    Some(marked_words(option.text.get(language)))
}
