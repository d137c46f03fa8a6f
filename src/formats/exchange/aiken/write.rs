//! Banks as Aiken: the single choices, in one language, without markup.

use super::lines::is_not_plainly_text;
use super::question::letter;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::{Item, ItemType};
use crate::domain::assessment::key::Answer;
use crate::domain::text::{Language, nfc};
use crate::formats::exchange::Place;
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::plain_text::{lines_of, markdown_of_lines};
use std::collections::BTreeSet;

/// Characters of a stem and of an option.
const LIMITS: [usize; 2] = [4_000, 1_000];

/// The bank as a file in `language`, or in the first that an item has, and what Aiken cannot say of it.
pub fn write(bank: &Bank, language: Language) -> (Vec<u8>, Ledger) {
    let mut ledger = Ledger::default();
    let mut out = String::new();
    let why = "Aiken has questions and nothing about the bank they are in";
    let at = Place::start(&bank.code);
    ledger.drop(&at, "bank", "questions-only", why);
    if !bank.languages.contains(&language) {
        let how =
            format!("the bank has no texts in `{}`; those of its first language are in the file", language.code());
        ledger.change(&at, "languages", "no-such-language", how);
    }
    for item in &bank.items {
        let at = Place::start(&format!("{}/{}", bank.code, item.face.id));
        match Question::of(item, language) {
            Ok(question) => {
                question.tell(bank, &at, &mut ledger);
                out.push_str(&question.text());
                ledger.keep("item");
            }
            Err((code, why)) => ledger.drop(&at, "item", code, why),
        }
    }
    (out.into_bytes(), ledger)
}

/// An item as Aiken can say it.
struct Question {
    stem: Vec<String>,
    options: Vec<String>,
    right: char,
    /// Whether its texts have more than plain lines.
    had_markup: bool,
    had_stimulus: bool,
}

impl Question {
    fn of(item: &Item, language: Language) -> Result<Self, (&'static str, String)> {
        let face = &item.face;
        if face.item_type != ItemType::SingleChoice {
            let why = format!("Aiken has single choices only, and no questions of type {}", face.item_type.name());
            return Err(("type-not-supported", why));
        }
        if face.pictures().next().is_some() {
            return Err(("no-pictures", "no picture can be in the file, and the item needs its own".to_owned()));
        }
        let right = match &item.key.answer {
            Answer::Correct(ids) => face.options.iter().position(|option| ids.contains(&option.id)),
            Answer::Pairs(_)
            | Answer::Order(_)
            | Answer::Number(_)
            | Answer::Text(_)
            | Answer::Blanks(_)
            | Answer::Areas(_) => None,
        };
        let Some(right) = right else { return Err(("no-key", "none of its options is right".to_owned())) };
        let texts = face.stimulus.iter().map(|stimulus| &stimulus.text).chain([&face.stem]);
        let (lines, marked): (Vec<_>, Vec<_>) = texts.map(|text| lines_of(text.get(language))).unzip();
        let stem = lines.concat();
        let options: Vec<(Vec<String>, bool)> =
            face.options.iter().map(|option| lines_of(option.text.get(language))).collect();
        let had_markup = marked.contains(&true) || options.iter().any(|(lines, is_more)| *is_more || lines.len() > 1);
        let options: Vec<String> = options.into_iter().map(|(lines, _)| lines.join(" ")).collect();
        let had_stimulus = face.stimulus.is_some();
        Self { stem, options, right: letter(right), had_markup, had_stimulus }.checked()
    }

    /// Refuses what would be read as something else.
    fn checked(self) -> Result<Self, (&'static str, String)> {
        if self.stem.iter().any(|line| is_not_plainly_text(line)) {
            let why = "a line of it would be taken for an option or an answer";
            return Err(("line-like-option", why.to_owned()));
        }
        let folded: BTreeSet<String> =
            self.options.iter().map(|option| nfc(&option.to_uppercase().to_lowercase())).collect();
        if folded.len() < self.options.len() {
            return Err(("options-differ-in-markup", "without markup two of its options say the same".to_owned()));
        }
        let length = |text: &str| markdown_of_lines(text).chars().count();
        let [stem, option] = LIMITS;
        if length(&self.stem.join("\n")) > stem || self.options.iter().any(|text| length(text) > option) {
            return Err(("text-too-long", "as plain text it is longer than an item may be".to_owned()));
        }
        Ok(self)
    }

    fn tell(&self, bank: &Bank, at: &Place, ledger: &mut Ledger) {
        let why = "only the question, its options and the key are in the file";
        ledger.drop(at, "item", "question-only", why);
        if bank.languages.len() > 1 {
            ledger.drop(at, "texts", "one-language", "Aiken has one language; texts in others are not in the file");
        }
        if self.had_markup {
            ledger.change(at, "item", "markup-dropped", "its texts are plain lines there, its options one line each");
        }
        if self.had_stimulus {
            ledger.change(at, "stimulus", "stimulus-in-stem", "it stands before the stem of each of its items");
        }
    }

    fn text(&self) -> String {
        let mut out = self.stem.join("\n");
        for (index, option) in self.options.iter().enumerate() {
            out.push_str(&format!("\n{}. {option}", letter(index)));
        }
        format!("{out}\nANSWER: {}\n\n", self.right)
    }
}
