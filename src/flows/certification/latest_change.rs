//! The latest change of the register, read by one for all who ask at the same time: as fresh as a read of one's own.

use crate::store::certification::log;
use crate::store::{Store, StoreError};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// The place in the log of its latest entry that is not of an issue: whatever changes what a certificate is worth is an
/// entry there, in the transaction that changes it.
#[derive(Debug, Default)]
pub struct LatestChange {
    /// Reads that have begun.
    begun: AtomicU64,
    /// The number of the last read, and what it found.
    last: Mutex<(u64, Option<u64>)>,
}

impl LatestChange {
    /// The place as it is now or later. A read that began before does not count; whoever comes while one is under way
    /// shares the next.
    ///
    /// # Errors
    /// When the store failed.
    pub async fn now(&self, store: &Store) -> Result<Option<u64>, StoreError> {
        let before = self.begun.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if last.0 > before {
            return Ok(last.1);
        }
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let found = log::latest_change(&mut store.read().await?.link()).await?;
        *last = (number, found);
        Ok(found)
    }
}
