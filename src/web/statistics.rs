//! Statistics for administrators: pages with plots, and the figures of items, options and groups as CSV.

use super::App;
use super::administrator::{counted_at, csv, find_assessment};
use super::pages::differences;
use super::pages::item_statistics::ItemStatisticsPage;
use super::pages::statistics::StatisticsPage;
use super::problem::Problem;
use super::reader::{Asked, Reader, page};
use super::request::Administrator;
use crate::flows::assessment::compute_statistics::{Computed, StatisticsRefusal, find_statistics};
use crate::formats::statistics_csv::{groups_csv, items_csv, options_csv};
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use std::sync::Arc;

/// Routes of the statistics.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/assessments/{code}/statistics", get(statistics))
        .route("/admin/assessments/{code}/statistics.csv", get(statistics_csv))
        .route("/admin/assessments/{code}/statistics/options.csv", get(options))
        .route("/admin/assessments/{code}/statistics/groups.csv", get(groups))
        .route("/admin/assessments/{code}/statistics/items/{item}", get(item_statistics))
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
        items: computed.items.clone(),
        statistics: computed.statistics.clone(),
        paces: computed.paces.clone(),
        comparisons: computed.comparisons.clone(),
        counted_at: counted_at(&app, computed.at),
        withdrawn: computed.withdrawn,
        has_deductions: computed.has_deductions,
        is_adaptive: computed.adaptive > 0 || assessment.adaptive.is_some(),
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
    Ok(csv(&format!("statistics-{code}.csv"), items_csv(&computed.items, &computed.statistics, &computed.paces)))
}

async fn options(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    Asked(query): Asked<StatisticsQuery>,
) -> Result<Response, Problem> {
    let computed = compute(&app, &code, &query).await?;
    // Without the keys: those are for authors, on the command line.
    Ok(csv(&format!("options-{code}.csv"), options_csv(&computed.items, &computed.statistics, false)))
}

async fn groups(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    Asked(query): Asked<StatisticsQuery>,
) -> Result<Response, Problem> {
    let computed = compute(&app, &code, &query).await?;
    Ok(csv(&format!("groups-{code}.csv"), groups_csv(&computed.items, computed.compared())))
}

async fn item_statistics(
    State(app): State<App>,
    Path((code, item)): Path<(String, String)>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<StatisticsQuery>,
) -> Result<Response, Problem> {
    let assessment = find_assessment(&app, &code).await?;
    let computed = compute(&app, &code, &query).await?;
    let found = computed.items.iter().zip(&computed.statistics.items).enumerate();
    let mut had = found.filter(|(_, (_, figures))| figures.attempts > 0);
    let (place, (facts, figures)) = had.find(|(_, (facts, _))| facts.id == item).ok_or_else(Problem::not_found)?;
    page(&ItemStatisticsPage {
        title: assessment.title.get(reader.language).to_owned(),
        revision: computed.revision.clone().unwrap_or_default(),
        facts: facts.clone(),
        figures: figures.clone(),
        pace: computed.paces.get(place).copied().unwrap_or_default(),
        differences: differences::of_item(&computed.comparisons, place, &computed.items, reader.t),
        code,
        t: reader.t,
        chrome: reader.chrome,
    })
}

async fn compute(app: &App, code: &str, query: &StatisticsQuery) -> Result<Arc<Computed>, Problem> {
    // Reads every attempt: a few at a time, like other lists.
    let _place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    let revision = query.revision.as_deref().filter(|revision| !revision.is_empty());
    find_statistics(&app.service, code, revision).await.map_err(|failure| match failure {
        Failure::Refused(StatisticsRefusal::NotFound | StatisticsRefusal::NoSuchRevision) => Problem::not_found(),
        Failure::Store(error) => error.into(),
    })
}
