//! Submit an attempt: lock it, freeze the responses, judge, close, and put the certificate's making
//! into the outbox, all in one transaction. Parallel submits give one score.

use super::answer_once::{self, OnceKey, Seen};
use super::judge_attempt::judge_again;
use super::load_bank;
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::definition::IssuePolicy;
use crate::domain::assessment::marking::RULES_VERSION;
use crate::domain::assessment::scoring::Outcome;
use crate::domain::certification::basis::Basis;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::attempts::{Judged, StoredAttempt};
use crate::store::{
    Connection, Failure, StoreError, assessment::attempts, assessment::item_decisions, outbox, transact,
};

/// Why nothing was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmitRefusal {
    /// No such attempt of this person.
    NotFound,
    /// A supervisor holds the attempt: later.
    Paused,
    /// The idempotency key came with another request before.
    KeyReused,
}

/// Submits an attempt of this person. Submitting again changes nothing.
///
/// # Errors
/// Refused, or the store failed.
#[tracing::instrument(level = "trace", skip_all)]
pub async fn submit_attempt(
    service: &Service,
    person: &PersonId,
    id: &AttemptId,
    arrived_at: Timestamp,
    key: Option<&OnceKey>,
) -> Result<(), Failure<SubmitRefusal>> {
    transact!(service.store, Failure<SubmitRefusal>, |c| {
        match answer_once::seen(c, person, key).await? {
            Seen::Same(_) => return Ok(()),
            Seen::Other => return Err(Failure::Refused(SubmitRefusal::KeyReused)),
            Seen::Never => {}
        }
        attempts::lock(c, id).await?;
        let Some(stored) = attempts::find_own(c, id, person).await? else {
            return Err(Failure::Refused(SubmitRefusal::NotFound));
        };
        if matches!(&stored.attempt, Attempt::InProgress(open) if open.paused_at.is_some()) {
            return Err(Failure::Refused(SubmitRefusal::Paused));
        }
        close(service, c, stored, arrived_at).await?;
        answer_once::remember(c, person, key, id.as_str(), arrived_at).await?;
        Ok(())
    })
}

/// Closes an attempt that ran out of time, whoever sat it. False when it was closed already.
///
/// # Errors
/// When the store failed.
pub async fn close_overdue(service: &Service, id: &AttemptId, now: Timestamp) -> Result<bool, StoreError> {
    transact!(service.store, StoreError, |c| {
        attempts::lock(c, id).await?;
        match attempts::find(c, id).await? {
            // Held since the list was made.
            Some(stored) if matches!(&stored.attempt, Attempt::InProgress(open) if !open.is_overdue(now)) => Ok(false),
            Some(stored) => close(service, c, stored, now).await,
            None => Ok(false),
        }
    })
}

/// Judges and closes; the caller holds the attempt's row.
async fn close(
    service: &Service,
    connection: &mut Connection<'_>,
    stored: StoredAttempt,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Attempt::InProgress(open) = stored.attempt else { return Ok(false) };
    let sitting = &open.sitting;
    // Held until the commit: a decision on an item is either seen here, or sees this attempt closed.
    let decisions = item_decisions::count_and_hold(connection, &sitting.revision).await?;
    let outcome = judge_again(service, connection, sitting, decisions).await?;
    let judged = Judged {
        passed: matches!(outcome, Outcome::Passed(_)),
        score: outcome.score(),
        decisions,
        rules_version: RULES_VERSION,
    };
    let submitted = open.submit(now);
    if !attempts::close(connection, &submitted, judged).await? {
        return Ok(false);
    }
    let defined =
        load_bank::definition(service, connection, &submitted.sitting.assessment, submitted.sitting.assessment_version)
            .await?;
    let terms = defined.assessment.certificate.as_ref();
    // By decision: the pass waits for the list that recognises it.
    if judged.passed && terms.is_some_and(|terms| terms.issue == IssuePolicy::AtOnce) {
        let basis = Basis::Attempt(submitted.sitting.id.clone()).to_string();
        outbox::insert(connection, outbox::ISSUE_CERTIFICATE, &basis, now).await?;
    }
    metrics::counter!("minhchung_attempts_submitted", "outcome" => outcome.name()).increment(1);
    Ok(true)
}
