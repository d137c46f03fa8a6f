//! Signals: what the page of an attempt tells besides answers, where an assessment records it.
//!
//! They are sensitive and say little: a call, a low battery or a screen reader leave the page as a search for answers
//! does. So they are off unless an assessment asks for them, candidates are told before they start, and whoever reads
//! them reads their limits beside them. Nothing is scored by them.

use serde::{Deserialize, Serialize};

/// Signals kept of one attempt.
pub const MOST_SIGNALS: i64 = 500;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// The page was out of sight for some seconds.
    LeftPage,
    /// Another session opened the attempt.
    TakenOver,
}

impl SignalKind {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeftPage => "left_page",
            Self::TakenOver => "taken_over",
        }
    }
}

/// One signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// What happened.
    pub kind: SignalKind,
    /// For how long.
    pub seconds: u32,
}

/// The signals of an attempt, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignalCounts {
    /// How often the page was left.
    pub left_page: i64,
    /// For how long altogether.
    pub seconds_away: i64,
    /// How often another session opened the attempt.
    pub taken_over: i64,
}
