//! Take a certificate back: reason class (public), reason text (for the file), actor. Shows at once.

use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::CertificateId;
use crate::flows::Service;
use crate::store::audit::{self, Deed};
use crate::store::certification::certificates::{self, Revocation};
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
    let revocation = Revocation { reason, text: text.to_owned(), actor: actor.to_owned(), at: now };
    transact!(service.store, Failure<RevokeRefusal>, |c| {
        if !certificates::revoke(c, id, &revocation).await? {
            let refusal = match certificates::find(c, id).await? {
                Some(registered) if registered.revocation.is_some() => RevokeRefusal::AlreadyRevoked,
                Some(_) | None => RevokeRefusal::NotFound,
            };
            return Err(Failure::Refused(refusal));
        }
        let detail = format!("{{\"reason\":\"{}\"}}", reason.name());
        let subject = id.to_string();
        let deed = Deed { actor, action: "certificate.revoke", subject: &subject, detail: &detail };
        audit::append(c, now, &deed).await?;
        Ok(())
    })
}
