//! Read a result: score, certificate, and the review of the items drawn once it is released.

use super::judge_attempt::{adaptive_result, judge_again};
use super::report_attempt::{Report, report_attempt};
use super::{load_bank, review_parts, rulings};
use crate::domain::assessment::adaptive::expected_score::AdaptiveResult;
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::deduction::{WrongCosts, deduction};
use crate::domain::assessment::definition::IssuePolicy;
use crate::domain::assessment::grade::{Grade, grade_of};
use crate::domain::assessment::item::ItemType;
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::proficiency::ProficiencyScale;
use crate::domain::assessment::rescoring::Ruled;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::review::{ReviewPolicy, Shown};
use crate::domain::assessment::scoring::{Centipoints, CutScore, Marked, Outcome};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::fate::Fate;
use crate::domain::identifier::{AttemptId, CertificateId, PersonId};
use crate::domain::text::{Language, Localized};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::assessments::{self, Defined};
use crate::store::assessment::attempts::StoredAttempt;
use crate::store::certification::certificates::Stage;
use crate::store::certification::decisions;
use crate::store::{Connection, StoreError, assessment::attempts, assessment::responses, certification::certificates};
use std::collections::HashMap;

/// Where the certificate of a pass stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateState {
    /// Not passed, or the assessment issues none.
    None,
    /// Being made.
    Pending,
    /// Waits for the decision that recognises the results of the campaign.
    AwaitsDecision,
    /// Issued.
    Issued {
        /// Its code.
        id: CertificateId,
        /// Its number.
        serial: String,
        /// How it stands.
        fate: Fate,
    },
}

/// One item of the review. What the candidate may not see yet is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// From 1.
    pub number: i64,
    /// How it was answered.
    pub item_type: ItemType,
    /// Markdown.
    pub stem: String,
    /// Of a choice: id, text, whether chosen, whether right; in the order of the form.
    pub options: Vec<ReviewOption>,
    /// Of other types: part by part.
    pub parts: Vec<ReviewPart>,
    /// What was answered, or that nothing was.
    pub response: Option<Option<Response>>,
    /// What is wholly right.
    pub right_response: Option<Response>,
    /// How it was marked.
    pub marks: Option<ReviewMarks>,
    /// What was decided of the item since: `withdrawn` or `rekeyed`.
    pub ruling: Option<&'static str>,
    /// Why the key is right.
    pub explanation: Option<ReviewExplanation>,
}

/// How an item was marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewMarks {
    /// Whether nothing was answered.
    pub is_blank: bool,
    /// Earned.
    pub earned: Centipoints,
    /// Taken away for a wrong choice.
    pub deducted: Centipoints,
    /// Possible.
    pub possible: Centipoints,
}

/// Why a key is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewExplanation {
    /// Markdown.
    pub rationale: String,
    /// Markdown.
    pub legal_basis: String,
    /// Where it can be looked up.
    pub source: String,
}

/// One option of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewOption {
    /// Its id.
    pub id: String,
    /// Markdown.
    pub text: String,
    /// Whether the candidate chose it.
    pub is_chosen: Option<bool>,
    /// Whether it is right.
    pub is_correct: Option<bool>,
}

/// One pair, place, blank or written answer of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPart {
    /// What was to be answered; Markdown, empty where the item is a single part.
    pub label: String,
    /// What was answered; Markdown, empty when nothing was.
    pub given: Option<String>,
    /// What is right; Markdown.
    pub right: Option<String>,
    /// Whether it was answered rightly.
    pub is_right: Option<bool>,
}

impl ReviewItem {
    /// Without what may not be seen.
    #[must_use]
    pub fn veiled(mut self, shown: Shown) -> Self {
        for option in &mut self.options {
            option.is_chosen = option.is_chosen.filter(|_| shown.response);
            option.is_correct = option.is_correct.filter(|_| shown.right_answer);
        }
        for part in &mut self.parts {
            part.given = part.given.take().filter(|_| shown.response);
            part.right = part.right.take().filter(|_| shown.right_answer);
            part.is_right = part.is_right.filter(|_| shown.marks);
        }
        self.response = self.response.filter(|_| shown.response);
        self.right_response = self.right_response.filter(|_| shown.right_answer);
        self.marks = self.marks.filter(|_| shown.marks);
        self.explanation = self.explanation.filter(|_| shown.rationale);
        self
    }
}

