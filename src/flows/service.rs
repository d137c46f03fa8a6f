//! What every flow works with: the store, the clock, the queues and what is kept in memory.

use super::people::hash_secret::Hasher;
use super::assessment::load_bank::Kept;
use super::people::log_in::Tries;
use super::assessment::save_response::Saver;
use crate::clock::Clock;
use crate::store::Store;

/// What the operator decided.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://chungnhan.example.vn`, without a final slash. Never taken from a request.
    pub base_url: String,
}

/// A running service.
#[derive(Debug)]
pub struct Service {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// What the operator decided.
    pub settings: Settings,
    /// The queue of saves.
    pub saver: Saver,
    /// The queue of log-ins.
    pub hasher: Hasher,
    /// Wrong log-ins.
    pub tries: Tries,
    /// What never changes and is read once.
    pub kept: Kept,
}
