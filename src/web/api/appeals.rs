//! `/api/v1/attempts/{id}/appeal`: appeal against a result, and read what became of it.

use crate::domain::assessment::appeal::Appeal;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::appeal_result::{AppealStanding, appeal_standing, file_appeal};
use crate::web::App;
use crate::web::problem::Problem;
use crate::web::request::{JsonBody, SignedIn, attempt_id};
use crate::web::security::check_csrf;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An appeal to be filed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    /// Why, in words: 1 to 2,000 characters.
    #[schema(max_length = 2000, pattern = r"\S")]
    pub reason: String,
}

/// An appeal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AppealBody {
    /// `open`, `dismissed` or `upheld`
    pub state: &'static str,
    /// As it was filed.
    pub reason: String,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Timestamp,
    /// The reasons of the answer; `null` while it waits.
    pub answer: Option<String>,
    /// RFC 3339, UTC; `null` while it waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Timestamp>,
}

impl From<Appeal> for AppealBody {
    fn from(appeal: Appeal) -> Self {
        let state = appeal.state();
        let (answer, answered_at) = appeal.answer.map(|answer| (answer.reasons, answer.at)).unzip();
        Self { state, reason: appeal.reason, filed_at: appeal.filed_at, answer, answered_at }
    }
}

/// Appeal against the result of a submitted attempt; once for each attempt, within the days the assessment gives.
#[utoipa::path(post, path = "/api/v1/attempts/{id}/appeal", tag = "attempts", security(("bearer" = [])), request_body = FileBody, params(("id" = String, Path)),
    responses((status = 201, body = AppealBody), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 413), (status = 415), (status = 422), (status = 503)))]
pub async fn file(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<FileBody>,
) -> Result<(StatusCode, Json<AppealBody>), Problem> {
    check_csrf(&Method::POST, &headers, &signed_in.token, None)?;
    let appeal = file_appeal(&app.service, signed_in.person(), &attempt_id(&id)?, &body.reason).await?;
    Ok((StatusCode::CREATED, Json(appeal.into())))
}

/// Read the appeal against a result.
#[utoipa::path(get, path = "/api/v1/attempts/{id}/appeal", tag = "attempts", security(("bearer" = [])), params(("id" = String, Path)),
    responses((status = 200, body = AppealBody), (status = 401), (status = 404), (status = 503)))]
pub async fn read(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<AppealBody>, Problem> {
    match appeal_standing(&app.service, &signed_in.person().id, &attempt_id(&id)?).await? {
        Some(AppealStanding::Filed(appeal)) => Ok(Json(appeal.into())),
        Some(AppealStanding::NotOffered | AppealStanding::Until(_) | AppealStanding::Over(_)) | None => {
            Err(Problem::not_found())
        }
    }
}
