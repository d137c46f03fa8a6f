//! Publish status lists: signed anew only when their content has changed or their time runs out, and stored, so that
//! every instance gives the same bytes.

use crate::domain::certification::status::{Bits, ListName, StatusPurpose};
use crate::flows::Service;
use crate::formats::credential::keys::Purpose;
use crate::formats::credential::status_list::StatusList;
use crate::store::certification::status_lists::{self, Published};
use crate::store::{Failure, StoreError, transact};
use std::time::Duration;

/// How long a list may be relied on: whoever checks offline sees a revocation after this time at the latest.
const VALID_FOR: Duration = Duration::from_secs(7 * 86_400);
/// A list is signed anew when it holds no longer than this: what somebody takes along is good for some days.
const KEPT_FRESH: Duration = Duration::from_secs(4 * 86_400);

/// A key that did not sign is left alone for this long: anybody may ask for a list.
const PAUSE: Duration = Duration::from_secs(10);

/// Why there is no list to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusListRefusal {
    /// No certificate names such a list.
    NotFound,
    /// It was never signed, and nothing here may sign.
    NoSigningKey,
    /// The key did not sign: a token is away, or the machine is at fault.
    NotSigned,
}

/// The bytes of a list as they are to be served now.
///
/// # Errors
/// Refused, or the store failed.
pub async fn status_list(service: &Service, name: ListName) -> Result<String, Failure<StatusListRefusal>> {
    if let Some(published) = current(service, name).await? {
        return Ok(published.credential);
    }
    // One signs; whoever waited finds the list fresh, or hears that the key did not sign.
    let mut failed_until = service.list_signing.lock().await;
    if let Some(published) = current(service, name).await? {
        return Ok(published.credential);
    }
    if name.number > status_lists::last_number(&mut service.store.read().await?.link()).await? {
        return Err(Failure::Refused(StatusListRefusal::NotFound));
    }
    let now = service.clock.now();
    if failed_until.is_some_and(|until| now < until) {
        return stale(service, name).await;
    }
    match sign(service, name).await {
        Err(Failure::Refused(StatusListRefusal::NotSigned)) => {
            tracing::error!("the key did not sign a status list; the older one is given meanwhile");
            *failed_until = Some(now.plus(PAUSE));
            stale(service, name).await
        }
        signed => signed,
    }
}

/// Signs whatever list is due, so that instances without a private key have fresh ones to give.
///
/// # Errors
/// When the store failed.
pub async fn refresh_status_lists(service: &Service) -> Result<(), StoreError> {
    if service.keys().is_none() {
        return Ok(());
    }
    let last = status_lists::last_number(&mut service.store.read().await?.link()).await?;
    for number in 1..=last {
        for purpose in StatusPurpose::ALL {
            match status_list(service, ListName { number, purpose }).await {
                Ok(_) | Err(Failure::Refused(_)) => {}
                Err(Failure::Store(error)) => return Err(error),
            }
        }
    }
    Ok(())
}

/// The stored list when nothing about it has to change.
async fn current(service: &Service, name: ListName) -> Result<Option<Published>, StoreError> {
    let found = status_lists::find(&mut service.store.read().await?.link(), name).await?;
    let due = service.clock.now().plus(KEPT_FRESH);
    Ok(found.and_then(|(published, changes)| {
        let is_current = published.revision == changes
            && published.valid_until > due.micros()
            && published.base_url == service.settings.base_url
            && is_trusted(service, &published.key_id);
        is_current.then_some(published)
    }))
}

/// A list under a key that strangers may have is signed anew at once.
fn is_trusted(service: &Service, key_id: &str) -> bool {
    let ring = service.ring();
    let key = key_id.parse().ok().and_then(|kid| ring.find(kid));
    key.is_some_and(|key| !key.lifetime().needs_log())
}

async fn sign(service: &Service, name: ListName) -> Result<String, Failure<StatusListRefusal>> {
    let now = service.clock.now().whole_second();
    let Some(keys) = service.keys().filter(|keys| keys.signer(Purpose::Credential, now).is_some()) else {
        return stale(service, name).await;
    };
    let mut reader = service.store.read().await?;
    // Read before the places: a change that comes between the two is seen again, never missed.
    let revision = status_lists::changes(&mut reader.link(), name).await?;
    let mut bits = Bits::default();
    status_lists::places(&mut reader.link(), name).await?.into_iter().for_each(|place| bits.set(place));
    drop(reader);
    let base_url = service.settings.base_url.clone();
    let list = StatusList { name, base_url, bits, valid_from: now, valid_until: now.plus(VALID_FOR) };
    // On a blocking thread and outside any transaction: a token may take its time, and saves must not wait for it.
    let signing = tokio::task::spawn_blocking(move || {
        let key = keys.signer(Purpose::Credential, now)?;
        Some(Published {
            revision,
            key_id: key.kid().to_string(),
            valid_until: list.valid_until.micros(),
            credential: String::from_utf8(list.sign(key)?).ok()?,
            base_url: list.base_url,
        })
    });
    let Some(published) = signing.await.ok().flatten() else {
        return Err(Failure::Refused(StatusListRefusal::NotSigned));
    };
    transact!(service.store, Failure<StatusListRefusal>, |c| {
        status_lists::replace(c, name, &published, now.plus(KEPT_FRESH)).await?;
        // Whichever instance was first: everybody gets what is stored.
        let stored = status_lists::find(c, name).await?;
        Ok(stored.map_or_else(|| published.credential.clone(), |(stored, _)| stored.credential))
    })
}

/// An instance that only verifies gives what is there; the list itself says how old it is.
async fn stale(service: &Service, name: ListName) -> Result<String, Failure<StatusListRefusal>> {
    let found = status_lists::find(&mut service.store.read().await?.link(), name).await?;
    found.map(|(published, _)| published.credential).ok_or(Failure::Refused(StatusListRefusal::NoSigningKey))
}
