//! How hard items are and how well they measure, for administrators: a page with curves.

use super::App;
use super::administrator::find_assessment;
use super::pages::measurement::{Measured, MeasurementPage};
use super::problem::Problem;
use super::reader::{Asked, Reader, page};
use super::request::Administrator;
use crate::flows::measurement::calibrate_items::{CalibrationRefusal, calibrate_items};
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

/// Routes of the calibration.
pub fn routes() -> Router<App> {
    Router::new().route("/admin/assessments/{code}/measurement", get(measurement))
}

#[derive(Debug, Default, Deserialize)]
struct MeasurementQuery {
    revision: Option<String>,
    item: Option<String>,
}

async fn measurement(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<MeasurementQuery>,
) -> Result<Response, Problem> {
    let assessment = find_assessment(&app, &code).await?;
    let asked = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    let revision = asked(&query.revision);
    // Reads every attempt: a few at a time, like other lists; and one thread is enough beside people who sit.
    let _place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    let calibrated = calibrate_items(&app.service, (&code, revision.as_deref()), 1, |_| {}).await;
    let measured = match calibrated {
        Ok(calibrated) => Some(Measured::new(calibrated, asked(&query.item).as_deref()).ok_or(Problem::not_found())?),
        Err(Failure::Refused(CalibrationRefusal::TooFewAttempts(_) | CalibrationRefusal::TooFewAnswers)) => None,
        Err(Failure::Refused(CalibrationRefusal::NoSuchRevision)) if revision.is_none() => None,
        Err(Failure::Refused(CalibrationRefusal::NotFound | CalibrationRefusal::NoSuchRevision)) => {
            return Err(Problem::not_found());
        }
        Err(Failure::Store(error)) => return Err(error.into()),
    };
    let title = assessment.title.get(reader.language).to_owned();
    let is_adaptive = assessment.adaptive.is_some();
    page(&MeasurementPage { t: reader.t, chrome: reader.chrome, code, title, is_adaptive, measured })
}
