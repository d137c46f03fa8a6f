//! Pages for candidates: answer, hand in. The script makes them better, never necessary.

use super::candidate_result::review_item;
use super::packed::packed_page;
use super::pages::attempt::{AttemptItem, AttemptNotice, AttemptPage, SaveState, ShownStimulus};
use super::pages::chrome::{Chrome, Html as Markup};
use super::pages::supervision::HeldPage;
use super::problem::Problem;
use super::reader::{Asked, FormBody, Reader, has_chosen_text, page, see_other};
use super::request::{Arrival, SignedIn, attempt_id};
use super::{App, answer_form, candidate_route, candidate_start};
use crate::domain::assessment::accommodation::TimeAllowance;
use crate::domain::assessment::definition::Presentation;
use crate::domain::assessment::response::{Misfit, Response as Answer};
use crate::domain::assessment::way::Access;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::check_response::{CheckRefusal, check_response, read_feedback};
use crate::flows::assessment::move_on::MoveRequest;
use crate::flows::assessment::read_attempt::{
    AttemptView, ItemView, PictureOf, read_attempt, read_picture, read_simulation,
};
use crate::flows::assessment::save_response::{SaveRefusal, SaveRequest, save_response};
use crate::flows::assessment::submit_attempt::{SubmitRefusal, submit_attempt};
use crate::flows::assessment::take_over::take_over;
use crate::formats::markdown;
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

/// Routes for candidates.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/assessments", get(candidate_start::list))
        .route("/assessments/{code}", get(candidate_start::before))
        .route("/assessments/{code}/attempts", post(candidate_start::start))
        .route("/attempts/{id}", get(sit))
        .route("/attempts/{id}/items/{number}", post(answer))
        .route("/attempts/{id}/items/{number}/check", post(check))
        .route("/attempts/{id}/pictures/{number}", get(picture))
        .route("/attempts/{id}/stimuli/{number}", get(stimulus_picture))
        .route("/attempts/{id}/simulations/{number}", get(simulation))
        .route("/attempts/{id}/next", get(candidate_route::ask).post(candidate_route::next))
        .route("/attempts/{id}/submit", get(candidate_route::confirm).post(submit))
        .route("/attempts/{id}/result", get(super::candidate_result::show))
        .route("/attempts/{id}/appeal", post(super::candidate_result::appeal))
}

/// Markdown as markup, through the allow-list.
pub fn rendered(text: &str) -> Markup {
    Markup::from_rendered_markdown(markdown::to_html(text))
}

/// Markdown of an option as markup that may stand in a label.
pub fn rendered_inline(text: &str) -> Markup {
    Markup::from_rendered_markdown(markdown::to_inline_html(text))
}

#[derive(Debug, Default, Deserialize)]
struct SitQuery {
    item: Option<usize>,
    view: Option<String>,
    notice: Option<String>,
    conflict: Option<usize>,
}

async fn sit(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    Asked(query): Asked<SitQuery>,
) -> Result<Response, Problem> {
    let view = read_attempt(&app.service, &reader.required()?.person().id, &attempt_id(&id)?).await?;
    let view = view.ok_or_else(Problem::not_found)?;
    if !view.is_open {
        return Ok(see_other(&format!("/attempts/{id}/result")));
    }
    if view.paused_at.is_some() {
        return held(view, query.notice.as_deref() == Some("held"), reader);
    }
    if view.section.as_ref().is_some_and(|section| section.is_over && section.number < section.count) {
        return Ok(see_other(&format!("/attempts/{id}/next")));
    }
    let signed_in = reader.required()?;
    // Who cannot be noted down, because the disk is full or the database away for writing, still reads their items.
    let is_taken_over = take_over(&app.service, &signed_in.person().id, &view.id, &signed_in.token)
        .await
        .inspect_err(|error| tracing::warn!(%error, "whose page an attempt is was not written"))
        .unwrap_or(false);
    let feedback = match view.is_practice {
        true => read_feedback(&app.service, &reader.required()?.person().id, &view.id).await?,
        false => Vec::new(),
    };
    let open = view.way.single().and_then(|reached| usize::try_from(reached).ok());
    let presentation = match (query.view.as_deref(), query.item) {
        _ if open.is_some() => Presentation::OneItem,
        (Some("all"), _) => Presentation::AllItems,
        (None, None) if !view.shows_one_item => Presentation::AllItems,
        _ => Presentation::OneItem,
    };
    let (first, last) = open_numbers(&view);
    let current = open.or(query.item).unwrap_or_else(|| first_unanswered(&view)).clamp(first, last);
    let shown_as = match presentation {
        Presentation::AllItems => "view=all".to_owned(),
        Presentation::OneItem => format!("item={current}"),
    };
    let shown = AttemptPage {
        address: format!("/attempts/{}", view.id.as_str()),
        title: view.title.get(reader.language).to_owned(),
        language: view.language,
        deadline: view.section.as_ref().map_or(view.deadline, |section| section.deadline),
        section: candidate_route::shown_section(&view, reader.language),
        is_unlimited: view.accommodation.time == TimeAllowance::NoLimit,
        reads_aloud: view.accommodation.read_aloud,
        is_practice: view.is_practice,
        records_signals: view.records_signals,
        server_time: view.server_time,
        presentation,
        current,
        notice: match query.notice.as_deref() {
            Some("closed") => Some(AttemptNotice::Closed),
            Some("too-many") => Some(AttemptNotice::TooManyChosen),
            Some("not-a-number") => Some(AttemptNotice::NotANumber),
            Some("bad-text") => Some(AttemptNotice::BadText),
            Some("left") => Some(AttemptNotice::Left),
            None if is_taken_over => Some(AttemptNotice::TakenOver),
            Some("check-blank") => Some(AttemptNotice::CheckBlank),
            Some("checked") => Some(AttemptNotice::Checked),
            _ => None,
        },
        items: view
            .items
            .iter()
            .zip(1..)
            .filter(|(item, _)| view.way.access(item.number) == Access::Open)
            .map(|(item, number)| {
                let told = feedback.iter().find(|told| told.number == item.number);
                AttemptItem { feedback: told.map(review_item), ..shown_item(item, number, query.conflict) }
            })
            .collect(),
        total: view.total,
        is_adaptive: view.least.is_some(),
        answered_before: candidate_route::answered_before(&view),
        // Ours, not as asked: see `packed`.
        chrome: Chrome {
            path: format!("/attempts/{}?{shown_as}", view.id.as_str()),
            large_text: reader.chrome.large_text || view.accommodation.large_text && !has_chosen_text(&app, &headers),
            ..reader.chrome
        },
        id: view.id,
        t: reader.t,
    };
    packed_page(&headers, &shown)
}

