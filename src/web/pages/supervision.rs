//! Supervision: who sits, who waits, the room's code; what a candidate sees meanwhile; and individual support.

use super::chrome::Chrome;
use crate::domain::assessment::accommodation::TimeAllowance;
use crate::domain::assessment::admission::{AccessCode, Admission};
use crate::domain::assessment::signal::SignalCounts;
use crate::domain::identifier::AttemptId;
use crate::i18n::Texts;
use crate::store::assessment::supervision::{RunningAttempt, WaitingPerson};
use crate::store::people::accommodations::ListedAccommodation;
use askama::Template;

/// `GET /attempts/{id}` while a supervisor holds the attempt.
#[derive(Template)]
#[template(path = "held.html")]
pub struct HeldPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The attempt.
    pub id: AttemptId,
    /// The assessment's title in the reader's language.
    pub title: String,
    /// Whether an answer was sent meanwhile and is not stored.
    pub is_unsaved: bool,
}

/// `GET /admin/assessments/{code}/supervision`; forms post `csrf` and one of `pause` and `resume` (an attempt, or `all`;
/// with `reason`), `do=release` (with `login`, empty for everybody), `do=new-code` and `do=no-code` to the same address.
#[derive(Template)]
#[template(path = "supervision.html")]
pub struct SupervisionPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// Items on a form.
    pub total: usize,
    /// Whether leaving the page is recorded.
    pub records_signals: bool,
    /// Who lets people start.
    pub admission: Admission,
    /// The room's code.
    pub access_code: Option<AccessCode>,
    /// Who waits, longest first.
    pub waiting: Vec<WaitingPerson>,
    /// Who sits, held attempts first.
    pub running: Vec<RunningAttempt>,
    /// What was done.
    pub notice: Option<SupervisionNotice>,
    /// The reason that was typed before.
    pub typed: String,
}

/// What came of a supervisor's deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupervisionNotice {
    /// So many attempts are held now.
    Paused(usize),
    /// So many go on.
    Resumed(usize),
    /// So many people were let in.
    Released(usize),
    /// There is a new code.
    CodeGiven,
    /// There is none any more.
    CodeTaken,
    /// Pausing needs a reason.
    ReasonMissing,
}

impl SupervisionPage {
    /// Whether there may be more attempts than are shown.
    pub fn is_cut(&self) -> bool {
        self.running.len() >= crate::flows::assessment::supervise::LISTED
    }
}

/// `GET /admin/accommodations`; forms post `csrf`, `login` and `do=grant` (with `time`, `large`, `aloud`, `helper`,
/// `reason`) or `do=end` to the same address.
#[derive(Template)]
#[template(path = "accommodations.html")]
pub struct AccommodationsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// By name.
    pub listed: Vec<ListedAccommodation>,
    /// What was done.
    pub notice: Option<AccommodationNotice>,
    /// What was typed when that could not be done.
    pub typed: TypedAccommodation,
}

/// What came of recording support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccommodationNotice {
    /// It is recorded.
    Saved,
    /// It has ended.
    Ended,
    /// The stable code of what is wrong.
    Fault(&'static str),
}

/// The form as it was typed.
#[derive(Clone, Debug, Default)]
pub struct TypedAccommodation {
    /// Log-in.
    pub login: String,
    /// `usual`, a percentage, or `no-limit`.
    pub time: String,
    /// Large letters.
    pub large_text: bool,
    /// Reading aloud.
    pub read_aloud: bool,
    /// The helper's name.
    pub helper: String,
    /// Why.
    pub reason: String,
}

/// Percentages on offer; the command line takes any.
const EXTRA_TIMES: [u16; 4] = [25, 33, 50, 100];

impl AccommodationsPage {
    /// The times to choose from.
    pub fn times(&self) -> Vec<(String, String)> {
        let mut times = vec![("usual".to_owned(), self.t.accommodation_time_usual().to_owned())];
        times.extend(EXTRA_TIMES.map(|percent| (percent.to_string(), self.t.accommodation_time_extra(percent))));
        times.push(("no-limit".to_owned(), self.t.accommodation_time_no_limit().to_owned()));
        times
    }

    /// Whether this time was chosen before.
    pub fn is_time(&self, value: &str) -> bool {
        self.typed.time == value
    }

    /// What is arranged for a person, line by line.
    pub fn lines(&self, listed: &ListedAccommodation) -> Vec<String> {
        let (t, arranged) = (self.t, &listed.granted.accommodation);
        let time = match arranged.time {
            TimeAllowance::Usual => None,
            TimeAllowance::Extra(percent) => Some(t.accommodation_time_extra(percent)),
            TimeAllowance::NoLimit => Some(t.accommodation_time_no_limit().to_owned()),
        };
        let said = |is_so: bool, text: &str| is_so.then(|| text.to_owned());
        [
            time,
            said(arranged.large_text, t.accommodation_large_text()),
            said(arranged.read_aloud, t.accommodation_read_aloud()),
            arranged.helper.as_ref().map(|name| t.accommodation_helped_by(name)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
