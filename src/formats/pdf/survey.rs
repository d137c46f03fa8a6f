//! Where everything comes to stand for one certificate, without drawing it: what a template is judged by.

use super::error::PreflightError;
use super::layout::{Layout, Role};
use super::lines::Line;
use super::pen::POINTS_PER_MM;
use super::standing::{Band, StandingText};
use super::wording;
use super::words::Placeholder;
use crate::domain::certification::claim::Claim;
use std::borrow::Cow;

/// A row of text on the page: millimetres from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The paragraph's place in the layout.
    pub paragraph: usize,
    /// The line's place in the paragraph.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// Left, upper, right and lower edge, accents and descenders included.
    pub edges: [f64; 4],
}

/// A line that cannot be set: paragraph, line and why.
pub type Unset = (usize, usize, PreflightError);

impl Layout {
    /// Every row of the certificate of `claim`, and every line that cannot be set.
    pub fn survey(&self, claim: &Claim, band: Band) -> (Vec<Placed>, Vec<Unset>) {
        let standing = StandingText { band, ..StandingText::of(claim) };
        let value = |placeholder: Placeholder| match placeholder.is_standing() {
            true => Cow::Borrowed(standing.says(placeholder)),
            false => wording::varying(claim, placeholder),
        };
        let (mut placed, mut unset) = (Vec::new(), Vec::new());
        let paragraphs = self.paragraphs.iter().enumerate().filter(|(_, paragraph)| paragraph.role != Role::Figure);
        for (paragraph, content) in paragraphs {
            for (line, written) in content.lines.iter().enumerate() {
                match standing.raised(written, self).set(&value, &self.page) {
                    Ok(rows) => placed.extend(rows.iter().map(|row| self.placed(paragraph, line, row))),
                    Err(error) => unset.push((paragraph, line, error)),
                }
            }
        }
        (placed, unset)
    }

    fn placed(&self, paragraph: usize, line: usize, row: &Line) -> Placed {
        let (left, baseline) = (row.x / POINTS_PER_MM, self.page.height - row.y / POINTS_PER_MM);
        let em = row.size / POINTS_PER_MM;
        let edges = [left, baseline - 0.9 * em, left + row.width / POINTS_PER_MM, baseline + 0.22 * em];
        Placed { paragraph, line, text: row.text.clone(), edges }
    }
}
