//! `/api/v1/assessments`: what I may sit.

use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::list_assessments::{self, Offer};
use crate::web::App;
use crate::web::problem::Problem;
use crate::web::request::SignedIn;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// An assessment I may sit.
#[derive(Clone, Serialize, ToSchema)]
pub struct AssessmentBody {
    /// `ai-for-officials`
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    /// Items on a form; of an adaptive test, at most so many.
    pub items: usize,
    /// Seconds to answer.
    pub time_limit_s: u32,
    /// Sittings left; `null` for any number.
    pub attempts_left: Option<u16>,
    /// RFC 3339, UTC; `null` for at once.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opens_at: Option<Timestamp>,
    /// RFC 3339, UTC; `null` for no end.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closes_at: Option<Timestamp>,
    /// Whether new attempts are taken now.
    pub open: bool,
    /// The share of an item's points that a wrong choice costs: `1/3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong_costs: Option<String>,
    /// Languages the items are offered in.
    pub languages: Vec<&'static str>,
}

impl From<Offer> for AssessmentBody {
    fn from(offer: Offer) -> Self {
        let time_limit_s = u32::try_from(offer.time().as_secs()).unwrap_or(u32::MAX);
        let assessment = offer.defined.assessment;
        Self {
            title: assessment.title.get(Language::Vi).to_owned(),
            items: assessment.length(),
            time_limit_s,
            attempts_left: offer.attempts_left,
            opens_at: assessment.opens_at,
            closes_at: assessment.closes_at,
            open: offer.takes_starts,
            wrong_costs: assessment.wrong_costs.map(|costs| costs.to_string()),
            languages: assessment.languages.iter().map(|language| language.code()).collect(),
            code: assessment.code,
        }
    }
}

/// What I may sit.
#[utoipa::path(get, path = "/api/v1/assessments", tag = "assessments", security(("bearer" = [])),
    responses((status = 200, body = [AssessmentBody]), (status = 401), (status = 503)))]
pub async fn list(State(app): State<App>, signed_in: SignedIn) -> Result<Json<Vec<AssessmentBody>>, Problem> {
    let (offers, _) = list_assessments::list_assessments(&app.service, &signed_in.person().id).await?;
    Ok(Json(offers.into_iter().map(AssessmentBody::from).collect()))
}
