//! The transparency log: publish checkpoints, have witnesses sign them, prove that an entry is in, verify all of it.
//!
//! Entries are appended by whoever does the deed (`certification/record.rs`); everything here only reads them.

pub mod cosign_checkpoint;
pub mod export_log;
pub mod prove_entry;
pub mod publish_checkpoint;
pub mod read_tile;
pub mod tree;
pub mod verify_log;
pub mod verify_records;
pub mod witness;
pub mod witness_state;

use crate::flows::Service;
use crate::formats::credential::keys::{KeyState, Purpose};
use crate::formats::log::checkpoint::log_key;
use crate::formats::log::note::NoteKey;

/// A witness that is asked to sign our checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWitness {
    /// Where it is asked, without a final slash.
    pub url: String,
    /// Its name and key.
    pub key: NoteKey,
}

/// The keys under which this log's checkpoints are believed: all that ever signed, but those known to strangers.
pub fn log_keys(service: &Service) -> Vec<NoteKey> {
    keys_where(service, |state| match state {
        KeyState::Announced | KeyState::Active | KeyState::Retired => true,
        KeyState::Compromised { .. } => false,
    })
}

/// All keys that ever signed this log's checkpoints, also those known to strangers since.
pub fn former_log_keys(service: &Service) -> Vec<NoteKey> {
    keys_where(service, |_| true)
}

fn keys_where(service: &Service, is_wanted: impl Fn(KeyState) -> bool) -> Vec<NoteKey> {
    let ring = service.ring();
    let keys = ring.keys().iter().filter(|key| key.purpose() == Purpose::Log);
    let wanted = keys.filter(|key| is_wanted(key.lifetime().state));
    wanted.filter_map(|key| log_key(&service.settings.log_origin, key)).collect()
}

/// The keys of the witnesses that are asked.
pub fn witness_keys(service: &Service) -> Vec<NoteKey> {
    service.settings.witnesses.iter().map(|witness| witness.key.clone()).collect()
}
