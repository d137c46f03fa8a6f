//! Take a certificate back: reason class (public), reason text (for the file), actor. Shows at once.

use super::record::record;
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::CertificateId;
use crate::flows::Service;
use crate::store::audit::Deed;
use crate::store::certification::certificates;
use crate::store::certification::revocations::{self, Revocation};
use crate::store::{Failure, transact};

/// Why nothing was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeRefusal {
    /// No such certificate, or not issued yet.
    NotFound,
    /// Taken back already.
    AlreadyRevoked,
    /// No reason was given.
    ReasonMissing,
}

/// Revokes a certificate. Audited in the same transaction: without the audit row nothing happens.
///
/// # Errors
/// Refused, or the store failed.
pub async fn revoke_certificate(
    service: &Service,
    id: CertificateId,
    reason: RevocationReason,
    text: &str,
    actor: &str,
) -> Result<(), Failure<RevokeRefusal>> {
    let text = text.trim();
    if text.is_empty() || actor.trim().is_empty() {
        return Err(Failure::Refused(RevokeRefusal::ReasonMissing));
    }
    let now = service.clock.now();
    let revocation = Revocation { reason, text: text.to_owned(), actor: actor.to_owned(), successor: None, at: now };
    transact!(service.store, Failure<RevokeRefusal>, |c| {
        let Some(issued) = certificates::find(c, id).await?.and_then(|registered| registered.issued) else {
            return Err(Failure::Refused(RevokeRefusal::NotFound));
        };
        if !revocations::insert(c, id, &revocation).await? {
            return Err(Failure::Refused(RevokeRefusal::AlreadyRevoked));
        }
        let detail = format!("{{\"reason\":\"{}\"}}", reason.name());
        let subject = id.to_string();
        let deed = Deed { actor, action: "certificate.revoke", subject: &subject, detail: &detail };
        let (hash, at) = (issued.sealed_hash, now);
        let entry = LogEntry { occurrence: Occurrence::Revoke, id: id.to_string(), hash, at };
        record(c, now, &deed, &entry).await?;
        Ok(())
    })
}
