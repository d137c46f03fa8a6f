//! Banks as GIFT in one language: a category for the bank, one for each competency, and in it the questions.

mod answers;

use super::feedback::marker;
use super::signs::escaped;
use super::tags::token;
use super::texts::without_blanks;
use crate::domain::assessment::bank::{Bank, Competency};
use crate::domain::assessment::item::{Item, ItemType, Stimulus};
use crate::domain::assessment::key::{Answer, PartialCredit};
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::category::path;
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::tags::TAG_LIMIT;
use crate::formats::markdown::forbidden;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Characters of a stem.
const STEM: usize = 4_000;

/// The bank as a file in `language`, and what GIFT cannot say of it: at `bank` or `bank/item`. When the bank has no
/// texts in it, the file is in the bank's first language.
pub fn write(bank: &Bank, language: Language) -> (Vec<u8>, Ledger) {
    let spoken = if bank.languages.contains(&language) { language } else { first_language(bank) };
    let mut ledger = Ledger::default();
    tell_bank(bank, (language, spoken), &mut ledger);
    let mut questions: Vec<(&Item, String)> = Vec::new();
    let written: BTreeSet<&str> = bank
        .items
        .iter()
        .filter(|item| no_question(item, spoken).is_none())
        .map(|item| item.face.id.as_str())
        .collect();
    for item in &bank.items {
        let at = Place::start(&format!("{}/{}", bank.code, item.face.id));
        if let Some((code, why)) = no_question(item, spoken) {
            ledger.drop(&at, "item", code, why);
            continue;
        }
        let mut question = Question { item, language: spoken, at, tags: Vec::new(), ledger: &mut ledger };
        let text = question.text(bank, &written);
        ledger.keep("item");
        questions.push((item, text));
    }
    let mut out = head(bank, spoken);
    for competency in &bank.competencies {
        out.push_str(&category(bank, competency, spoken));
        let of_it = questions.iter().filter(|(item, _)| item.traits.competency == competency.code);
        of_it.for_each(|(_, text)| out.push_str(text));
    }
    (out.into_bytes(), ledger)
}

fn first_language(bank: &Bank) -> Language {
    bank.languages.first().copied().unwrap_or_default()
}

fn tell_bank(bank: &Bank, (wanted, spoken): (Language, Language), ledger: &mut Ledger) {
    let at = Place::start(&bank.code);
    if wanted != spoken {
        let how = format!("the bank has no texts in `{}`; the file is in `{}`", wanted.code(), spoken.code());
        ledger.change(&at, "languages", "no-such-language", how);
    }
    if bank.languages.len() > 1 {
        let why = "GIFT has one language; titles in others are not in the file";
        ledger.drop(&at, "languages", "one-language", why);
    }
    if !bank.authors.is_empty() {
        ledger.drop(&at, "authors", "no-authors", "log-ins of people are not given away");
    }
}

fn comment(tokens: &[String]) -> String {
    format!("// {}\n", tokens.join(" "))
}

fn head(bank: &Bank, language: Language) -> String {
    let Bank { title, description, framework, licence, code, .. } = bank;
    let tag = |name: &str, text: &str| token("tag", &format!("{name}:{text}"));
    let tokens = [
        token("id", code),
        token("tag", "bank"),
        tag("language", language.code()),
        tag("framework", framework),
        tag("licence", licence),
        tag("description", description.get(language)),
    ];
    format!("{}$CATEGORY: {}\n\n", comment(&tokens), path(&[title.get(language)]))
}

fn category(bank: &Bank, competency: &Competency, language: Language) -> String {
    let names = [bank.title.get(language), competency.title.get(language)];
    let tokens = [token("id", &competency.code), token("tag", "competency")];
    format!("{}$CATEGORY: {}\n\n", comment(&tokens), path(&names))
}

/// Why an item has no question in the file: code and reason.
fn no_question(item: &Item, language: Language) -> Option<(&'static str, String)> {
    let face = &item.face;
    let is_said = match face.item_type {
        ItemType::SingleChoice
        | ItemType::MultipleChoice
        | ItemType::TrueFalse
        | ItemType::Matching
        | ItemType::Numeric
        | ItemType::ShortText => true,
        ItemType::Cloze => face.blanks.len() == 1,
        ItemType::Ordering | ItemType::Hotspot => false,
    };
    let name = face.item_type.name();
    if !is_said {
        let why = if face.item_type == ItemType::Cloze {
            format!("GIFT has questions with one blank, and this one has {}", face.blanks.len())
        } else {
            format!("GIFT has no questions of type {name}")
        };
        return Some(("type-not-supported", why));
    }
    if face.pictures().next().is_some() {
        return Some(("no-pictures", "no picture can be in the file, and the item needs its own".to_owned()));
    }
    if answers::texts(item).any(|text| text.contains("->")) {
        return Some(("arrow-in-words", "`->` among the right words would make a matching question of it".to_owned()));
    }
    if stem(item, language).is_none() {
        return Some(("no-stimulus", "its stimulus and its stem together are no text that a stem can be".to_owned()));
    }
    None
}

/// The stem with the stimulus before it; nothing when they cannot be one text.
fn stem(item: &Item, language: Language) -> Option<Cow<'_, str>> {
    let stem = item.face.stem.get(language);
    let Some(Stimulus { text, .. }) = &item.face.stimulus else { return Some(stem.into()) };
    let text = text.get(language);
    let text = if item.face.blanks.is_empty() { text.into() } else { without_blanks(text) };
    let both = format!("{text}\n\n{stem}");
    let is_good = both.chars().count() <= STEM && forbidden(&both).is_empty();
    is_good.then(|| both.into())
}

