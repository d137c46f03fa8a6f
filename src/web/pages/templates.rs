//! Administration: the templates of certificates.

use super::chrome::Chrome;
use crate::domain::timestamp::Timestamp;
use crate::formats::template::Sample;
use crate::i18n::Texts;
use askama::Template;
use time::Date;

/// `GET /admin/templates`
#[derive(Template)]
#[template(path = "templates.html")]
pub struct TemplatesPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// Every version, by template, the newest first.
    pub rows: Vec<TemplateRow>,
}

impl TemplatesPage {
    /// What can be looked at, and what it is called.
    pub fn samples(&self) -> [(&'static str, &'static str); 3] {
        let t = &self.t;
        [
            (Sample::Typical.name(), t.sample_typical()),
            (Sample::Longest.name(), t.sample_longest()),
            (Sample::Shortest.name(), t.sample_shortest()),
        ]
    }
}

/// One version of a template.
#[derive(Clone, Debug)]
pub struct TemplateRow {
    /// What it is called, in the reader's language.
    pub title: String,
    /// `national-landscape`
    pub code: String,
    /// From 1.
    pub version: u32,
    /// The first day on which it is used.
    pub from: Date,
    /// The last one, when there is one.
    pub until: Option<Date>,
    /// Whether it is the program's own, unchanged.
    pub is_bundled: bool,
    /// Whether certificates of today would get it.
    pub is_current: bool,
    /// When the first certificate used it.
    pub used_since: Option<Timestamp>,
}
