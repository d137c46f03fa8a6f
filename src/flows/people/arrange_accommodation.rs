//! Arrange what a person needs to show what they can do. It holds from their next start on; what runs keeps what it has.

use super::log_in::canonical_login;
use crate::domain::assessment::accommodation::{Accommodation, Granted, MOST_EXTRA_TIME, TimeAllowance};
use crate::domain::identifier::PersonId;
use crate::flows::Service;
use crate::store::audit::{self, Deed};
use crate::store::people::accommodations::{self, ListedAccommodation};
use crate::store::people::persons;
use crate::store::{Failure, StoreError, transact};

/// Accommodations in one list.
const LISTED: i64 = 2_000;
/// Characters of a reason, and of a helper's name.
pub const LONGEST_REASON: usize = 500;
const LONGEST_NAME: usize = 120;

/// Why nothing was arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrangeRefusal {
    /// Nobody has this log-in.
    NoSuchPerson,
    /// No reason was given, or one that is too long.
    ReasonMissing,
    /// The arrangement arranges nothing.
    NothingArranged,
    /// Extra time is 1 to 400 percent.
    ExtraTimeOutOfRange,
    /// A helper's name is too long, or has letters that nobody sees.
    BadHelperName,
}

/// Arranges something for a person, in place of what was arranged before. Audited, without the reason.
///
/// # Errors
/// Refused, or the store failed.
pub async fn arrange_accommodation(
    service: &Service,
    (login, accommodation): (&str, Accommodation),
    reason: &str,
    actor: &str,
) -> Result<(), Failure<ArrangeRefusal>> {
    let refuse = |refusal| Err(Failure::Refused(refusal));
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return refuse(ArrangeRefusal::ReasonMissing);
    }
    if accommodation.is_none() {
        return refuse(ArrangeRefusal::NothingArranged);
    }
    if matches!(accommodation.time, TimeAllowance::Extra(percent) if !(1..=MOST_EXTRA_TIME).contains(&percent)) {
        return refuse(ArrangeRefusal::ExtraTimeOutOfRange);
    }
    let is_bad = |name: &String| {
        name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
    };
    if accommodation.helper.as_ref().is_some_and(is_bad) {
        return refuse(ArrangeRefusal::BadHelperName);
    }
    let granted = Granted { accommodation, reason: reason.to_owned(), by: actor.to_owned(), at: service.clock.now() };
    transact!(service.store, Failure<ArrangeRefusal>, |c| {
        let found = persons::find_by_login(c, &canonical_login(login)).await?;
        let (person, _) = found.ok_or(Failure::Refused(ArrangeRefusal::NoSuchPerson))?;
        accommodations::put(c, &person.id, &granted).await?;
        let detail = serde_json::json!({ "accommodation": granted.accommodation }).to_string();
        let deed = Deed { actor, action: "accommodation.grant", subject: &person.login, detail: &detail };
        audit::append(c, granted.at, &deed).await?;
        Ok(())
    })
}

/// Ends what is arranged for a person; false when nothing was. Audited.
///
/// # Errors
/// Refused, or the store failed.
pub async fn end_accommodation(service: &Service, login: &str, actor: &str) -> Result<bool, Failure<ArrangeRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<ArrangeRefusal>, |c| {
        let found = persons::find_by_login(c, &canonical_login(login)).await?;
        let (person, _) = found.ok_or(Failure::Refused(ArrangeRefusal::NoSuchPerson))?;
        let ended = accommodations::delete(c, &person.id).await?;
        if ended {
            let deed = Deed { actor, action: "accommodation.end", subject: &person.login, detail: "{}" };
            audit::append(c, now, &deed).await?;
        }
        Ok(ended)
    })
}

/// Everything arranged, by name.
///
/// # Errors
/// When the store failed.
pub async fn list_accommodations(service: &Service) -> Result<Vec<ListedAccommodation>, StoreError> {
    accommodations::list(&mut service.store.read().await?.link(), LISTED).await
}

/// What is arranged for a person.
///
/// # Errors
/// When the store failed.
pub async fn accommodation_of(service: &Service, person: &PersonId) -> Result<Accommodation, StoreError> {
    accommodations::of_person(&mut service.store.read().await?.link(), person).await
}
