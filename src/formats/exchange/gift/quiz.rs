//! A whole file while it is read.

use super::account::PassedOver;
use super::source::{Source, mistake};
use super::tags::Tags;
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::transcript::Transcript;
use crate::formats::exchange::{Assumed, Place};
use crate::formats::mistake::Mistakes;
use std::collections::HashMap;

/// Competencies that a bank may have.
const COMPETENCIES: usize = 100;

/// The category that questions are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Category {
    pub title: String,
    /// Where one is said.
    pub code: Option<String>,
    pub at: Place,
}

/// What was read so far.
pub(super) struct Quiz<'t> {
    pub source: Source<'t>,
    pub transcript: Transcript,
    pub ledger: Ledger,
    pub mistakes: Mistakes,
    /// The language of the texts.
    pub language: Language,
    pub passed_over: PassedOver,
    /// The category that the next questions are in.
    pub category: Option<Category>,
    /// The category that is the bank itself, where a file of ours says so.
    pub bank_path: Vec<String>,
    /// Codes of competencies, by the code that is said and the title.
    codes: HashMap<(Option<String>, String), String>,
    /// The title of each code.
    titles: HashMap<String, String>,
    /// Whether it was told that these are too many.
    has_too_many: bool,
}

impl<'t> Quiz<'t> {
    pub fn new(name: &str, text: &'t str, assumed: &Assumed) -> Self {
        Self {
            source: Source::new(name, text),
            transcript: Transcript::new(name, assumed.clone()),
            ledger: Ledger::default(),
            mistakes: Mistakes::default(),
            language: assumed.language,
            passed_over: PassedOver::default(),
            category: None,
            bank_path: Vec::new(),
            codes: HashMap::new(),
            titles: HashMap::new(),
            has_too_many: false,
        }
    }

    /// A text in the one language.
    pub fn localized(&self, text: impl Into<String>) -> Localized {
        Localized([(self.language, text.into())].into())
    }

    /// Whether nothing but the bank itself can have been told so far.
    pub fn is_at_beginning(&self) -> bool {
        self.codes.is_empty() && self.category.is_none() && self.transcript.items().is_empty()
    }

    /// Tells of comments for people.
    pub fn tell_words(&mut self, tags: &Tags) {
        for at in &tags.words {
            let place = || self.source.place(*at);
            self.passed_over.add(place, ("// comment", "no-comments"), "comments are not kept");
        }
    }

    /// The competency of the category, declared when it is needed first; `None` where there is no category.
    pub fn competency(&mut self) -> Option<String> {
        let category = self.category.clone()?;
        let named = (category.code.clone(), category.title.clone());
        if let Some(code) = self.codes.get(&named) {
            return Some(code.clone());
        }
        if self.titles.len() == COMPETENCIES {
            if !std::mem::replace(&mut self.has_too_many, true) {
                let message = format!("the questions are in more than {COMPETENCIES} categories");
                let hint = "split the file, or put categories together";
                self.mistakes.push(mistake(category.at, "too-many-competencies", message, hint));
            }
            // The file is refused; a further competency would only be a further mistake.
            return self.codes.values().min().cloned();
        }
        let title = self.localized(category.title.as_str());
        let code = match category.code {
            Some(code) => {
                self.transcript.declare_competency(&code, title);
                code
            }
            None => self.transcript.competency(&title),
        };
        let known = self.titles.entry(code.clone()).or_insert_with(|| category.title.clone());
        if *known != category.title {
            let how = format!("it has the code of the category {known}, and is the same competency here");
            self.ledger.change(&category.at, "$CATEGORY", "categories-merged", how);
        }
        self.codes.insert(named, code.clone());
        Some(code)
    }
}