/// What is shown while a supervisor holds the attempt.
pub(super) fn held(view: AttemptView, is_unsaved: bool, reader: Reader) -> Result<Response, Problem> {
    page(&HeldPage {
        title: view.title.get(reader.language).to_owned(),
        is_unsaved,
        id: view.id,
        t: reader.t,
        chrome: reader.chrome,
    })
}

/// The picture of an item, for whoever sits it: by cookie for pages, by token for programs.
async fn picture(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(place): Path<(String, usize)>,
) -> Result<Response, Problem> {
    picture_of(&app, &signed_in, place, PictureOf::Item).await
}

/// The picture of what an item and others are about.
async fn stimulus_picture(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(place): Path<(String, usize)>,
) -> Result<Response, Problem> {
    picture_of(&app, &signed_in, place, PictureOf::Stimulus).await
}

/// What a simulation may do: run its own script and show its own style, and nothing else; it has no origin of its own.
const SIMULATION_POLICY: &str = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; \
     style-src 'unsafe-inline'; img-src data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

/// The page of a simulation, for the frame of whoever sits it.
async fn simulation(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, number)): Path<(String, usize)>,
) -> Result<Response, Problem> {
    let html = read_simulation(&app.service, &signed_in.person().id, (&attempt_id(&id)?, number)).await?;
    let headers = [
        (header::CONTENT_SECURITY_POLICY, SIMULATION_POLICY),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
    ];
    Ok((headers, Html(html.ok_or_else(Problem::not_found)?)).into_response())
}

async fn picture_of(
    app: &App,
    signed_in: &SignedIn,
    (id, number): (String, usize),
    of: PictureOf,
) -> Result<Response, Problem> {
    let png = read_picture(&app.service, &signed_in.person().id, (&attempt_id(&id)?, number), of).await?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((headers, png.ok_or_else(Problem::not_found)?).into_response())
}

/// Where somebody who comes back goes on.
fn first_unanswered(view: &AttemptView) -> usize {
    let is_blank = |item: &&ItemView| {
        view.way.access(item.number) == Access::Open && item.response.as_ref().is_none_or(Answer::is_blank)
    };
    view.items.iter().find(is_blank).and_then(|item| usize::try_from(item.number).ok()).unwrap_or(1)
}

/// The first and the last item that may be answered.
fn open_numbers(view: &AttemptView) -> (usize, usize) {
    let open = view.items.iter().filter(|item| view.way.access(item.number) == Access::Open);
    let mut numbers = open.filter_map(|item| usize::try_from(item.number).ok());
    let first = numbers.next().unwrap_or(1);
    (first, numbers.next_back().unwrap_or(first))
}

/// An item as the candidate sees it.
pub(super) fn shown_item(item: &ItemView, number: usize, conflict: Option<usize>) -> AttemptItem {
    let is_blank = item.response.as_ref().is_none_or(Answer::is_blank);
    AttemptItem {
        number,
        item_type: item.item_type,
        stem: rendered(&item.stem),
        stimulus: item.stimulus.as_ref().map(|stimulus| ShownStimulus {
            id: stimulus.id.clone(),
            text: rendered(&stimulus.text),
            picture: stimulus.picture.clone(),
        }),
        has_simulation: item.has_simulation,
        picture: answer_form::picture(item),
        field: answer_form::field(item),
        revision: item.revision,
        state: match item.saved_at {
            _ if conflict == Some(number) => SaveState::Conflict,
            Some(at) if !is_blank => SaveState::Saved(at),
            Some(_) | None => SaveState::Blank,
        },
        feedback: None,
    }
}

