//! The transparency log as static files (C2SP tlog-tiles): checkpoint, tiles, bundles of entries, keys.

use super::App;
use super::problem::Problem;
use super::proof::for_everybody;
use crate::flows::log::export_log::vkeys;
use crate::flows::log::read_tile::{latest_checkpoint, read_tile};
use crate::formats::log::tiles::TilePath;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

/// Routes that anybody may read.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/log/checkpoint", get(checkpoint))
        .route("/log/vkey", get(keys))
        .route("/log/tile/{*path}", get(tile))
}

const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /log/checkpoint`: the newest one, with the signatures it has by now. It changes every moment.
async fn checkpoint(State(app): State<App>) -> Result<Response, Problem> {
    let latest = latest_checkpoint(&app.service).await?.ok_or_else(Problem::not_found)?;
    Ok(for_everybody(TEXT, "no-cache", latest.note.into_bytes()))
}

/// `GET /log/vkey`: the log's keys, one a line, as verifiers of notes take them.
async fn keys(State(app): State<App>) -> Response {
    for_everybody(TEXT, "public, max-age=300", vkeys(&app.service).into_bytes())
}

/// `GET /log/tile/<L>/<N>[.p/<W>]` and `/log/tile/entries/...`: what is published never changes.
async fn tile(State(app): State<App>, Path(path): Path<String>) -> Result<Response, Problem> {
    let path: TilePath = path.parse().map_err(|_| Problem::not_found())?;
    let bytes = read_tile(&app.service, path).await?.ok_or_else(Problem::not_found)?;
    Ok(for_everybody("application/octet-stream", "public, max-age=31536000, immutable", bytes))
}
