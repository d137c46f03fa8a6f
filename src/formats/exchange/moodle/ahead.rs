//! Texts converted where the file is parsed: a good part of the time goes there, and nothing of it depends on what was
//! read before.

use super::marked::split;
use super::plain::shown;
use crate::domain::text::Language;
use crate::formats::exchange::rich_text::{Converted, from_html_in};
use crate::formats::exchange::xml::Element;
use std::collections::HashMap;

/// Elements whose texts come along in each language.
const RICH: [&str; 4] = ["questiontext", "generalfeedback", "answer", "subquestion"];

/// Texts of a question by their HTML, converted to each language of the file.
#[derive(Debug, Default)]
pub(super) struct ConvertedAhead {
    languages: Vec<Language>,
    texts: HashMap<String, Vec<Converted>>,
}

impl ConvertedAhead {
    /// The texts of a question.
    pub fn of(question: &Element, languages: &[Language]) -> Self {
        let mut ahead = Self { languages: languages.to_vec(), texts: HashMap::new() };
        for element in question.elements().filter(|element| RICH.contains(&&*element.name)) {
            let Some(text) = element.first("text") else { continue };
            let (rest, marks) = split(&shown(&text.text(), element.attribute("format").unwrap_or("html")));
            ahead.add(rest);
            marks.into_iter().for_each(|mark| ahead.add(mark.html));
        }
        ahead
    }

    fn add(&mut self, html: String) {
        let converted = from_html_in(&html, &self.languages);
        self.texts.insert(html, converted);
    }

    /// A text in each of these languages.
    pub fn take(&mut self, html: &str, languages: &[Language]) -> Vec<Converted> {
        let ready = if languages == self.languages { self.texts.remove(html) } else { None };
        ready.unwrap_or_else(|| from_html_in(html, languages))
    }
}
