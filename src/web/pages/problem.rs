//! The page for everything that was refused or went wrong.

use super::chrome::Chrome;
use crate::i18n::Texts;
use crate::i18n::problem::ProblemKind;
use askama::Template;

/// Any refusal, as a page.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// What was refused.
    pub kind: ProblemKind,
    /// Seconds to wait, when it helps.
    pub retry_after_s: Option<u32>,
    /// A random reference that the log has too.
    pub reference: Option<String>,
}
