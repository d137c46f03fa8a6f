//! What is wrong with an item on the desk, what is worth a look, and which items it resembles.

use super::open_desk::Desk;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::Item;
use crate::domain::quality::{self, Finding, Likeness};
use crate::formats::bank::item_form::ItemForm;
use crate::formats::bank::{BANK_FILE, STIMULI_FILE, manifest, read_files, write};
use crate::formats::mistake::{Mistake, Mistakes};
use crate::store::authoring::drafts::NamedFile;
use std::collections::BTreeMap;
use time::Date;

/// What was found about an item.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The item with what belongs to it, when nothing is wrong.
    pub bank: Result<Bank, Mistakes>,
    /// What is worth a look.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// The item, when nothing is wrong with it.
    pub fn item(&self) -> Option<&Item> {
        self.bank.as_ref().ok().and_then(|bank| bank.items.first())
    }

    /// What is wrong.
    pub fn mistakes(&self) -> Vec<&Mistake> {
        self.bank.as_ref().err().into_iter().flat_map(Mistakes::iter).collect()
    }
}

/// Checks the item that a form says; a mistake's file is the name of a field, its line the number of a row.
pub fn check_form(desk: &Desk, form: &ItemForm, today: Date) -> Checked {
    let draft = form.draft(&desk.bank.languages);
    let read = read_files(&files_for(desk, form, draft.toml()));
    let bank = read.map(|folder| folder.bank).map_err(|mistakes| {
        let told = |mistake: &&Mistake| !is_about_others(mistake, desk);
        let place = |mistake: &Mistake| {
            let at = draft.place_of(mistake.line);
            Mistake { file: at.file.to_string(), line: at.line, column: at.column, ..mistake.clone() }
        };
        mistakes.iter().filter(told).map(place).collect::<Mistakes>().in_order()
    });
    let bank = match bank {
        // Only an item that stands elsewhere in the bank was missing.
        Err(mistakes) if mistakes.is_empty() => without_enemies(desk, form),
        other => other,
    };
    let findings = bank.as_ref().ok().and_then(|bank| bank.items.first()).map(|item| quality::of_item(item, today));
    Checked { bank, findings: findings.unwrap_or_default() }
}

/// How many mistakes and how many findings each item on the desk has, by id.
pub fn check_all(desk: &Desk, today: Date) -> BTreeMap<String, (usize, usize)> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for finding in quality::check(&desk.bank, None, today) {
        let is_as_published = desk.entries.get(&finding.item).is_some_and(|entry| entry.version == 0);
        if is_as_published {
            counts.entry(finding.item).or_default().1 += 1;
        }
    }
    for (id, entry) in desk.entries.iter().filter(|(_, entry)| entry.version > 0) {
        let checked = check_form(desk, &entry.form(), today);
        counts.insert(id.clone(), (checked.mistakes().len(), checked.findings.len()));
    }
    counts
}

/// The item alone knows nothing of the items that it may not stand beside.
fn without_enemies(desk: &Desk, form: &ItemForm) -> Result<Bank, Mistakes> {
    let alone = ItemForm { enemies: String::new(), ..form.clone() };
    let mut bank = read_files(&files_for(desk, &alone, alone.draft(&desk.bank.languages).toml()))?.bank;
    let enemies = form.enemies.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    if let Some(item) = bank.items.first_mut() {
        item.traits.enemies = enemies.collect();
    }
    Ok(bank)
}

fn is_about_others(mistake: &Mistake, desk: &Desk) -> bool {
    mistake.code == "unknown-item" && desk.entries.keys().any(|id| mistake.message.contains(&format!("`{id}`")))
}

/// The files of a bank that has this item alone, with what the item refers to.
fn files_for(desk: &Desk, form: &ItemForm, toml: String) -> Vec<NamedFile> {
    let mut files = vec![
        (BANK_FILE.to_owned(), manifest(&desk.bank).into_bytes()),
        ("items/item.toml".to_owned(), toml.into_bytes()),
    ];
    let needs_stimulus = !form.stimulus.trim().is_empty();
    let is_needed = |name: &str| {
        name == form.picture.trim() || name == form.simulation.trim() || needs_stimulus && !name.starts_with("items/")
    };
    files.extend(attachments(desk).into_iter().filter(|(name, _)| is_needed(name)));
    files
}

/// Pictures, simulations and stimuli of the bank: of the latest revision, and of drafts, which stand above it.
pub fn attachments(desk: &Desk) -> Vec<NamedFile> {
    let mut files: Vec<NamedFile> = write(&desk.bank, None)
        .into_iter()
        .filter(|(name, _)| name != BANK_FILE && !name.starts_with("items/"))
        .collect();
    for (name, bytes) in &desk.files {
        match files.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if name == STIMULI_FILE => {
                known.push(b'\n');
                known.extend_from_slice(bytes);
            }
            Some((_, known)) => known.clone_from(bytes),
            None => files.push((name.clone(), bytes.clone())),
        }
    }
    files
}

/// The items that resemble one, the most alike first.
pub fn resembling(desk: &Desk, item: &Item) -> Vec<Likeness> {
    let others = desk.bank.items.iter().filter(|other| other.face.id != item.face.id);
    let all: Vec<&Item> = others.chain([item]).collect();
    let is_it = |likeness: &Likeness| likeness.one == item.face.id || likeness.other == item.face.id;
    quality::alike(all).into_iter().filter(is_it).collect()
}
