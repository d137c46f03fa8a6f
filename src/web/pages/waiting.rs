//! The page of somebody who waits in line.

use super::chrome::Chrome;
use crate::i18n::Texts;
use askama::Template;

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// How many are before them.
    pub before: usize,
    /// Seconds until they are to try again.
    pub retry_after_s: u32,
}

/// Answers a form that found no place; the form on it says the same once more.
#[derive(Template)]
#[template(path = "waiting.html")]
pub struct WaitingPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// Where they stand.
    pub place: QueuePlace,
    /// Where the form goes.
    pub action: String,
    /// What the form said, by name.
    pub fields: Vec<(String, String)>,
}
