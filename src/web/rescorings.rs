//! Pages for administrators: decisions on items after the event, which one proposes and another one confirms. They show
//! item ids and results, neither stems nor keys.

use super::App;
use super::administrator::csv;
use super::pages::rescorings::{ProposeItemPage, RescoringPage, RescoringsPage};
use super::problem::Problem;
use super::reader::{AdministratorForm, Asked, Reader, page, page_with, see_other};
use super::request::{Administrator, SignedIn};
use crate::domain::assessment::rescoring::Ruling;
use crate::domain::identifier::ItemDecisionId;
use crate::flows::assessment::decide_item::{self, DecideRefusal, Proposal, ProposeRefusal, decisions};
use crate::flows::assessment::preview_rescoring::{Preview, preview_rescoring};
use crate::formats::rescoring_csv::changes_csv;
use crate::store::Failure;
use crate::store::assessment::banks;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

/// Routes of the decisions on items.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/rescorings", get(list).post(propose))
        .route("/admin/rescorings/new", get(new))
        .route("/admin/rescorings/{id}", get(show))
        .route("/admin/rescorings/{id}/changes.csv", get(changes))
        .route("/admin/rescorings/{id}/confirm", post(confirm))
        .route("/admin/rescorings/{id}/drop", post(drop_proposal))
}

async fn list(State(app): State<App>, _: Administrator, reader: Reader) -> Result<Response, Problem> {
    page(&RescoringsPage { decisions: decisions(&app.service).await?, t: reader.t, chrome: reader.chrome })
}

#[derive(Debug, Default, Deserialize)]
struct NewQuery {
    revision: Option<String>,
    item: Option<String>,
}

async fn new(
    State(app): State<App>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<NewQuery>,
) -> Result<Response, Problem> {
    let typed = Typed {
        revision: query.revision.unwrap_or_default(),
        item: query.item.unwrap_or_default(),
        ..Typed::default()
    };
    show_proposal(&app, reader, typed, None).await
}

/// What the form brought.
#[derive(Debug, Default)]
struct Typed {
    revision: String,
    item: String,
    key_of: String,
    reason: String,
}

async fn propose(
    State(app): State<App>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let typed = |name: &str| form.get(name).trim().to_owned();
    let typed = Typed {
        revision: typed("revision"),
        item: typed("item"),
        key_of: typed("key_of"),
        reason: form.get("reason").to_owned(),
    };
    let ruling = if typed.key_of.is_empty() { Ruling::Withdrawn } else { Ruling::Rekeyed(typed.key_of.clone()) };
    let proposal =
        Proposal { revision: typed.revision.clone(), item: typed.item.clone(), ruling, reason: typed.reason.clone() };
    match decide_item::propose(&app.service, &proposal, &signed_in.person().login).await {
        Ok(id) => Ok(see_other(&format!("/admin/rescorings/{}", id.as_str()))),
        Err(Failure::Refused(ProposeRefusal::NotAdministrator)) => Err(Problem::forbidden()),
        Err(Failure::Refused(refusal)) => show_proposal(&app, reader, typed, Some(refusal.code())).await,
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

async fn show_proposal(
    app: &App,
    reader: Reader,
    typed: Typed,
    fault: Option<&'static str>,
) -> Result<Response, Problem> {
    let revisions = banks::revisions(&mut app.service.store.read().await?.link()).await?;
    let shown = ProposeItemPage {
        revisions,
        revision: typed.revision,
        item: typed.item,
        key_of: typed.key_of,
        reason: typed.reason,
        fault,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &shown)
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Administrator(signed_in): Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    show_decision(&app, &id, &signed_in, reader, false).await
}

async fn read(app: &App, id: &str) -> Result<Preview, Problem> {
    // Reads every attempt: a few at a time, like other lists.
    let _place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    preview_rescoring(&app.service, &decision_id(id)?).await?.ok_or_else(Problem::not_found)
}

async fn show_decision(
    app: &App,
    id: &str,
    signed_in: &SignedIn,
    reader: Reader,
    is_confirmation_missing: bool,
) -> Result<Response, Problem> {
    let Preview { decision, tally, results } = read(app, id).await?;
    let shown = RescoringPage {
        is_own: decision.proposed_by == signed_in.person().login,
        decision,
        tally,
        results,
        is_confirmation_missing,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(if is_confirmation_missing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &shown)
}

async fn changes(State(app): State<App>, Path(id): Path<String>, _: Administrator) -> Result<Response, Problem> {
    let preview = read(&app, &id).await?;
    Ok(csv("changes.csv", changes_csv(preview.rows())))
}

async fn confirm(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    if form.get("confirm") != "yes" {
        return show_decision(&app, &id, &signed_in, reader, true).await;
    }
    let id = decision_id(&id)?;
    decide_item::confirm(&app.service, &id, &signed_in.person().login).await?;
    Ok(see_other(&format!("/admin/rescorings/{}", id.as_str())))
}

async fn drop_proposal(
    State(app): State<App>,
    Path(id): Path<String>,
    AdministratorForm { signed_in, .. }: AdministratorForm,
) -> Result<Response, Problem> {
    let id = decision_id(&id)?;
    decide_item::drop_proposal(&app.service, &id, &signed_in.person().login).await?;
    Ok(see_other(&format!("/admin/rescorings/{}", id.as_str())))
}

fn decision_id(text: &str) -> Result<ItemDecisionId, Problem> {
    ItemDecisionId::parse(text).ok_or_else(Problem::not_found)
}

impl From<DecideRefusal> for Problem {
    fn from(refusal: DecideRefusal) -> Self {
        match refusal {
            DecideRefusal::NotFound => Self::not_found(),
            DecideRefusal::NotAdministrator => Self::forbidden(),
            DecideRefusal::SamePerson => Self::new(
                StatusCode::FORBIDDEN,
                "second-person-needed",
                "Another person than the one who proposed it has to confirm.",
            ),
            DecideRefusal::AlreadyDecided => {
                Self::new(StatusCode::CONFLICT, "already-decided", "The decision is confirmed or dropped already.")
            }
        }
    }
}
