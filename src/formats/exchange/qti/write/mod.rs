//! Banks as packages: one language, items and stimuli as files, what QTI cannot say as keywords or as a loss.

mod asked;
mod item;
mod manifest;
mod marked;
mod tags;

use super::super::Place;
use super::super::ledger::Ledger;
use super::Version;
use super::manifest::MANIFEST;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::{Item, Stimulus};
use crate::domain::assessment::key::{Answer, BlankAnswer, TextKey};
use crate::domain::text::Language;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

#[cfg(test)]
pub(super) use tags::xhtml;

/// A bank as a package in one language, and what it does not say there. In the bank's first language where it has no
/// texts in the one asked for.
///
/// # Panics
/// Never: an archive in memory has room for every file.
pub fn write(bank: &Bank, version: Version, language: Language) -> (Vec<u8>, Ledger) {
    let mut ledger = Ledger::default();
    let written =
        if bank.languages.contains(&language) { language } else { bank.languages.first().copied().unwrap_or(language) };
    tell_bank(bank, (language, written), &mut ledger);
    bank.items.iter().for_each(|item| tell_item(bank, item, written, &mut ledger));
    let stimulus = |item: &'_ Item| item.face.stimulus.clone().map(|stimulus| (stimulus.id.clone(), stimulus));
    let stimuli: BTreeMap<String, Stimulus> = bank.items.iter().filter_map(stimulus).collect();
    let by_id: BTreeMap<&str, &Stimulus> = stimuli.iter().map(|(id, stimulus)| (id.as_str(), stimulus)).collect();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        archive.start_file(name, SimpleFileOptions::default()).expect("names are different and there is room");
        archive.write_all(bytes).expect("memory takes every byte");
    };
    add(MANIFEST, manifest::manifest(bank, &by_id, (version, written)).as_bytes());
    for item in &bank.items {
        add(&format!("items/{}.xml", item.face.id), item::item(item, version, written).as_bytes());
    }
    if version == Version::V3_0 {
        for stimulus in by_id.values() {
            add(&item::stimulus_file(&stimulus.id), item::stimulus(stimulus, written).as_bytes());
        }
    }
    bank.pictures.iter().for_each(|(sha256, png)| add(&item::picture_file(sha256), png));
    (archive.finish().expect("memory takes every byte").into_inner(), ledger)
}

fn tell_bank(bank: &Bank, (asked, written): (Language, Language), ledger: &mut Ledger) {
    let place = Place::start(&bank.code);
    if asked != written {
        let how = format!("the bank has no texts in `{}`: they are in `{}`", asked.code(), written.code());
        ledger.change(&place, "languages", "language-not-in-bank", how);
    }
    if !bank.authors.is_empty() {
        ledger.drop(&place, "authors", "authors-not-written", "log-ins mean nothing elsewhere");
    }
}

/// What a package does not say of an item, or says to us alone.
fn tell_item(bank: &Bank, item: &Item, written: Language, ledger: &mut Ledger) {
    let place = Place::start(&format!("{}/{}", bank.code, item.face.id));
    ledger.keep("item");
    if let Some(other) = bank.languages.iter().find(|language| **language != written) {
        let why = format!("a package is in one language: not in `{}`", other.code());
        ledger.drop(&place, "texts", "other-language", why);
    }
    if item.face.simulation.is_some() {
        ledger.drop(
            &place,
            "simulation",
            "no-simulation",
            "QTI has no place for it; the ordinary controls are written",
        );
    }
    if let Some(rule) = manifest::rule_for_us(item) {
        let how = format!("`{rule}` travels as a keyword: other systems give all or nothing");
        ledger.change(&place, "partial_credit", "only-for-us", how);
    }
    if has_units(item) {
        let how = "units travel as keywords: other systems take the bare number in the usual unit";
        ledger.change(&place, "units", "only-for-us", how);
    }
    if texts(item).any(|text| text.ignores_marks) {
        let how = "that marks may be left out travels as a keyword: other systems want them";
        ledger.change(&place, "ignores_marks", "only-for-us", how);
    }
}

fn has_units(item: &Item) -> bool {
    match &item.key.answer {
        Answer::Number(number) => !number.units.is_empty(),
        Answer::Blanks(keys) => keys.values().any(|key| match &key.answer {
            BlankAnswer::Number(number) => !number.units.is_empty(),
            BlankAnswer::Option(_) | BlankAnswer::Text(_) => false,
        }),
        Answer::Correct(_) | Answer::Pairs(_) | Answer::Order(_) | Answer::Text(_) | Answer::Areas(_) => false,
    }
}

/// The written keys of an item.
fn texts(item: &Item) -> impl Iterator<Item = &TextKey> {
    let alone = match &item.key.answer {
        Answer::Text(text) => Some(text),
        Answer::Correct(_)
        | Answer::Pairs(_)
        | Answer::Order(_)
        | Answer::Number(_)
        | Answer::Blanks(_)
        | Answer::Areas(_) => None,
    };
    let keys = match &item.key.answer {
        Answer::Blanks(keys) => Some(keys.values()),
        Answer::Correct(_)
        | Answer::Pairs(_)
        | Answer::Order(_)
        | Answer::Number(_)
        | Answer::Text(_)
        | Answer::Areas(_) => None,
    };
    let blanks = keys.into_iter().flatten().filter_map(|key| match &key.answer {
        BlankAnswer::Text(text) => Some(text),
        BlankAnswer::Option(_) | BlankAnswer::Number(_) => None,
    });
    alone.into_iter().chain(blanks)
}
