//! The decisions on items that a score takes into account. Those up to a number never change once they are committed, so each
//! set is read once; what a transaction saw that came to nothing is forgotten.

use super::load_bank;
use crate::domain::assessment::rescoring::{Ruled, Ruling, Rulings};
use crate::flows::Service;
use crate::store::assessment::item_decisions;
use crate::store::{Connection, StoreError};
use std::sync::Arc;

/// The decisions of a revision up to a number.
///
/// # Errors
/// When the store failed, or a decision names a key that is gone.
pub async fn through(
    service: &Service,
    connection: &mut Connection<'_>,
    revision: &str,
    number: i64,
) -> Result<Arc<Rulings>, StoreError> {
    let key = (revision.to_owned(), number, service.store.undone());
    if let Some(kept) = service.kept.rulings.get(&key) {
        return Ok(kept);
    }
    let mut rulings = Rulings::default();
    for decision in item_decisions::confirmed(connection, revision, number).await? {
        let ruled = ruled(service, connection, &decision.item, &decision.ruling).await?;
        rulings.put(decision.item, ruled);
    }
    Ok(service.kept.rulings.put(key, rulings))
}

/// The decisions of a revision as they are now, and their number.
///
/// # Errors
/// As above.
pub async fn current(
    service: &Service,
    connection: &mut Connection<'_>,
    revision: &str,
) -> Result<(i64, Arc<Rulings>), StoreError> {
    let number = item_decisions::count(connection, revision).await?;
    Ok((number, through(service, connection, revision, number).await?))
}

/// What a ruling makes of an item's key.
pub(super) async fn ruled(
    service: &Service,
    connection: &mut Connection<'_>,
    item: &str,
    ruling: &Ruling,
) -> Result<Ruled, StoreError> {
    Ok(match ruling {
        Ruling::Withdrawn => Ruled::Withdrawn,
        Ruling::Rekeyed(revision) => {
            let keys = load_bank::keys(service, connection, revision).await?;
            let key = keys.key(item).ok_or(StoreError::Unreadable("item_decision.key_revision_id"))?.clone();
            Ruled::Rekeyed { revision: revision.clone(), key }
        }
    })
}