/// A submitted attempt's result.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultView {
    /// The attempt.
    pub id: AttemptId,
    /// The assessment's code.
    pub assessment: String,
    /// The assessment's title.
    pub title: Localized,
    /// The language of the items.
    pub language: Language,
    /// How it was judged, judged again from what is stored.
    pub outcome: Outcome,
    /// Of an adaptive test: what the score rests on, and how many items were given.
    pub adaptive: Option<(AdaptiveResult, usize)>,
    /// The cut for the whole.
    pub cut: CutScore,
    /// The grade of a pass, where the assessment has grades.
    pub grade: Option<Grade>,
    /// What else the definition has told.
    pub report: Report,
    /// The levels of the report.
    pub scale: Option<ProficiencyScale>,
    /// When it was handed in, or the deadline.
    pub closed_at: Timestamp,
    /// Whether time ran out.
    pub by_timeout: bool,
    /// The certificate.
    pub certificate: CertificateState,
    /// `None` while the review is not released.
    pub review: Option<Vec<ReviewItem>>,
}

impl ResultView {
    /// Whether every cut was reached.
    pub const fn is_pass(&self) -> bool {
        matches!(self.outcome, Outcome::Passed(_))
    }

    /// Basis points as shown.
    pub fn shown_basis_points(&self) -> u16 {
        self.outcome.score().shown_basis_points(self.cut)
    }
}

/// What reading a result finds.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultFound {
    /// No such attempt of this person.
    Missing,
    /// Not submitted yet.
    StillOpen,
    /// The result.
    Result(Box<ResultView>),
}

/// Reads the result of this person's attempt.
///
/// # Errors
/// When the store failed.
pub async fn read_result(service: &Service, person: &PersonId, id: &AttemptId) -> Result<ResultFound, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(stored) = attempts::find_own(connection, id, person).await? else { return Ok(ResultFound::Missing) };
    let (Attempt::Submitted(submitted), Some(judged)) = (&stored.attempt, stored.judged) else {
        return Ok(ResultFound::StillOpen);
    };
    let sitting = &submitted.sitting;
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    let outcome = judge_again(service, connection, sitting, judged.decisions).await?;
    if outcome.score() != judged.score || matches!(outcome, Outcome::Passed(_)) != judged.passed {
        return Err(StoreError::Unreadable("attempt.outcome"));
    }
    let shown = shown(service, connection, &defined, submitted.closed_at).await?;
    let review = if shown.is_nothing() {
        None
    } else {
        let items = review(service, connection, &stored, (judged.decisions, defined.assessment.wrong_costs)).await?;
        Some(items.into_iter().map(|item| item.veiled(shown)).collect())
    };
    let adaptive = adaptive_result(service, connection, sitting, judged.decisions).await?;
    let report = report_attempt(service, connection, (sitting, judged.decisions), &defined.assessment).await?;
    Ok(ResultFound::Result(Box::new(ResultView {
        id: sitting.id.clone(),
        assessment: sitting.assessment.clone(),
        title: defined.assessment.title.clone(),
        language: sitting.language,
        outcome,
        adaptive: adaptive.map(|result| (result, sitting.form.0.len())),
        cut: defined.assessment.cuts.whole,
        grade: grade_of(&defined.assessment.grades, judged.score, judged.passed).cloned(),
        report,
        scale: defined.assessment.proficiency.clone(),
        closed_at: submitted.closed_at,
        by_timeout: submitted.by_timeout,
        certificate: certificate_state(service, connection, &defined, judged.passed, id).await?,
        review,
    })))
}

/// What of the review may be read: by the definition the attempt is bound to, and as if the window were open while
/// others still sit, because it was extended since or a supervisor holds an attempt.
async fn shown(
    service: &Service,
    connection: &mut Connection<'_>,
    bound: &Defined,
    ended: Timestamp,
) -> Result<Shown, StoreError> {
    let now = service.clock.now();
    let policy = bound.assessment.review;
    let current = assessments::find(connection, &bound.assessment.code).await?;
    let mut is_closed =
        bound.assessment.has_closed(now) && current.as_ref().is_none_or(|current| current.assessment.has_closed(now));
    if is_closed && policy.waits_for_close() {
        is_closed = !attempts::any_runs(connection, &bound.assessment.code).await?;
    }
    let is_held_back = current.is_some_and(|current| {
        current.assessment.review == ReviewPolicy::AfterClose && !current.assessment.has_closed(now)
    });
    Ok(if is_held_back { Shown::NOTHING } else { policy.shown(ended, now, is_closed) })
}

