//! A certificate's layout as data: the page, its ornaments, and what is written where, in reading order.
//! Millimetres, from the upper left corner.

use super::fonts::Style;
use super::lines::Spec;
use super::ornament::Ornament;
use super::pen::Ink;
use super::words::{Placeholder, Words};
use crate::domain::text::{Language, Localized};
use time::Date;

/// One version of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// `national-landscape`
    pub code: String,
    /// From 1.
    pub version: u32,
    /// SHA-256 of the file it was read from.
    pub digest: [u8; 32],
    /// What it is called.
    pub title: Localized,
    /// The first day on which it is used.
    pub effective_from: Date,
    /// The last one, when there is one.
    pub effective_until: Option<Date>,
    /// The page.
    pub page: Page,
    /// What is drawn under the text, in order.
    pub ornaments: Vec<Ornament>,
    /// The QR symbol with its quiet zone.
    pub qr: Square,
    /// What is written, in reading order; the QR symbol is among it.
    pub paragraphs: Vec<Paragraph>,
}

/// The page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Around the text.
    pub margin: f64,
    /// Its colour.
    pub paper: Ink,
}

/// A place that is as wide as it is high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Square {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its side.
    pub side: f64,
}

/// What a reader program is told a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The title.
    Heading,
    /// Plain text.
    Paragraph,
    /// The address, which can be followed.
    Link,
    /// The QR symbol.
    Figure,
}

impl Role {
    /// The structure type.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Heading => "H1",
            Self::Paragraph => "P",
            Self::Link => "Link",
            Self::Figure => "Figure",
        }
    }
}

/// What is read as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// What it is called within the template.
    pub name: String,
    /// What a reader program is told it is.
    pub role: Role,
    /// The language it is read in.
    pub language: Language,
    /// Its lines; none for the QR symbol.
    pub lines: Vec<TextLine>,
}

/// One line, or several rows where one is too long.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// What it says.
    pub words: Words,
    /// Where and how.
    pub spec: Spec,
    /// Other settings, tried in order when the one row does not fit.
    pub rows: Vec<Rows>,
    /// A rule under it: a share of the line's length.
    pub rule: Option<f64>,
    /// The paragraph whose height it takes when that says nothing.
    pub stands_in_for: Option<usize>,
    /// Whether a notice of the service takes its place.
    pub gives_way: bool,
}

/// A line set in several rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The baseline of each row.
    pub baselines: Vec<f64>,
    /// The wished size.
    pub size: f64,
    /// The smallest size.
    pub smallest: f64,
    /// What each row says; without them the line's words are cut at spaces.
    pub words: Vec<Words>,
}

impl Layout {
    /// `national-landscape-1`: how claims name it.
    pub fn name(&self) -> String {
        name(&self.code, self.version)
    }

    /// Whether it is to be used on `day`.
    pub fn is_effective_on(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_until.is_none_or(|last| day <= last)
    }

    /// The faces that its lines are set in.
    pub fn styles(&self) -> Vec<Style> {
        let is_used = |style: &Style| self.lines().any(|line| line.spec.style == *style);
        Style::ALL.into_iter().filter(is_used).collect()
    }

    /// Every line.
    pub fn lines(&self) -> impl Iterator<Item = &TextLine> {
        self.paragraphs.iter().flat_map(|paragraph| &paragraph.lines)
    }
}

/// `national-landscape-1`
pub fn name(code: &str, version: u32) -> String {
    format!("{code}-{version}")
}

/// Code and version of a name.
pub fn code_and_version(name: &str) -> Option<(&str, u32)> {
    let (code, version) = name.rsplit_once('-')?;
    version.parse().ok().map(|version| (code, version))
}

impl Paragraph {
    /// Whether all certificates of one issuer and assessment say the same here.
    pub fn is_standing(&self) -> bool {
        self.role != Role::Figure && self.lines.iter().all(TextLine::is_standing)
    }
}

impl TextLine {
    /// Whether all certificates of one issuer and assessment say the same here.
    pub fn is_standing(&self) -> bool {
        !self.gives_way && self.placeholders().into_iter().all(Placeholder::is_standing)
    }

    /// Every placeholder of the line and its rows.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let rows = self.rows.iter().flat_map(|rows| &rows.words).flat_map(Words::placeholders);
        self.words.placeholders().into_iter().chain(rows).collect()
    }
}
