//! Record what happened to the keys: whatever the ring shows and the audit trail does not have yet.

use super::record::record;
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{KeyEvent, KeyRing};
use crate::store::audit::Deed;
use crate::store::certification::key_events;
use crate::store::{Store, StoreError, transact};

/// Records in one transaction what is new, and says how much that was. Doing it again, or several instances
/// doing it at once, records nothing twice.
///
/// # Errors
/// When the store failed; nothing was recorded.
pub async fn record_key_events(store: &Store, ring: &KeyRing, now: Timestamp) -> Result<usize, StoreError> {
    let events = ring.events();
    transact!(store, StoreError, |c| {
        let mut recorded = 0;
        for event in &events {
            let key_id = event.kid.to_string();
            if key_events::note(c, &key_id, event.state, event.at, now).await? {
                let (action, detail) = (format!("key.{}", event.state), detail(event));
                let deed = Deed { actor: "system", action: &action, subject: &key_id, detail: &detail };
                record(c, now, &deed, &logged(event)).await?;
                recorded += 1;
            }
        }
        Ok(recorded)
    })
}

/// The log's entry: the key's name, and from when on it is in the state that the hash names.
fn logged(event: &KeyEvent) -> LogEntry {
    LogEntry { occurrence: Occurrence::Key, id: event.kid.to_string(), hash: event.hash, at: event.at }
}

fn detail(event: &KeyEvent) -> String {
    let purpose = event.purpose.name();
    format!(r#"{{"purpose":"{purpose}","since":"{}"}}"#, event.at.seconds_rfc3339())
}
