//! The result page: outcome, certificate, what to do next, review.

use super::App;
use super::candidate::{rendered, rendered_inline};
use super::pages::proficiency::ProficiencyRow;
use super::pages::result::{
    CertificateCard, NextStep, OptionFate, ResultPage, Review, ReviewItem, ReviewMark, ReviewMarks, ReviewOption,
    ReviewPart, ReviewWhy,
};
use super::problem::Problem;
use super::reader::{FormBody, Reader, page_with, see_other};
use super::request::attempt_id;
use crate::domain::identifier::PersonId;
use crate::flows::assessment::appeal_result::{AppealRefusal, AppealStanding, appeal_standing, file_appeal};
use crate::flows::assessment::list_assessments::{Offer, list_assessments};
use crate::flows::assessment::read_result::{self, CertificateState, ResultFound, ResultView, read_result};
use crate::flows::assessment::start_attempt::Standing;
use crate::store::Failure;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// `GET /attempts/{id}/result`
pub async fn show(State(app): State<App>, Path(id): Path<String>, reader: Reader) -> Result<Response, Problem> {
    show_result(&app, &id, reader, None).await
}

/// `POST /attempts/{id}/appeal`
pub async fn appeal(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?;
    form.check_csrf(&headers, signed_in)?;
    match file_appeal(&app.service, signed_in.person(), &attempt_id(&id)?, form.get("reason")).await {
        // Sent twice: the first one stands and is shown.
        Ok(_) | Err(Failure::Refused(AppealRefusal::AlreadyFiled)) => {
            Ok(see_other(&format!("/attempts/{id}/result#appeal")))
        }
        Err(Failure::Refused(AppealRefusal::ReasonMissing)) => {
            let typed = form.get("reason").to_owned();
            show_result(&app, &id, reader, Some(typed)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// With what was typed as a reason when that could not be filed.
async fn show_result(app: &App, id: &str, reader: Reader, typed: Option<String>) -> Result<Response, Problem> {
    let person = reader.required()?.person().id.clone();
    let result = match read_result(&app.service, &person, &attempt_id(id)?).await? {
        ResultFound::Missing => return Err(Problem::not_found()),
        ResultFound::StillOpen => return Ok(see_other(&format!("/attempts/{id}"))),
        ResultFound::Result(result) => result,
    };
    let appeal = appeal_standing(&app.service, &person, &result.id).await?.unwrap_or(AppealStanding::NotOffered);
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let offer = offer(app, &person, &result.assessment).await?;
    let next = offer.as_ref().map_or(NextStep::Closed, |offer| next_step(offer, result.is_pass()));
    let review = review(&result, offer.as_ref());
    let shown = ResultPage {
        id: result.id.clone(),
        assessment: result.assessment.clone(),
        title: result.title.get(reader.language).to_owned(),
        basis_points: result.shown_basis_points(),
        adaptive: result.adaptive.as_ref().map(|(result, items)| (*items, result.earns.then_some(result.error))),
        cut_basis_points: result.cut.basis_points(),
        grade: result.grade.as_ref().map(|grade| grade.title.get(reader.language).to_owned()),
        deducted: result.report.deducted,
        proficiency: (result.report.competencies.iter())
            .map(|report| ProficiencyRow::of(report, result.scale.as_ref(), reader.t))
            .collect(),
        closed_at: result.closed_at,
        by_timeout: result.by_timeout,
        next,
        certificate: certificate(app, &result.certificate),
        review,
        outcome: result.outcome.clone(),
        appeal,
        appeal_typed: typed,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn offer(app: &App, person: &PersonId, code: &str) -> Result<Option<Offer>, Problem> {
    let (offers, _) = list_assessments(&app.service, person).await?;
    Ok(offers.into_iter().find(|offer| offer.defined.assessment.code == code))
}

fn next_step(offer: &Offer, passed: bool) -> NextStep {
    match offer.standing {
        _ if passed => NextStep::Done,
        Standing::Passed => NextStep::Done,
        Standing::NoneLeft => NextStep::NoAttemptsLeft,
        _ if !offer.takes_starts => NextStep::Closed,
        Standing::PauseUntil(until) => NextStep::RetryAt(until),
        Standing::MayStart | Standing::InProgress => NextStep::RetryNow(offer.attempts_left),
    }
}

fn certificate(app: &App, state: &CertificateState) -> CertificateCard {
    match state {
        CertificateState::None => CertificateCard::None,
        CertificateState::Pending => CertificateCard::Pending,
        CertificateState::AwaitsDecision => CertificateCard::AwaitsDecision,
        CertificateState::Issued { id, serial, fate } => CertificateCard::Ready {
            id: *id,
            serial: serial.clone(),
            fate: *fate,
            verify_url: format!("{}/v/{id}", app.service.settings.base_url),
        },
    }
}

fn review(result: &ResultView, offer: Option<&Offer>) -> Review {
    match (&result.review, offer.map(|offer| &offer.defined.assessment)) {
        (Some(items), _) => Review::Open(items.iter().map(review_item).collect()),
        (None, Some(assessment)) if assessment.review.waits_for_close() => Review::Later(assessment.closes_at),
        (None, _) => Review::Never,
    }
}

pub(super) fn review_item(item: &read_result::ReviewItem) -> ReviewItem {
    ReviewItem {
        number: usize::try_from(item.number).unwrap_or_default(),
        item_type: item.item_type,
        stem: rendered(&item.stem),
        options: item
            .options
            .iter()
            .map(|option| ReviewOption {
                text: rendered_inline(&option.text),
                fate: OptionFate::of(option.is_chosen, option.is_correct),
            })
            .collect(),
        parts: item
            .parts
            .iter()
            .map(|part| ReviewPart {
                label: rendered_inline(&part.label),
                given: part.given.as_deref().map(rendered_inline),
                right: part.right.as_deref().map(rendered_inline),
                is_right: part.is_right,
            })
            .collect(),
        marks: item.marks.map(|marks| ReviewMarks {
            mark: match (marks.is_blank, marks.earned.0) {
                _ if marks.possible.0 == 0 => ReviewMark::Withdrawn,
                (true, _) => ReviewMark::Blank,
                (false, 0) => ReviewMark::Wrong,
                (false, earned) if earned == marks.possible.0 => ReviewMark::Right,
                (false, _) => ReviewMark::Partly,
            },
            earned: marks.earned,
            deducted: marks.deducted,
            possible: marks.possible,
        }),
        why: item.explanation.as_ref().map(|told| ReviewWhy {
            rationale: rendered(&told.rationale),
            legal_basis: rendered(&told.legal_basis),
            source: told.source.clone(),
        }),
    }
}
