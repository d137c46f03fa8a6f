//! Pages for candidates: choose, start, answer, hand in. The script makes them better, never necessary.

use super::packed::packed_page;
use super::pages::assessments::{AssessmentCard, AssessmentPage, AssessmentsPage, CardState, PastResult};
use super::pages::attempt::{AttemptItem, AttemptNotice, AttemptPage, SaveState};
use super::pages::chrome::{Chrome, Html};
use super::problem::Problem;
use super::reader::{Asked, FormBody, Reader, page, page_with, see_other};
use super::request::{Arrival, SignedIn, attempt_id};
use super::{App, answer_form, candidate_route};
use crate::domain::assessment::definition::Presentation;
use crate::domain::assessment::response::{Misfit, Response as Answer};
use crate::domain::assessment::way::Access;
use crate::domain::certification::fate::Fate;
use crate::domain::identifier::CertificateId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::list_assessments::{Offer, list_assessments};
use crate::flows::assessment::move_on::MoveRequest;
use crate::flows::assessment::read_attempt::{AttemptView, ItemView, read_attempt, read_picture};
use crate::flows::assessment::read_result::{CertificateState, ResultFound, read_result};
use crate::flows::assessment::save_response::{SaveRefusal, SaveRequest, save_response};
use crate::flows::assessment::start_attempt::{Standing, start_attempt};
use crate::flows::assessment::submit_attempt::submit_attempt;
use crate::formats::markdown;
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

/// Routes for candidates.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/assessments", get(list))
        .route("/assessments/{code}", get(before))
        .route("/assessments/{code}/attempts", post(start))
        .route("/attempts/{id}", get(sit))
        .route("/attempts/{id}/items/{number}", post(answer))
        .route("/attempts/{id}/pictures/{number}", get(picture))
        .route("/attempts/{id}/next", get(candidate_route::ask).post(candidate_route::next))
        .route("/attempts/{id}/submit", get(candidate_route::confirm).post(submit))
        .route("/attempts/{id}/result", get(super::candidate_result::show))
        .route("/attempts/{id}/appeal", post(super::candidate_result::appeal))
}

/// Markdown as markup, through the allow-list.
pub fn rendered(text: &str) -> Html {
    Html::from_rendered_markdown(markdown::to_html(text))
}

/// Markdown of an option as markup that may stand in a label.
pub fn rendered_inline(text: &str) -> Html {
    Html::from_rendered_markdown(markdown::to_inline_html(text))
}

async fn list(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
    let person = reader.required()?.person().id.clone();
    let (offers, now) = list_assessments(&app.service, &person).await?;
    let mut cards = Vec::with_capacity(offers.len());
    let mut past = Vec::new();
    for offer in &offers {
        let certificate = certificate_of(&app, &reader, offer).await?;
        cards.push(card(offer, certificate, reader.language, now));
        past.extend(past_results(offer, reader.language));
    }
    past.sort_by_key(|result| std::cmp::Reverse(result.closed_at));
    page(&AssessmentsPage { t: reader.t, chrome: reader.chrome, cards, past })
}

async fn certificate_of(app: &App, reader: &Reader, offer: &Offer) -> Result<Option<(CertificateId, Fate)>, Problem> {
    let Some(passed) = offer.past.iter().find(|sitting| sitting.judged.passed) else { return Ok(None) };
    let person = &reader.required()?.person().id;
    Ok(match read_result(&app.service, person, &passed.id).await? {
        ResultFound::Result(result) => match result.certificate {
            CertificateState::Issued { id, fate, .. } => Some((id, fate)),
            CertificateState::None | CertificateState::Pending | CertificateState::AwaitsDecision => None,
        },
        ResultFound::Missing | ResultFound::StillOpen => None,
    })
}

fn card(
    offer: &Offer,
    certificate: Option<(CertificateId, Fate)>,
    language: Language,
    now: Timestamp,
) -> AssessmentCard {
    let assessment = &offer.defined.assessment;
    AssessmentCard {
        code: assessment.code.clone(),
        title: assessment.title.get(language).to_owned(),
        items: assessment.length(),
        least_items: assessment.adaptive.as_ref().map(|rule| usize::from(rule.least_items)),
        minutes: assessment.time_limit_s / 60,
        cut_basis_points: assessment.cuts.whole.basis_points(),
        attempts_left: offer.attempts_left,
        closes_at: assessment.closes_at,
        state: card_state(offer, certificate, now),
    }
}

fn card_state(offer: &Offer, certificate: Option<(CertificateId, Fate)>, now: Timestamp) -> CardState {
    let passed = offer.past.iter().find(|sitting| sitting.judged.passed);
    match (offer.standing, &offer.open, passed) {
        (Standing::InProgress, Some((attempt, deadline)), _) => CardState::InProgress {
            attempt: attempt.clone(),
            deadline: *deadline,
            minutes_left: u32::try_from(deadline.since(now).as_secs() / 60).unwrap_or(u32::MAX),
        },
        (Standing::Passed, _, Some(sitting)) => CardState::Passed { attempt: sitting.id.clone(), certificate },
        (Standing::NoneLeft, ..) => CardState::NoAttemptsLeft,
        _ => match offer.defined.assessment.opens_at.filter(|opens| now < *opens) {
            Some(opens) => CardState::OpensAt(opens),
            None if !offer.takes_starts => CardState::Closed,
            None => match offer.standing {
                Standing::PauseUntil(until) => CardState::PauseUntil(until),
                _ => CardState::CanStart,
            },
        },
    }
}

