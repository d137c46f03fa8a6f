//! The result of an attempt, and its review once it is released.

use super::attempt_bodies::ResponseBody;
use super::report_bodies::{CompetencyBody, NamedBody};
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::Centipoints;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::read_result::{CertificateState, ResultView, ReviewItem, ReviewOption};
use serde::Serialize;
use utoipa::ToSchema;

/// The result of a submitted attempt.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultBody {
    /// `submitted`
    pub state: &'static str,
    /// `passed` or `failed`
    pub outcome: &'static str,
    /// Points.
    pub score: ScoreBody,
    /// Of an adaptive test: what the score rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adaptive: Option<AdaptiveBody>,
    /// The grade of a pass, where the assessment has grades.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<NamedBody>,
    /// Points that wrong choices cost, where they cost something; the score is after them, and never below zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deducted: Option<f64>,
    /// Levels by competency, where the assessment has levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub competencies: Vec<CompetencyBody>,
    /// `null` while pending, and when there is none.
    pub certificate: Option<CertificateLink>,
    /// Whether a certificate is being made.
    pub certificate_pending: bool,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub submitted_at: Timestamp,
    /// Whether time ran out.
    pub by_timeout: bool,
    /// Once released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Vec<ReviewBody>>,
}

/// Points.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ScoreBody {
    /// Points earned, up to two decimals.
    pub earned: f64,
    /// Points possible.
    pub possible: f64,
    /// Rounded half up to two decimals, never up to the cut.
    pub percent: f64,
}

/// What the score of an adaptive test rests on: it is what would be earned on all items of the bank that the test can give.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct AdaptiveBody {
    /// How many items were given.
    pub items: usize,
    /// The standard error of the score, in points; `null` when nothing was earned: no right answer, or too few items.
    pub standard_error: Option<f64>,
}

/// Where the certificate is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CertificateLink {
    /// Its code.
    pub id: String,
    /// The page that checks it.
    pub url: String,
    /// The PDF.
    pub pdf: String,
}

/// One item of the review. What may not be seen yet is absent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewBody {
    /// From 1.
    pub number: i64,
    /// Of a choice: option ids chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Vec<String>>,
    /// Of a choice: option ids that are right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correct: Option<Vec<String>>,
    /// What was answered; `null` when nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ResponseBody>)]
    pub response: Option<Option<Response>>,
    /// What is wholly right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ResponseBody>)]
    pub right_response: Option<Response>,
    /// Points earned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earned: Option<f64>,
    /// Points taken away for a wrong choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deducted: Option<f64>,
    /// Points possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possible: Option<f64>,
    /// What was decided of the item since: `withdrawn` (it counts neither way) or `rekeyed`; else `null`.
    pub ruling: Option<&'static str>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
}

/// Hundredths as a number of points; exact to two decimals in JSON.
fn points(points: Centipoints) -> f64 {
    f64::from(points.0) / 100.0
}

fn deducted(taken: Centipoints) -> Option<f64> {
    (!taken.is_zero()).then(|| points(taken))
}

impl ResultBody {
    /// From the flow's view; addresses rest on the configured base URL.
    pub fn new(view: ResultView, base_url: &str) -> Self {
        let percent = f64::from(view.shown_basis_points()) / 100.0;
        let language = view.language;
        Self {
            state: "submitted",
            outcome: view.outcome.name(),
            score: ScoreBody {
                earned: points(view.outcome.score().earned),
                possible: points(view.outcome.score().possible),
                percent,
            },
            adaptive: view.adaptive.map(|(result, items)| AdaptiveBody {
                items,
                standard_error: result.earns.then(|| points(result.error)),
            }),
            grade: view.grade.map(|grade| NamedBody::new(grade.code, &grade.title, language)),
            deducted: deducted(view.report.deducted),
            competencies: (view.report.competencies.into_iter())
                .map(|found| CompetencyBody::new(found, language))
                .collect(),
            certificate_pending: matches!(
                view.certificate,
                CertificateState::Pending | CertificateState::AwaitsDecision
            ),
            certificate: match view.certificate {
                CertificateState::Issued { id, .. } => Some(CertificateLink {
                    id: id.to_string(),
                    url: format!("{base_url}/v/{id}"),
                    pdf: format!("{base_url}/certificates/{id}.pdf"),
                }),
                CertificateState::None | CertificateState::Pending | CertificateState::AwaitsDecision => None,
            },
            submitted_at: view.closed_at,
            by_timeout: view.by_timeout,
            review: view.review.map(|items| items.into_iter().map(ReviewBody::from).collect()),
        }
    }
}

impl From<ReviewItem> for ReviewBody {
    fn from(item: ReviewItem) -> Self {
        let ids = |wanted: fn(&ReviewOption) -> Option<bool>| {
            let is_so = |option: &&ReviewOption| wanted(option) == Some(true);
            item.options.iter().filter(is_so).map(|option| option.id.clone()).collect::<Vec<_>>()
        };
        Self {
            number: item.number,
            chosen: item.response.as_ref().map(|_| ids(|option| option.is_chosen)),
            correct: item.right_response.as_ref().map(|_| ids(|option| option.is_correct)),
            earned: item.marks.map(|marks| points(marks.earned)),
            deducted: item.marks.and_then(|marks| deducted(marks.deducted)),
            possible: item.marks.map(|marks| points(marks.possible)),
            ruling: item.ruling,
            rationale: item.explanation.as_ref().map(|told| told.rationale.clone()),
            legal_basis: item.explanation.map(|told| told.legal_basis),
            response: item.response,
            right_response: item.right_response,
        }
    }
}
