//! What is told of one item while it is read: it goes into the ledger only when the item comes along at all.

use super::super::Place;
use super::super::ledger::Ledger;
use super::super::rich_text::{TextPicture, from_html};
use super::super::xml::Element;
use super::names::{Qti, is_name};
use std::collections::BTreeSet;

/// Why an item does not come along.
#[derive(Debug)]
pub(super) struct Refused {
    pub place: Place,
    pub code: &'static str,
    pub reason: String,
}

/// A part of an item, or why the item is left out.
pub(super) type Told<T> = Result<T, Refused>;

/// The item is left out because of this element.
pub(super) fn refuse<T>(at: &Element, code: &'static str, reason: impl Into<String>) -> Told<T> {
    Err(Refused { place: at.place.clone(), code, reason: reason.into() })
}

const ATTRIBUTE: &str = "attribute-not-understood";
/// Attributes that say how something looks or what wrote it, not what it means.
const LOOKS: [&str; 14] = [
    "id",
    "class",
    "label",
    "style",
    "dir",
    "xml:lang",
    "xml:base",
    "xml:space",
    "toolName",
    "toolVersion",
    "schemaLocation",
    "expectedLength",
    "expectedLines",
    "placeholderText",
];

enum Note {
    Change(Place, String, &'static str, String),
    Drop(Place, String, &'static str, String),
    Fill(&'static str, String),
}

/// Elements of a text: what becomes of them is told with the text.
const HTML: [&str; 34] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "object",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Losses and what was filled in, in the order they were found.
#[derive(Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    /// Where elements stand that were told as dropped with all that is in them.
    dropped: BTreeSet<Place>,
}

impl Notes {
    /// It means something else than before.
    pub fn change(&mut self, at: &Element, code: &'static str, how: impl Into<String>) {
        self.notes.push(Note::Change(at.place.clone(), at.shown(), code, how.into()));
    }

    /// It is not there.
    pub fn drop(&mut self, at: &Element, code: &'static str, why: impl Into<String>) {
        at.take_all();
        self.dropped.insert(at.place.clone());
        self.notes.push(Note::Drop(at.place.clone(), at.shown(), code, why.into()));
    }

    /// It is not there, and is called by more than its name.
    pub fn drop_whole(&mut self, at: &Element, element: String, why: (&'static str, String)) {
        at.take_all();
        self.dropped.insert(at.place.clone());
        self.drop_named(&at.place, element, why);
    }

    /// An attribute means something else than before.
    pub fn change_attribute(&mut self, at: &Element, name: &str, code: &'static str, how: impl Into<String>) {
        let element = format!("<{} {name}>", at.name);
        self.notes.push(Note::Change(at.place.clone(), element, code, how.into()));
    }

    /// Something without an element of its own is not there.
    pub fn drop_named(&mut self, place: &Place, element: String, (code, why): (&'static str, String)) {
        self.notes.push(Note::Drop(place.clone(), element, code, why));
    }

    /// Tells every attribute that is not among those known, by their names in 2.x, and means something.
    pub fn attributes(&mut self, at: &Element, known: &[&str]) {
        for (name, value) in &at.attributes {
            let is_known = known.iter().chain(&LOOKS).any(|known| is_name(name, known));
            // No limit is what everything has here, and a blank earns nothing in any case.
            let is_no_limit = (value == "0" && name.starts_with("max"))
                || (matches!(value.as_str(), "0" | "1") && name.starts_with("min"));
            if !is_known && !is_no_limit && !name.starts_with("data-") {
                let shown: String = value.chars().take(40).collect();
                let why = (ATTRIBUTE, "this attribute is not understood here".to_owned());
                self.drop_named(&at.place, format!("<{} {name}=\"{shown}\">", at.name), why);
            }
        }
    }

    /// A field that the source does not say.
    pub fn fill(&mut self, field: &'static str, value: impl Into<String>) {
        self.notes.push(Note::Fill(field, value.into()));
    }

    /// The Markdown of some HTML that stood in an element, and the pictures in it.
    pub fn markdown(&mut self, at: &Element, html: &str) -> (String, Vec<TextPicture>) {
        let converted = from_html(html, None);
        for loss in converted.losses {
            let (place, reason) = (at.place.clone(), loss.reason.to_owned());
            self.notes.push(match loss.code {
                "element-dropped" => Note::Drop(place, loss.element, loss.code, reason),
                _ => Note::Change(place, loss.element, loss.code, reason),
            });
        }
        (converted.markdown, converted.pictures)
    }

    /// Tells what nothing was told of: elements that came along, and those that no reader took.
    pub fn tell_rest(&self, of: &Element, ledger: &mut Ledger) {
        if self.dropped.contains(&of.place) {
            return;
        }
        if !of.is_taken() {
            return of.tell_untaken(ledger);
        }
        if !HTML.contains(&&*of.name) {
            ledger.keep(&of.shown());
        }
        of.elements().for_each(|inner| self.tell_rest(inner, ledger));
    }

    /// Tells all of it.
    pub fn tell(self, ledger: &mut Ledger) {
        for note in self.notes {
            match note {
                Note::Change(place, element, code, how) => ledger.change(&place, element, code, how),
                Note::Drop(place, element, code, why) => ledger.drop(&place, element, code, why),
                Note::Fill(field, value) => ledger.fill(field, value),
            }
        }
    }
}
