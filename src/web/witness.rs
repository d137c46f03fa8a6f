//! A witness over HTTP (C2SP tlog-witness): one call, and a page of one line that says which key it has.

use super::problem::Problem;
use crate::flows::log::witness::{Witness, WitnessRefusal};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;

/// A witness and what it serves with.
#[derive(Clone, Debug)]
pub struct WitnessApp {
    /// The witness.
    pub witness: Arc<Witness>,
    /// Its name and key, as logs and verifiers are configured with it.
    pub vkey: String,
}

/// Every route of a witness.
pub fn router(app: WitnessApp) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/", get(key))
        .layer(DefaultBodyLimit::max(crate::formats::log::note::LONGEST_NOTE))
        .with_state(app)
}

async fn key(State(app): State<WitnessApp>) -> String {
    format!("{}\n", app.vkey)
}

/// `POST /add-checkpoint`: signs, or says why not, with the statuses of the specification.
async fn add_checkpoint(State(app): State<WitnessApp>, body: Bytes) -> Response {
    // On a blocking thread: what is signed is on disk first.
    let answered = tokio::task::spawn_blocking(move || {
        let body = std::str::from_utf8(&body).map_err(|_| WitnessRefusal::Malformed)?;
        app.witness.add_checkpoint(body)
    });
    match answered.await.unwrap_or(Err(WitnessRefusal::Broken)) {
        Ok(line) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], line).into_response(),
        Err(WitnessRefusal::Knows(size)) => {
            let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            (StatusCode::CONFLICT, kind, format!("{size}\n")).into_response()
        }
        Err(refusal) => refused(refusal).into_response(),
    }
}

fn refused(refusal: WitnessRefusal) -> Problem {
    let problem = |status, code, title| Problem::new(status, code, title);
    match refusal {
        WitnessRefusal::Malformed => Problem::malformed("not a request of C2SP tlog-witness"),
        WitnessRefusal::UnknownLog => Problem::not_found(),
        WitnessRefusal::NotSigned => {
            problem(StatusCode::FORBIDDEN, "log-not-signed", "The checkpoint is not signed by a known key of the log.")
        }
        WitnessRefusal::Backwards => Problem::malformed("the old size is larger than the checkpoint's"),
        WitnessRefusal::Knows(_) | WitnessRefusal::Fork => {
            problem(StatusCode::CONFLICT, "log-forked", "Another root of this size was signed before.")
        }
        WitnessRefusal::Inconsistent => problem(
            StatusCode::UNPROCESSABLE_ENTITY,
            "log-inconsistent",
            "The checkpoint does not continue the one that was signed before.",
        ),
        WitnessRefusal::Broken => Problem::internal(&"the witness could not write down or sign a checkpoint"),
    }
}
