//! Similar answers, for administrators: pairs that chance does not explain, as a page and as CSV.

use super::App;
use super::administrator::{csv, find_assessment};
use super::pages::similarity::SimilarityPage;
use super::problem::Problem;
use super::reader::{Reader, page};
use super::request::Administrator;
use crate::flows::assessment::compare_answers::{ComparedAnswers, compare_answers};
use crate::flows::assessment::compute_statistics::StatisticsRefusal;
use crate::formats::similarity_csv::similarity_csv;
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

/// Routes of similar answers.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/assessments/{code}/similarity", get(show))
        .route("/admin/assessments/{code}/similarity.csv", get(as_csv))
}

async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    let assessment = find_assessment(&app, &code).await?;
    let compared = compare(&app, &code).await?;
    let title = assessment.title.get(reader.language).to_owned();
    page(&SimilarityPage { title, code, compared, t: reader.t, chrome: reader.chrome })
}

async fn as_csv(State(app): State<App>, Path(code): Path<String>, _: Administrator) -> Result<Response, Problem> {
    let compared = compare(&app, &code).await?;
    let found = compared.found.iter().map(|pair| {
        let named = pair.people.each_ref().map(|one| [one.login.as_str(), &one.full_name, one.attempt.as_str()]);
        (named, pair.figures)
    });
    Ok(csv(&format!("similarity-{code}.csv"), similarity_csv(compared.pairs, found)))
}

async fn compare(app: &App, code: &str) -> Result<ComparedAnswers, Problem> {
    // Reads every attempt: a few at a time, like other lists.
    let _place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    compare_answers(&app.service, code).await.map_err(|failure| match failure {
        Failure::Refused(StatisticsRefusal::NotFound | StatisticsRefusal::NoSuchRevision) => Problem::not_found(),
        Failure::Store(error) => error.into(),
    })
}
