//! How an item comes to be used: drafted by an author, reviewed by somebody else, approved, put into a revision, retired.

use serde::{Deserialize, Serialize};

/// What somebody may do in a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankRole {
    /// Writes items.
    Author,
    /// Approves what others wrote.
    Reviewer,
}

impl BankRole {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Author, Self::Reviewer];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Reviewer => "reviewer",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Being written.
    Draft,
    /// Waits for somebody else to read it.
    InReview,
    /// Goes into the next revision.
    Approved,
    /// In the latest revision as it is.
    InUse,
    /// Leaves with the next revision, or left with an earlier one.
    Retired,
}

impl DraftState {
    /// All, in the order of their work.
    pub const ALL: [Self; 5] = [Self::Draft, Self::InReview, Self::Approved, Self::InUse, Self::Retired];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::InUse => "in_use",
            Self::Retired => "retired",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A step of the work on an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A new version was written.
    Written,
    /// Somebody said something.
    Comment,
    /// Handed to a reviewer.
    Submitted,
    /// Sent back to its author.
    Returned,
    /// Approved by somebody who did not write it.
    Approved,
    /// Put into a revision.
    Published,
    /// Taken out of use.
    Retired,
}

impl Step {
    /// All.
    pub const ALL: [Self; 7] =
        [Self::Written, Self::Comment, Self::Submitted, Self::Returned, Self::Approved, Self::Published, Self::Retired];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Comment => "comment",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Retired => "retired",
        }
    }

    /// The step with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The state after this step; `None` when the item stays where it is, or the step is not open to it.
    pub fn after(self, state: DraftState) -> Option<DraftState> {
        match (self, state) {
            (Self::Written, _) => Some(DraftState::Draft),
            (Self::Comment, state) => Some(state),
            (Self::Submitted, DraftState::Draft) => Some(DraftState::InReview),
            (Self::Returned, DraftState::InReview | DraftState::Approved) => Some(DraftState::Draft),
            (Self::Approved, DraftState::InReview) => Some(DraftState::Approved),
            (Self::Published, DraftState::Approved) => Some(DraftState::InUse),
            (Self::Retired, DraftState::Draft | DraftState::InReview | DraftState::Approved | DraftState::InUse) => {
                Some(DraftState::Retired)
            }
            (Self::Submitted | Self::Returned | Self::Approved | Self::Published | Self::Retired, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_used_that_nobody_approved() {
        let mut reached = vec![DraftState::Draft];
        let steps = Step::ALL.into_iter().filter(|step| *step != Step::Approved);
        let steps: Vec<Step> = steps.collect();
        for _ in 0..10 {
            let next: Vec<DraftState> =
                reached.iter().flat_map(|state| steps.iter().filter_map(|step| step.after(*state))).collect();
            reached.extend(next);
            reached.sort();
            reached.dedup();
        }
        assert_eq!(reached, [DraftState::Draft, DraftState::InReview, DraftState::Retired]);
    }

    #[test]
    fn a_change_needs_a_new_review() {
        for state in DraftState::ALL {
            assert_eq!(Step::Written.after(state), Some(DraftState::Draft));
        }
    }
}
