//! Freeze the claim of a certificate that is issued again: what the old one says, with the facts put right or with
//! new dates, and with numbers of its own.

use super::choose_template::choose_template;
use super::freeze_claim::{FreezeRefusal, months_later, random_uuid};
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::rescoring::Standing;
use crate::domain::assessment::scoring::CutScore;
use crate::domain::certification::claim::{Claim, SignedScore};
use crate::domain::identifier::{AttemptId, CertificateId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::assessment::judge_attempt::judge_again;
use crate::store::assessment::{assessments, attempts, item_decisions};
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
    let score = match &rests.attempt {
        Some(attempt) => match score_by_now(service, connection, attempt, claim.score).await? {
            Some(score) => score,
            None => return Ok(Err(FreezeRefusal::ScoreDoesNotRecompute)),
        },
        None => claim.score,
    };
    let claim = Claim {
        score,
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

/// What a certificate that says `said` of an attempt has to say by now: items may have been decided on since. `None` when
/// the attempt is no pass any more, or its score does not recompute.
async fn score_by_now(
    service: &Service,
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
    said: Option<SignedScore>,
) -> Result<Option<Option<SignedScore>>, StoreError> {
    let Some(stored) = attempts::find(connection, attempt).await? else { return Ok(None) };
    let (Attempt::Submitted(submitted), Some(judged)) = (&stored.attempt, stored.judged) else { return Ok(None) };
    let sitting = &submitted.sitting;
    let decisions = item_decisions::count_and_hold(connection, &sitting.revision).await?;
    let outcome = judge_again(service, connection, sitting, decisions).await?;
    let standing = Standing::from(&outcome);
    if !standing.is_pass || !judged.passed || standing.score != judged.score {
        return Ok(None);
    }
    let cut = CutScore::try_from(said.as_ref().map_or(1, |said| said.cut_basis_points)).ok();
    Ok(Some(said.zip(cut).map(|(said, cut)| SignedScore {
        earned_centipoints: judged.score.earned.0,
        possible_centipoints: judged.score.possible.0,
        basis_points: judged.score.shown_basis_points(cut),
        ..said
    })))
}
