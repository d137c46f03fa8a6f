//! Supersede a certificate: somebody's name, unit or position was wrong on it. The corrected one is issued by the
//! worker, and the old one is marked as replaced in the transaction that issues it. The roster stays as it is.

use super::sign_certificate;
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::Claim;
use crate::domain::certification::correction::{Correction, Facts};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::CertificateId;
use crate::domain::people::person::Person;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::audit::{self, Deed};
use crate::store::certification::certificates::{self, Registered};
use crate::store::certification::reissues::{self, Asked, Reissue};
use crate::store::people::persons;
use crate::store::{Failure, StoreError, outbox, transact};

/// Why nothing is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SupersedeRefusal {
    /// No such certificate, or not issued yet.
    NotFound,
    /// Corrected already, or about to be.
    AlreadySuperseded,
    /// Taken back.
    Revoked,
    /// Its time is over; a corrected one would be over, too.
    Expired,
    /// The certificate says so already.
    NothingChanges,
    /// No reason or no actor was given.
    ReasonMissing,
    /// The corrected certificate could not be made: the code of what is wrong with it.
    Unprintable(String),
}

/// Orders a corrected certificate. Gives what it rests on, to be asked for once it is issued.
///
/// # Errors
/// Refused, or the store failed.
pub async fn supersede_certificate(
    service: &Service,
    id: CertificateId,
    correction: &Correction,
    text: &str,
    actor: &str,
) -> Result<Basis, Failure<SupersedeRefusal>> {
    let (text, actor) = (text.trim(), actor.trim());
    if text.is_empty() || actor.is_empty() {
        return Err(Failure::Refused(SupersedeRefusal::ReasonMissing));
    }
    let found = certificates::find(&mut service.store.read().await?.link(), id).await?;
    let registered = found.ok_or(Failure::Refused(SupersedeRefusal::NotFound))?;
    let right = correction
        .applied_to(&Facts::of(&registered.claim))
        .ok_or(Failure::Refused(SupersedeRefusal::NothingChanges))?;
    let now = service.clock.now();
    check_standing(&registered, now).map_err(Failure::Refused)?;
    rehearse(service, &registered, right.clone()).await.map_err(Failure::Refused)?;
    let basis = Basis::Correction(id);
    let asked = Asked { text: text.to_owned(), actor: actor.to_owned(), at: now };
    let reissue = Reissue::Correction(right);
    transact!(service.store, Failure<SupersedeRefusal>, |c| {
        let registered = certificates::find(c, id).await?.ok_or(Failure::Refused(SupersedeRefusal::NotFound))?;
        check_standing(&registered, now).map_err(Failure::Refused)?;
        // Of two corrections at once the first one stands: the row is there once.
        if !reissues::insert(c, id, &reissue, &asked).await? {
            return Err(Failure::Refused(SupersedeRefusal::AlreadySuperseded));
        }
        outbox::insert(c, outbox::ISSUE_CERTIFICATE, &basis.to_string(), now).await?;
        let subject = id.to_string();
        audit::append(c, now, &Deed { actor, action: "certificate.correct", subject: &subject, detail: "{}" }).await?;
        Ok(())
    })?;
    Ok(basis)
}

fn check_standing(registered: &Registered, now: Timestamp) -> Result<(), SupersedeRefusal> {
    match &registered.revocation {
        _ if registered.issued.is_none() => Err(SupersedeRefusal::NotFound),
        Some(revocation) if revocation.reason == RevocationReason::Superseded => {
            Err(SupersedeRefusal::AlreadySuperseded)
        }
        Some(_) => Err(SupersedeRefusal::Revoked),
        None if registered.claim.expires_at.is_some_and(|end| end <= now) => Err(SupersedeRefusal::Expired),
        None => Ok(()),
    }
}

/// Draws the corrected certificate without signing it, so that a name that cannot be printed is refused here and not
/// by the worker, where nobody reads the answer.
async fn rehearse(service: &Service, registered: &Registered, facts: Facts) -> Result<(), SupersedeRefusal> {
    let claim: Claim = facts.in_place_of(registered.claim.clone());
    let kid = registered.prepared.as_ref().and_then(|prepared| prepared.key_id.parse().ok());
    let kid = kid.ok_or(SupersedeRefusal::NotFound)?;
    let renderer = service.renderer.clone();
    let drawn = tokio::task::spawn_blocking(move || sign_certificate::prepare(&claim, kid, &renderer).map(drop));
    match drawn.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(refusal)) => Err(SupersedeRefusal::Unprintable(refusal.code())),
        Err(_) => Err(SupersedeRefusal::Unprintable("broken".to_owned())),
    }
}

/// The holder's row of the roster where it does not say what the certificate says: it is for a person to put right.
///
/// # Errors
/// When the store failed.
pub async fn differing_roster_row(service: &Service, id: CertificateId) -> Result<Option<Person>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(registered) = certificates::find(connection, id).await? else { return Ok(None) };
    let Some(person) = certificates::rests(connection, id).await?.person else { return Ok(None) };
    let person = persons::find(connection, &person).await?;
    Ok(person
        .filter(|person| person.full_name != registered.claim.holder || person.position != registered.claim.position))
}
