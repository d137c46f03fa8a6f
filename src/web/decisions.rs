//! Pages for administrators: decisions that recognise results, from the list to the downloads.

use super::App;
use super::decision_upload::UploadedList;
use super::pages::decisions::{
    ConfirmFault, DecisionPage, DecisionRow, DecisionState, DecisionsPage, DraftFacts, DraftFault, LeftOut, PaperFacts,
    Reason, Typed,
};
use super::problem::Problem;
use super::reader::{AdministratorForm, Reader, page_with, see_other};
use super::request::{Administrator, SignedIn};
use crate::domain::certification::decision::{ListKind, iso_date};
use crate::domain::identifier::DecisionId;
use crate::flows::certification::confirm_decision::{ConfirmRefusal, Confirmation, confirm_decision, discard_draft};
use crate::flows::certification::draft_decision::{
    self, Draft, DraftRefusal, LeftOutReason, draft_campaign, sample_of,
};
use crate::flows::certification::draft_file::{FileRefusal, ResultsFile, draft_file};
use crate::flows::certification::follow_decision::{Followed, follow_decision, newest_decisions};
use crate::formats::mistake::Mistakes;
use crate::store::Failure;
use crate::store::assessment::assessments;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};

/// Decisions shown on one page.
const SHOWN: i64 = 100;
/// Rows shown of a long list of reasons.
const SHOWN_LEFT_OUT: usize = 200;

/// Routes of decisions.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/decisions", get(list))
        .route("/admin/decisions/campaign", post(campaign))
        .route("/admin/decisions/upload", post(upload).layer(DefaultBodyLimit::max(UploadedList::LARGEST)))
        .route("/admin/decisions/{id}", get(show))
        .route("/admin/decisions/{id}/confirm", post(confirm))
        .route("/admin/decisions/{id}/discard", post(discard))
        .route("/admin/decisions/{id}/{file}", get(super::decision_files::download))
}

async fn list(State(app): State<App>, _: Administrator, reader: Reader) -> Result<Response, Problem> {
    list_page(&app, reader, None).await
}

