//! The page that asks before an item is left without an answer.

use super::attempt::ShownSection;
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
    /// Items without an answer that would be left.
    pub blank: usize,
    /// The section that would be left, where there are sections.
    pub section: Option<ShownSection>,
    /// The item that would be left, from 1; of a section its first one.
    pub number: usize,
}
