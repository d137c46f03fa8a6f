//! `/api/v1/attempts`: start, read, save, submit, result.

use super::attempt_bodies::{AttemptBody, NextBody, SaveBody, SavedBody, SignalBody, StartBody};
use super::result_bodies::{ResultBody, ReviewBody};
use crate::domain::text::Language;
use crate::flows::assessment::check_response::{check_response, read_feedback};
use crate::flows::assessment::move_on::{MoveRequest, move_on};
use crate::flows::assessment::read_attempt::read_attempt;
use crate::flows::assessment::read_result::{ResultFound, read_result};
use crate::flows::assessment::save_response::{SaveRequest, save_response};
use crate::flows::assessment::start_attempt::{StartRequest, start_attempt};
use crate::flows::assessment::submit_attempt::submit_attempt;
use crate::flows::assessment::take_over::record_signal;
use crate::flows::people::log_in::token_hash;
use crate::web::App;
use crate::web::problem::Problem;
use crate::web::request::{Arrival, JsonBody, RawBody, SignedIn, Token, attempt_id, once_key, parse_json};
use crate::web::security::check_csrf;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::IntoResponse;

/// Start an attempt, or get the open one. The body may choose the language: `{"language":"en"}`.
#[utoipa::path(post, path = "/api/v1/assessments/{code}/attempts", tag = "attempts", security(("bearer" = [])), request_body = StartBody,
    params(("code" = String, Path), ("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]+$")),
    responses((status = 201, body = AttemptBody), (status = 200, body = AttemptBody), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 413), (status = 422), (status = 503)))]
pub async fn start(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(code): Path<String>,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<impl IntoResponse, Problem> {
    check_csrf(&Method::POST, &headers, &signed_in.token, None)?;
    let asked: StartBody = if body.is_empty() { StartBody::default() } else { parse_json(&body)? };
    let language = match asked.language.as_deref() {
        None => None,
        Some(code) => {
            Some(Language::from_code(code).ok_or_else(|| Problem::unprocessable("language is `vi` or `en`"))?)
        }
    };
    let key = once_key(&headers, "POST", &format!("/api/v1/assessments/{code}/attempts"), &body)?;
    let person = signed_in.person();
    let access_code = asked.access_code.as_deref().unwrap_or_default();
    let request = StartRequest { language, access_code, key: key.as_ref() };
    let (id, is_new) = start_attempt(&app.service, person, &code, request).await?;
    let view = read_attempt(&app.service, &person.id, &id).await?.ok_or_else(Problem::not_found)?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(AttemptBody::from(view))))
}

/// Read an attempt with its responses.
#[utoipa::path(get, path = "/api/v1/attempts/{id}", tag = "attempts", security(("bearer" = [])), params(("id" = String, Path)),
    responses((status = 200, body = AttemptBody), (status = 401), (status = 404), (status = 503)))]
pub async fn read(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<AttemptBody>, Problem> {
    let view = read_attempt(&app.service, &signed_in.person().id, &attempt_id(&id)?).await?;
    let view = view.ok_or_else(Problem::not_found)?;
    let taken_over = view.holder.as_ref().is_some_and(|holder| *holder != token_hash(&signed_in.token));
    Ok(Json(AttemptBody { taken_over, ..view.into() }))
}

/// Tell that the page of an attempt was left, where the assessment records that; nothing is scored by it.
#[utoipa::path(post, path = "/api/v1/attempts/{id}/signals", tag = "attempts", security(("bearer" = [])), request_body = SignalBody,
    params(("id" = String, Path)),
    responses((status = 204), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 413), (status = 415), (status = 422), (status = 503)))]
pub async fn signal(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SignalBody>,
) -> Result<StatusCode, Problem> {
    check_csrf(&Method::POST, &headers, &signed_in.token, None)?;
    record_signal(&app.service, &signed_in.person().id, &attempt_id(&id)?, body.left_page_seconds).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Save a response. Acknowledged only once it is on disk.
#[utoipa::path(put, path = "/api/v1/attempts/{id}/responses/{number}", tag = "attempts", security(("bearer" = [])), request_body = SaveBody,
    params(("id" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = SavedBody), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 413), (status = 415), (status = 422), (status = 503)))]
