//! Preview a decision on an item: whose result would change, and how. Writes nothing.

use super::judge_attempt::Judge;
use super::{load_bank, rulings};
use crate::domain::assessment::rescoring::{Change, DecisionState, ItemDecision, Standing, Tally};
use crate::domain::identifier::{AttemptId, CertificateId, ItemDecisionId};
use crate::flows::Service;
use crate::formats::rescoring_csv::ChangedRow;
use crate::store::assessment::{item_decisions, rescorings};
use crate::store::certification::resting;
use crate::store::{Connection, StoreError};
use std::sync::Arc;

/// Attempts read at once.
const AT_ONCE: i64 = 2_000;

/// A result that changes, or has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedResult {
    /// The attempt.
    pub attempt: AttemptId,
    /// Whose it is.
    pub login: String,
    /// The same.
    pub full_name: String,
    /// The result before.
    pub before: Standing,
    /// The result after.
    pub after: Standing,
    /// What lies between.
    pub change: Change,
    /// Certificates in force that rest on it.
    pub certificates: Vec<CertificateId>,
}

/// A decision and what it changes.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The decision.
    pub decision: ItemDecision,
    /// In figures; once it is confirmed, of what was changed so far.
    pub tally: Tally,
    /// Whose, in the order of the attempts' ids.
    pub results: Vec<ChangedResult>,
}

impl Preview {
    /// The results as a list for spreadsheets has them.
    pub fn rows(&self) -> impl Iterator<Item = ChangedRow<'_>> {
        self.results.iter().map(|result| {
            let codes: Vec<String> = result.certificates.iter().map(ToString::to_string).collect();
            ChangedRow {
                attempt: result.attempt.as_str(),
                login: &result.login,
                full_name: &result.full_name,
                before: result.before,
                after: result.after,
                change: result.change,
                certificates: codes.join(" "),
            }
        })
    }
}

/// What a decision would change, or what it has changed once it is confirmed.
///
/// # Errors
/// When the store failed.
pub async fn preview_rescoring(service: &Service, id: &ItemDecisionId) -> Result<Option<Preview>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(decision) = item_decisions::find(connection, id).await? else { return Ok(None) };
    let mut preview = match decision.state {
        DecisionState::Proposed => foreseen(service, connection, decision).await?,
        DecisionState::Confirmed { .. } | DecisionState::Dropped { .. } => recorded(connection, decision).await?,
    };
    touch(connection, &mut preview).await?;
    Ok(Some(preview))
}

async fn foreseen(
    service: &Service,
    connection: &mut Connection<'_>,
    decision: ItemDecision,
) -> Result<Preview, StoreError> {
    let (_, in_force) = rulings::current(service, connection, &decision.revision).await?;
    let mut with_it = (*in_force).clone();
    with_it.put(decision.item.clone(), rulings::ruled(service, connection, &decision.item, &decision.ruling).await?);
    let judge = Judge::of(service, connection, &decision.revision, Arc::new(with_it)).await?;
    let (mut tally, mut results, mut after) = (Tally::default(), Vec::new(), String::new());
    loop {
        let page = rescorings::having(connection, (&decision.revision, &decision.item), &after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = last.id.as_str().to_owned();
        for scored in page {
            let (code, version) = (&scored.assessment.0, scored.assessment.1);
            let defined = load_bank::definition(service, connection, code, version).await?;
            if !defined.assessment.rests_on(&decision.item, &scored.form) {
                continue;
            }
            let outcome = judge.judge(&scored.form, &defined.assessment, |place| scored.responses.get(&place))?;
            let after = Standing::from(&outcome);
            if let Some(change) = tally.count(scored.standing, after) {
                results.push(ChangedResult {
                    attempt: scored.id,
                    login: scored.login,
                    full_name: scored.full_name,
                    before: scored.standing,
                    after,
                    change,
                    certificates: Vec::new(),
                });
            }
        }
    }
    Ok(Preview { decision, tally, results })
}

async fn recorded(connection: &mut Connection<'_>, decision: ItemDecision) -> Result<Preview, StoreError> {
    let mut tally = Tally::default();
    let mut results = Vec::new();
    for recorded in rescorings::recorded(connection, &decision).await? {
        if let Some(change) = tally.count(recorded.before, recorded.after) {
            results.push(ChangedResult {
                attempt: recorded.attempt,
                login: recorded.login,
                full_name: recorded.full_name,
                before: recorded.before,
                after: recorded.after,
                change,
                certificates: Vec::new(),
            });
        }
    }
    Ok(Preview { decision, tally, results })
}

/// Adds the certificates in force.
async fn touch(connection: &mut Connection<'_>, preview: &mut Preview) -> Result<(), StoreError> {
    for part in preview.results.chunks_mut(AT_ONCE as usize) {
        let attempts: Vec<&AttemptId> = part.iter().map(|result| &result.attempt).collect();
        let mut found = resting::of_attempts(connection, &attempts).await?;
        found.retain(resting::Resting::stands);
        for resting in found {
            if let Some(result) = part.iter_mut().find(|result| result.attempt == resting.attempt) {
                result.certificates.push(resting.claim.id);
                preview.tally.certificates += 1;
            }
        }
    }
    Ok(())
}
