//! Pages for candidates between items: going on where they come one after the other, and being asked before that or before
//! handing in.

use super::App;
use super::pages::attempt::ShownSection;
use super::pages::attempt::SubmitPage;
use super::pages::leave_blank::LeaveBlankPage;
use super::problem::Problem;
use super::reader::{Asked, FormBody, Reader, page, see_other};
use super::request::{Arrival, attempt_id};
use crate::domain::assessment::response::Response as Answer;
use crate::domain::assessment::way::{Access, Way};
use crate::domain::text::Language;
use crate::flows::assessment::move_on::{MoveRefusal, MoveRequest, move_on};
use crate::flows::assessment::read_attempt::{AttemptView, read_attempt};
use crate::store::Failure;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// `GET /attempts/{id}/next`: asks whether the open item may be left blank.
pub async fn ask(State(app): State<App>, Path(id): Path<String>, reader: Reader) -> Result<Response, Problem> {
    let view = read_attempt(&app.service, &reader.required()?.person().id, &attempt_id(&id)?).await?;
    let view = view.ok_or_else(Problem::not_found)?;
    if view.paused_at.is_some() {
        return Ok(see_other(&format!("/attempts/{id}")));
    }
    let (number, last) = match view.way {
        Way::Linear(reached) if view.is_open => (reached, reached),
        Way::Section(first, last) if view.is_open => (first, last),
        Way::Linear(_) | Way::Section(..) | Way::Free => return Ok(see_other(&format!("/attempts/{id}"))),
    };
    if usize::try_from(last).is_ok_and(|last| last >= view.total) {
        return Ok(see_other(&format!("/attempts/{id}/submit")));
    }
    let number = usize::try_from(number).unwrap_or(1);
    let blank = view.items.iter().filter(|item| {
        view.way.access(item.number) == Access::Open && item.response.as_ref().is_none_or(Answer::is_blank)
    });
    page(&LeaveBlankPage {
        title: view.title.get(reader.language).to_owned(),
        deadline: view.section.as_ref().map_or(view.deadline, |section| section.deadline),
        blank: blank.count(),
        section: shown_section(&view, reader.language),
        number,
        id: view.id,
        t: reader.t,
        chrome: reader.chrome,
    })
}

/// `POST /attempts/{id}/next`
pub async fn next(
    State(app): State<App>,
    Path(id): Path<String>,
    Arrival(arrived_at): Arrival,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    form.check_csrf(&headers, reader.required()?)?;
    let from = form.get("from").parse().map_err(|_| Problem::unprocessable("from is a whole number"))?;
    let request = MoveRequest { from, leaves_blank: form.get("blank") == "yes", arrived_at };
    go_on(&app, &reader, &id, request).await
}

/// Moves on and shows where the attempt is now.
pub async fn go_on(app: &App, reader: &Reader, id: &str, request: MoveRequest) -> Result<Response, Problem> {
    let address = format!("/attempts/{id}");
    match move_on(&app.service, &reader.required()?.person().id, &attempt_id(id)?, request).await {
        Ok(()) => Ok(see_other(&address)),
        Err(Failure::Refused(MoveRefusal::Blank)) => Ok(see_other(&format!("{address}/next"))),
        Err(Failure::Refused(MoveRefusal::NoNext)) => Ok(see_other(&format!("{address}/submit?ended=yes"))),
        Err(Failure::Refused(
            MoveRefusal::Closed | MoveRefusal::Paused | MoveRefusal::NotReached | MoveRefusal::NotLinear,
        )) => Ok(see_other(&address)),
        Err(failure) => Err(failure.into()),
    }
}

/// `?ended=yes`: there is no further item.
#[derive(Debug, Default, Deserialize)]
pub struct SubmitQuery {
    ended: Option<String>,
}

/// `GET /attempts/{id}/submit`: asks before handing in.
pub async fn confirm(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    Asked(query): Asked<SubmitQuery>,
) -> Result<Response, Problem> {
    let view = read_attempt(&app.service, &reader.required()?.person().id, &attempt_id(&id)?).await?;
    let view = view.ok_or_else(Problem::not_found)?;
    if !view.is_open {
        return Ok(see_other(&format!("/attempts/{id}/result")));
    }
    if view.paused_at.is_some() {
        return super::candidate::held(view, false, reader);
    }
    let unanswered = view.items.iter().zip(1..).filter(|(item, _)| {
        item.response.as_ref().is_none_or(Answer::is_blank) && view.way.access(item.number) == Access::Open
    });
    page(&SubmitPage {
        title: view.title.get(reader.language).to_owned(),
        deadline: view.deadline,
        server_time: view.server_time,
        total: view.least.map_or(view.total, |_| view.items.len()),
        open: view.way.single().and_then(|reached| usize::try_from(reached).ok()),
        too_few: view.least.filter(|least| view.items.len() < *least),
        has_ended: query.ended.is_some(),
        unanswered: unanswered.map(|(_, number)| number).collect(),
        id: view.id,
        t: reader.t,
        chrome: reader.chrome,
    })
}

/// The open section as a page shows it.
pub fn shown_section(view: &AttemptView, language: Language) -> Option<ShownSection> {
    view.section.as_ref().map(|section| ShownSection {
        title: section.title.get(language).to_owned(),
        number: section.number,
        count: section.count,
        is_over: section.is_over,
    })
}

/// Where the items come one after the other: how many of those that were left have an answer.
pub fn answered_before(view: &AttemptView) -> Option<usize> {
    let answered = view.items.iter().filter(|item| {
        view.way.access(item.number) == Access::Left
            && item.response.as_ref().is_some_and(|given| !Answer::is_blank(given))
    });
    view.way.single().map(|_| answered.count())
}
