//! An assessment as data: what may be sat, how long, how often, and what a pass is worth.

use super::accommodation::TimeAllowance;
use super::adaptive::AdaptiveRule;
use super::admission::Admission;
use super::blueprint::Blueprint;
use super::deduction::WrongCosts;
use super::form::Form;
use super::grade::Grade;
use super::proficiency::ProficiencyScale;
use super::review::ReviewPolicy;
use super::scoring::Cuts;
use super::section::Section;
use super::way::Navigation;
use crate::domain::text::{Language, Localized};
use crate::domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How the page shows the form at first; the candidate may change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presentation {
    /// One item per screen.
    OneItem,
    /// All items on one page.
    AllItems,
}

/// What a pass needs besides the score before its certificate is issued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuePolicy {
    /// Nothing: it is issued at once.
    #[default]
    AtOnce,
    /// A decision that recognises it.
    ByDecision,
}

/// What is printed on the certificate of this assessment besides the issuer's own data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateTerms {
    /// The code of the certificate's template; `None` for the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The line under "GIẤY CHỨNG NHẬN".
    pub subtitle: Localized,
    /// What the holder has done, between the unit and the result.
    pub statement: Localized,
    /// For the credential: what the achievement is.
    pub description: Localized,
    /// For the credential: what had to be done.
    pub criteria: Localized,
    /// `{seq:05}/{year}/AI-ĐN`
    pub serial_pattern: String,
    /// `{seq:06}/{year}`
    pub register_pattern: String,
    /// Whether the score is printed and signed.
    pub shows_score: bool,
    /// Months until it expires; `None` for never.
    pub valid_months: Option<u16>,
    /// Whether a pass waits for a decision; definitions stored before there were decisions do not say.
    #[serde(default)]
    pub issue: IssuePolicy,
}

/// An assessment, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// `ai-for-officials`
    pub code: String,
    /// The bank its items come from.
    pub bank: String,
    /// What people call it.
    pub title: Localized,
    /// What it measures; Markdown.
    pub description: Localized,
    /// The languages a candidate may choose.
    pub languages: Vec<Language>,
    /// How the form is drawn.
    pub blueprint: Blueprint,
    /// Seconds to answer.
    pub time_limit_s: u32,
    /// Seconds after the deadline in which a save that was on its way still counts.
    pub grace_s: u32,
    /// Sittings per person; `None` for any number.
    pub attempts: Option<u16>,
    /// Seconds between the end of one sitting and the start of the next.
    pub pause_s: u32,
    /// What a pass takes.
    pub cuts: Cuts,
    /// What a wrong choice costs; `None` for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_costs: Option<WrongCosts>,
    /// Grades of a pass; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Grade>,
    /// Levels by competency; `None` when none are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proficiency: Option<ProficiencyScale>,
    /// Not before; `None` for at once.
    pub opens_at: Option<Timestamp>,
    /// Not after; `None` for no end.
    pub closes_at: Option<Timestamp>,
    /// When the review may be read.
    pub review: ReviewPolicy,
    /// Whether it is practice: an answer can be checked at once, and nothing is issued.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
    /// How the page shows the form at first.
    pub presentation: Presentation,
    /// How the candidate moves between items; definitions stored before there was a choice do not say.
    #[serde(default, skip_serializing_if = "Navigation::is_free")]
    pub navigation: Navigation,
    /// What a start needs; definitions stored before there was a choice do not say.
    #[serde(default, skip_serializing_if = "Admission::is_open")]
    pub admission: Admission,
    /// How the next item follows from the answers so far; `None` where each form is drawn as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adaptive: Option<AdaptiveRule>,
    /// Parts with their own time, in order; empty where the form is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Whether pages tell when they are left, as evidence for reviewers; off unless asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signals: bool,
    /// The certificate of a pass; `None` when none is issued.
    pub certificate: Option<CertificateTerms>,
    /// Days after handing in within which a candidate may appeal; `None` where no appeals are taken here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_days: Option<u16>,
}

impl Assessment {
    /// `min(start + allowed time, window close)`: the moment the candidate is shown.
    pub fn deadline(&self, started_at: Timestamp, time: TimeAllowance) -> Timestamp {
        let by_limit = started_at.plus(time.of(Duration::from_secs(u64::from(self.time_limit_s))));
        self.closes_at.map_or(by_limit, |close| by_limit.min(close))
    }

    /// Items on a form: of an adaptive test, at most so many.
    pub fn length(&self) -> usize {
        self.adaptive.as_ref().map_or_else(|| self.blueprint.length(), |rule| usize::from(rule.most_items))
    }

    /// Whether a decision on an item can change the score of a form: it is on the form, or the form is that of an adaptive
    /// test with the item in its pool.
    pub fn rests_on(&self, item: &str, form: &Form) -> bool {
        form.0.iter().any(|place| place.item == item)
            || self.adaptive.as_ref().is_some_and(|rule| rule.parameters.contains_key(item))
    }

    /// Whether the window is open at `now`.
    pub fn window_is_open(&self, now: Timestamp) -> bool {
        self.opens_at.is_none_or(|opens| now >= opens) && self.closes_at.is_none_or(|closes| now < closes)
    }

    /// Whether the window has closed at `now`; not while a save of the last minute may still be on its way.
    pub fn has_closed(&self, now: Timestamp) -> bool {
        let grace = Duration::from_secs(u64::from(self.grace_s));
        self.closes_at.is_some_and(|closes| now >= closes.plus(grace))
    }
}
