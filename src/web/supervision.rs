//! Supervision and individual support, for administrators.

use super::App;
use super::pages::supervision::{
    AccommodationNotice, AccommodationsPage, SupervisionNotice, SupervisionPage, TypedAccommodation,
};
use super::problem::Problem;
use super::reader::{AdministratorForm, Asked, FormBody, Reader, page_with, see_other};
use super::request::{Administrator, attempt_id};
use crate::domain::assessment::accommodation::{Accommodation, TimeAllowance};
use crate::flows::assessment::supervise::{
    Held, SuperviseRefusal, change_access_code, pause, release, resume, supervision,
};
use crate::flows::people::arrange_accommodation::{
    ArrangeRefusal, arrange_accommodation, end_accommodation, list_accommodations,
};
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

/// Routes of supervision and of individual support.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/assessments/{code}/supervision", get(show).post(act))
        .route("/admin/accommodations", get(list).post(arrange))
}

#[derive(Debug, Default, Deserialize)]
struct DoneQuery {
    done: Option<String>,
    count: Option<usize>,
}

async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<DoneQuery>,
) -> Result<Response, Problem> {
    let count = query.count.unwrap_or_default();
    let notice = match query.done.as_deref() {
        Some("paused") => Some(SupervisionNotice::Paused(count)),
        Some("resumed") => Some(SupervisionNotice::Resumed(count)),
        Some("released") => Some(SupervisionNotice::Released(count)),
        Some("new-code") => Some(SupervisionNotice::CodeGiven),
        Some("no-code") => Some(SupervisionNotice::CodeTaken),
        _ => None,
    };
    show_supervision(&app, code, reader, (notice, String::new())).await
}

async fn show_supervision(
    app: &App,
    code: String,
    reader: Reader,
    (notice, typed): (Option<SupervisionNotice>, String),
) -> Result<Response, Problem> {
    let seen = supervision(&app.service, &code).await?.ok_or_else(Problem::not_found)?;
    let status = match notice {
        Some(SupervisionNotice::ReasonMissing) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let shown = SupervisionPage {
        title: seen.defined.assessment.title.get(reader.language).to_owned(),
        total: seen.defined.assessment.length(),
        records_signals: seen.defined.assessment.signals,
        admission: seen.defined.assessment.admission,
        access_code: seen.access_code,
        waiting: seen.waiting,
        running: seen.running,
        code,
        notice,
        typed,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn act(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let done = deed(&app, &code, &form, &signed_in.person().login).await;
    match done {
        Ok((done, count)) => Ok(see_other(&format!("/admin/assessments/{code}/supervision?done={done}&count={count}"))),
        Err(Failure::Refused(SuperviseRefusal::ReasonMissing)) => {
            let typed = form.get("reason").to_owned();
            show_supervision(&app, code, reader, (Some(SupervisionNotice::ReasonMissing), typed)).await
        }
        Err(Failure::Refused(SuperviseRefusal::NotFound | SuperviseRefusal::OtherAdmission)) => {
            Err(Problem::not_found())
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

/// What was done, and to how many.
async fn deed(
    app: &App,
    code: &str,
    form: &FormBody,
    actor: &str,
) -> Result<(&'static str, usize), Failure<SuperviseRefusal>> {
    let service = &app.service;
    let unknown = || Failure::Refused(SuperviseRefusal::NotFound);
    let named = |name: &str| match form.get(name) {
        "" => Ok(None),
        "all" => Ok(Some(None)),
        id => attempt_id(id).map(|id| Some(Some(id))).map_err(|_| unknown()),
    };
    if let Some(one) = named("pause")? {
        let held = one.as_ref().map_or(Held::All, Held::One);
        return Ok(("paused", pause(service, code, held, (form.get("reason"), actor)).await?));
    }
    if let Some(one) = named("resume")? {
        return Ok(("resumed", resume(service, code, one.as_ref().map_or(Held::All, Held::One), actor).await?));
    }
    match form.get("do") {
        "new-code" => change_access_code(service, code, true, actor).await.map(|_| ("new-code", 0)),
        "no-code" => change_access_code(service, code, false, actor).await.map(|_| ("no-code", 0)),
        "release" => {
            let login = Some(form.get("login")).filter(|login| !login.is_empty());
            let count = release(service, code, login, actor).await?;
            Ok(("released", usize::try_from(count).unwrap_or(usize::MAX)))
        }
        _ => Err(unknown()),
    }
}

async fn list(
    State(app): State<App>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<DoneQuery>,
) -> Result<Response, Problem> {
    let notice = match query.done.as_deref() {
        Some("saved") => Some(AccommodationNotice::Saved),
        Some("ended") => Some(AccommodationNotice::Ended),
        _ => None,
    };
    show_accommodations(&app, reader, notice, TypedAccommodation::default()).await
}

async fn show_accommodations(
    app: &App,
    reader: Reader,
    notice: Option<AccommodationNotice>,
    typed: TypedAccommodation,
) -> Result<Response, Problem> {
    let listed = list_accommodations(&app.service).await?;
    let status = match notice {
        Some(AccommodationNotice::Fault(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    page_with(status, &AccommodationsPage { listed, notice, typed, t: reader.t, chrome: reader.chrome })
}

async fn arrange(
    State(app): State<App>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let actor = &signed_in.person().login;
    let typed = TypedAccommodation {
        login: form.get("login").trim().to_owned(),
        time: form.get("time").to_owned(),
        large_text: form.get("large") == "yes",
        read_aloud: form.get("aloud") == "yes",
        helper: form.get("helper").trim().to_owned(),
        reason: form.get("reason").to_owned(),
    };
    let outcome = match form.get("do") {
        "end" => end_accommodation(&app.service, &typed.login, actor).await.map(|_| "ended"),
        _ => {
            let accommodation = Accommodation {
                time: match typed.time.as_str() {
                    "no-limit" => TimeAllowance::NoLimit,
                    percent => percent.parse().map_or(TimeAllowance::Usual, TimeAllowance::Extra),
                },
                large_text: typed.large_text,
                read_aloud: typed.read_aloud,
                helper: Some(typed.helper.clone()).filter(|name| !name.is_empty()),
            };
            let asked = (typed.login.as_str(), accommodation);
            arrange_accommodation(&app.service, asked, &typed.reason, actor).await.map(|()| "saved")
        }
    };
    let fault = match outcome {
        Ok(done) => return Ok(see_other(&format!("/admin/accommodations?done={done}"))),
        Err(Failure::Store(error)) => return Err(error.into()),
        Err(Failure::Refused(ArrangeRefusal::NoSuchPerson)) => "no-such-person",
        Err(Failure::Refused(ArrangeRefusal::ReasonMissing)) => "reason-missing",
        Err(Failure::Refused(ArrangeRefusal::NothingArranged)) => "nothing-arranged",
        Err(Failure::Refused(ArrangeRefusal::ExtraTimeOutOfRange)) => "extra-time",
        Err(Failure::Refused(ArrangeRefusal::BadHelperName)) => "bad-helper-name",
    };
    show_accommodations(&app, reader, Some(AccommodationNotice::Fault(fault)), typed).await
}