/// A page without script sends one item at a time.
async fn answer(
    State(app): State<App>,
    Path((id, number)): Path<(String, i64)>,
    Arrival(arrived_at): Arrival,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?;
    form.check_csrf(&headers, signed_in)?;
    let revision: u32 =
        form.get("revision").parse().map_err(|_| Problem::unprocessable("revision is a whole number"))?;
    let response = answer_form::response(&form);
    let next = next_address(&id, number, form.get("goto"));
    if response.is_blank() && revision == 0 {
        return match form.get("goto") {
            "check" => check_and_show(&app, &reader, (&id, number), arrived_at).await,
            _ => Ok(see_other(&next)),
        };
    }
    let request = SaveRequest {
        token: &signed_in.token,
        attempt: attempt_id(&id)?,
        number,
        base_revision: i64::from(revision),
        response,
        arrived_at,
    };
    match save_response(&app.service, request).await {
        Ok(_) if form.get("goto") == "next" => {
            let request = MoveRequest { from: number, leaves_blank: false, arrived_at };
            candidate_route::go_on(&app, &reader, &id, request).await
        }
        Ok(_) if form.get("goto") == "check" => check_and_show(&app, &reader, (&id, number), arrived_at).await,
        Ok(_) => Ok(see_other(&next)),
        Err(Failure::Refused(SaveRefusal::Checked(_))) => {
            Ok(see_other(&format!("/attempts/{id}?item={number}&notice=checked")))
        }
        Err(Failure::Refused(SaveRefusal::Paused)) => Ok(see_other(&format!("/attempts/{id}?notice=held"))),
        Err(Failure::Refused(SaveRefusal::Left(_))) => Ok(see_other(&format!("/attempts/{id}?notice=left"))),
        Err(Failure::Refused(SaveRefusal::Stale(_))) => {
            Ok(see_other(&format!("/attempts/{id}?item={number}&conflict={number}")))
        }
        Err(Failure::Refused(SaveRefusal::Closed(_))) => {
            Ok(see_other(&format!("/attempts/{id}?item={number}&notice=closed")))
        }
        Err(Failure::Refused(SaveRefusal::Misfit(misfit))) if notice_of(&misfit).is_some() => {
            let notice = notice_of(&misfit).unwrap_or_default();
            Ok(see_other(&format!("/attempts/{id}?item={number}&notice={notice}")))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /attempts/{id}/items/{number}/check`: checks what is stored.
async fn check(
    State(app): State<App>,
    Path((id, number)): Path<(String, i64)>,
    Arrival(arrived_at): Arrival,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    form.check_csrf(&headers, reader.required()?)?;
    check_and_show(&app, &reader, (&id, number), arrived_at).await
}

/// Checks an answer in practice and shows what is right.
async fn check_and_show(
    app: &App,
    reader: &Reader,
    (id, number): (&str, i64),
    arrived_at: Timestamp,
) -> Result<Response, Problem> {
    let attempt = attempt_id(id)?;
    match check_response(&app.service, &reader.required()?.person().id, (&attempt, number), arrived_at).await {
        Ok(()) => Ok(see_other(&format!("/attempts/{id}?item={number}#feedback-{number}"))),
        Err(Failure::Refused(CheckRefusal::Blank)) => {
            Ok(see_other(&format!("/attempts/{id}?item={number}&notice=check-blank")))
        }
        Err(Failure::Refused(CheckRefusal::Closed | CheckRefusal::Paused)) => Ok(see_other(&format!("/attempts/{id}"))),
        Err(failure) => Err(failure.into()),
    }
}

/// What a person can mend by answering otherwise.
const fn notice_of(misfit: &Misfit) -> Option<&'static str> {
    match misfit {
        Misfit::TooMany => Some("too-many"),
        Misfit::NotANumber => Some("not-a-number"),
        Misfit::BadText => Some("bad-text"),
        Misfit::OtherType(_) | Misfit::UnknownOption(_) | Misfit::NotAnOrder | Misfit::OutOfPicture => None,
    }
}

/// Where the button that was pressed leads.
fn next_address(id: &str, number: i64, goto: &str) -> String {
    match goto {
        "submit" => format!("/attempts/{id}/submit"),
        "next" => format!("/attempts/{id}/next"),
        "all" => format!("/attempts/{id}?view=all#item-{number}"),
        goto => format!("/attempts/{id}?item={}", goto.parse().unwrap_or(number)),
    }
}

async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    Arrival(arrived_at): Arrival,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?;
    form.check_csrf(&headers, signed_in)?;
    match submit_attempt(&app.service, &signed_in.person().id, &attempt_id(&id)?, arrived_at, None).await {
        Ok(()) => {}
        Err(Failure::Refused(SubmitRefusal::Paused)) => return Ok(see_other(&format!("/attempts/{id}"))),
        Err(failure) => return Err(failure.into()),
    }
    app.wake_issuer();
    Ok(see_other(&format!("/attempts/{id}/result")))
}
