//! The page that asks before an item is left without an answer.

use super::chrome::Chrome;
use crate::domain::identifier::AttemptId;
use crate::domain::timestamp::Timestamp;
use crate::i18n::Texts;
use askama::Template;

/// `GET /attempts/{id}/next`; the form posts `csrf`, `from` and `blank` to the same address.
#[derive(Template)]
#[template(path = "leave_blank.html")]
pub struct LeaveBlankPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The attempt.
    pub id: AttemptId,
    /// The assessment's title in the reader's language.
    pub title: String,
    /// When time ends.
    pub deadline: Timestamp,
    /// The item that would be left, from 1.
    pub number: usize,
}