/// An item while it is written.
struct Question<'a> {
    item: &'a Item,
    language: Language,
    /// Where its losses are told.
    at: Place,
    tags: Vec<String>,
    ledger: &'a mut Ledger,
}

impl<'a> Question<'a> {
    fn text(&mut self, bank: &Bank, written: &BTreeSet<&str>) -> String {
        self.traits(written);
        self.key();
        self.losses(bank);
        let answers = self.answers();
        let stem = stem(self.item, self.language).unwrap_or_default();
        let (before, after) = match self.item.face.blanks.first() {
            Some(blank) => stem.split_once(&format!("{{{}}}", blank.id)).unwrap_or((&stem, "")),
            None => (&*stem, ""),
        };
        let tags: Vec<String> = self.tags.iter().map(|tag| token("tag", tag)).collect();
        let id = &self.item.face.id;
        let space = if self.item.face.blanks.is_empty() { " " } else { "" };
        format!(
            "// {} {}\n::{}::[markdown]{}{space}{{{answers}\n\t####{}\n}}{}\n\n",
            token("id", id),
            tags.join(" "),
            escaped(id),
            escaped(before),
            self.explained(),
            escaped(after),
        )
    }

    fn get<'t>(&self, texts: &'t Localized) -> &'t str {
        texts.get(self.language)
    }

    fn tag(&mut self, name: &str, value: &str) {
        let tag = format!("{name}:{value}");
        if tag.chars().count() > TAG_LIMIT {
            let how = format!("Moodle cuts tags after {TAG_LIMIT} characters; in the file it is whole");
            self.ledger.change(&self.at, name, "tag-too-long", how);
        }
        self.tags.push(tag);
    }

    fn traits(&mut self, written: &BTreeSet<&str>) {
        let Item { traits, explanation, digcomp, frameworks, accepts, face, .. } = self.item;
        self.tag("level", &traits.level.to_string());
        self.tag("kind", traits.kind.name());
        self.tag("source", &explanation.source);
        self.tag("as_of", &explanation.as_of.to_string());
        self.tag("review_by", &explanation.review_by.to_string());
        digcomp.iter().for_each(|code| self.tag("digcomp", code));
        frameworks.iter().for_each(|path| self.tag("framework", path));
        accepts.iter().for_each(|code| self.tag("accepts", code));
        for enemy in &traits.enemies {
            if written.contains(enemy.as_str()) {
                self.tag("enemy", enemy);
            } else {
                self.ledger.drop(&self.at, "enemies", "enemy-not-in-file", format!("{enemy} is not in the file"));
            }
        }
        if traits.enemies.iter().any(|enemy| written.contains(enemy.as_str())) {
            self.as_tag("enemies", "nothing there keeps them off the same quiz");
        }
        if face.keeps_order {
            self.tags.push("keep_order".to_owned());
            self.as_tag("keep_order", "whether options are shuffled is not in the file");
        }
    }

    fn key(&mut self) {
        let (key, face) = (&self.item.key, &self.item.face);
        if key.points != 1 {
            self.tag("points", &key.points.to_string());
            self.as_tag("points", "each question is worth 1 there");
        }
        if PartialCredit::of(face.item_type).first() != Some(&key.partial_credit) {
            let name = PartialCredit::NAMES.iter().find(|(_, rule)| *rule == key.partial_credit);
            self.tag("partial_credit", name.map_or("", |(name, _)| name));
            if face.blanks.is_empty() {
                self.as_tag("partial_credit", "what is partly right earns a part there");
            }
        }
        if let (Some(blank), Answer::Blanks(keys)) = (face.blanks.first(), &key.answer) {
            self.tag("blank", &blank.id);
            if let Some(key) = keys.get(&blank.id).filter(|key| key.weight != 1) {
                self.tag("weight", &key.weight.to_string());
            }
        }
    }

    /// Tells that a field is a tag, and what that means.
    fn as_tag(&mut self, field: &str, how: &str) {
        self.ledger.change(&self.at, field, "told-as-tag", format!("it is told as a tag, and {how}"));
    }

    fn losses(&mut self, bank: &Bank) {
        if bank.languages.len() > 1 {
            let others = bank.languages.iter().filter(|other| **other != self.language);
            let others: Vec<&str> = others.map(|other| other.code()).collect();
            let why = format!("GIFT has one language; texts in {} are not in the file", others.join(", "));
            self.ledger.drop(&self.at, "texts", "one-language", why);
        }
        if self.item.face.stimulus.is_some() {
            let how = "it stands before the stem of each of its items";
            self.ledger.change(&self.at, "stimulus", "stimulus-in-stem", how);
        }
        if self.item.face.simulation.is_some() {
            let why = "there is no place for a page to work in; the answers say the same";
            self.ledger.drop(&self.at, "simulation", "no-simulations", why);
        }
    }

    /// Rationale and legal basis, parted by a paragraph of their own.
    fn explained(&mut self) -> String {
        let explanation = &self.item.explanation;
        let (rationale, legal_basis) = (self.get(&explanation.rationale), self.get(&explanation.legal_basis));
        let mut rationale = rationale.to_owned();
        // A rationale that has such a paragraph itself would be parted there.
        for mark in Language::ALL.map(marker) {
            if format!("\n\n{rationale}\n\n").contains(&format!("\n\n{mark}\n\n")) {
                let how = format!("a paragraph {mark} parts it from the legal basis; the one inside got a colon");
                self.ledger.change(&self.at, "rationale", "heading-changed", how);
                rationale = rationale.replace(mark, &format!("{mark}:"));
            }
        }
        let prefix = if rationale.starts_with('[') { "[markdown]" } else { "" };
        format!("{prefix}{}", escaped(&format!("{rationale}\n\n{}\n\n{legal_basis}", marker(self.language))))
    }
}
