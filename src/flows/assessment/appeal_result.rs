//! Appeal against a result: a candidate asks, an administrator sees the replay and answers with reasons.

use super::export_attempt::{ExportRefusal, export_attempt};
use super::load_bank;
use super::read_result::{ReviewItem, review};
use crate::domain::assessment::appeal::{Appeal, AppealAnswer, LONGEST_TEXT, Ruling, appeal_ends};
use crate::domain::assessment::attempt::{Attempt, Submitted};
use crate::domain::assessment::rescoring::ItemDecision;
use crate::domain::assessment::signal::SignalCounts;
use crate::domain::identifier::{AttemptId, ItemDecisionId, PersonId};
use crate::domain::people::person::Person;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::people::find_administrator::find_administrator;
use crate::formats::attempt_record::{AttemptRecord, Replayed, replay};
use crate::store::assessment::appeals::{self, ListedAppeal};
use crate::store::assessment::signals;
use crate::store::audit::{self, Deed};
use crate::store::people::persons;
use crate::store::{Connection, Failure, StoreError, assessment::attempts, assessment::item_decisions, transact};

/// Appeals in one list.
const LISTED: i64 = 500;

/// Why no appeal was filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppealRefusal {
    /// No such attempt of this person.
    NotFound,
    /// It is not submitted yet.
    StillOpen,
    /// The assessment takes no appeals.
    NotOffered,
    /// The time for it ended then.
    TooLate(Timestamp),
    /// No reason was given, or one that is too long.
    ReasonMissing,
    /// There is one already.
    AlreadyFiled,
}

/// Why an appeal was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerRefusal {
    /// No such appeal.
    NotFound,
    /// The actor is no administrator.
    NotAdministrator,
    /// Nobody answers an appeal of their own.
    OwnAppeal,
    /// No reasons were given, or they are too long.
    ReasonsMissing,
    /// The decision named is none on an item of this attempt.
    UnknownDecision,
    /// Somebody else was first.
    AlreadyAnswered,
}

/// What a candidate may do about a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppealStanding {
    /// The assessment takes no appeals.
    NotOffered,
    /// One may be filed until then.
    Until(Timestamp),
    /// The time is over.
    Over(Timestamp),
    /// It was filed.
    Filed(Appeal),
}

/// What may be done about the result of this person's attempt; `None` where there is no result.
///
/// # Errors
/// When the store failed.
pub async fn appeal_standing(
    service: &Service,
    person: &PersonId,
    id: &AttemptId,
) -> Result<Option<AppealStanding>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(stored) = attempts::find_own(connection, id, person).await? else { return Ok(None) };
    match stored.attempt {
        Attempt::Submitted(submitted) => Ok(Some(standing(service, connection, &submitted).await?)),
        Attempt::InProgress(_) => Ok(None),
    }
}

async fn standing(
    service: &Service,
    connection: &mut Connection<'_>,
    submitted: &Submitted,
) -> Result<AppealStanding, StoreError> {
    let sitting = &submitted.sitting;
    if let Some(appeal) = appeals::find(connection, &sitting.id).await? {
        return Ok(AppealStanding::Filed(appeal));
    }
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    Ok(match defined.assessment.appeal_days {
        None => AppealStanding::NotOffered,
        Some(days) => {
            let ends = appeal_ends(submitted.closed_at, days);
            if service.clock.now() <= ends { AppealStanding::Until(ends) } else { AppealStanding::Over(ends) }
        }
    })
}

/// Files an appeal of this person.
///
/// # Errors
/// Refused, or the store failed.
pub async fn file_appeal(
    service: &Service,
    person: &Person,
    id: &AttemptId,
    reason: &str,
) -> Result<Appeal, Failure<AppealRefusal>> {
    let reason = checked(reason).ok_or(Failure::Refused(AppealRefusal::ReasonMissing))?;
    let now = service.clock.now();
    transact!(service.store, Failure<AppealRefusal>, |c| {
        let found = attempts::find_own(c, id, &person.id).await?;
        let submitted = match found.map(|stored| stored.attempt) {
            None => return Err(Failure::Refused(AppealRefusal::NotFound)),
            Some(Attempt::InProgress(_)) => return Err(Failure::Refused(AppealRefusal::StillOpen)),
            Some(Attempt::Submitted(submitted)) => submitted,
        };
        match standing(service, c, &submitted).await? {
            AppealStanding::Until(_) => {}
            AppealStanding::NotOffered => return Err(Failure::Refused(AppealRefusal::NotOffered)),
            AppealStanding::Over(ended) => return Err(Failure::Refused(AppealRefusal::TooLate(ended))),
            AppealStanding::Filed(_) => return Err(Failure::Refused(AppealRefusal::AlreadyFiled)),
        }
        if !appeals::insert(c, id, reason, now).await? {
            return Err(Failure::Refused(AppealRefusal::AlreadyFiled));
        }
        let deed = Deed { actor: &person.login, action: "appeal.file", subject: id.as_str(), detail: "{}" };
        audit::append(c, now, &deed).await?;
        Ok(Appeal { attempt: id.clone(), reason: reason.to_owned(), filed_at: now, answer: None })
    })
}

fn checked(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty() && text.chars().count() <= LONGEST_TEXT)
}