pub async fn save(
    State(app): State<App>,
    Token(token): Token,
    Path((id, number)): Path<(String, String)>,
    Arrival(arrived_at): Arrival,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SaveBody>,
) -> Result<Json<SavedBody>, Problem> {
    check_csrf(&Method::PUT, &headers, &token, None)?;
    if !(0..=1_000_000_000).contains(&body.revision) {
        return Err(Problem::unprocessable("revision is a whole number from 0 on"));
    }
    let request = SaveRequest {
        token: &token,
        attempt: attempt_id(&id)?,
        number: number.parse().map_err(|_| Problem::not_found())?,
        base_revision: body.revision,
        response: body.response,
        arrived_at,
    };
    let saved = save_response(&app.service, request).await?;
    Ok(Json(SavedBody { revision: saved.revision, saved_at: saved.saved_at }))
}

/// Move on to the next item, where the items come one after the other; there is no way back. Sent again it changes
/// nothing. An item without an answer is left only with `"blank": true`.
#[utoipa::path(post, path = "/api/v1/attempts/{id}/next", tag = "attempts", security(("bearer" = [])), request_body = NextBody,
    params(("id" = String, Path)),
    responses((status = 200, body = AttemptBody), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 413), (status = 415), (status = 422), (status = 503)))]
pub async fn next(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Arrival(arrived_at): Arrival,
    headers: HeaderMap,
    JsonBody(body): JsonBody<NextBody>,
) -> Result<Json<AttemptBody>, Problem> {
    check_csrf(&Method::POST, &headers, &signed_in.token, None)?;
    let (attempt, person) = (attempt_id(&id)?, &signed_in.person().id);
    let request = MoveRequest { from: body.from, leaves_blank: body.blank, arrived_at };
    move_on(&app.service, person, &attempt, request).await?;
    let view = read_attempt(&app.service, person, &attempt).await?;
    Ok(Json(view.ok_or_else(Problem::not_found)?.into()))
}

/// Check the saved answer of an item, in practice only: tells at once what is right; the item takes no more answers.
#[utoipa::path(post, path = "/api/v1/attempts/{id}/responses/{number}/check", tag = "attempts", security(("bearer" = [])),
    params(("id" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = ReviewBody), (status = 401), (status = 403), (status = 404), (status = 409), (status = 503)))]
pub async fn check(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, number)): Path<(String, String)>,
    Arrival(arrived_at): Arrival,
    headers: HeaderMap,
) -> Result<Json<ReviewBody>, Problem> {
    check_csrf(&Method::POST, &headers, &signed_in.token, None)?;
    let (attempt, person) = (attempt_id(&id)?, &signed_in.person().id);
    let number: i64 = number.parse().map_err(|_| Problem::not_found())?;
    check_response(&app.service, person, (&attempt, number), arrived_at).await?;
    let told = read_feedback(&app.service, person, &attempt).await?;
    let item = told.into_iter().find(|item| item.number == number).ok_or_else(Problem::not_found)?;
    Ok(Json(item.into()))
}

/// Submit an attempt. Submitting again gives the same result.
#[utoipa::path(post, path = "/api/v1/attempts/{id}/submit", tag = "attempts", security(("bearer" = [])),
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]+$")),
    responses((status = 200, body = ResultBody), (status = 400), (status = 401), (status = 403), (status = 404), (status = 413), (status = 422), (status = 503)))]
pub async fn submit(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Arrival(arrived_at): Arrival,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<Json<ResultBody>, Problem> {
    check_csrf(&Method::POST, &headers, &signed_in.token, None)?;
    let attempt = attempt_id(&id)?;
    let key = once_key(&headers, "POST", &format!("/api/v1/attempts/{id}/submit"), &body)?;
    submit_attempt(&app.service, &signed_in.person().id, &attempt, arrived_at, key.as_ref()).await?;
    app.wake_issuer();
    result_body(&app, &signed_in, &attempt).await
}

/// Read the result of a submitted attempt, with the review once it is released.
#[utoipa::path(get, path = "/api/v1/attempts/{id}/result", tag = "attempts", security(("bearer" = [])), params(("id" = String, Path)),
    responses((status = 200, body = ResultBody), (status = 401), (status = 404), (status = 409), (status = 503)))]
pub async fn result(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ResultBody>, Problem> {
    result_body(&app, &signed_in, &attempt_id(&id)?).await
}

async fn result_body(
    app: &App,
    signed_in: &SignedIn,
    id: &crate::domain::identifier::AttemptId,
) -> Result<Json<ResultBody>, Problem> {
    match read_result(&app.service, &signed_in.person().id, id).await? {
        ResultFound::Missing => Err(Problem::not_found()),
        ResultFound::StillOpen => {
            Err(Problem::new(StatusCode::CONFLICT, "attempt-open", "The attempt is not submitted yet."))
        }
        ResultFound::Result(view) => Ok(Json(ResultBody::new(*view, &app.service.settings.base_url))),
    }
}
