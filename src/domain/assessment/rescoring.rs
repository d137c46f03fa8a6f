//! Decisions on items after the event, and what they change: an item is withdrawn, or scored by another key.

use super::key::ItemKey;
use super::scoring::{Outcome, Score};
use crate::domain::identifier::ItemDecisionId;
use crate::domain::timestamp::Timestamp;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What is decided of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It counts neither as earned nor as possible.
    Withdrawn,
    /// It is scored by the key that this revision of the same bank has.
    Rekeyed(String),
}

impl Ruling {
    /// As stored and as exported.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Rekeyed(_) => "rekeyed",
        }
    }

    /// The revision whose key scores.
    pub fn key_revision(&self) -> Option<&str> {
        match self {
            Self::Withdrawn => None,
            Self::Rekeyed(revision) => Some(revision),
        }
    }

    /// From what is stored; `None` when that is no ruling.
    pub fn from_parts(name: &str, key_revision: Option<String>) -> Option<Self> {
        match (name, key_revision) {
            ("withdrawn", None) => Some(Self::Withdrawn),
            ("rekeyed", Some(revision)) => Some(Self::Rekeyed(revision)),
            _ => None,
        }
    }
}

/// What became of a proposed decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionState {
    /// Waits for a second person; nothing has happened.
    Proposed,
    /// A second person confirmed; attempts are scored again.
    Confirmed {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
        /// From 1, within the revision; later ones come before earlier ones on the same item.
        number: i64,
        /// When the last attempt was scored again.
        finished_at: Option<Timestamp>,
    },
    /// Nothing will come of it.
    Dropped {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
    },
}

/// A decision on an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDecision {
    /// Random.
    pub id: ItemDecisionId,
    /// The bank revision whose attempts it is about.
    pub revision: String,
    /// The item's id in it.
    pub item: String,
    /// What is decided.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// The administrator's login.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// What became of it.
    pub state: DecisionState,
}

/// What an item's key becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruled {
    /// It does not count.
    Withdrawn,
    /// This key of this revision scores.
    Rekeyed {
        /// Where the key is from.
        revision: String,
        /// The key.
        key: ItemKey,
    },
}

impl Ruled {
    /// As [`Ruling::name`].
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Rekeyed { .. } => "rekeyed",
        }
    }
}

/// The decisions in force on the items of a revision: of each item the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulings(BTreeMap<String, Ruled>);

impl Rulings {
    /// Puts a decision in force, in place of an earlier one on the same item.
    pub fn put(&mut self, item: String, ruled: Ruled) {
        self.0.insert(item, ruled);
    }

    /// What is decided of an item; `None` when nothing is.
    pub fn of(&self, item: &str) -> Option<&Ruled> {
        self.0.get(item)
    }

    /// The items that do not count.
    pub fn withdrawn(&self) -> impl Iterator<Item = &str> {
        let withdrawn = self.0.iter().filter(|(_, ruled)| matches!(ruled, Ruled::Withdrawn));
        withdrawn.map(|(item, _)| item.as_str())
    }

    /// The key that scores an item whose own key is `key`; `None` when the item does not count.
    pub fn key<'a>(&'a self, item: &str, key: &'a ItemKey) -> Option<&'a ItemKey> {
        match self.0.get(item) {
            None => Some(key),
            Some(Ruled::Rekeyed { key, .. }) => Some(key),
            Some(Ruled::Withdrawn) => None,
        }
    }
}

/// A result without its proof: what is stored of it and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether every cut was reached.
    pub is_pass: bool,
    /// The score.
    pub score: Score,
}

impl From<&Outcome> for Standing {
    fn from(outcome: &Outcome) -> Self {
        Self { is_pass: matches!(outcome, Outcome::Passed(_)), score: outcome.score() }
    }
}

impl Standing {
    /// `passed` or `failed`.
    pub const fn outcome(self) -> &'static str {
        if self.is_pass { "passed" } else { "failed" }
    }

    /// Whether the share earned rises or falls; of a score without anything possible nothing was earned.
    pub fn compared_to(self, before: Self) -> Ordering {
        let parts = |standing: Self| {
            let possible = u64::from(standing.score.possible.0);
            if possible == 0 { (0, 1) } else { (u64::from(standing.score.earned.0), possible) }
        };
        let ((now, of), (then, of_then)) = (parts(self), parts(before));
        (now * of_then).cmp(&(then * of))
    }
}

/// What scoring again changes in a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// From failed to passed.
    NowPasses,
    /// From passed to failed.
    NowFails,
    /// Passed or failed as before, with another score.
    ScoreOnly,
}

impl Change {
    /// What lies between two results; `None` when they are the same.
    pub fn between(before: Standing, after: Standing) -> Option<Self> {
        match (before.is_pass, after.is_pass) {
            _ if before == after => None,
            (false, true) => Some(Self::NowPasses),
            (true, false) => Some(Self::NowFails),
            (true, true) | (false, false) => Some(Self::ScoreOnly),
        }
    }

    /// Stable, for lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NowPasses => "now-passes",
            Self::NowFails => "now-fails",
            Self::ScoreOnly => "score-only",
        }
    }
}

/// How many results a decision changes, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Attempts that had the item.
    pub attempts: usize,
    /// Results that change in any way.
    pub changed: usize,
    /// Scores whose share rises.
    pub rise: usize,
    /// Scores whose share falls.
    pub fall: usize,
    /// From failed to passed.
    pub now_pass: usize,
    /// From passed to failed.
    pub now_fail: usize,
    /// Certificates in force that rest on a changed result.
    pub certificates: usize,
}

impl Tally {
    /// Counts an attempt that had the item.
    pub fn count(&mut self, before: Standing, after: Standing) -> Option<Change> {
        self.attempts += 1;
        let change = Change::between(before, after)?;
        self.changed += 1;
        match after.compared_to(before) {
            Ordering::Greater => self.rise += 1,
            Ordering::Less => self.fall += 1,
            Ordering::Equal => {}
        }
        match change {
            Change::NowPasses => self.now_pass += 1,
            Change::NowFails => self.now_fail += 1,
            Change::ScoreOnly => {}
        }
        Some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::scoring::Centipoints;
    use proptest::prelude::*;

    fn standings() -> impl Strategy<Value = Standing> {
        (0_u32..=3_000, 0_u32..=3_000, any::<bool>()).prop_map(|(one, other, is_pass)| {
            let score = Score { earned: Centipoints(one.min(other)), possible: Centipoints(one.max(other)) };
            Standing { is_pass, score }
        })
    }

    proptest! {
        #[test]
        fn what_stays_the_same_is_no_change(standing in standings()) {
            let mut tally = Tally::default();
            prop_assert_eq!(tally.count(standing, standing), None);
            prop_assert_eq!(tally, Tally { attempts: 1, ..Tally::default() });
        }

        #[test]
        fn going_back_undoes_the_change(before in standings(), after in standings()) {
            let (there, back) = (Change::between(before, after), Change::between(after, before));
            let undone = there.map(|change| match change {
                Change::NowPasses => Change::NowFails,
                Change::NowFails => Change::NowPasses,
                Change::ScoreOnly => Change::ScoreOnly,
            });
            prop_assert_eq!(back, undone);
            prop_assert_eq!(after.compared_to(before), before.compared_to(after).reverse());
        }
    }
}
