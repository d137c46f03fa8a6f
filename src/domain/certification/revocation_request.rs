//! A request to take back several certificates at once: one person proposes, another one confirms.

use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::RequestId;
use crate::domain::timestamp::Timestamp;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Waits for a second person; nothing has happened.
    Proposed,
    /// A second person confirmed, and the certificates were taken back in the same moment.
    Confirmed {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// Nothing will come of it.
    Withdrawn {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
    },
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationRequest {
    /// Its name.
    pub id: RequestId,
    /// Public once it is confirmed.
    pub reason: RevocationReason,
    /// For the file, not public.
    pub text: String,
    /// The administrator's login.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// What became of it.
    pub state: RequestState,
    /// How many certificates it is about.
    pub certificates: usize,
}
