//! An appeal (phúc khảo): a candidate asks to have a result looked at again, and is answered with reasons.

use crate::domain::identifier::{AttemptId, ItemDecisionId};
use crate::domain::timestamp::Timestamp;
use std::time::Duration;

/// Characters of a reason and of an answer.
pub const LONGEST_TEXT: usize = 2_000;

/// How an appeal was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The result stands.
    Dismissed,
    /// Something was wrong; the decision on an item that mends it, where there is one.
    Upheld(Option<ItemDecisionId>),
}

impl Ruling {
    /// As stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Dismissed => "dismissed",
            Self::Upheld(_) => "upheld",
        }
    }

    /// The decision that mends it.
    pub const fn item_decision(&self) -> Option<&ItemDecisionId> {
        match self {
            Self::Dismissed => None,
            Self::Upheld(decision) => decision.as_ref(),
        }
    }
}

/// What an administrator said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealAnswer {
    /// What is decided.
    pub ruling: Ruling,
    /// Why, in words for the candidate.
    pub reasons: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// An appeal against the result of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// The attempt.
    pub attempt: AttemptId,
    /// What the candidate says.
    pub reason: String,
    /// When.
    pub filed_at: Timestamp,
    /// `None` while it waits.
    pub answer: Option<AppealAnswer>,
}

impl Appeal {
    /// `open`, `dismissed` or `upheld`.
    pub fn state(&self) -> &'static str {
        self.answer.as_ref().map_or("open", |answer| answer.ruling.name())
    }
}

/// Until when an appeal against a result may be filed.
pub fn appeal_ends(closed_at: Timestamp, days: u16) -> Timestamp {
    closed_at.plus(Duration::from_secs(u64::from(days) * 86_400))
}
