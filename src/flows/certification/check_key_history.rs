//! Check that a ring goes on from what was recorded: no key that was given up or retired comes back, and none is gone.
//! An older copy of the key folder, or a hand that edits it, is found before anything is believed or signed by it.

use crate::formats::credential::keys::{KeyRing, KeyState};
use crate::store::certification::key_events;
use crate::store::{Store, StoreError};
use std::fmt;

/// What does not go on from the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryFault {
    /// A recorded key is not in the ring: what it signed would be called forged.
    Gone(String),
    /// A key that was retired signs again.
    Retired(String),
    /// A key that strangers may have counts again, or counts longer.
    Compromised(String),
}

impl fmt::Display for HistoryFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone(key) => write!(formatter, "the register knows the key {key}, and the key folder does not")?,
            Self::Retired(key) => write!(formatter, "the key {key} was retired, and the key folder has it in use")?,
            Self::Compromised(key) => {
                write!(formatter, "the key {key} was given up, and the key folder does not say so, or from later on")?;
            }
        }
        formatter.write_str(": put the newest copy of keys.json back")
    }
}

/// The first fault of a ring; `None` when it goes on from the record.
///
/// # Errors
/// When the store failed.
pub async fn check_key_history(store: &Store, ring: &KeyRing) -> Result<Option<HistoryFault>, StoreError> {
    for (key_id, state, since) in key_events::all(&mut store.read().await?.link()).await? {
        let Some(key) = ring.keys().iter().find(|key| key.kid().to_string() == key_id) else {
            return Ok(Some(HistoryFault::Gone(key_id)));
        };
        let (now, retired_at) = (key.lifetime().state, key.lifetime().retired_at);
        if state == KeyState::Retired.name() && retired_at.is_none_or(|at| at > since) {
            let is_given_up = matches!(now, KeyState::Compromised { .. });
            if !is_given_up {
                return Ok(Some(HistoryFault::Retired(key_id)));
            }
        }
        let is_compromised = state == KeyState::Compromised { since }.name();
        if is_compromised && !matches!(now, KeyState::Compromised { since: at } if at <= since) {
            return Ok(Some(HistoryFault::Compromised(key_id)));
        }
    }
    Ok(None)
}
