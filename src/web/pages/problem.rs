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

/// Sent away for want of a place: small, and made without asking the database anything.
#[derive(Template)]
#[template(path = "busy.html")]
pub struct BusyPage {
    /// The reader's language.
    pub t: Texts,
    /// The address of the style sheet.
    pub style: String,
    /// When to come back.
    pub seconds: u32,
    /// Whether the page loads itself again then.
    pub loads_again: bool,
}
