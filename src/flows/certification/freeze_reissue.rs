//! Freeze the claim of a certificate that is issued again: what the old one says, with the facts put right or with
//! new dates, and with numbers of its own.

use super::choose_template::choose_template;
use super::freeze_claim::{FreezeRefusal, months_later, random_uuid};
use crate::domain::certification::claim::Claim;
use crate::domain::identifier::CertificateId;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::assessments;
use crate::store::certification::certificates::{self, Registered, Rests};
use crate::store::certification::reissues;
use crate::store::{Connection, StoreError};

/// The claim of a corrected certificate with patterns in place of numbers. It ends when the old one would have.
pub(super) async fn claim_of_correction(
    service: &Service,
    connection: &mut Connection<'_>,
    old: CertificateId,
    issued_at: Timestamp,
) -> Result<Result<(Claim, Rests), FreezeRefusal>, StoreError> {
    let Some((facts, _)) = reissues::correction(connection, old).await? else {
        return Ok(Err(FreezeRefusal::Missing));
    };
    let Some(registered) = standing(connection, old).await? else { return Ok(Err(FreezeRefusal::OriginalGone)) };
    let expires_at = registered.claim.expires_at;
    if expires_at.is_some_and(|end| end <= issued_at) {
        return Ok(Err(FreezeRefusal::OriginalGone));
    }
    let claim = facts.in_place_of(registered.claim);
    issued_again(service, connection, claim, issued_at, expires_at).await
}

/// The claim of a renewed certificate with patterns in place of numbers. It holds, from today, as long as the
/// assessment says now.
pub(super) async fn claim_of_renewal(
    service: &Service,
    connection: &mut Connection<'_>,
    old: CertificateId,
    issued_at: Timestamp,
) -> Result<Result<(Claim, Rests), FreezeRefusal>, StoreError> {
    let Some(registered) = standing(connection, old).await? else { return Ok(Err(FreezeRefusal::OriginalGone)) };
    let current = assessments::find(connection, &registered.claim.assessment_code).await?;
    let Some(terms) = current.and_then(|defined| defined.assessment.certificate) else {
        return Ok(Err(FreezeRefusal::NoTerms));
    };
    let expires_at = terms.valid_months.map(|months| months_later(issued_at, months));
    issued_again(service, connection, registered.claim, issued_at, expires_at).await
}

/// The certificate as long as it was not taken back.
async fn standing(connection: &mut Connection<'_>, id: CertificateId) -> Result<Option<Registered>, StoreError> {
    let found = certificates::find(connection, id).await?;
    Ok(found.filter(|registered| registered.issued.is_some() && registered.revocation.is_none()))
}

async fn issued_again(
    service: &Service,
    connection: &mut Connection<'_>,
    claim: Claim,
    issued_at: Timestamp,
    expires_at: Option<Timestamp>,
) -> Result<Result<(Claim, Rests), FreezeRefusal>, StoreError> {
    let Some(issuer) = service.settings.issuer_at(issued_at) else { return Ok(Err(FreezeRefusal::NoIssuer)) };
    let bound = assessments::version(connection, &claim.assessment_code, claim.assessment_version).await?;
    let Some(terms) = bound.and_then(|defined| defined.assessment.certificate) else {
        return Ok(Err(FreezeRefusal::NoTerms));
    };
    let Some(template) = choose_template(service, connection, terms.template.as_deref(), issued_at).await? else {
        return Ok(Err(FreezeRefusal::NoTemplate));
    };
    let rests = certificates::rests(connection, claim.id).await?;
    let claim = Claim {
        id: CertificateId::from_bytes(crate::chance::bytes()),
        subject_uuid: random_uuid(),
        serial: terms.serial_pattern,
        register_number: terms.register_pattern,
        issued_at,
        expires_at,
        status_list: 0,
        status_index: 0,
        base_url: service.settings.base_url.clone(),
        issuer,
        template,
        ..claim
    };
    Ok(Ok((claim, rests)))
}