/// Appeals in a state (`open`, `dismissed`, `upheld`), or all of them, those that wait first.
///
/// # Errors
/// When the store failed.
pub async fn list_appeals(service: &Service, state: Option<&str>) -> Result<Vec<ListedAppeal>, StoreError> {
    appeals::list(&mut service.store.read().await?.link(), state, LISTED).await
}

/// An appeal as an administrator reads it.
#[derive(Debug)]
pub struct AppealCase {
    /// The appeal.
    pub appeal: Appeal,
    /// Who sat.
    pub person: Person,
    /// The assessment's code.
    pub assessment: String,
    /// What whoever answers needs to see; `None` for the person who appeals, for it tells keys.
    pub evidence: Option<Evidence>,
}

/// What an appeal is answered by.
#[derive(Debug)]
pub struct Evidence {
    /// The attempt as a third party gets it.
    pub record: AttemptRecord,
    /// Its score, recomputed just now.
    pub replayed: Replayed,
    /// The items as the candidate saw them, with answers, keys and marks.
    pub review: Vec<ReviewItem>,
    /// Decisions on items of this form, to be named in the answer.
    pub decisions: Vec<ItemDecision>,
    /// What its pages told; `None` where that is not recorded.
    pub signals: Option<SignalCounts>,
}

/// Reads an appeal as the administrator of this log-in may; `None` when there is none.
///
/// # Errors
/// When the store failed.
pub async fn read_appeal(service: &Service, id: &AttemptId, reader: &str) -> Result<Option<AppealCase>, StoreError> {
    let record = match export_attempt(service, id).await {
        Ok(record) => record,
        Err(Failure::Refused(ExportRefusal::NotFound | ExportRefusal::StillOpen)) => return Ok(None),
        Err(Failure::Store(error)) => return Err(error),
    };
    let mut link = service.store.read().await?;
    let connection = &mut link.link();
    let Some(appeal) = appeals::find(connection, id).await? else { return Ok(None) };
    let Some(stored) = attempts::find(connection, id).await? else { return Ok(None) };
    let Some(judged) = stored.judged else { return Ok(None) };
    let sitting = stored.attempt.sitting();
    let Some(person) = persons::find(connection, &sitting.person).await? else { return Ok(None) };
    let assessment = sitting.assessment.clone();
    if person.login == reader {
        return Ok(Some(AppealCase { appeal, person, assessment, evidence: None }));
    }
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    let review = review(service, connection, &stored, (judged.decisions, defined.assessment.wrong_costs)).await?;
    let decisions = decisions_on(connection, &record).await?;
    let signals = match defined.assessment.signals {
        true => Some(signals::counts(connection, id).await?),
        false => None,
    };
    let evidence = Evidence { replayed: replay(&record), record, review, decisions, signals };
    Ok(Some(AppealCase { appeal, person, assessment, evidence: Some(evidence) }))
}

async fn decisions_on(
    connection: &mut Connection<'_>,
    record: &AttemptRecord,
) -> Result<Vec<ItemDecision>, StoreError> {
    let all = item_decisions::latest(connection).await?;
    let is_on_it = |decision: &ItemDecision| {
        decision.revision == record.attempt.bank_revision && record.items.iter().any(|item| item.item == decision.item)
    };
    Ok(all.into_iter().filter(is_on_it).collect())
}

/// Answers an appeal. The candidate reads the reasons.
///
/// # Errors
/// Refused, or the store failed.
pub async fn answer_appeal(
    service: &Service,
    id: &AttemptId,
    (ruling, reasons): (Ruling, &str),
    actor: &str,
) -> Result<(), Failure<AnswerRefusal>> {
    let refuse = |refusal| Err(Failure::Refused(refusal));
    let by = find_administrator(&mut service.store.read().await?.link(), actor).await?;
    let by = by.ok_or(Failure::Refused(AnswerRefusal::NotAdministrator))?;
    let case = read_appeal(service, id, &by).await?.ok_or(Failure::Refused(AnswerRefusal::NotFound))?;
    let Some(evidence) = case.evidence else { return refuse(AnswerRefusal::OwnAppeal) };
    let Some(reasons) = checked(reasons) else { return refuse(AnswerRefusal::ReasonsMissing) };
    let is_known = |id: &ItemDecisionId| evidence.decisions.iter().any(|decision| decision.id == *id);
    if ruling.item_decision().is_some_and(|decision| !is_known(decision)) {
        return refuse(AnswerRefusal::UnknownDecision);
    }
    let now = service.clock.now();
    transact!(service.store, Failure<AnswerRefusal>, |c| {
        let by = find_administrator(c, actor).await?.ok_or(Failure::Refused(AnswerRefusal::NotAdministrator))?;
        let answer = AppealAnswer { ruling: ruling.clone(), reasons: reasons.to_owned(), by, at: now };
        if !appeals::answer(c, id, &answer).await? {
            return Err(Failure::Refused(AnswerRefusal::AlreadyAnswered));
        }
        let detail = serde_json::json!({
            "ruling": ruling.name(), "item_decision": ruling.item_decision().map(ItemDecisionId::as_str),
        });
        let (subject, detail) = (id.as_str(), detail.to_string());
        audit::append(c, now, &Deed { actor: &answer.by, action: "appeal.answer", subject, detail: &detail }).await?;
        Ok(())
    })
}