async fn certificate_state(
    service: &Service,
    connection: &mut Connection<'_>,
    defined: &Defined,
    passed: bool,
    id: &AttemptId,
) -> Result<CertificateState, StoreError> {
    let Some(terms) = defined.assessment.certificate.as_ref().filter(|_| passed) else {
        return Ok(CertificateState::None);
    };
    Ok(match certificates::of_attempt(connection, id).await? {
        Some(registered) if registered.stage == Stage::Issued => CertificateState::Issued {
            id: registered.claim.id,
            serial: registered.claim.serial,
            fate: Fate::of(
                registered.revocation.map(|revocation| revocation.reason),
                registered.claim.expires_at,
                service.clock.now(),
            ),
        },
        Some(_) => CertificateState::Pending,
        None if terms.issue == IssuePolicy::AtOnce => CertificateState::Pending,
        None => match decisions::that_recognised(connection, &Basis::Attempt(id.clone())).await? {
            Some(_) => CertificateState::Pending,
            None => CertificateState::AwaitsDecision,
        },
    })
}

/// The items of an attempt as its candidate saw them, with answers, keys and marks.
///
/// # Errors
/// When the store failed.
pub(super) async fn review(
    service: &Service,
    connection: &mut Connection<'_>,
    stored: &StoredAttempt,
    (decisions, wrong_costs): (i64, Option<WrongCosts>),
) -> Result<Vec<ReviewItem>, StoreError> {
    let sitting = stored.attempt.sitting();
    let saved = responses::of_attempt(connection, &sitting.id).await?;
    let faces = load_bank::faces(service, connection, &sitting.revision).await?;
    let keys = load_bank::keys(service, connection, &sitting.revision).await?;
    let rulings = rulings::through(service, connection, &sitting.revision, decisions).await?;
    let mut new_keys = HashMap::new();
    for place in &sitting.form.0 {
        if let Some(Ruled::Rekeyed { revision, .. }) = rulings.of(&place.item) {
            new_keys.insert(&place.item, load_bank::keys(service, connection, revision).await?);
        }
    }
    let language = sitting.language;
    sitting
        .form
        .0
        .iter()
        .zip(1_i64..)
        // What was never reached was never shown.
        .filter(|(_, number)| stored.way.has_reached(*number))
        .map(|(place, number)| {
            let unreadable = StoreError::Unreadable("attempt.form");
            let (Some(row), Some(own), Some(explanation)) =
                (faces.get(&place.item), keys.key(&place.item), keys.explanation(&place.item))
            else {
                return Err(unreadable);
            };
            let explanation =
                new_keys.get(&place.item).and_then(|keys| keys.explanation(&place.item)).unwrap_or(explanation);
            let is_withdrawn = rulings.key(&place.item, own).is_none();
            let key = rulings.key(&place.item, own).unwrap_or(own);
            let response = saved.iter().find(|stored| stored.number == number).map(|stored| &stored.response);
            let marked = Marked { competency: &row.traits.competency, key, options: place.options.len(), response };
            let is_chosen = |id: &String| matches!(response, Some(Response::Choice(chosen)) if chosen.contains(id));
            let option = |id: &String| {
                let found = row.face.options.iter().find(|option| option.id == *id);
                ReviewOption {
                    id: id.clone(),
                    text: found.map_or_else(String::new, |option| option.text.get(language).to_owned()),
                    is_chosen: Some(is_chosen(id)),
                    is_correct: Some(key.correct_options().contains(id)),
                }
            };
            Ok(ReviewItem {
                number,
                item_type: row.face.item_type,
                stem: review_parts::stem(&row.face, language),
                options: if key.correct_options().is_empty() {
                    Vec::new()
                } else {
                    place.options.iter().map(option).collect()
                },
                parts: review_parts::parts(&row.face, key, response, language),
                response: Some(response.cloned()),
                right_response: Some(key.right_response()),
                marks: Some(ReviewMarks {
                    is_blank: response.is_none_or(Response::is_blank),
                    earned: if is_withdrawn { Centipoints(0) } else { mark(&marked) },
                    deducted: if is_withdrawn { Centipoints(0) } else { deduction(&marked, wrong_costs) },
                    possible: Centipoints(if is_withdrawn { 0 } else { u32::from(key.points) * 100 }),
                }),
                ruling: rulings.of(&place.item).map(Ruled::name),
                explanation: Some(ReviewExplanation {
                    rationale: explanation.rationale.get(language).to_owned(),
                    legal_basis: explanation.legal_basis.get(language).to_owned(),
                    source: explanation.source.clone(),
                }),
            })
        })
        .collect()
}
