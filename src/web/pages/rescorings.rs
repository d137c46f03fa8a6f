//! Decisions on items: all of them, a new one, and whose result one changes.

use super::chrome::Chrome;
use crate::domain::assessment::rescoring::{Change, DecisionState, ItemDecision, Ruling, Tally};
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::preview_rescoring::ChangedResult;
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/rescorings`
#[derive(Template)]
#[template(path = "rescorings.html")]
pub struct RescoringsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// Those that wait first.
    pub decisions: Vec<ItemDecision>,
}

/// `GET /admin/rescorings/new`; the form posts `csrf`, `revision`, `item`, `key_of` (empty to withdraw) and `reason` to
/// `/admin/rescorings`.
#[derive(Template)]
#[template(path = "propose_rescoring.html")]
pub struct ProposeItemPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// Revisions with their bank and when they were imported, newest first.
    pub revisions: Vec<(String, String, Timestamp)>,
    /// The revision chosen before.
    pub revision: String,
    /// The item typed before.
    pub item: String,
    /// The revision of the key chosen before.
    pub key_of: String,
    /// The reason typed before.
    pub reason: String,
    /// The stable code of what is wrong.
    pub fault: Option<&'static str>,
}

impl ProposeItemPage {
    /// A revision as people tell it from others.
    pub fn label(&self, (revision, bank, at): &(String, String, Timestamp)) -> String {
        format!("{bank}, {}, {}", self.t.moment(*at), revision.get(..12).unwrap_or(revision))
    }
}

/// `GET /admin/rescorings/{id}`; two forms post `csrf`, the first one with `confirm=yes` to `…/confirm`, the other one
/// to `…/drop`.
#[derive(Template)]
#[template(path = "rescoring.html")]
pub struct RescoringPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The decision.
    pub decision: ItemDecision,
    /// What it changes, in figures.
    pub tally: Tally,
    /// Whose result it changes.
    pub results: Vec<ChangedResult>,
    /// Whether the reader proposed it and so cannot confirm it.
    pub is_own: bool,
    /// Whether the confirmation was not ticked.
    pub is_confirmation_missing: bool,
}

/// Results that the page shows; the file has all.
const SHOWN: usize = 50;

impl RescoringPage {
    /// Whether it waits for somebody.
    pub fn is_waiting(&self) -> bool {
        self.decision.state == DecisionState::Proposed
    }

    /// The first results.
    pub fn shown(&self) -> &[ChangedResult] {
        &self.results[..self.results.len().min(SHOWN)]
    }

    /// How many more there are.
    pub fn more(&self) -> Option<String> {
        let more = self.results.len().saturating_sub(SHOWN);
        (more > 0).then(|| self.t.number(more))
    }

    /// Who decided it and when.
    pub fn decided(&self) -> Option<String> {
        match &self.decision.state {
            DecisionState::Proposed => None,
            DecisionState::Confirmed { by, at, .. } | DecisionState::Dropped { by, at } => {
                Some(self.t.request_decided(by, &self.t.moment(*at)))
            }
        }
    }

    /// The figures with their names.
    pub fn figures(&self) -> Vec<(&'static str, String)> {
        let (t, tally) = (self.t, self.tally);
        let mut figures = vec![
            (t.rescoring_changed(), tally.changed),
            (t.rescoring_rise(), tally.rise),
            (t.rescoring_fall(), tally.fall),
            (t.rescoring_now_pass(), tally.now_pass),
            (t.rescoring_now_fail(), tally.now_fail),
            (t.rescoring_certificates(), tally.certificates),
        ];
        if self.is_waiting() {
            figures.insert(0, (t.rescoring_attempts(), tally.attempts));
        }
        figures.into_iter().map(|(name, count)| (name, t.number(count))).collect()
    }
}
