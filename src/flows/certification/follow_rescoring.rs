//! What scoring again means for certificates: a new pass is ordered, another printed score is corrected, and what should
//! not have been issued is listed for two people to take back, never taken back by itself.

use super::freeze_claim::random_uuid;
use crate::domain::assessment::definition::IssuePolicy;
use crate::domain::assessment::rescoring::{Change, Standing};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::Claim;
use crate::domain::certification::correction::Facts;
use crate::domain::certification::revocation_request::{RequestState, RevocationRequest};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::{AttemptId, ItemDecisionId, RequestId};
use crate::domain::timestamp::Timestamp;
use crate::store::audit::{self, Deed};
use crate::store::certification::certificates::Stage;
use crate::store::certification::reissues::{self, Asked, Reissue};
use crate::store::certification::resting::{self, Resting};
use crate::store::certification::{decisions, making, preparation, revocation_requests};
use crate::store::outbox::{self, ISSUE_CERTIFICATE};
use crate::store::{Connection, StoreError};
use std::collections::HashMap;

/// Certificates of one request.
const PER_REQUEST: usize = 500;

/// A changed result.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The attempt.
    pub attempt: AttemptId,
    /// What changed.
    pub change: Change,
    /// The result now.
    pub after: Standing,
    /// What a pass needs; `None` where no certificate is issued.
    pub issue: Option<IssuePolicy>,
}

/// Who decided and why.
#[derive(Clone, Copy, Debug)]
pub struct Because<'a> {
    /// The decision.
    pub decision: &'a ItemDecisionId,
    /// In words.
    pub reason: &'a str,
    /// Who confirmed it.
    pub actor: &'a str,
}

/// Lets certificates follow changed results, in the transaction that changes them.
///
/// # Errors
/// When the store failed.
pub async fn follow_rescoring(
    connection: &mut Connection<'_>,
    changed: &[Changed],
    because: Because<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let attempts: Vec<&AttemptId> = changed.iter().map(|changed| &changed.attempt).collect();
    let mut by_attempt: HashMap<AttemptId, Vec<Resting>> = HashMap::new();
    for resting in resting::of_attempts(connection, &attempts).await? {
        by_attempt.entry(resting.attempt.clone()).or_default().push(resting);
    }
    let (mut ordered, mut dropped) = (Vec::new(), Vec::new());
    for result in changed {
        let resting = by_attempt.remove(&result.attempt).unwrap_or_default();
        for unissued in resting.iter().filter(|resting| resting.stage != Stage::Issued) {
            freeze_anew(connection, unissued).await?;
        }
        let basis = Basis::Attempt(result.attempt.clone());
        let is_redeemed = resting.iter().any(|resting| resting.basis == basis && resting.stage == Stage::Issued);
        if !result.after.is_pass {
            if !is_redeemed {
                dropped.push(basis.to_string());
            }
            continue;
        }
        if result.change == Change::NowPasses && !is_redeemed && is_due(connection, result, &basis).await? {
            ordered.push(basis.to_string());
        }
        for standing in resting.iter().filter(|resting| resting.stands() && is_outdated(resting, result, now)) {
            ordered.extend(correct(connection, standing, because, now).await?);
        }
    }
    outbox::finish_all(connection, ISSUE_CERTIFICATE, &dropped, now).await?;
    outbox::order_again(connection, ISSUE_CERTIFICATE, &ordered, now).await
}

/// What was frozen and not issued says the old result: whoever holds it in memory comes too late, and it is frozen anew.
async fn freeze_anew(connection: &mut Connection<'_>, unissued: &Resting) -> Result<(), StoreError> {
    if let Some(prepared) = &unissued.prepared {
        preparation::give_up(connection, unissued.claim.id, prepared).await?;
    }
    let claim = Claim { subject_uuid: random_uuid(), ..unissued.claim.clone() };
    making::freeze_again(connection, &claim).await.map(drop)
}

/// Whether a new pass gets its certificate without anybody's doing more.
async fn is_due(connection: &mut Connection<'_>, result: &Changed, basis: &Basis) -> Result<bool, StoreError> {
    Ok(match result.issue {
        None => false,
        Some(IssuePolicy::AtOnce) => true,
        Some(IssuePolicy::ByDecision) => decisions::that_recognised(connection, basis).await?.is_some(),
    })
}

/// Whether it says another score, and its time is not over.
fn is_outdated(standing: &Resting, result: &Changed, now: Timestamp) -> bool {
    let score = result.after.score;
    standing.claim.expires_at.is_none_or(|end| end > now)
        && standing.claim.score.as_ref().is_some_and(|said| {
            (said.earned_centipoints, said.possible_centipoints) != (score.earned.0, score.possible.0)
        })
}

/// Orders a certificate in place of this one; it will say the score as it is then. A correction that is on its way does.
async fn correct(
    connection: &mut Connection<'_>,
    standing: &Resting,
    because: Because<'_>,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let id = standing.claim.id;
    let asked = Asked { text: because.reason.to_owned(), actor: because.actor.to_owned(), at: now };
    if !reissues::insert(connection, id, &Reissue::Correction(Facts::of(&standing.claim)), &asked).await? {
        return Ok(None);
    }
    let (subject, detail) = (id.to_string(), format!("{{\"item_decision\":\"{}\"}}", because.decision.as_str()));
    let deed = Deed { actor: because.actor, action: "certificate.correct", subject: &subject, detail: &detail };
    audit::append(connection, now, &deed).await?;
    Ok(Some(Basis::Correction(id).to_string()))
}

/// Lists what is in force without a pass, as requests that a second person has to confirm; gives how many
/// certificates.
///
/// # Errors
/// When the store failed.
pub async fn request_revocations(
    connection: &mut Connection<'_>,
    because: Because<'_>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let affected = resting::without_pass(connection, because.decision).await?;
    for part in affected.chunks(PER_REQUEST) {
        let request = RevocationRequest {
            id: RequestId::from_bytes(crate::chance::bytes()),
            reason: RevocationReason::IssuedInError,
            text: format!("{} [{}]", because.reason, because.decision.as_str()),
            proposed_by: because.actor.to_owned(),
            proposed_at: now,
            state: RequestState::Proposed,
            certificates: part.len(),
        };
        revocation_requests::insert(connection, &request, part).await?;
        let detail = format!(
            "{{\"certificates\":{},\"reason\":\"{}\",\"item_decision\":\"{}\"}}",
            part.len(),
            request.reason.name(),
            because.decision.as_str()
        );
        let subject = request.id.as_str();
        let deed = Deed { actor: because.actor, action: "revocation.propose", subject, detail: &detail };
        audit::append(connection, now, &deed).await?;
    }
    Ok(affected.len())
}
