//! What a person may sit, and the page before the start.

use super::chrome::{Chrome, Html};
use crate::domain::assessment::accommodation::{Accommodation, TimeAllowance};
use crate::domain::assessment::admission::Admission;
use crate::domain::certification::fate::Fate;
use crate::domain::identifier::{AttemptId, CertificateId};
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::i18n::Texts;
use crate::store::assessment::supervision::Wish;
use askama::Template;

/// `GET /assessments`
#[derive(Template)]
#[template(path = "assessments.html")]
pub struct AssessmentsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// What may be sat; may be empty.
    pub cards: Vec<AssessmentCard>,
    /// Earlier attempts, the latest first; may be empty.
    pub past: Vec<PastResult>,
}

/// The facts about one assessment for one person.
#[derive(Clone, Debug)]
pub struct AssessmentCard {
    /// `ai-for-officials`
    pub code: String,
    /// In the reader's language.
    pub title: String,
    /// Items on a form; of an adaptive test, at most so many.
    pub items: usize,
    /// Of an adaptive test, the least number of items that earn anything.
    pub least_items: Option<usize>,
    /// Whole minutes this person has; `None` without a limit.
    pub minutes: Option<u32>,
    /// The cut, in basis points.
    pub cut_basis_points: u16,
    /// `None` when there is no limit.
    pub attempts_left: Option<u16>,
    /// When the window closes, if it does.
    pub closes_at: Option<Timestamp>,
    /// What the person can do now.
    pub state: CardState,
}

/// What a person can do with an assessment now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardState {
    /// Start.
    CanStart,
    /// Continue an open attempt.
    InProgress {
        /// The open attempt.
        attempt: AttemptId,
        /// When its time ends.
        deadline: Timestamp,
        /// Whole minutes left, rounded down.
        minutes_left: u32,
    },
    /// Nothing: passed.
    Passed {
        /// The passing attempt.
        attempt: AttemptId,
        /// The certificate, once issued, and how it stands.
        certificate: Option<(CertificateId, Fate)>,
    },
    /// Wait until then.
    PauseUntil(Timestamp),
    /// Nothing: every attempt is used.
    NoAttemptsLeft,
    /// Nothing: an author of the bank.
    IsAuthor,
    /// Nothing: closed.
    Closed,
    /// Wait until it opens.
    OpensAt(Timestamp),
}

/// One earlier attempt.
#[derive(Clone, Debug)]
pub struct PastResult {
    /// The attempt.
    pub attempt: AttemptId,
    /// The assessment's title in the reader's language.
    pub title: String,
    /// When it was handed in.
    pub closed_at: Timestamp,
    /// The score as shown, in basis points.
    pub basis_points: u16,
    /// Whether it was a pass.
    pub is_pass: bool,
}

/// `GET /assessments/{code}`; the form posts `csrf`, `language`, `ready=yes` and, where there is one, `access-code` to
/// `/assessments/{code}/attempts`.
#[derive(Template)]
#[template(path = "assessment.html")]
pub struct AssessmentPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The facts.
    pub card: AssessmentCard,
    /// What it measures.
    pub description: Html,
    /// The languages on offer; one means no choice.
    pub languages: Vec<Language>,
    /// The one chosen at first.
    pub language: Language,
    /// Hours between two attempts; zero for none.
    pub pause_hours: u32,
    /// What a wrong choice costs: `1/3`; `None` for nothing.
    pub wrong_costs: Option<String>,
    /// Grades and the percentage each begins at, highest first; may be empty.
    pub grades: Vec<(String, u16)>,
    /// Whether the items come one after the other.
    pub is_linear: bool,
    /// Whether answers can be checked at once, and nothing is issued.
    pub is_practice: bool,
    /// Sections and the whole minutes this person has for each; empty where the form is one.
    pub sections: Vec<(String, u64)>,
    /// Whether leaving the page is recorded.
    pub records_signals: bool,
    /// Who lets people start.
    pub admission: Admission,
    /// How the person's wish to be let in stands.
    pub wish: Wish,
    /// What is arranged for the person.
    pub accommodation: Accommodation,
    /// Why Start did not start.
    pub fault: Option<StartFault>,
}

/// Why Start did not start, where the person can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartFault {
    /// The box was not ticked.
    ConfirmationMissing,
    /// No access code was given.
    CodeNeeded,
    /// It was another one.
    WrongCode,
}

impl AssessmentPage {
    /// The sections with their times, as one text.
    pub fn section_times(&self) -> String {
        let part = |(title, minutes): &(String, u64)| {
            format!("{title} ({})", self.t.minutes_count(u32::try_from(*minutes).unwrap_or(u32::MAX)))
        };
        self.sections.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// Whether the person waits for a supervisor.
    pub const fn waits(&self) -> bool {
        matches!((self.admission, self.wish), (Admission::Release, Wish::Waits(_)))
    }
}
