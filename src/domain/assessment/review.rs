//! Review: what a candidate may read of an attempt, and when.

use crate::domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long after the end of an attempt counts as just after it: enough to read it all on a slow phone.
pub const JUST_AFTER: Duration = Duration::from_mins(30);

/// What is shown of each item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// What was answered.
    pub response: bool,
    /// Whether it was right, and the points.
    pub marks: bool,
    /// What is right.
    pub right_answer: bool,
    /// Why, on what basis, from which source.
    pub rationale: bool,
}

impl Shown {
    /// Everything.
    pub const ALL: Self = Self { response: true, marks: true, right_answer: true, rationale: true };
    /// Nothing.
    pub const NOTHING: Self = Self { response: false, marks: false, right_answer: false, rationale: false };

    /// Whether nothing is shown.
    pub fn is_nothing(self) -> bool {
        self == Self::NOTHING
    }
}

/// What is shown when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewTable {
    /// While the attempt runs, of items that were checked: practice only.
    pub during: Shown,
    /// In the first [`JUST_AFTER`] of a submitted attempt.
    pub just_after: Shown,
    /// Then, while others may still sit.
    pub later: Shown,
    /// When the assessment's window has closed.
    pub after_close: Shown,
}

/// When the candidate may read the review of the items drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewPolicy {
    /// Everything as soon as the attempt is submitted.
    AfterSubmit,
    /// Everything when the assessment's window has closed.
    AfterClose,
    /// Nothing ever.
    Never,
    /// By a table.
    ByTime(ReviewTable),
}

impl ReviewPolicy {
    /// What is shown at `now` of an attempt that ended at `ended`; `is_closed` says that nobody can sit any more.
    pub fn shown(self, ended: Timestamp, now: Timestamp, is_closed: bool) -> Shown {
        match self {
            Self::AfterSubmit => Shown::ALL,
            Self::AfterClose if is_closed => Shown::ALL,
            Self::AfterClose | Self::Never => Shown::NOTHING,
            Self::ByTime(table) if is_closed => table.after_close,
            Self::ByTime(table) if now < ended.plus(JUST_AFTER) => table.just_after,
            Self::ByTime(table) => table.later,
        }
    }

    /// What a check tells of an item while practice runs.
    pub fn during(self) -> Shown {
        match self {
            Self::ByTime(table) => table.during,
            Self::AfterSubmit | Self::AfterClose | Self::Never => Shown::ALL,
        }
    }

    /// Whether more is shown once the window has closed.
    pub fn waits_for_close(self) -> bool {
        match self {
            Self::AfterClose => true,
            Self::ByTime(table) => !table.after_close.is_nothing() && table.later != table.after_close,
            Self::AfterSubmit | Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_by_time() {
        let only = |name: &str| Shown {
            response: name == "response",
            marks: name == "marks",
            right_answer: name == "right_answer",
            rationale: name == "rationale",
        };
        let table = ReviewTable {
            during: Shown::ALL,
            just_after: only("response"),
            later: only("marks"),
            after_close: only("rationale"),
        };
        let policy = ReviewPolicy::ByTime(table);
        let ended = Timestamp::from_micros(1_000_000);
        let after = |seconds: u64| ended.plus(Duration::from_secs(seconds));
        assert_eq!(policy.shown(ended, after(0), false), only("response"));
        assert_eq!(policy.shown(ended, after(1_799), false), only("response"));
        assert_eq!(policy.shown(ended, after(1_800), false), only("marks"));
        assert_eq!(policy.shown(ended, after(5), true), only("rationale"));
    }

    #[test]
    fn definitions_stored_before_there_was_a_table_are_read() {
        for (stored, policy) in [
            ("\"after_submit\"", ReviewPolicy::AfterSubmit),
            ("\"after_close\"", ReviewPolicy::AfterClose),
            ("\"never\"", ReviewPolicy::Never),
        ] {
            assert_eq!(serde_json::from_str::<ReviewPolicy>(stored).expect("a policy"), policy);
            assert_eq!(serde_json::to_string(&policy).expect("plain data"), stored);
        }
    }
}
