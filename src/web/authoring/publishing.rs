//! Putting a bank into use, and who has which part in it; both for administrators.

use super::{App, desk_for};
use crate::domain::authoring::BankRole;
use crate::flows::authoring::assign_roles::{RoleRefusal, give_role, roles_of_bank, take_role};
use crate::flows::authoring::open_desk::Desk;
use crate::flows::authoring::publish_bank::{PublishRefusal, changes, next_bank, publish_bank};
use crate::formats::mistake::Mistake;
use crate::store::Failure;
use crate::web::pages::authoring::Notice;
use crate::web::pages::authoring_uploads::{PeoplePage, PublishPage};
use crate::web::problem::Problem;
use crate::web::reader::{AdministratorForm, Asked, Reader, page_with, see_other};
use crate::web::request::Administrator;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

pub(super) async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for(&app, &reader, &code).await?;
    let mistakes = match changes(&desk).is_nothing() {
        true => Vec::new(),
        false => next_bank(&desk).err().map(|found| found.iter().cloned().collect()).unwrap_or_default(),
    };
    show_changes(&desk, reader, mistakes, StatusCode::OK)
}

fn show_changes(desk: &Desk, reader: Reader, mistakes: Vec<Mistake>, status: StatusCode) -> Result<Response, Problem> {
    let title = desk.bank.title.get(reader.language).to_owned();
    let changes = changes(desk);
    page_with(
        status,
        &PublishPage { code: desk.bank.code.clone(), title, changes, mistakes, t: reader.t, chrome: reader.chrome },
    )
}

pub(super) async fn publish(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, .. }: AdministratorForm,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for(&app, &reader, &code).await?;
    match publish_bank(&app.service, &desk, &signed_in.person().login).await {
        Ok(items) => Ok(see_other(&format!("/authoring/{code}?done=published&count={items}"))),
        Err(Failure::Refused(PublishRefusal::NothingToDo)) => {
            show_changes(&desk, reader, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Failure::Refused(PublishRefusal::Mistakes(mistakes))) => {
            show_changes(&desk, reader, mistakes.iter().cloned().collect(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Failure::Refused(PublishRefusal::Stale)) => {
            let (desk, _) = desk_for(&app, &reader, &code).await?;
            show_changes(&desk, reader, Vec::new(), StatusCode::CONFLICT)
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PeopleQuery {
    done: String,
}

pub(super) async fn people(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<PeopleQuery>,
) -> Result<Response, Problem> {
    let notice = match query.done.as_str() {
        "given" => Some(Notice::Good(reader.t.people_given().to_owned())),
        "taken" => Some(Notice::Good(reader.t.people_taken().to_owned())),
        _ => None,
    };
    show_people(&app, &code, reader, (notice, String::new())).await
}

async fn show_people(
    app: &App,
    code: &str,
    reader: Reader,
    (notice, typed): (Option<Notice>, String),
) -> Result<Response, Problem> {
    let (desk, _) = desk_for(app, &reader, code).await?;
    let people = roles_of_bank(&app.service, code).await?;
    let status = if matches!(notice, Some(Notice::Bad(_))) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = desk.bank.title.get(reader.language).to_owned();
    page_with(
        status,
        &PeoplePage { code: code.to_owned(), title, people, notice, typed, t: reader.t, chrome: reader.chrome },
    )
}

pub(super) async fn assign(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    desk_for(&app, &reader, &code).await?;
    let role = BankRole::from_name(form.get("role")).ok_or_else(|| Problem::malformed("no such part"))?;
    let actor = &signed_in.person().login;
    if form.get("do") == "take" {
        take_role(&app.service, (&code, form.get("login"), role), actor).await?;
        return Ok(see_other(&format!("/authoring/{code}/people?done=taken")));
    }
    match give_role(&app.service, (&code, form.get("login"), role), actor).await {
        Ok(()) => Ok(see_other(&format!("/authoring/{code}/people?done=given"))),
        Err(Failure::Refused(RoleRefusal::NoSuchPerson)) => {
            let notice = Notice::Bad(reader.t.people_unknown().to_owned());
            show_people(&app, &code, reader, (Some(notice), form.get("login").to_owned())).await
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}
