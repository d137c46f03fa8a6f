//! What an assessment measures, for everybody.

use super::chrome::{Chrome, Html};
use crate::flows::assessment::describe_assessment::Described;
use crate::i18n::Texts;
use askama::Template;

/// `GET /measures/{code}`
#[derive(Template)]
#[template(path = "measures.html")]
pub struct MeasuresPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment and its bank.
    pub described: Described,
    /// The description in the reader's language.
    pub description: Html,
}

impl MeasuresPage {
    /// Whole minutes.
    pub const fn minutes(&self) -> u32 {
        self.described.defined.assessment.time_limit_s.div_ceil(60)
    }

    /// The cut, in basis points.
    pub const fn cut(&self) -> u16 {
        self.described.defined.assessment.cuts.whole.basis_points()
    }

    /// The part of a whole, in percent, for the width of a bar.
    pub fn percent(&self, part: &usize) -> usize {
        part * 100 / self.described.defined.assessment.length().max(1)
    }
}
