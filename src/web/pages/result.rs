//! The result: outcome, certificate, review.

use super::chrome::{Chrome, Html};
use super::proficiency::ProficiencyRow;
use crate::domain::assessment::appeal::{LONGEST_TEXT, Ruling};
use crate::domain::assessment::item::ItemType;
use crate::domain::assessment::scoring::{Centipoints, Outcome};
use crate::domain::certification::fate::Fate;
use crate::domain::identifier::{AttemptId, CertificateId};
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::appeal_result::AppealStanding;
use crate::i18n::Texts;
use askama::Template;

/// `GET /attempts/{id}/result`
#[derive(Template)]
#[template(path = "result.html")]
pub struct ResultPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The attempt.
    pub id: AttemptId,
    /// The assessment's code, for trying again.
    pub assessment: String,
    /// The assessment's title in the reader's language.
    pub title: String,
    /// How it was judged.
    pub outcome: Outcome,
    /// The score as shown, in basis points.
    pub basis_points: u16,
    /// Of an adaptive test: how many items were given, and the standard error of the score; `None` when it earned nothing.
    pub adaptive: Option<(usize, Option<Centipoints>)>,
    /// The cut, in basis points.
    pub cut_basis_points: u16,
    /// The grade in the reader's language, where there is one.
    pub grade: Option<String>,
    /// What wrong choices cost.
    pub deducted: Centipoints,
    /// Levels by competency; may be empty.
    pub proficiency: Vec<ProficiencyRow>,
    /// When it was handed in, or its deadline.
    pub closed_at: Timestamp,
    /// Whether time ran out.
    pub by_timeout: bool,
    /// What a person who did not pass can do.
    pub next: NextStep,
    /// The certificate of a pass.
    pub certificate: CertificateCard,
    /// The review.
    pub review: Review,
    /// What the candidate may do about the result.
    pub appeal: AppealStanding,
    /// What was typed as a reason, when it could not be filed.
    pub appeal_typed: Option<String>,
}

impl ResultPage {
    /// Characters of a reason.
    pub const fn longest_reason(&self) -> usize {
        LONGEST_TEXT
    }

    /// Whether the total is enough and a part was not: then the page says so.
    pub fn only_a_part_is_missing(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_)) && self.basis_points >= self.cut_basis_points
    }
}

/// What a person who did not pass can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing to say: passed.
    Done,
    /// Try again now; `None` for any number of times.
    RetryNow(Option<u16>),
    /// Try again from then on.
    RetryAt(Timestamp),
    /// Every attempt is used.
    NoAttemptsLeft,
    /// The window is closed.
    Closed,
}

/// Where the certificate is.
#[derive(Clone, Debug)]
pub enum CertificateCard {
    /// None is issued for this.
    None,
    /// It is being issued; the page looks again by itself.
    Pending,
    /// It waits for the decision that recognises the results.
    AwaitsDecision,
    /// Here it is.
    Ready {
        /// Its public identifier.
        id: CertificateId,
        /// Số hiệu.
        serial: String,
        /// How it stands.
        fate: Fate,
        /// The whole address of its check page, to pass on.
        verify_url: String,
    },
}

/// Whether the review may be read.
#[derive(Clone, Debug)]
pub enum Review {
    /// From then on, if known.
    Later(Option<Timestamp>),
    /// Not at all.
    Never,
    /// Now.
    Open(Vec<ReviewItem>),
}

/// One item of the review.
#[derive(Clone, Debug)]
pub struct ReviewItem {
    /// From 1.
    pub number: usize,
    /// How it was answered.
    pub item_type: ItemType,
    /// The stem.
    pub stem: Html,
    /// Of a choice, in the form's order.
    pub options: Vec<ReviewOption>,
    /// Of other types, part by part.
    pub parts: Vec<ReviewPart>,
    /// How it was marked, once that may be seen.
    pub marks: Option<ReviewMarks>,
    /// Why the key is right, once that may be seen.
    pub why: Option<ReviewWhy>,
}

/// How an item was marked.
#[derive(Clone, Copy, Debug)]
pub struct ReviewMarks {
    /// In a word.
    pub mark: ReviewMark,
    /// Points earned.
    pub earned: Centipoints,
    /// Points taken away for a wrong choice.
    pub deducted: Centipoints,
    /// Points possible.
    pub possible: Centipoints,
}

/// Why a key is right.
#[derive(Clone, Debug)]
pub struct ReviewWhy {
    /// Why.
    pub rationale: Html,
    /// The rule it rests on; may be empty.
    pub legal_basis: Html,
    /// Where it can be looked up; may be empty.
    pub source: String,
}

/// One option in the review.
#[derive(Clone, Debug)]
pub struct ReviewOption {
    /// Inline markup.
    pub text: Html,
    /// How it was used.
    pub fate: OptionFate,
}

/// One pair, place, blank or written answer of the review.
#[derive(Clone, Debug)]
pub struct ReviewPart {
    /// What was to be answered; empty where the item is a single part.
    pub label: Html,
    /// What was answered; empty when nothing was. Once that may be seen, as the following.
    pub given: Option<Html>,
    /// What is right.
    pub right: Option<Html>,
    /// Whether it was answered rightly.
    pub is_right: Option<bool>,
}

/// What choosing, or not choosing, an option meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionFate {
    /// Right and chosen.
    ChosenRight,
    /// Chosen and not right.
    ChosenWrong,
    /// Right and not chosen, as far as one may see.
    MissedRight,
    /// Chosen; whether it is right may not be seen.
    Chosen,
    /// Neither.
    Passive,
}

impl OptionFate {
    /// The fate of an option, as far as it may be seen.
    pub const fn of(is_chosen: Option<bool>, is_right: Option<bool>) -> Self {
        match (is_chosen, is_right) {
            (Some(true), Some(true)) => Self::ChosenRight,
            (Some(true), Some(false)) => Self::ChosenWrong,
            (Some(true), None) => Self::Chosen,
            (Some(false) | None, Some(true)) => Self::MissedRight,
            (Some(false) | None, Some(false) | None) => Self::Passive,
        }
    }
}

/// How an item was marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewMark {
    /// Full points.
    Right,
    /// Some points.
    Partly,
    /// No points.
    Wrong,
    /// No answer.
    Blank,
    /// The item was withdrawn and does not count.
    Withdrawn,
}
