//! Checks over all files of a bank together.

use super::item::Draft;
use super::pictures::is_picture_file;
use super::simulations::is_simulation_file;
use super::{ASSESSMENT_FILE, BANK_FILE, PARAMETERS_FILE, STIMULI_FILE};
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::Item;
use crate::formats::mistake::{Mistake, Mistakes, quote};
use crate::formats::toml_file::suggest::closest;
use std::collections::{BTreeMap, BTreeSet};

/// Items one bank may have.
pub const ITEM_LIMIT: usize = 20_000;

/// A mistake of a file as a whole.
pub(super) fn about_file(name: &str, code: &'static str, message: String) -> Mistake {
    Mistake { file: name.to_owned(), line: 1, column: 1, code, message, hint: None }
}

/// `items/NAME.toml`
pub(super) fn is_items_file(name: &str) -> bool {
    name.strip_prefix("items/").is_some_and(|name| !name.contains('/') && name.ends_with(".toml"))
}

/// Refuses names that lead out of the folder or stand there twice; returns warnings about files passed over.
pub(super) fn check_names(files: &[(String, Vec<u8>)], mistakes: &mut Mistakes) -> Mistakes {
    let mut seen = BTreeSet::new();
    let mut warnings = Mistakes::default();
    for (name, _) in files {
        let leads_out =
            name.starts_with('/') || name.contains(['\\', ':', '\0']) || name.split('/').any(|part| part == "..");
        if leads_out {
            mistakes.push(about_file(name, "bad-path", "the file's name leads out of the bank's folder".to_owned()));
        } else if !seen.insert(name) {
            mistakes.push(about_file(name, "bad-path", "two files have this name".to_owned()));
        } else if ![BANK_FILE, ASSESSMENT_FILE, PARAMETERS_FILE, STIMULI_FILE].contains(&name.as_str())
            && !is_items_file(name)
            && !is_picture_file(name)
            && !is_simulation_file(name)
        {
            warnings.push(ignored(name));
        }
    }
    warnings
}

fn ignored(name: &str) -> Mistake {
    let meant = closest(name, [BANK_FILE, ASSESSMENT_FILE, PARAMETERS_FILE, STIMULI_FILE]);
    let hint =
        meant.map_or_else(|| "items are read from items/*.toml".to_owned(), |name| format!("did you mean `{name}`?"));
    let message = "the file is no part of a bank and was not read".to_owned();
    Mistake { hint: Some(hint), ..about_file(name, "ignored-file", message) }
}

/// The items sorted by id; ids used twice and banks too large or empty are mistakes.
pub(super) fn check_items(drafts: Vec<Draft>, mistakes: &mut Mistakes) -> Vec<Item> {
    if drafts.is_empty() && mistakes.is_empty() {
        let message = "the bank has no items: no [[item]] in items/*.toml".to_owned();
        mistakes.push(about_file(BANK_FILE, "no-items", message));
    }
    if drafts.len() > ITEM_LIMIT {
        let message = format!("the bank has {} items, more than {ITEM_LIMIT}", drafts.len());
        mistakes.push(about_file(BANK_FILE, "too-many-items", message));
    }
    let mut first_places = BTreeMap::new();
    for (id, place) in drafts.iter().filter_map(|draft| draft.id.as_ref()) {
        if let Some(first) = first_places.insert(id, place) {
            first_places.insert(id, first);
            let message = format!("two items have the id {}", quote(id));
            let hint = format!("the first is at {}:{}:{}", first.file, first.line, first.column);
            mistakes.push(place.mistake("duplicate-item-id", message, Some(hint)));
        }
    }
    let mut items: Vec<Item> = drafts.into_iter().filter_map(|draft| draft.item).collect();
    items.sort_by(|one, other| one.face.id.cmp(&other.face.id));
    items
}

/// Competencies that no item counts for.
pub(super) fn unused_competencies(bank: &Bank) -> Mistakes {
    let used: BTreeSet<&str> = bank.items.iter().map(|item| item.traits.competency.as_str()).collect();
    let unused = bank.competencies.iter().filter(|competency| !used.contains(competency.code.as_str()));
    unused
        .map(|competency| {
            let message = format!("no item counts for the competency {}", quote(&competency.code));
            about_file(BANK_FILE, "unused-competency", message)
        })
        .collect()
}
