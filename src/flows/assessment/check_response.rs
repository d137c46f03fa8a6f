//! Check a response in practice: the item tells at once whether it is right, and takes no more responses.

use super::load_bank;
use super::read_result::{ReviewItem, review};
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::way::Access;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::item_decisions;
use crate::store::{Failure, StoreError, assessment::attempts, assessment::responses, transact};

/// Why nothing was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckRefusal {
    /// No such attempt of this person, or no such item reached.
    NotFound,
    /// The assessment is no practice.
    NoPractice,
    /// Handed in, or out of time.
    Closed,
    /// A supervisor holds the attempt: later.
    Paused,
    /// There is no answer to check.
    Blank,
}

/// Checks the saved response to an item; the same request again changes nothing.
///
/// # Errors
/// Refused, or the store failed.
pub async fn check_response(
    service: &Service,
    person: &PersonId,
    (id, number): (&AttemptId, i64),
    arrived_at: Timestamp,
) -> Result<(), Failure<CheckRefusal>> {
    let refuse = |refusal| Err(Failure::Refused(refusal));
    transact!(service.store, Failure<CheckRefusal>, |c| {
        attempts::lock_own(c, id, person).await?;
        let Some(stored) = attempts::find_own(c, id, person).await? else { return refuse(CheckRefusal::NotFound) };
        let sitting = stored.attempt.sitting();
        let defined = load_bank::definition(service, c, &sitting.assessment, sitting.assessment_version).await?;
        if !defined.assessment.practice {
            return refuse(CheckRefusal::NoPractice);
        }
        match &stored.attempt {
            Attempt::InProgress(open) if open.paused_at.is_some() => return refuse(CheckRefusal::Paused),
            Attempt::InProgress(open) if open.takes_requests(arrived_at) => {}
            Attempt::InProgress(_) | Attempt::Submitted(_) => return refuse(CheckRefusal::Closed),
        }
        let is_on_form = usize::try_from(number).is_ok_and(|number| (1..=sitting.form.0.len()).contains(&number));
        if !is_on_form || stored.way.access(number) == Access::NotReached {
            return refuse(CheckRefusal::NotFound);
        }
        let response = responses::find(c, id, number).await?.map(|stored| stored.response);
        if response.as_ref().is_none_or(Response::is_blank) {
            return refuse(CheckRefusal::Blank);
        }
        responses::mark_checked(c, id, number, arrived_at).await?;
        Ok(())
    })
}

/// What practice tells of the items that were checked, as far as the assessment lets it; empty where there is none.
///
/// # Errors
/// When the store failed.
pub async fn read_feedback(
    service: &Service,
    person: &PersonId,
    id: &AttemptId,
) -> Result<Vec<ReviewItem>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(stored) = attempts::find_own(connection, id, person).await? else { return Ok(Vec::new()) };
    let sitting = stored.attempt.sitting();
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    if !defined.assessment.practice {
        return Ok(Vec::new());
    }
    let saved = responses::of_attempt(connection, id).await?;
    let checked: Vec<i64> =
        saved.iter().filter(|stored| stored.checked_at.is_some()).map(|stored| stored.number).collect();
    if checked.is_empty() {
        return Ok(Vec::new());
    }
    let decisions = item_decisions::count(connection, &sitting.revision).await?;
    let items = review(service, connection, &stored, (decisions, defined.assessment.wrong_costs)).await?;
    let shown = defined.assessment.review.during();
    Ok(items.into_iter().filter(|item| checked.contains(&item.number)).map(|item| item.veiled(shown)).collect())
}
