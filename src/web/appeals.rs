//! Appeals against results, for administrators: the list, and one with the attempt it is about, to be answered.

use super::App;
use super::candidate_result::review_item;
use super::pages::appeals::{AppealPage, AppealsPage, ShownEvidence};
use super::pages::result::Review;
use super::problem::Problem;
use super::reader::{AdministratorForm, Asked, Reader, page, page_with, see_other};
use super::request::{Administrator, SignedIn, attempt_id};
use crate::domain::assessment::appeal::Ruling;
use crate::domain::identifier::ItemDecisionId;
use crate::flows::assessment::appeal_result::{AnswerRefusal, answer_appeal, list_appeals, read_appeal};
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

/// Routes of appeals.
pub fn routes() -> Router<App> {
    Router::new().route("/admin/appeals", get(list)).route("/admin/appeals/{attempt}", get(show).post(answer))
}

#[derive(Debug, Default, Deserialize)]
struct AppealsQuery {
    state: Option<String>,
}

async fn list(
    State(app): State<App>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<AppealsQuery>,
) -> Result<Response, Problem> {
    let state = query.state.filter(|state| ["open", "dismissed", "upheld"].contains(&state.as_str()));
    let appeals = list_appeals(&app.service, state.as_deref()).await?;
    page(&AppealsPage { t: reader.t, chrome: reader.chrome, state: state.unwrap_or_default(), appeals })
}

async fn show(
    State(app): State<App>,
    Path(attempt): Path<String>,
    Administrator(signed_in): Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    show_appeal(&app, &attempt, &signed_in, reader, (Default::default(), None)).await
}

/// What was typed, and the stable code of what is wrong with it.
type Faulty = ((String, String), Option<&'static str>);

async fn show_appeal(
    app: &App,
    attempt: &str,
    signed_in: &SignedIn,
    reader: Reader,
    (typed, fault): Faulty,
) -> Result<Response, Problem> {
    let login = &signed_in.person().login;
    let case = read_appeal(&app.service, &attempt_id(attempt)?, login).await?.ok_or_else(Problem::not_found)?;
    let status = match fault {
        None => StatusCode::OK,
        Some("already-answered") => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = AppealPage {
        assessment: case.assessment,
        candidate: (case.person.login, case.person.full_name),
        evidence: case.evidence.map(|evidence| ShownEvidence {
            revision: evidence.record.attempt.bank_revision,
            standing: evidence.replayed.standing,
            agrees: evidence.replayed.agrees,
            review: Review::Open(evidence.review.iter().map(review_item).collect()),
            items: evidence.record.items.into_iter().map(|item| (item.number, item.item)).collect(),
            decisions: evidence.decisions,
            signals: evidence.signals,
        }),
        appeal: case.appeal,
        typed,
        fault,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn answer(
    State(app): State<App>,
    Path(attempt): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let typed = (form.get("ruling").to_owned(), form.get("reasons").to_owned());
    let ruling = match typed.0.as_str() {
        "" => None,
        "dismissed" => Some(Ruling::Dismissed),
        "upheld" => Some(Ruling::Upheld(None)),
        id => Some(Ruling::Upheld(Some(ItemDecisionId::parse(id).ok_or_else(Problem::not_found)?))),
    };
    let fault = match ruling {
        None => "ruling-missing",
        Some(_) if form.get("confirm") != "yes" => "confirmation-missing",
        Some(ruling) => {
            let id = attempt_id(&attempt)?;
            match answer_appeal(&app.service, &id, (ruling, &typed.1), &signed_in.person().login).await {
                Ok(()) => return Ok(see_other(&format!("/admin/appeals/{attempt}#answer"))),
                Err(Failure::Refused(AnswerRefusal::ReasonsMissing)) => "reasons-missing",
                Err(Failure::Refused(AnswerRefusal::AlreadyAnswered)) => "already-answered",
                Err(Failure::Refused(AnswerRefusal::NotFound | AnswerRefusal::UnknownDecision)) => {
                    return Err(Problem::not_found());
                }
                Err(Failure::Refused(AnswerRefusal::NotAdministrator | AnswerRefusal::OwnAppeal)) => {
                    return Err(Problem::forbidden());
                }
                Err(Failure::Store(error)) => return Err(error.into()),
            }
        }
    };
    show_appeal(&app, &attempt, &signed_in, reader, (typed, Some(fault))).await
}
