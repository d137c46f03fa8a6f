//! Problems as pages, for readers; programs keep getting problem JSON.

use super::App;
use super::pages::problem::ProblemPage;
use super::problem::Problem;
use super::reader::{Reader, page_with};
use super::request::{MaybeSignedIn, SignedIn};
use crate::i18n::problem::ProblemKind;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Turns a problem into a page where a reader asked for one, and asks them to log in where that helps.
pub async fn show_problems(State(app): State<App>, request: Request, next: Next) -> Response {
    let wants_page = !request.uri().path().starts_with("/api/") && accepts_html(request.headers());
    if !wants_page {
        return next.run(request).await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let method = request.method().clone();
    let (mut parts, body) = request.into_parts();
    let signed_in = signed_in(&mut parts, &app).await;
    let headers = parts.headers.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    if problem.status == StatusCode::UNAUTHORIZED {
        let back = if method == Method::GET { path.as_str() } else { "" };
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", back).finish();
        return Redirect::to(&format!("/login?{query}")).into_response();
    }
    let reader = Reader::new(&app, &headers, path, signed_in);
    let page = ProblemPage {
        t: reader.t,
        chrome: reader.chrome,
        kind: kind(&problem),
        retry_after_s: problem.retry_after.and_then(|seconds| u32::try_from(seconds).ok()),
        reference: None,
    };
    let mut shown = page_with(problem.status, &page).unwrap_or_else(IntoResponse::into_response);
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    shown
}

async fn signed_in(parts: &mut axum::http::request::Parts, app: &App) -> Option<SignedIn> {
    MaybeSignedIn::from_request_parts(parts, app).await.ok().and_then(|MaybeSignedIn(signed_in)| signed_in)
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// The sentence that fits: by code where there is one of its own, else by status.
fn kind(problem: &Problem) -> ProblemKind {
    match (problem.code, problem.status.as_u16()) {
        ("cross-site", _) => ProblemKind::StaleForm,
        ("stale-revision", _) => ProblemKind::StaleRevision,
        ("attempt-closed", _) => ProblemKind::AttemptClosed,
        ("assessment-closed" | "not-open-yet", _) => ProblemKind::AssessmentClosed,
        ("pause-between-attempts", _) => ProblemKind::PauseNotOver,
        ("no-attempts-left", _) => ProblemKind::NoAttemptsLeft,
        ("already-revoked", _) => ProblemKind::AlreadyRevoked,
        ("idempotency-key-reused", _) => ProblemKind::IdempotencyMismatch,
        ("wrong-credentials", _) => ProblemKind::WrongCredentials,
        ("clock-stepped", _) => ProblemKind::ClockStepped,
        (_, 400) => ProblemKind::Malformed,
        (_, 401) => ProblemKind::NotSignedIn,
        (_, 403) => ProblemKind::Forbidden,
        (_, 404) => ProblemKind::NotFound,
        (_, 405) => ProblemKind::MethodNotAllowed,
        (_, 409) => ProblemKind::Conflict,
        (_, 413) => ProblemKind::TooLarge,
        (_, 415) => ProblemKind::UnsupportedMedia,
        (_, 422) => ProblemKind::Unprocessable,
        (_, 429) => ProblemKind::TooManyRequests,
        (_, 503) => ProblemKind::Unavailable,
        _ => ProblemKind::Internal,
    }
}
