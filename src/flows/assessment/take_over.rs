//! Take an attempt over on another device, and record what its page tells where the assessment asks for that.

use super::load_bank;
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::signal::{MOST_SIGNALS, Signal, SignalKind};
use crate::domain::identifier::{AttemptId, PersonId};
use crate::flows::Service;
use crate::flows::people::log_in::token_hash;
use crate::store::assessment::signals;
use crate::store::{Failure, StoreError, assessment::attempts, transact};

/// Why no signal was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalRefusal {
    /// No such attempt of this person, or it is over.
    NotFound,
    /// The assessment records none.
    NotRecorded,
}

/// Makes the session of this token hold an open attempt of this person. True when it was taken from another session.
///
/// # Errors
/// When the store failed.
pub async fn take_over(service: &Service, person: &PersonId, id: &AttemptId, token: &str) -> Result<bool, StoreError> {
    let own = token_hash(token);
    // Most pages are opened by the session that holds the attempt already: nothing to write.
    if signals::holder(&mut service.store.read().await?.link(), id).await?.as_ref() == Some(&own) {
        return Ok(false);
    }
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        attempts::lock_own(c, id, person).await?;
        let Some(stored) = attempts::find_own(c, id, person).await? else { return Ok(false) };
        if !matches!(stored.attempt, Attempt::InProgress(_)) {
            return Ok(false);
        }
        let taken = signals::take_over(c, id, person, &own).await?.is_some();
        let sitting = stored.attempt.sitting();
        let defined = load_bank::definition(service, c, &sitting.assessment, sitting.assessment_version).await?;
        if taken && defined.assessment.signals {
            let signal = Signal { kind: SignalKind::TakenOver, seconds: 0 };
            signals::insert(c, id, signal, (now, MOST_SIGNALS)).await?;
        }
        Ok(taken)
    })
}

/// Records that the page of an open attempt of this person was left for some seconds.
///
/// # Errors
/// Refused, or the store failed.
pub async fn record_signal(
    service: &Service,
    person: &PersonId,
    id: &AttemptId,
    seconds: u32,
) -> Result<(), Failure<SignalRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<SignalRefusal>, |c| {
        attempts::lock_own(c, id, person).await?;
        let stored = attempts::find_own(c, id, person).await?.ok_or(Failure::Refused(SignalRefusal::NotFound))?;
        let sitting = stored.attempt.sitting();
        let defined = load_bank::definition(service, c, &sitting.assessment, sitting.assessment_version).await?;
        if !defined.assessment.signals {
            return Err(Failure::Refused(SignalRefusal::NotRecorded));
        }
        if !matches!(stored.attempt, Attempt::InProgress(_)) {
            return Err(Failure::Refused(SignalRefusal::NotFound));
        }
        let signal = Signal { kind: SignalKind::LeftPage, seconds: seconds.min(86_400) };
        signals::insert(c, id, signal, (now, MOST_SIGNALS)).await?;
        Ok(())
    })
}