async fn list_page(app: &App, reader: Reader, fault: Option<DraftFault>) -> Result<Response, Problem> {
    let rows = newest_decisions(&app.service, SHOWN).await?;
    let defined = assessments::all(&mut app.service.store.read().await?.link()).await?;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = DecisionsPage {
        rows: rows.into_iter().map(|followed| row(followed, &reader)).collect(),
        assessments: defined
            .into_iter()
            .filter(|defined| defined.assessment.certificate.is_some())
            .map(|defined| (defined.assessment.code, defined.assessment.title.get(reader.language).to_owned()))
            .collect(),
        fault,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

fn row(followed: Followed, reader: &Reader) -> DecisionRow {
    let decision = followed.decision;
    let paper = decision.confirmed.map(|confirmed| (confirmed.reference.number.clone(), confirmed.reference.day()));
    DecisionRow {
        id: decision.id,
        paper,
        assessment: followed.title.get(reader.language).to_owned(),
        rows: count(decision.rows),
        issued: count(followed.progress.issued),
        drafted_at: decision.drafted_at,
    }
}

fn count(value: i64) -> usize {
    usize::try_from(value).unwrap_or_default()
}

async fn campaign(
    State(app): State<App>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let drafted = draft_campaign(&app.service, form.get("assessment"), &signed_in.person().login, false).await;
    drafted_or_told(&app, reader, drafted.map_err(|failure| failure.map(FileRefusal::Draft))).await
}

async fn upload(
    State(app): State<App>,
    Administrator(signed_in): Administrator,
    reader: Reader,
    headers: HeaderMap,
    sent: Result<UploadedList, Problem>,
) -> Result<Response, Problem> {
    let sent = match sent {
        Ok(sent) => sent,
        Err(problem) if problem.status == StatusCode::PAYLOAD_TOO_LARGE => {
            return list_page(&app, reader, Some(DraftFault::FileTooLarge)).await;
        }
        Err(problem) => return Err(problem),
    };
    sent.check_csrf(&headers, &signed_in)?;
    if sent.file.is_empty() {
        return list_page(&app, reader, Some(DraftFault::FileMissing)).await;
    }
    let file = ResultsFile { name: &sent.name, bytes: &sent.file };
    let drafted = draft_file(&app.service, &sent.assessment, file, &signed_in.person().login, false).await;
    drafted_or_told(&app, reader, drafted.map(|(draft, _)| draft)).await
}

async fn drafted_or_told(
    app: &App,
    reader: Reader,
    drafted: Result<Draft, Failure<FileRefusal>>,
) -> Result<Response, Problem> {
    let refusal = match drafted {
        Ok(Draft { id: Some(id), .. }) => return Ok(see_other(&format!("/admin/decisions/{}", id.as_str()))),
        Ok(Draft { id: None, .. }) => return Err(Problem::not_found()),
        Err(Failure::Refused(refusal)) => refusal,
        Err(Failure::Store(error)) => return Err(error.into()),
    };
    let fault = match refusal {
        FileRefusal::Mistakes(mistakes) => told(&mistakes),
        FileRefusal::Draft(DraftRefusal::UnknownAssessment) => return Err(Problem::not_found()),
        FileRefusal::Draft(DraftRefusal::NotAdministrator) => return Err(Problem::forbidden()),
        FileRefusal::Draft(DraftRefusal::CannotIssue(_)) => DraftFault::CannotIssue,
        FileRefusal::Draft(DraftRefusal::Empty) => DraftFault::Empty,
        FileRefusal::Draft(DraftRefusal::TooMany) => DraftFault::TooMany,
        FileRefusal::Draft(DraftRefusal::ListRecognised(before)) => {
            DraftFault::Recognised(before.number.clone(), before.day())
        }
        FileRefusal::Draft(DraftRefusal::Rows(rows)) => {
            DraftFault::NoneLeft(rows.into_iter().take(SHOWN_LEFT_OUT).map(left_out).collect())
        }
    };
    list_page(app, reader, Some(fault)).await
}

fn told(mistakes: &Mistakes) -> DraftFault {
    let lines: Vec<String> = mistakes.iter().take(100).map(ToString::to_string).collect();
    DraftFault::Mistakes(lines, mistakes.unshown())
}

fn left_out(row: draft_decision::LeftOut) -> LeftOut {
    let reason = match row.reason {
        LeftOutReason::Refused(code) => Reason::Refused(code),
        LeftOutReason::Recognised(number) => Reason::Recognised(number),
        LeftOutReason::Certified => Reason::Certified,
        LeftOutReason::AnotherPass => Reason::AnotherPass,
    };
    LeftOut { name: row.full_name, reason }
}

/// The decision of a path; anything else is not found.
pub(super) fn decision_id(text: &str) -> Result<DecisionId, Problem> {
    DecisionId::parse(text).ok_or_else(Problem::not_found)
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Administrator(signed_in): Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    decision_page(&app, reader, &signed_in, &decision_id(&id)?, Typed::default(), Vec::new()).await
}

async fn decision_page(
    app: &App,
    reader: Reader,
    signed_in: &SignedIn,
    id: &DecisionId,
    typed: Typed,
    faults: Vec<ConfirmFault>,
) -> Result<Response, Problem> {
    let followed = follow_decision(&app.service, id).await?.ok_or_else(Problem::not_found)?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let state = match &followed.decision.confirmed {
        Some(confirmed) => DecisionState::Confirmed(PaperFacts {
            number: confirmed.reference.number.clone(),
            day: confirmed.reference.day(),
            signer: confirmed.signer.clone(),
            by: confirmed.by.clone(),
            issued: count(followed.progress.issued),
            left: count(followed.left()),
            per_minute: followed.per_minute().map(count),
            refused: followed.progress.refused.iter().map(|(code, rows)| (code.clone(), count(*rows))).collect(),
        }),
        None => {
            let person = &signed_in.person().login;
            let may_confirm = !followed.decision.drafted_by.eq_ignore_ascii_case(person);
            DecisionState::Draft(draft_facts(app, &followed, may_confirm, typed, faults).await?)
        }
    };
    let decision = followed.decision;
    let groups: Vec<&str> =
        (0..decision.list_hash.len()).step_by(8).filter_map(|at| decision.list_hash.get(at..at + 8)).collect();
    let shown = DecisionPage {
        assessment: followed.title.get(reader.language).to_owned(),
        rows: count(decision.rows),
        list_hash: groups.join(" "),
        drafted_by: decision.drafted_by,
        drafted_at: decision.drafted_at,
        id: decision.id,
        state,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn draft_facts(
    app: &App,
    followed: &Followed,
    may_confirm: bool,
    typed: Typed,
    faults: Vec<ConfirmFault>,
) -> Result<DraftFacts, Problem> {
    let decision = &followed.decision;
    let sample = sample_of(&app.service, &decision.id).await?;
    // Who is left out shows until the list is recognised: it is looked up, not stored.
    let left = match decision.kind {
        ListKind::List => Vec::new(),
        ListKind::Campaign => {
            match draft_campaign(&app.service, &decision.assessment, &decision.drafted_by, true).await {
                Ok(again) => again.left_out,
                Err(Failure::Refused(_)) => Vec::new(),
                Err(Failure::Store(error)) => return Err(error.into()),
            }
        }
    };
    let left_count = left.len();
    Ok(DraftFacts {
        sample: sample.into_iter().map(|listed| (listed.full_name, listed.unit)).collect(),
        left_out: (left.into_iter().take(SHOWN_LEFT_OUT).map(left_out).collect(), left_count),
        may_confirm,
        typed,
        faults,
    })
}

async fn confirm(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let id = decision_id(&id)?;
    let typed = Typed {
        number: form.get("number").to_owned(),
        date: form.get("date").to_owned(),
        signer: form.get("signer").to_owned(),
        hash: form.get("hash").to_owned(),
    };
    let date = iso_date(&typed.date);
    let faults: Vec<ConfirmFault> = [
        (typed.number.trim().is_empty(), ConfirmFault::Number),
        (date.is_none(), ConfirmFault::Date),
        (typed.signer.trim().is_empty(), ConfirmFault::Signer),
        (form.get("confirm") != "yes", ConfirmFault::NotChecked),
    ]
    .into_iter()
    .filter_map(|(is_missing, fault)| is_missing.then_some(fault))
    .collect();
    let Some(date) = date.filter(|_| faults.is_empty()) else {
        return decision_page(&app, reader, &signed_in, &id, typed, faults).await;
    };
    let confirmation = Confirmation {
        number: &typed.number,
        date,
        signer: &typed.signer,
        list_hash: &typed.hash,
        actor: &signed_in.person().login,
    };
    let fault = match confirm_decision(&app.service, &id, &confirmation).await {
        Ok(_) => {
            app.wake_issuer();
            return Ok(see_other(&format!("/admin/decisions/{}", id.as_str())));
        }
        Err(Failure::Store(error)) => return Err(error.into()),
        Err(Failure::Refused(refusal)) => confirm_fault(refusal)?,
    };
    decision_page(&app, reader, &signed_in, &id, typed, vec![fault]).await
}

fn confirm_fault(refusal: ConfirmRefusal) -> Result<ConfirmFault, Problem> {
    Ok(match refusal {
        ConfirmRefusal::NotFound => return Err(Problem::not_found()),
        ConfirmRefusal::NotAdministrator => return Err(Problem::forbidden()),
        ConfirmRefusal::AlreadyConfirmed => ConfirmFault::AlreadyConfirmed,
        ConfirmRefusal::SamePerson => ConfirmFault::SamePerson,
        ConfirmRefusal::OtherHash => ConfirmFault::OtherHash,
        ConfirmRefusal::ListRecognised(before) => ConfirmFault::Recognised(before.number.clone(), before.day()),
        ConfirmRefusal::ListChanged => ConfirmFault::ListChanged,
        ConfirmRefusal::BadNumber => ConfirmFault::Number,
        ConfirmRefusal::BadDate => ConfirmFault::Date,
        ConfirmRefusal::NameMissing => ConfirmFault::Signer,
        ConfirmRefusal::WouldNotPrint(code) => ConfirmFault::WouldNotPrint(code),
    })
}

async fn discard(
    State(app): State<App>,
    Path(id): Path<String>,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    if form.get("confirm") != "yes" {
        return Err(Problem::unprocessable("the confirmation is missing"));
    }
    if !discard_draft(&app.service, &decision_id(&id)?, &signed_in.person().login).await? {
        return Err(Problem::not_found());
    }
    Ok(see_other("/admin/decisions"))
}
