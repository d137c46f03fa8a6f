//! Score again whoever had an item that was decided on: the worker's part. Each round is one transaction that writes
//! results, their history and how far it has come, so that a worker that dies leaves nothing half done.

use super::judge_attempt::Judge;
use super::{load_bank, rulings};
use crate::domain::assessment::marking::RULES_VERSION;
use crate::domain::assessment::rescoring::{Change, DecisionState, ItemDecision, Standing};
use crate::domain::identifier::AttemptId;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::certification::follow_rescoring::{Because, Changed, follow_rescoring, request_revocations};
use crate::store::assessment::item_decisions;
use crate::store::assessment::rescorings::{self, Rescored, Scored};
use crate::store::audit::{self, Deed};
use crate::store::{Connection, StoreError, transact};

/// Attempts of one round: so long do those wait who submit in this moment.
const ROUND: i64 = 500;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Attempts looked at.
    pub scored: usize,
    /// Results that changed.
    pub changed: usize,
}

/// One round of the oldest decision that is not finished; `None` when there is none.
///
/// # Errors
/// When the store failed; the next round begins where this one did.
pub async fn rescore_attempts(service: &Service) -> Result<Option<Round>, StoreError> {
    let Some(decision) = item_decisions::unfinished(&mut service.store.read().await?.link()).await? else {
        return Ok(None);
    };
    let DecisionState::Confirmed { by, number, .. } = &decision.state else { return Ok(None) };
    let now = service.clock.now();
    let because = Because { decision: &decision.id, reason: &decision.reason, actor: by };
    let round = transact!(service.store, StoreError, |c| {
        item_decisions::hold_revision(c, &decision.revision).await?;
        // Another worker may have been faster.
        let Some(after) = item_decisions::scored_through(c, &decision.id).await? else { return Ok(Round::default()) };
        let having = (decision.revision.as_str(), decision.item.as_str());
        let page = rescorings::having(c, having, &after, ROUND).await?;
        let round = rescore(service, c, &page, (&decision, *number), because, now).await?;
        match page.last().filter(|_| page.len() == ROUND as usize) {
            Some(last) => item_decisions::advance(c, &decision.id, last.id.as_str()).await?,
            None => finish(c, &decision, because, now).await?,
        }
        Ok(round)
    })?;
    metrics::counter!("minhchung_attempts_rescored").increment(round.scored as u64);
    Ok(Some(round))
}

/// Scores a page of attempts; those that took the decision into account when they closed stay as they are.
async fn rescore(
    service: &Service,
    connection: &mut Connection<'_>,
    page: &[Scored],
    (decision, number): (&ItemDecision, i64),
    because: Because<'_>,
    now: Timestamp,
) -> Result<Round, StoreError> {
    let rulings = rulings::through(service, connection, &decision.revision, number).await?;
    let judge = Judge::of(service, connection, &decision.revision, rulings).await?;
    let (mut due, mut rescored, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for before in page.iter().filter(|scored| scored.decisions < number) {
        let (code, version) = (&before.assessment.0, before.assessment.1);
        let defined = load_bank::definition(service, connection, code, version).await?;
        if !defined.assessment.rests_on(&decision.item, &before.form) {
            continue;
        }
        due.push(before);
        let outcome = judge.judge(&before.form, &defined.assessment, |place| before.responses.get(&place))?;
        let after = Standing::from(&outcome);
        if let Some(change) = Change::between(before.standing, after) {
            let issue = defined.assessment.certificate.as_ref().map(|terms| terms.issue);
            rescored.push(Rescored { before, after });
            changed.push(Changed { attempt: before.id.clone(), change, after, issue });
        }
    }
    if !rescored.is_empty() {
        rescorings::write(connection, (&decision.id, because.actor), &rescored, RULES_VERSION, now).await?;
        note(connection, &rescored, because, now).await?;
        follow_rescoring(connection, &changed, because, now).await?;
    }
    let attempts: Vec<&AttemptId> = due.iter().map(|scored| &scored.id).collect();
    rescorings::take_into_account(connection, &attempts, number).await?;
    Ok(Round { scored: due.len(), changed: changed.len() })
}

async fn note(
    connection: &mut Connection<'_>,
    rescored: &[Rescored<'_>],
    because: Because<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let said = |standing: Standing| {
        serde_json::json!([standing.outcome(), standing.score.earned.0, standing.score.possible.0])
    };
    let told: Vec<(&str, String)> = rescored
        .iter()
        .map(|Rescored { before, after }| {
            let decision = because.decision.as_str();
            let detail =
                serde_json::json!({ "item_decision": decision, "from": said(before.standing), "to": said(*after) });
            (before.id.as_str(), detail.to_string())
        })
        .collect();
    let deeds: Vec<Deed<'_>> = told
        .iter()
        .map(|(subject, detail)| Deed { actor: because.actor, action: "attempt.rescore", subject, detail })
        .collect();
    audit::append_all(connection, now, &deeds).await
}

async fn finish(
    connection: &mut Connection<'_>,
    decision: &ItemDecision,
    because: Because<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let requested = request_revocations(connection, because, now).await?;
    item_decisions::finish(connection, &decision.id, now).await?;
    let (subject, detail) = (decision.id.as_str(), format!("{{\"certificates_to_take_back\":{requested}}}"));
    let deed = Deed { actor: "system", action: "item.finish", subject, detail: &detail };
    audit::append(connection, now, &deed).await
}
