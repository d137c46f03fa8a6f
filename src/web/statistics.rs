//! Statistics for administrators: a page with plots, and the figures of the items as CSV.

use super::App;
use super::administrator::{csv, find_assessment};
use super::pages::statistics::StatisticsPage;
use super::problem::Problem;
use super::reader::{Asked, Reader, page};
use super::request::Administrator;
use crate::flows::assessment::compute_statistics::{Computed, StatisticsRefusal, compute_statistics};
use crate::formats::statistics_csv::items_csv;
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

/// Routes of the statistics.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/assessments/{code}/statistics", get(statistics))
        .route("/admin/assessments/{code}/statistics.csv", get(statistics_csv))
}

#[derive(Debug, Default, Deserialize)]
struct StatisticsQuery {
    revision: Option<String>,
}

async fn statistics(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<StatisticsQuery>,
) -> Result<Response, Problem> {
    let assessment = find_assessment(&app, &code).await?;
    let computed = compute(&app, &code, &query).await?;
    let is_shown = |revision: &String| Some(revision) == computed.revision.as_ref();
    let revisions = computed.revisions.iter();
    page(&StatisticsPage {
        title: assessment.title.get(reader.language).to_owned(),
        cut: computed.cut,
        revisions: revisions.map(|(revision, attempts)| (revision.clone(), *attempts, is_shown(revision))).collect(),
        items: computed.items,
        statistics: computed.statistics,
        code,
        t: reader.t,
        chrome: reader.chrome,
    })
}

async fn statistics_csv(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    Asked(query): Asked<StatisticsQuery>,
) -> Result<Response, Problem> {
    let computed = compute(&app, &code, &query).await?;
    Ok(csv(&format!("statistics-{code}.csv"), items_csv(&computed.items, &computed.statistics)))
}

async fn compute(app: &App, code: &str, query: &StatisticsQuery) -> Result<Computed, Problem> {
    // Reads every attempt: a few at a time, like other lists.
    let _place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    let revision = query.revision.as_deref().filter(|revision| !revision.is_empty());
    compute_statistics(&app.service, code, revision).await.map_err(|failure| match failure {
        Failure::Refused(StatisticsRefusal::NotFound | StatisticsRefusal::NoSuchRevision) => Problem::not_found(),
        Failure::Store(error) => error.into(),
    })
}
