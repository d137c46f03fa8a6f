//! What became of the elements of one question. Kept apart until the question is sure to become an item: of one that
//! does not, only that is told.

use super::ahead::Ahead;
use crate::domain::text::Language;
use crate::formats::exchange::Place;
use crate::formats::exchange::ledger::{Fate, Ledger};
use crate::formats::exchange::rich_text::Converted;
use crate::formats::exchange::xml::Element;
use std::collections::{BTreeMap, HashSet};

/// Attributes that elements of Moodle's have.
const ATTRIBUTES: [&str; 6] = ["type", "format", "fraction", "name", "path", "encoding"];

/// Settings of Moodle that say nothing here: each is told once for the whole file, with its first place.
#[derive(Debug, Default)]
pub(super) struct Settings(BTreeMap<(String, &'static str), (Place, usize, &'static str)>);

impl Settings {
    /// Tells them.
    pub fn tell(self, ledger: &mut Ledger) {
        for ((element, code), (first, count, why)) in self.0 {
            let times = if count == 1 { String::new() } else { format!(" ({count} times, here first)") };
            ledger.drop(&first, element, code, format!("{why}{times}"));
        }
    }
}

/// What is known so far of the elements of a question.
#[derive(Debug, Default)]
pub(super) struct Account {
    settled: HashSet<(u32, u32)>,
    losses: Vec<(Place, Fate, String, &'static str, String)>,
    settings: Vec<(Place, String, &'static str, &'static str)>,
    /// Whether any text marks its languages.
    pub marks_languages: bool,
    /// Texts that wait for their reader.
    ahead: Ahead,
}

fn key(element: &Element) -> (u32, u32) {
    (element.place.line, element.place.column)
}

impl Account {
    /// Of a question of which some texts were converted.
    pub fn new(ahead: Ahead) -> Self {
        Self { ahead, ..Self::default() }
    }

    /// What a text became, if it was converted before.
    pub fn converted(&mut self, html: &str, languages: &[Language]) -> Option<Vec<Converted>> {
        self.ahead.take(html, languages)
    }

    /// What became of an element and everything in it is told in other words.
    pub fn settle(&mut self, element: &Element) {
        self.settled.insert(key(element));
    }

    /// An element came along, but not as it was.
    pub fn change(&mut self, at: &Place, element: impl Into<String>, code: &'static str, how: impl Into<String>) {
        self.losses.push((at.clone(), Fate::Changed, element.into(), code, how.into()));
    }

    /// An element did not come along.
    pub fn drop(&mut self, at: &Place, element: impl Into<String>, code: &'static str, why: impl Into<String>) {
        self.losses.push((at.clone(), Fate::Dropped, element.into(), code, why.into()));
    }

    /// The element did not come along; everything in it went with it.
    pub fn drop_element(&mut self, element: &Element, code: &'static str, why: impl Into<String>) {
        self.settle(element);
        self.drop(&element.place, format!("<{}>", element.name), code, why);
    }

    /// A setting that says nothing here.
    pub fn pass_over(&mut self, element: &Element, code: &'static str, why: &'static str) {
        self.settle(element);
        self.settings.push((element.place.clone(), format!("<{}>", element.name), code, why));
    }

    /// Tells everything; whatever was not read is dropped.
    pub fn close(self, question: &Element, settings: &mut Settings, ledger: &mut Ledger) {
        let told = self.losses.iter().map(|(place, ..)| (place.line, place.column)).collect();
        self.walk(question, &told, ledger);
        for (place, fate, element, code, reason) in self.losses {
            match fate {
                Fate::Changed => ledger.change(&place, element, code, reason),
                Fate::Dropped => ledger.drop(&place, element, code, reason),
            }
        }
        for (place, element, code, why) in self.settings {
            settings.0.entry((element, code)).or_insert((place, 0, why)).1 += 1;
        }
    }

    // The parser allows few levels.
    fn walk(&self, element: &Element, told: &HashSet<(u32, u32)>, ledger: &mut Ledger) {
        if self.settled.contains(&key(element)) {
            return;
        }
        if !element.is_taken() {
            let why = "this element is not understood here";
            return ledger.drop(&element.place, format!("<{}>", element.name), "element-not-understood", why);
        }
        if !told.contains(&key(element)) {
            ledger.keep(&format!("<{}>", element.name));
        }
        element.tell_attributes(&ATTRIBUTES, ledger);
        element.elements().for_each(|inner| self.walk(inner, told, ledger));
    }
}
