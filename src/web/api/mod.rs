//! The JSON API: DESIGN's contract, described by `/api/v1/openapi.json`.

pub mod appeals;
pub mod assessments;
mod attempt_bodies;
pub mod attempts;
pub mod certificates;
pub mod openapi;
pub mod report_bodies;
mod result_bodies;
pub mod seals;
pub mod session;

use super::App;
use axum::Router;
use axum::routing::{get, post, put};

/// Every route of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/session", post(session::log_in).delete(session::log_out))
        .route("/api/v1/assessments", get(assessments::list))
        .route("/api/v1/assessments/{code}/attempts", post(attempts::start))
        .route("/api/v1/attempts/{id}", get(attempts::read))
        .route("/api/v1/attempts/{id}/responses/{number}", put(attempts::save))
        .route("/api/v1/attempts/{id}/responses/{number}/check", post(attempts::check))
        .route("/api/v1/attempts/{id}/signals", post(attempts::signal))
        .route("/api/v1/attempts/{id}/next", post(attempts::next))
        .route("/api/v1/attempts/{id}/submit", post(attempts::submit))
        .route("/api/v1/attempts/{id}/result", get(attempts::result))
        .route("/api/v1/attempts/{id}/appeal", get(appeals::read).post(appeals::file))
        .route("/api/v1/certificates/{id}", get(certificates::read))
        .route("/api/v1/verify", post(certificates::verify))
        .route("/api/v1/openapi.json", get(openapi::document))
}
