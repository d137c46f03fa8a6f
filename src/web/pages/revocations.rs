//! Taking back several certificates: the requests, a new one, and the preview of one.

use super::administration::{CertificateRow, CertificateState, RevokeFault};
use super::chrome::Chrome;
use crate::domain::certification::revocation_request::{RequestState, RevocationRequest};
use crate::domain::certification::verdict::RevocationReason;
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/revocations`
#[derive(Template)]
#[template(path = "revocations.html")]
pub struct RequestsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// Those that wait first.
    pub requests: Vec<RevocationRequest>,
}

/// `GET /admin/revocations/new`; the form posts multipart `csrf`, `reason`, `explanation` and `codes` or `file` to
/// `/admin/revocations`.
#[derive(Template)]
#[template(path = "propose_revocation.html")]
pub struct ProposePage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The class chosen before.
    pub reason: Option<RevocationReason>,
    /// The explanation typed before, or empty.
    pub explanation: String,
    /// The codes typed before, or empty.
    pub codes: String,
    /// What is missing.
    pub faults: Vec<ProposeFault>,
    /// What is wrong with the list: lines and stable codes.
    pub mistakes: Vec<(u32, &'static str)>,
}

/// What a proposal lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposeFault {
    /// What a single revocation would lack, too.
    Revoke(RevokeFault),
    /// Codes were typed and a file chosen.
    TwoLists,
}

/// Mistakes of a list that the page names; the others are counted.
const NAMED: usize = 20;

impl ProposePage {
    /// The classes on offer.
    pub const fn reasons(&self) -> [RevocationReason; 4] {
        RevocationReason::BY_HAND
    }

    /// Whether this class was chosen before.
    pub fn is_chosen(&self, reason: &RevocationReason) -> bool {
        self.reason == Some(*reason)
    }

    /// Whether this is missing.
    pub fn has(&self, fault: RevokeFault) -> bool {
        self.faults.contains(&ProposeFault::Revoke(fault))
    }

    /// What is missing, each as a sentence with the field it is about.
    pub fn missing(&self) -> Vec<(&'static str, &'static str)> {
        let sentence = |fault: &ProposeFault| match fault {
            ProposeFault::Revoke(RevokeFault::ReasonMissing) => ("reason", self.t.revoke_class_missing()),
            ProposeFault::Revoke(RevokeFault::ExplanationMissing) => ("explanation", self.t.revoke_text_missing()),
            ProposeFault::Revoke(RevokeFault::NotConfirmed) => ("codes", self.t.revoke_confirm_missing()),
            ProposeFault::TwoLists => ("codes", self.t.propose_both()),
        };
        self.faults.iter().map(sentence).collect()
    }

    /// The first mistakes of the list.
    pub fn named_mistakes(&self) -> &[(u32, &'static str)] {
        &self.mistakes[..self.mistakes.len().min(NAMED)]
    }

    /// How many more there are.
    pub fn unnamed(&self) -> Option<String> {
        let more = self.mistakes.len().saturating_sub(NAMED);
        (more > 0).then(|| self.t.number(more))
    }
}

/// `GET /admin/revocations/{id}`; two forms post `csrf`, the first one with `confirm=yes` to `…/confirm`, the other
/// one to `…/withdraw`.
#[derive(Template)]
#[template(path = "revocation.html")]
pub struct RequestPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The request.
    pub request: RevocationRequest,
    /// Whom it affects.
    pub rows: Vec<CertificateRow>,
    /// Whether the reader proposed it and so cannot confirm it.
    pub is_own: bool,
    /// Whether the confirmation was not ticked.
    pub is_confirmation_missing: bool,
}

impl RequestPage {
    /// Whether it waits for somebody.
    pub fn is_waiting(&self) -> bool {
        self.request.state == RequestState::Proposed
    }

    /// Who decided it and when.
    pub fn decided(&self) -> Option<String> {
        match &self.request.state {
            RequestState::Proposed => None,
            RequestState::Confirmed { by, at } | RequestState::Withdrawn { by, at } => {
                Some(self.t.request_decided(by, &self.t.moment(*at)))
            }
        }
    }
}
