//! One sitting: in progress, then submitted, never back.

use super::accommodation::Accommodation;
use super::form::Form;
use super::scoring::Outcome;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use std::time::Duration;

/// What is fixed from the start of a sitting on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// Random.
    pub id: AttemptId,
    /// The assessment's code.
    pub assessment: String,
    /// The version of its definition that this sitting is bound to.
    pub assessment_version: i64,
    /// The bank revision the items come from.
    pub revision: String,
    /// Who sits.
    pub person: PersonId,
    /// First, second, ... sitting of this person.
    pub number: i64,
    /// The language of the items.
    pub language: Language,
    /// The seed of the draw.
    pub seed: [u8; 16],
    /// The frozen form.
    pub form: Form,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ends for the candidate.
    pub deadline: Timestamp,
    /// Until when a save that arrives is still accepted: deadline and grace.
    pub accepts_until: Timestamp,
    /// What was arranged for this person when it began.
    pub accommodation: Accommodation,
    /// How long supervisors held it; the deadline has moved by as much.
    pub paused_for: Duration,
}

/// A sitting that still takes responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InProgress {
    /// What is fixed.
    pub sitting: Sitting,
    /// Since when a supervisor holds it; `None` while it runs.
    pub paused_at: Option<Timestamp>,
    /// Until when a save of the open section that arrives is still accepted; `None` where there are no sections.
    pub section_until: Option<Timestamp>,
}

/// A sitting that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// What is fixed.
    pub sitting: Sitting,
    /// When it was handed in, or its deadline when time ran out.
    pub closed_at: Timestamp,
    /// Whether time ran out.
    pub by_timeout: bool,
}

/// A sitting in either state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Takes responses.
    InProgress(InProgress),
    /// Is over.
    Submitted(Submitted),
}

/// Until when a request that arrives is still taken, network delay included.
pub fn accepts_until(deadline: Timestamp, grace_s: u32) -> Timestamp {
    deadline.plus(Duration::from_secs(u64::from(grace_s)))
}

/// The one rule that decides whether a request that arrived at `arrival` may still save or hand in.
/// The statement that writes a batch of saves makes the same comparison on the stored column.
pub fn may_still_save(accepts_until: Timestamp, arrival: Timestamp) -> bool {
    arrival <= accepts_until
}

impl InProgress {
    /// Whether a request that arrived at `arrival` may save or hand in: not after the time, and not while it is held.
    pub fn takes_requests(&self, arrival: Timestamp) -> bool {
        self.paused_at.is_none() && may_still_save(self.sitting.accepts_until, arrival)
    }

    /// Whether the time of the open section is over; the next one may still be opened.
    pub fn has_left_section(&self, arrival: Timestamp) -> bool {
        self.section_until.is_some_and(|until| !may_still_save(until, arrival))
    }

    /// Whether it is over, whatever its row says: a held attempt waits.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.paused_at.is_none() && !may_still_save(self.sitting.accepts_until, now)
    }

    /// Ends the sitting. After the grace it closes at its deadline, whoever asks and whenever.
    pub fn submit(self, arrival: Timestamp) -> Submitted {
        let by_timeout = !may_still_save(self.sitting.accepts_until, arrival);
        let closed_at = if by_timeout { self.sitting.deadline } else { arrival };
        Submitted { sitting: self.sitting, closed_at, by_timeout }
    }
}

impl Attempt {
    /// What is fixed, in either state.
    pub const fn sitting(&self) -> &Sitting {
        match self {
            Self::InProgress(attempt) => &attempt.sitting,
            Self::Submitted(attempt) => &attempt.sitting,
        }
    }
}

/// A stored result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Result {
    /// The submitted attempt.
    pub attempt: Submitted,
    /// How it was judged.
    pub outcome: Outcome,
}
