//! Appeals against results: the list, and one with the attempt it is about. The second one tells keys.

use super::chrome::Chrome;
use super::result::{OptionFate, Review, ReviewMark};
use crate::domain::assessment::appeal::{Appeal, LONGEST_TEXT, Ruling};
use crate::domain::assessment::rescoring::{DecisionState, ItemDecision, Standing};
use crate::domain::assessment::signal::SignalCounts;
use crate::i18n::Texts;
use crate::store::assessment::appeals::ListedAppeal;
use askama::Template;

/// `GET /admin/appeals?state=`
#[derive(Template)]
#[template(path = "appeals.html")]
pub struct AppealsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// `open`, `dismissed`, `upheld`, or empty for all.
    pub state: String,
    /// Those that wait first.
    pub appeals: Vec<ListedAppeal>,
}

impl AppealsPage {
    /// Whether this state is the one shown.
    pub fn is_state(&self, value: &str) -> bool {
        self.state == value
    }

    /// The states to choose from, with their names.
    pub fn states(&self) -> [(&'static str, &'static str); 4] {
        let t = self.t;
        [
            ("", t.appeals_all()),
            ("open", t.appeal_waits()),
            ("dismissed", t.appeal_dismissed()),
            ("upheld", t.appeal_upheld()),
        ]
    }
}

/// `GET /admin/appeals/{attempt}`; the form posts `csrf`, `ruling` (`dismissed`, `upheld` or the id of a decision on an
/// item), `reasons` and `confirm=yes` to the same address.
#[derive(Template)]
#[template(path = "appeal.html")]
pub struct AppealPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The appeal.
    pub appeal: Appeal,
    /// The assessment's code.
    pub assessment: String,
    /// Who appeals: log-in and name.
    pub candidate: (String, String),
    /// `None` where it is the reader's own.
    pub evidence: Option<ShownEvidence>,
    /// The ruling and the reasons that were typed before.
    pub typed: (String, String),
    /// The stable code of what is wrong.
    pub fault: Option<&'static str>,
}

/// What an appeal is answered by.
#[derive(Debug)]
pub struct ShownEvidence {
    /// The revision of the bank.
    pub revision: String,
    /// The result, recomputed.
    pub standing: Standing,
    /// Whether that is the stored one.
    pub agrees: bool,
    /// The attempt.
    pub review: Review,
    /// Numbers and ids of its items.
    pub items: Vec<(i64, String)>,
    /// Decisions on items of this form.
    pub decisions: Vec<ItemDecision>,
    /// What its pages told; `None` where that is not recorded.
    pub signals: Option<SignalCounts>,
}

impl AppealPage {
    /// Characters of an answer.
    pub const fn longest_reasons(&self) -> usize {
        LONGEST_TEXT
    }

    /// Whether this ruling was chosen before.
    pub fn is_chosen(&self, ruling: &str) -> bool {
        self.typed.0 == ruling
    }
}
