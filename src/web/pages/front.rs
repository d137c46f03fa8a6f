//! The front page, log-in and the privacy notice.

use super::chrome::Chrome;
use super::waiting::QueuePlace;
use crate::domain::identifier::CodeError;
use crate::i18n::Texts;
use askama::Template;

/// `GET /`
#[derive(Template)]
#[template(path = "front.html")]
pub struct FrontPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The certificate code as typed before, or empty. The form goes to `GET /v?code=`.
    pub code: String,
    /// What was wrong with it.
    pub fault: Option<CodeError>,
}

impl FrontPage {
    /// What is wrong with the typed code.
    pub const fn code_fault(&self) -> Option<CodeError> {
        self.fault
    }
}

/// `GET /login`; the form posts `csrf`, `login`, `secret`, `next` to `/login`.
#[derive(Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The staff code as typed before, or empty.
    pub login: String,
    /// Why the last try failed.
    pub fault: Option<LoginFault>,
    /// The path to go to afterwards, or empty.
    pub next: String,
}

/// Why somebody sees the log-in page again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginFault {
    /// Staff code or secret is wrong; never says which.
    Wrong,
    /// A field was left empty.
    Missing,
    /// Too many tries.
    Busy {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Many log in at once.
    Waiting(QueuePlace),
    /// The session ended.
    Ended,
}

/// `GET /privacy`
#[derive(Template)]
#[template(path = "privacy.html")]
pub struct PrivacyPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The body responsible for the data.
    pub controller: String,
    /// Where requests go: an address, a phone number.
    pub contact: String,
    /// The version of the notice.
    pub version: String,
}
