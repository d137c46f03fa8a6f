//! A whole file while it is read.

use super::account::Settings;
use super::category::Category;
use super::stem::Described;
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::transcript::Transcript;
use crate::formats::exchange::{Assumed, Place};
use crate::formats::mistake::{Mistake, Mistakes};
use std::collections::{BTreeMap, HashMap};

/// Competencies that a bank may have.
const COMPETENCIES: usize = 100;

/// What was read so far.
pub(super) struct Quiz {
    pub transcript: Transcript,
    pub ledger: Ledger,
    pub mistakes: Mistakes,
    /// The languages of the texts.
    pub languages: Vec<Language>,
    /// Settings that say nothing here.
    pub settings: Settings,
    /// Pixels of the pictures.
    pub pixels: u64,
    /// The category that the next questions are in.
    pub category: Option<Category>,
    /// The category that is the bank itself, where a file of ours says so.
    pub bank_path: Vec<String>,
    /// Codes of the competencies that categories became.
    competencies: HashMap<(Option<String>, Vec<String>), String>,
    /// Whether it was told that these are too many.
    has_too_many: bool,
    stimuli: BTreeMap<String, StimulusText>,
    /// How many stimuli there are of each id that was written.
    variants: HashMap<String, usize>,
}

/// What a stimulus says, and its picture.
type StimulusText = (Localized, Option<Described>);

impl Quiz {
    /// Of a file whose texts are in these languages.
    pub fn new(source: &str, assumed: &Assumed, languages: Vec<Language>) -> Self {
        let mut transcript = Transcript::new(source, assumed.clone());
        transcript.about.languages.clone_from(&languages);
        Self {
            transcript,
            ledger: Ledger::default(),
            mistakes: Mistakes::default(),
            languages,
            settings: Settings::default(),
            pixels: 0,
            category: None,
            bank_path: Vec::new(),
            competencies: HashMap::new(),
            has_too_many: false,
            stimuli: BTreeMap::new(),
            variants: HashMap::new(),
        }
    }

    /// The competency of the category, declared when it is needed first; `None` where there is no category.
    pub fn competency(&mut self) -> Option<String> {
        let category = self.category.as_ref()?;
        let named = (category.code.clone(), category.title.0.values().cloned().collect());
        if let Some(code) = self.competencies.get(&named) {
            return Some(code.clone());
        }
        if self.competencies.len() == COMPETENCIES {
            if std::mem::replace(&mut self.has_too_many, true) {
                return None;
            }
            let Place { file, line, column } = category.at.clone();
            self.mistakes.push(Mistake {
                file: file.to_string(),
                line,
                column,
                code: "too-many-competencies",
                message: format!("the questions are in more than {COMPETENCIES} categories"),
                hint: Some("split the file, or put categories together".to_owned()),
            });
            return None;
        }
        let code = match &category.code {
            Some(code) => {
                self.transcript.declare_competency(code, category.title.clone());
                code.clone()
            }
            None => self.transcript.competency(&category.title),
        };
        self.competencies.insert(named, code.clone());
        Some(code)
    }

    /// The id of a stimulus: another one when what is said under it is something else than before.
    pub fn stimulus(&mut self, id: &str, said: StimulusText, at: &Place) -> String {
        let count = self.variants.entry(id.to_owned()).or_insert(0);
        // Compared with the first and the latest alone: with all of them the time would grow with their number.
        let latest = variant(id, *count);
        for known in [id, latest.as_str()] {
            if self.stimuli.get(known) == Some(&said) {
                return known.to_owned();
            }
        }
        let mut name = id.to_owned();
        while self.stimuli.contains_key(&name) {
            *count += 1;
            name = variant(id, *count);
        }
        let picture = said
            .1
            .as_ref()
            .map(|(png, text)| (self.transcript.picture(&format!("{name}-stimulus"), png.bytes.clone()), text));
        let lines = self.transcript.stimulus(&name, at);
        lines.localized("text", &said.0, at);
        if let Some((file, text)) = picture {
            lines.text("picture", &file, at);
            lines.localized("picture_text", text, at);
        }
        self.stimuli.insert(name.clone(), said);
        name
    }
}

fn variant(id: &str, count: usize) -> String {
    if count == 0 { id.to_owned() } else { format!("{id}-{}", count + 1) }
}
