//! Move on: leave the current item of a form whose items come one after the other. One transaction holds the
//! attempt's row, so that a save on its way is either stored before or refused, and two windows take one step. In an
//! adaptive test the same transaction puts the next item on the form.

use super::extend_form::next_form;
use super::load_bank;
use super::load_bank::Faces;
use crate::domain::assessment::attempt::{Attempt, Sitting, accepts_until};
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::section::{Part, parts};
use crate::domain::assessment::way::{Access, Step, Way};
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::{Failure, StoreError, assessment::attempts, assessment::responses, transact};
use std::time::Duration;

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
        attempts::lock_own(c, id, person).await?;
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
        // A section whose time is over is left as it is.
        if !request.leaves_blank && !open.has_left_section(request.arrived_at) {
            let saved = responses::of_attempt(c, id).await?;
            let is_blank = |number: i64| {
                let response = saved.iter().find(|stored| stored.number == number).map(|stored| &stored.response);
                response.is_none_or(Response::is_blank)
            };
            if (1..next).any(|number| stored.way.access(number) == Access::Open && is_blank(number)) {
                return refuse(MoveRefusal::Blank);
            }
        }
        if matches!(stored.way, Way::Section(..)) {
            let faces = load_bank::faces(service, c, &sitting.revision).await?;
            let parts = parts(&sitting.form, &defined.assessment.sections, |item| competency(&faces, item));
            let part = parts.iter().find(|part| part.first == next).ok_or(StoreError::Unreadable("attempt.form"))?;
            let until = section_until(&defined.assessment, *part, sitting, request.arrived_at);
            attempts::open_section(c, id, (part.first, part.last), until).await?;
            return Ok(());
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

/// The competency of an item, for sections.
pub(super) fn competency(faces: &Faces, item: &str) -> String {
    faces.get(item).map_or_else(String::new, |row| row.traits.competency.clone())
}

/// Until when saves of a section that opens now are taken: by its own time, and no longer than the attempt's.
pub(super) fn section_until(assessment: &Assessment, part: Part, sitting: &Sitting, now: Timestamp) -> Timestamp {
    let limit = assessment.sections.get(part.section).map_or(0, |section| section.time_limit_s);
    let allowed = sitting.accommodation.time.of(Duration::from_secs(u64::from(limit)));
    accepts_until(now.plus(allowed), assessment.grace_s).min(sitting.accepts_until)
}