fn past_results(offer: &Offer, language: Language) -> impl Iterator<Item = PastResult> {
    let assessment = &offer.defined.assessment;
    offer.past.iter().map(move |sitting| PastResult {
        attempt: sitting.id.clone(),
        title: assessment.title.get(language).to_owned(),
        closed_at: sitting.closed_at,
        basis_points: sitting.judged.score.shown_basis_points(assessment.cuts.whole),
        is_pass: sitting.judged.passed,
    })
}

async fn before(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Result<Response, Problem> {
    before_page(&app, &code, reader, false, StatusCode::OK).await
}

async fn before_page(
    app: &App,
    code: &str,
    reader: Reader,
    is_confirmation_missing: bool,
    status: StatusCode,
) -> Result<Response, Problem> {
    let person = reader.required()?.person().id.clone();
    let (offers, now) = list_assessments(&app.service, &person).await?;
    let offer =
        offers.into_iter().find(|offer| offer.defined.assessment.code == code).ok_or_else(Problem::not_found)?;
    let certificate = certificate_of(app, &reader, &offer).await?;
    let assessment = &offer.defined.assessment;
    let language = if assessment.languages.contains(&reader.language) {
        reader.language
    } else {
        assessment.languages.first().copied().unwrap_or_default()
    };
    let shown = AssessmentPage {
        card: card(&offer, certificate, reader.language, now),
        description: rendered(assessment.description.get(reader.language)),
        languages: assessment.languages.clone(),
        language,
        pause_hours: assessment.pause_s.div_ceil(3600),
        wrong_costs: assessment.wrong_costs.map(|costs| costs.to_string()),
        grades: (assessment.grades.iter())
            .map(|grade| (grade.title.get(reader.language).to_owned(), grade.from.basis_points()))
            .collect(),
        is_linear: !assessment.navigation.is_free(),
        is_confirmation_missing,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn start(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?;
    form.check_csrf(&headers, signed_in)?;
    if form.get("ready") != "yes" {
        return before_page(&app, &code, reader, true, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let language = Language::from_code(form.get("language"));
    let (id, _) = start_attempt(&app.service, signed_in.person(), &code, language, None).await?;
    Ok(see_other(&format!("/attempts/{}", id.as_str())))
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
    let open = view.way.stored().and_then(|reached| usize::try_from(reached).ok());
    let presentation = match (query.view.as_deref(), query.item) {
        _ if open.is_some() => Presentation::OneItem,
        (Some("all"), _) => Presentation::AllItems,
        (None, None) if !view.shows_one_item => Presentation::AllItems,
        _ => Presentation::OneItem,
    };
    let current = open.or(query.item).unwrap_or_else(|| first_unanswered(&view)).clamp(1, view.items.len().max(1));
    let shown_as = match presentation {
        Presentation::AllItems => "view=all".to_owned(),
        Presentation::OneItem => format!("item={current}"),
    };
    let shown = AttemptPage {
        title: view.title.get(reader.language).to_owned(),
        language: view.language,
        deadline: view.deadline,
        server_time: view.server_time,
        presentation,
        current,
        notice: match query.notice.as_deref() {
            Some("closed") => Some(AttemptNotice::Closed),
            Some("too-many") => Some(AttemptNotice::TooManyChosen),
            Some("not-a-number") => Some(AttemptNotice::NotANumber),
            Some("bad-text") => Some(AttemptNotice::BadText),
            Some("left") => Some(AttemptNotice::Left),
            _ => None,
        },
        items: view
            .items
            .iter()
            .zip(1..)
            .filter(|(item, _)| view.way.access(item.number) == Access::Open)
            .map(|(item, number)| shown_item(item, number, query.conflict))
            .collect(),
        total: view.total,
        is_adaptive: view.least.is_some(),
        answered_before: candidate_route::answered_before(&view),
        // Ours, not as asked: see `packed`.
        chrome: Chrome { path: format!("/attempts/{}?{shown_as}", view.id.as_str()), ..reader.chrome },
        id: view.id,
        t: reader.t,
    };
    packed_page(&headers, &shown)
}

/// The picture of an item, for whoever sits it: by cookie for pages, by token for programs.
async fn picture(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, number)): Path<(String, usize)>,
) -> Result<Response, Problem> {
    let png = read_picture(&app.service, &signed_in.person().id, &attempt_id(&id)?, number).await?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((headers, png.ok_or_else(Problem::not_found)?).into_response())
}

/// Where somebody who comes back goes on.
fn first_unanswered(view: &AttemptView) -> usize {
    view.items.iter().position(|item| item.response.as_ref().is_none_or(Answer::is_blank)).map_or(1, |index| index + 1)
}

fn shown_item(item: &ItemView, number: usize, conflict: Option<usize>) -> AttemptItem {
    let is_blank = item.response.as_ref().is_none_or(Answer::is_blank);
    AttemptItem {
        number,
        item_type: item.item_type,
        stem: rendered(&item.stem),
        picture: answer_form::picture(item),
        field: answer_form::field(item),
        revision: item.revision,
        state: match item.saved_at {
            _ if conflict == Some(number) => SaveState::Conflict,
            Some(at) if !is_blank => SaveState::Saved(at),
            Some(_) | None => SaveState::Blank,
        },
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
        return Ok(see_other(&next));
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
        Ok(_) => Ok(see_other(&next)),
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
    submit_attempt(&app.service, &signed_in.person().id, &attempt_id(&id)?, arrived_at, None).await?;
    app.wake_issuer();
    Ok(see_other(&format!("/attempts/{id}/result")))
}
