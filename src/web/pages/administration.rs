//! Administration: lists of people not done and of certificates, and revoking.

use super::chrome::Chrome;
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::{CertificateId, UnitId};
use crate::domain::timestamp::Timestamp;
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/assessments/{code}/not-done?unit=&q=&page=`
#[derive(Template)]
#[template(path = "not_done.html")]
pub struct NotDonePage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// The units to choose from.
    pub units: Vec<UnitChoice>,
    /// What was searched for, or empty.
    pub search: String,
    /// How many there are over all pages.
    pub total: usize,
    /// When they were looked for, where that was not just now.
    pub counted_at: Option<Timestamp>,
    /// This page of them, sorted by name.
    pub people: Vec<NotDonePerson>,
    /// Other pages.
    pub pager: Pager,
    /// The same list as CSV.
    pub csv_href: String,
}

impl NotDonePage {
    /// Whether the list was narrowed by a search or a unit.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || self.units.iter().any(|unit| unit.is_chosen)
    }
}

/// A unit in a select.
#[derive(Clone, Debug)]
pub struct UnitChoice {
    /// The unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// Whether it is the one shown.
    pub is_chosen: bool,
}

/// Somebody who has not passed.
#[derive(Clone, Debug)]
pub struct NotDonePerson {
    /// Full name.
    pub name: String,
    /// Staff code.
    pub login: String,
    /// The unit's name.
    pub unit: String,
    /// How far they have come.
    pub state: NotDoneState,
    /// Attempts used.
    pub attempts: usize,
}

/// How far somebody who has not passed has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDoneState {
    /// Never began.
    NotStarted,
    /// Is sitting now.
    InProgress,
    /// Handed in, did not pass.
    Failed {
        /// The best score as shown, in basis points.
        best_basis_points: u16,
    },
}

/// Where a list goes on.
#[derive(Clone, Debug)]
pub struct Pager {
    /// From 1.
    pub page: usize,
    /// At least 1.
    pub pages: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// `GET /admin/certificates?q=&page=`
#[derive(Template)]
#[template(path = "certificates.html")]
pub struct CertificatesPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The serial of a certificate just revoked.
    pub revoked_serial: Option<String>,
    /// What was searched for, or empty.
    pub search: String,
    /// How many there are over all pages.
    pub total: usize,
    /// This page of them.
    pub rows: Vec<CertificateRow>,
    /// Other pages.
    pub pager: Pager,
}

/// One certificate in the register.
#[derive(Clone, Debug)]
pub struct CertificateRow {
    /// Public identifier.
    pub id: CertificateId,
    /// Số hiệu.
    pub serial: String,
    /// Số vào sổ.
    pub register_number: String,
    /// The holder.
    pub holder: String,
    /// The unit as at issue.
    pub unit: String,
    /// The assessment's title in the reader's language.
    pub assessment: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Whether it stands.
    pub state: CertificateState,
}

/// Whether a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateState {
    /// Yes.
    Valid,
    /// Its time is over.
    Expired,
    /// Taken back.
    Revoked(RevocationReason),
    /// Replaced.
    Superseded,
}

impl CertificateState {
    /// Whether it can still be revoked.
    pub const fn is_revocable(self) -> bool {
        match self {
            Self::Valid | Self::Expired => true,
            Self::Revoked(_) | Self::Superseded => false,
        }
    }
}

/// `GET /admin/certificates/{id}/revoke`; the form posts `csrf`, `reason`, `explanation`,
/// `confirm=yes` to the same address.
#[derive(Template)]
#[template(path = "revoke.html")]
pub struct RevokePage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The certificate.
    pub certificate: CertificateRow,
    /// The class chosen before.
    pub reason: Option<RevocationReason>,
    /// The explanation typed before, or empty.
    pub explanation: String,
    /// What is missing.
    pub faults: Vec<RevokeFault>,
}

impl RevokePage {
    /// The classes on offer: replacement happens by issuing anew, not here.
    pub const fn reasons(&self) -> [RevocationReason; 4] {
        RevocationReason::BY_HAND
    }

    /// Whether this class was chosen before.
    pub fn is_chosen(&self, reason: &RevocationReason) -> bool {
        self.reason == Some(*reason)
    }

    /// Whether this fault is there.
    pub fn has(&self, fault: RevokeFault) -> bool {
        self.faults.contains(&fault)
    }
}

/// What a revocation lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeFault {
    /// The class.
    ReasonMissing,
    /// The explanation.
    ExplanationMissing,
    /// The confirmation.
    NotConfirmed,
}
