//! Take back several certificates at once: an administrator proposes, another one confirms. Until then nothing
//! happens, and either of them may withdraw it.

use super::record::record;
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::certification::revocation_request::{RequestState, RevocationRequest};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::{CertificateId, RequestId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::people::find_administrator::find_administrator;
use crate::store::audit::{self, Deed};
use crate::store::certification::certificates::{self, Registered};
use crate::store::certification::revocation_requests;
use crate::store::certification::revocations::{self, Revocation};
use crate::store::{Connection, Failure, StoreError, transact};

/// Why a certificate cannot be on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No such certificate, or not issued yet.
    NotFound,
    /// Taken back or replaced already.
    AlreadyRevoked,
}

/// Why nothing was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposeRefusal {
    /// The actor is no administrator.
    NotAdministrator,
    /// No reason was given, or one that goes with a successor.
    ReasonMissing,
    /// These cannot be taken back; places in the list, from 0.
    Unfit(Vec<(usize, Unfit)>),
}

/// Why a request was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecideRefusal {
    /// No such request.
    NotFound,
    /// The actor is no administrator.
    NotAdministrator,
    /// Whoever proposed it cannot confirm it.
    SamePerson,
    /// Confirmed or withdrawn already.
    AlreadyDecided,
}

/// What a confirmed request did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Certificates taken back now.
    pub revoked: usize,
    /// Those that somebody had taken back meanwhile.
    pub already: usize,
}

/// A request and whom it affects.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The request.
    pub request: RevocationRequest,
    /// The certificates.
    pub certificates: Vec<Registered>,
}

/// Proposes to take back these certificates. Changes nothing about them.
///
/// # Errors
/// Refused, or the store failed.
pub async fn propose(
    service: &Service,
    codes: &[CertificateId],
    reason: RevocationReason,
    text: &str,
    actor: &str,
) -> Result<RequestId, Failure<ProposeRefusal>> {
    let text = text.trim();
    if text.is_empty() || reason == RevocationReason::Superseded {
        return Err(Failure::Refused(ProposeRefusal::ReasonMissing));
    }
    let now = service.clock.now();
    let id = RequestId::from_bytes(crate::chance::bytes());
    transact!(service.store, Failure<ProposeRefusal>, |c| {
        let actor = find_administrator(c, actor).await?.ok_or(Failure::Refused(ProposeRefusal::NotAdministrator))?;
        let mut unfit = Vec::new();
        for (place, code) in codes.iter().enumerate() {
            match certificates::find(c, *code).await?.filter(|found| found.issued.is_some()) {
                None => unfit.push((place, Unfit::NotFound)),
                Some(found) if found.revocation.is_some() => unfit.push((place, Unfit::AlreadyRevoked)),
                Some(_) => {}
            }
        }
        if !unfit.is_empty() {
            return Err(Failure::Refused(ProposeRefusal::Unfit(unfit)));
        }
        let request = RevocationRequest {
            id: id.clone(),
            reason,
            text: text.to_owned(),
            proposed_by: actor,
            proposed_at: now,
            state: RequestState::Proposed,
            certificates: codes.len(),
        };
        revocation_requests::insert(c, &request, codes).await?;
        let detail = format!("{{\"certificates\":{},\"reason\":\"{}\"}}", codes.len(), reason.name());
        audit_request(c, &request.proposed_by, "revocation.propose", &id, &detail, now).await?;
        Ok(())
    })?;
    Ok(id)
}

/// Confirms a request and takes back its certificates, all in one transaction. Another person than the one who
/// proposed it.
///
/// # Errors
/// Refused, or the store failed.
pub async fn confirm(service: &Service, id: &RequestId, actor: &str) -> Result<Confirmed, Failure<DecideRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<DecideRefusal>, |c| {
        let actor = decided(c, id, true, actor, now).await?;
        let request = revocation_requests::find(c, id).await?.ok_or(Failure::Refused(DecideRefusal::NotFound))?;
        let revocation = Revocation {
            reason: request.reason,
            text: request.text.clone(),
            actor: actor.clone(),
            successor: None,
            at: now,
        };
        let affected = revocation_requests::certificates(c, id).await?;
        let mut revoked = Vec::with_capacity(affected.len());
        for registered in &affected {
            if revocations::insert(c, registered.claim.id, &revocation).await? {
                revoked.push(registered);
            }
        }
        let confirmed = Confirmed { revoked: revoked.len(), already: affected.len() - revoked.len() };
        let detail = format!("{{\"revoked\":{},\"already\":{}}}", confirmed.revoked, confirmed.already);
        audit_request(c, &actor, "revocation.confirm", id, &detail, now).await?;
        for registered in revoked {
            let (subject, issued) = (registered.claim.id.to_string(), registered.issued.as_ref());
            let issued = issued.ok_or(StoreError::Unreadable("certificate.state"))?;
            let detail = format!("{{\"reason\":\"{}\",\"request\":\"{}\"}}", request.reason.name(), id.as_str());
            let deed = Deed { actor: &actor, action: "certificate.revoke", subject: &subject, detail: &detail };
            let (id, hash) = (subject.clone(), issued.sealed_hash);
            record(c, now, &deed, &LogEntry { occurrence: Occurrence::Revoke, id, hash, at: now }).await?;
        }
        Ok(confirmed)
    })
}

/// Withdraws a request: nothing will come of it. Any administrator may.
///
/// # Errors
/// Refused, or the store failed.
pub async fn withdraw(service: &Service, id: &RequestId, actor: &str) -> Result<(), Failure<DecideRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<DecideRefusal>, |c| {
        let actor = decided(c, id, false, actor, now).await?;
        audit_request(c, &actor, "revocation.withdraw", id, "{}", now).await?;
        Ok(())
    })
}

/// A request and whom it affects.
///
/// # Errors
/// When the store failed.
pub async fn preview(service: &Service, id: &RequestId) -> Result<Option<Preview>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(request) = revocation_requests::find(connection, id).await? else { return Ok(None) };
    let certificates = revocation_requests::certificates(connection, id).await?;
    Ok(Some(Preview { request, certificates }))
}

/// The last hundred requests, those that wait first.
///
/// # Errors
/// When the store failed.
pub async fn requests(service: &Service) -> Result<Vec<RevocationRequest>, StoreError> {
    revocation_requests::latest(&mut service.store.read().await?.link()).await
}

/// Decides in one statement, which is where two deciders meet; asks for the reason only when it changed nothing.
async fn decided(
    connection: &mut Connection<'_>,
    id: &RequestId,
    is_confirmed: bool,
    actor: &str,
    now: Timestamp,
) -> Result<String, Failure<DecideRefusal>> {
    let actor =
        find_administrator(connection, actor).await?.ok_or(Failure::Refused(DecideRefusal::NotAdministrator))?;
    if revocation_requests::decide(connection, id, is_confirmed, &actor, now).await? {
        return Ok(actor);
    }
    let request = revocation_requests::find(connection, id).await?;
    Err(Failure::Refused(match request.map(|request| request.state) {
        None => DecideRefusal::NotFound,
        Some(RequestState::Proposed) => DecideRefusal::SamePerson,
        Some(RequestState::Confirmed { .. } | RequestState::Withdrawn { .. }) => DecideRefusal::AlreadyDecided,
    }))
}

async fn audit_request(
    connection: &mut Connection<'_>,
    actor: &str,
    action: &str,
    id: &RequestId,
    detail: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    audit::append(connection, now, &Deed { actor, action, subject: id.as_str(), detail }).await
}
