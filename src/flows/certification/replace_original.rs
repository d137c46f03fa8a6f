//! Mark the old certificate as replaced, in the transaction that issues the one that takes its place.

use super::record::record;
use crate::domain::certification::basis::Basis;
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::timestamp::Timestamp;
use crate::store::audit::Deed;
use crate::store::certification::certificates::{self, Registered};
use crate::store::certification::reissues;
use crate::store::certification::revocations::{self, Revocation};
use crate::store::{Connection, StoreError};

/// What became of the certificate that a new one goes on from.
pub(super) enum Replaced {
    /// Nothing: there is none, or it stays as it is, or it was replaced by this one before.
    Nothing,
    /// It is replaced now.
    By(Box<(Registered, Revocation)>),
    /// It was taken back before: the new one must not be issued.
    Gone,
}

/// Replaces the certificate that `registered` corrects. Whichever comes first stands, correction or revocation.
pub(super) async fn replace_original(
    connection: &mut Connection<'_>,
    registered: &Registered,
    now: Timestamp,
) -> Result<Replaced, StoreError> {
    let (old, is_correction) = match &registered.basis {
        Basis::Correction(old) => (*old, true),
        Basis::Renewal(old) => (*old, false),
        Basis::Attempt(_) | Basis::Decision { .. } => return Ok(Replaced::Nothing),
    };
    let missing = StoreError::Unreadable("certificate.basis");
    if !is_correction {
        let original = certificates::find(connection, old).await?.ok_or(missing)?;
        let is_done =
            certificates::find(connection, registered.claim.id).await?.is_some_and(|new| new.issued.is_some());
        return Ok(if original.revocation.is_none() || is_done { Replaced::Nothing } else { Replaced::Gone });
    }
    let Some((_, asked)) = reissues::correction(connection, old).await? else { return Err(missing) };
    let revocation = Revocation {
        reason: RevocationReason::Superseded,
        text: asked.text,
        actor: asked.actor,
        successor: Some(registered.claim.id),
        at: now,
    };
    let is_replaced = revocations::insert(connection, old, &revocation).await?;
    let original = certificates::find(connection, old).await?.ok_or(missing)?;
    let by = original.revocation.as_ref().and_then(|revocation| revocation.successor);
    Ok(match (is_replaced, by) {
        (true, _) => Replaced::By(Box::new((original, revocation))),
        (false, Some(successor)) if successor == registered.claim.id => Replaced::Nothing,
        (false, _) => Replaced::Gone,
    })
}

/// Audit row and log entry of what was replaced.
pub(super) async fn record_supersession(
    connection: &mut Connection<'_>,
    superseded: &Registered,
    revocation: &Revocation,
) -> Result<(), StoreError> {
    let Some(issued) = &superseded.issued else { return Err(StoreError::Unreadable("certificate.state")) };
    let id = superseded.claim.id.to_string();
    let successor = revocation.successor.map(|id| id.to_string()).unwrap_or_default();
    let detail = format!("{{\"successor\":\"{successor}\"}}");
    let deed = Deed { actor: &revocation.actor, action: "certificate.supersede", subject: &id, detail: &detail };
    let entry =
        LogEntry { occurrence: Occurrence::Supersede, id: id.clone(), hash: issued.sealed_hash, at: revocation.at };
    record(connection, revocation.at, &deed, &entry).await
}
