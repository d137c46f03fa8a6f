//! Pages for candidates before an attempt: what may be sat, what it asks of them, and the start.

use super::App;
use super::candidate::rendered;
use super::pages::assessments::{AssessmentCard, AssessmentPage, AssessmentsPage, CardState, PastResult, StartFault};
use super::problem::Problem;
use super::reader::{FormBody, Reader, page, page_with, see_other};
use super::waiting::waiting_page;
use crate::domain::assessment::accommodation::TimeAllowance;
use crate::domain::certification::fate::Fate;
use crate::domain::identifier::CertificateId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::list_assessments::{Offer, list_assessments};
use crate::flows::assessment::read_result::{CertificateState, ResultFound, read_result};
use crate::flows::assessment::start_attempt::{Standing, StartRefusal, StartRequest, start_attempt};
use crate::store::Failure;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::time::Duration;

/// `GET /assessments`
pub async fn list(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
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
        minutes: (offer.accommodation.time != TimeAllowance::NoLimit)
            .then(|| u32::try_from(offer.time().as_secs() / 60).unwrap_or(u32::MAX)),
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
        _ if offer.is_author => CardState::IsAuthor,
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

/// `GET /assessments/{code}`
pub async fn before(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Result<Response, Problem> {
    before_page(&app, &code, reader, None).await
}

async fn before_page(app: &App, code: &str, reader: Reader, fault: Option<StartFault>) -> Result<Response, Problem> {
    let status = fault.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
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
        is_practice: assessment.practice,
        sections: (assessment.sections.iter())
            .map(|section| {
                let time = offer.accommodation.time.of(Duration::from_secs(u64::from(section.time_limit_s)));
                (section.title.get(reader.language).to_owned(), time.as_secs() / 60)
            })
            .collect(),
        records_signals: assessment.signals,
        admission: assessment.admission,
        wish: offer.wish,
        accommodation: offer.accommodation.clone(),
        fault,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

/// `POST /assessments/{code}/attempts`
pub async fn start(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?;
    form.check_csrf(&headers, signed_in)?;
    if form.get("ready") != "yes" {
        return before_page(&app, &code, reader, Some(StartFault::ConfirmationMissing)).await;
    }
    let language = Language::from_code(form.get("language"));
    let request = StartRequest { language, access_code: form.get("access-code"), key: None };
    match start_attempt(&app.service, signed_in.person(), &code, request).await {
        Ok((id, _)) => Ok(see_other(&format!("/attempts/{}", id.as_str()))),
        Err(Failure::Refused(StartRefusal::AwaitsRelease(_))) => Ok(see_other(&format!("/assessments/{code}#start"))),
        Err(Failure::Refused(StartRefusal::CodeNeeded)) => {
            before_page(&app, &code, reader, Some(StartFault::CodeNeeded)).await
        }
        Err(Failure::Refused(StartRefusal::WrongCode)) => {
            before_page(&app, &code, reader, Some(StartFault::WrongCode)).await
        }
        Err(Failure::Refused(StartRefusal::Busy(place))) => waiting_page(reader, place, form.fields()),
        Err(failure) => Err(failure.into()),
    }
}
