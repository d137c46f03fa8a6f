//! Move on: leave the current item of a form whose items come one after the other. One transaction holds the
//! attempt's row, so that a save on its way is either stored before or refused, and two windows take one step. In an
//! adaptive test the same transaction puts the next item on the form.

use super::extend_form::next_form;
use super::load_bank;
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::way::Step;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::{Failure, assessment::attempts, assessment::responses, transact};

/// Why the attempt stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveRefusal {
    /// No such attempt of this person.
    NotFound,
    /// Handed in, or out of time.
    Closed,
    /// A supervisor holds the attempt: later.
    Paused,
    /// Every item of the form is open.
    NotLinear,
    /// The attempt has not come so far.
    NotReached,
    /// The form has no further item.
    NoNext,
    /// The item has no answer and leaving it so was not confirmed.
    Blank,
}

/// A wish to leave an item.
#[derive(Clone, Copy, Debug)]
pub struct MoveRequest {
    /// The item that is left, from 1.
    pub from: i64,
    /// Whether it may be left without an answer.
    pub leaves_blank: bool,
    /// When the request was parsed.
    pub arrived_at: Timestamp,
}

/// Moves on from an item; the same request again changes nothing.
///
/// # Errors
/// Refused, or the store failed.
pub async fn move_on(
    service: &Service,
    person: &PersonId,
    id: &AttemptId,
    request: MoveRequest,
) -> Result<(), Failure<MoveRefusal>> {
    let refuse = |refusal| Err(Failure::Refused(refusal));
    transact!(service.store, Failure<MoveRefusal>, |c| {
        attempts::lock_own(c, id, person, request.arrived_at).await?;
        let Some(stored) = attempts::find_own(c, id, person).await? else { return refuse(MoveRefusal::NotFound) };
        let Attempt::InProgress(open) = &stored.attempt else { return refuse(MoveRefusal::Closed) };
        if open.paused_at.is_some() {
            return refuse(MoveRefusal::Paused);
        }
        if !open.takes_requests(request.arrived_at) {
            return refuse(MoveRefusal::Closed);
        }
        let sitting = &open.sitting;
        let defined = load_bank::definition(service, c, &sitting.assessment, sitting.assessment_version).await?;
        let adaptive = defined.assessment.adaptive.as_ref();
        let length = adaptive.map_or(sitting.form.0.len(), |_| defined.assessment.length());
        let next = match stored.way.step(request.from, length) {
            Step::To(next) => next,
            Step::Taken => return Ok(()),
            Step::NoNext => return refuse(MoveRefusal::NoNext),
            Step::NotReached => return refuse(MoveRefusal::NotReached),
            Step::NotLinear => return refuse(MoveRefusal::NotLinear),
        };
        if !request.leaves_blank {
            let response = responses::find(c, id, request.from).await?.map(|stored| stored.response);
            if response.as_ref().is_none_or(Response::is_blank) {
                return refuse(MoveRefusal::Blank);
            }
        }
        let Some(rule) = adaptive else {
            attempts::reach(c, id, next).await?;
            return Ok(());
        };
        match next_form(service, c, (&defined.assessment, rule), sitting, request.arrived_at).await? {
            Some(form) => attempts::extend(c, id, &form).await?,
            None => return refuse(MoveRefusal::NoNext),
        }
        Ok(())
    })
}
