//! Supervise an assessment: hold attempts and let them go on, give the room its code, let people in. Every deed is
//! audited in the transaction that does it.

use crate::domain::assessment::admission::{AccessCode, Admission};
use crate::domain::identifier::{AttemptId, PersonId};
use crate::flows::Service;
use crate::flows::people::log_in::canonical_login;
use crate::store::assessment::assessments::{self, Defined};
use crate::store::assessment::attempts;
use crate::store::assessment::supervision::{self, RunningAttempt, WaitingPerson};
use crate::store::audit::{self, Deed};
use crate::store::people::persons;
use crate::store::{Connection, Failure, StoreError, transact};

/// Attempts, and people who wait, on one page.
pub const LISTED: usize = 500;
/// Characters of a reason.
pub const LONGEST_REASON: usize = 500;

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuperviseRefusal {
    /// No such assessment, or no such attempt at it.
    NotFound,
    /// No reason was given, or one that is too long.
    ReasonMissing,
    /// The assessment lets people in another way.
    OtherAdmission,
}

/// What a supervisor sees.
#[derive(Clone, Debug)]
pub struct Supervision {
    /// The assessment.
    pub defined: Defined,
    /// The code of the room.
    pub access_code: Option<AccessCode>,
    /// Who waits to be let in, longest first.
    pub waiting: Vec<WaitingPerson>,
    /// Attempts that run or are held.
    pub running: Vec<RunningAttempt>,
}

/// What a supervisor holds or lets go on.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// One attempt.
    One(&'a AttemptId),
    /// Every attempt at the assessment.
    All,
}

/// Who sits and who waits; `None` when there is no such assessment.
///
/// # Errors
/// When the store failed.
pub async fn supervision(service: &Service, code: &str) -> Result<Option<Supervision>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(defined) = assessments::find(connection, code).await? else { return Ok(None) };
    Ok(Some(Supervision {
        access_code: supervision::access_code(connection, code).await?,
        waiting: supervision::waiting(connection, code, LISTED as i64).await?,
        running: supervision::running(connection, code, LISTED as i64).await?,
        defined,
    }))
}

/// Holds attempts: they take no requests, and their time stands still. Gives how many were held now.
///
/// # Errors
/// Refused, or the store failed.
pub async fn pause(
    service: &Service,
    code: &str,
    held: Held<'_>,
    (reason, actor): (&str, &str),
) -> Result<usize, Failure<SuperviseRefusal>> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Failure::Refused(SuperviseRefusal::ReasonMissing));
    }
    let now = service.clock.now();
    transact!(service.store, Failure<SuperviseRefusal>, |c| {
        let mut count = 0;
        for id in chosen(c, code, held, false).await? {
            attempts::lock(c, &id).await?;
            if attempts::pause(c, &id, now).await? {
                let detail = serde_json::json!({ "reason": reason }).to_string();
                let deed = Deed { actor, action: "attempt.pause", subject: id.as_str(), detail: &detail };
                audit::append(c, now, &deed).await?;
                count += 1;
            }
        }
        Ok(count)
    })
}

/// Lets held attempts go on; their deadlines move by as long as they were held. Gives how many go on now.
///
/// # Errors
/// Refused, or the store failed.
pub async fn resume(
    service: &Service,
    code: &str,
    held: Held<'_>,
    actor: &str,
) -> Result<usize, Failure<SuperviseRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<SuperviseRefusal>, |c| {
        let mut count = 0;
        for id in chosen(c, code, held, true).await? {
            attempts::lock(c, &id).await?;
            if attempts::resume(c, &id, now).await? {
                let deed = Deed { actor, action: "attempt.resume", subject: id.as_str(), detail: "{}" };
                audit::append(c, now, &deed).await?;
                count += 1;
            }
        }
        Ok(count)
    })
}

async fn chosen(
    connection: &mut Connection<'_>,
    code: &str,
    held: Held<'_>,
    is_held: bool,
) -> Result<Vec<AttemptId>, Failure<SuperviseRefusal>> {
    let not_found = Failure::Refused(SuperviseRefusal::NotFound);
    match held {
        Held::One(id) => match attempts::find(connection, id).await? {
            Some(stored) if stored.attempt.sitting().assessment == code => Ok(vec![id.clone()]),
            Some(_) | None => Err(not_found),
        },
        Held::All if assessments::find(connection, code).await?.is_some() => {
            Ok(supervision::open_ids(connection, code, is_held).await?)
        }
        Held::All => Err(not_found),
    }
}

/// Gives the room a new code, or takes its code away. The audit trail does not tell the code.
///
/// # Errors
/// Refused, or the store failed.
pub async fn change_access_code(
    service: &Service,
    code: &str,
    is_given: bool,
    actor: &str,
) -> Result<Option<AccessCode>, Failure<SuperviseRefusal>> {
    let now = service.clock.now();
    let given = is_given.then(|| AccessCode::from_bytes(crate::chance::bytes()));
    transact!(service.store, Failure<SuperviseRefusal>, |c| {
        demand(c, code, Admission::Code).await?;
        supervision::set_access_code(c, code, given.as_ref()).await?;
        let action = if is_given { "assessment.code" } else { "assessment.no-code" };
        audit::append(c, now, &Deed { actor, action, subject: code, detail: "{}" }).await?;
        Ok(given.clone())
    })
}

/// Lets in one person who asked, by log-in, or everybody who waits. Gives how many.
///
/// # Errors
/// Refused, or the store failed.
pub async fn release(
    service: &Service,
    code: &str,
    login: Option<&str>,
    actor: &str,
) -> Result<u64, Failure<SuperviseRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<SuperviseRefusal>, |c| {
        demand(c, code, Admission::Release).await?;
        let person: Option<PersonId> = match login {
            None => None,
            Some(login) => match persons::find_by_login(c, &canonical_login(login)).await? {
                Some((person, _)) => Some(person.id),
                None => return Err(Failure::Refused(SuperviseRefusal::NotFound)),
            },
        };
        let count = supervision::release(c, code, person.as_ref(), (actor, now)).await?;
        if count > 0 {
            let detail = serde_json::json!({ "login": login, "people": count }).to_string();
            audit::append(c, now, &Deed { actor, action: "assessment.release", subject: code, detail: &detail })
                .await?;
        }
        Ok(count)
    })
}

async fn demand(
    connection: &mut Connection<'_>,
    code: &str,
    admission: Admission,
) -> Result<(), Failure<SuperviseRefusal>> {
    match assessments::find(connection, code).await? {
        None => Err(Failure::Refused(SuperviseRefusal::NotFound)),
        Some(defined) if defined.assessment.admission != admission => {
            Err(Failure::Refused(SuperviseRefusal::OtherAdmission))
        }
        Some(_) => Ok(()),
    }
}
