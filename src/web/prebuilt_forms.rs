//! Forms made beforehand, for administrators: how alike they are, and building them anew.

use super::App;
use super::pages::prebuilt_forms::{FormsNotice, PrebuiltFormsPage};
use super::problem::Problem;
use super::reader::{AdministratorForm, Asked, Reader, page_with, see_other};
use super::request::Administrator;
use crate::flows::assessment::assemble_forms::{AssembleRefusal, assemble_forms, read_forms};
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

/// Routes of the forms.
pub fn routes() -> Router<App> {
    Router::new().route("/admin/assessments/{code}/forms", get(show).post(rebuild))
}

#[derive(Debug, Default, Deserialize)]
struct FormsQuery {
    done: Option<String>,
}

async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<FormsQuery>,
) -> Result<Response, Problem> {
    let notice = query.done.is_some_and(|done| done == "rebuilt").then_some(FormsNotice::Rebuilt);
    show_forms(&app, code, reader, notice).await
}

async fn show_forms(app: &App, code: String, reader: Reader, notice: Option<FormsNotice>) -> Result<Response, Problem> {
    let (defined, set) = read_forms(&app.service, &code).await?.ok_or_else(Problem::not_found)?;
    let status = match notice {
        Some(FormsNotice::ConfirmationMissing | FormsNotice::TooFewItems(..)) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(FormsNotice::Rebuilt) | None => StatusCode::OK,
    };
    let shown = PrebuiltFormsPage {
        title: defined.assessment.title.get(reader.language).to_owned(),
        blueprint: defined.assessment.blueprint,
        code,
        set,
        notice,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn rebuild(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    if form.get("confirm") != "yes" {
        return show_forms(&app, code, reader, Some(FormsNotice::ConfirmationMissing)).await;
    }
    // Reads every attempt: a few at a time, like other lists.
    let _place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    match assemble_forms(&app.service, &code, &signed_in.person().login).await {
        Ok(_) => Ok(see_other(&format!("/admin/assessments/{code}/forms?done=rebuilt"))),
        Err(Failure::Refused(AssembleRefusal::NotFound | AssembleRefusal::NotAsked)) => Err(Problem::not_found()),
        Err(Failure::Refused(AssembleRefusal::TooFewItems(too_few))) => {
            let notice = FormsNotice::TooFewItems(too_few.rule.count, too_few.available);
            show_forms(&app, code, reader, Some(notice)).await
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}
