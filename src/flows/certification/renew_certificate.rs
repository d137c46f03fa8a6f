//! Renew a certificate whose time runs out or has run out: a new one with new dates, issued by the worker. The old
//! one stays genuine until it expires.

use crate::domain::certification::basis::Basis;
use crate::domain::identifier::CertificateId;
use crate::flows::Service;
use crate::store::assessment::assessments;
use crate::store::audit::{self, Deed};
use crate::store::certification::certificates;
use crate::store::certification::reissues::{self, Asked, Reissue};
use crate::store::{Failure, outbox, transact};

/// Why nothing is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewRefusal {
    /// No such certificate, or not issued yet.
    NotFound,
    /// Taken back or replaced.
    Revoked,
    /// About to be replaced by a corrected one, which may be renewed then.
    BeingCorrected,
    /// It never expires.
    NeverExpires,
    /// The assessment issues no certificates any more.
    NoTerms,
    /// Renewed already, or about to be.
    AlreadyRenewed,
    /// Nobody said who renews it.
    ActorMissing,
}

/// Orders a renewed certificate. Gives what it rests on, to be asked for once it is issued.
///
/// # Errors
/// Refused, or the store failed.
pub async fn renew_certificate(
    service: &Service,
    id: CertificateId,
    actor: &str,
) -> Result<Basis, Failure<RenewRefusal>> {
    let actor = actor.trim();
    if actor.is_empty() {
        return Err(Failure::Refused(RenewRefusal::ActorMissing));
    }
    let now = service.clock.now();
    let basis = Basis::Renewal(id);
    let asked = Asked { text: String::new(), actor: actor.to_owned(), at: now };
    transact!(service.store, Failure<RenewRefusal>, |c| {
        let refuse = |refusal| Err(Failure::Refused(refusal));
        let Some(registered) = certificates::find(c, id).await?.filter(|found| found.issued.is_some()) else {
            return refuse(RenewRefusal::NotFound);
        };
        if registered.revocation.is_some() {
            return refuse(RenewRefusal::Revoked);
        }
        if reissues::correction(c, id).await?.is_some() {
            return refuse(RenewRefusal::BeingCorrected);
        }
        if registered.claim.expires_at.is_none() {
            return refuse(RenewRefusal::NeverExpires);
        }
        let current = assessments::find(c, &registered.claim.assessment_code).await?;
        if current.is_none_or(|defined| defined.assessment.certificate.is_none()) {
            return refuse(RenewRefusal::NoTerms);
        }
        if !reissues::insert(c, id, &Reissue::Renewal, &asked).await? {
            return refuse(RenewRefusal::AlreadyRenewed);
        }
        outbox::insert(c, outbox::ISSUE_CERTIFICATE, &basis.to_string(), now).await?;
        let subject = id.to_string();
        audit::append(c, now, &Deed { actor, action: "certificate.renew", subject: &subject, detail: "{}" }).await?;
        Ok(())
    })?;
    Ok(basis)
}
