//! What every flow works with: the store, the clock, the queues and what is kept in memory.

use super::assessment::compute_statistics::Found;
use super::assessment::load_bank::Kept;
use super::assessment::save_response::Saver;
use super::certification::issue_certificates::Renderer;
use super::certification::key_chain::KeyChain;
use super::dear_answers::DearAnswers;
use super::log::KnownWitness;
use super::log::publish_checkpoint::Publisher;
use super::people::hash_secret::Hasher;
use super::people::log_in::Tries;
use super::people::report_progress::{Everybody, Report};
use super::waiting_room::WaitingRoom;
use crate::clock::Clock;
use crate::domain::certification::claim::IssuerFace;
use crate::domain::hidden::Hidden;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{KeyRing, Keys};
use crate::store::Store;
use crate::store::certification::certificates::Reconciliation;
use object_store::ObjectStore;
use std::sync::Arc;

/// What the operator decided.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://chungnhan.example.vn`, without a final slash. Never taken from a request.
    pub base_url: String,
    /// What the service calls itself.
    pub service_name: String,
    /// Who issues, each from a moment on, earliest first: headers and titles change with time.
    pub issuers: Vec<(Timestamp, IssuerFace)>,
    /// The secret under which identity numbers are hashed.
    pub identity_secret: Hidden<[u8; 32]>,
    /// The body responsible for personal data.
    pub privacy_controller: String,
    /// Where requests about personal data go.
    pub privacy_contact: String,
    /// The transparency log's name: `chungnhan.example.vn/log`.
    pub log_origin: String,
    /// Who is asked to sign its checkpoints.
    pub witnesses: Vec<KnownWitness>,
}

impl Settings {
    /// The issuer's face in force at `at`.
    pub fn issuer_at(&self, at: Timestamp) -> Option<IssuerFace> {
        self.issuers.iter().rev().find(|(from, _)| *from <= at).map(|(_, face)| face.clone())
    }
}

/// A running service.
pub struct Service {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// What the operator decided.
    pub settings: Settings,
    /// The queue of saves.
    pub saver: Saver,
    /// Where people wait to log in.
    pub log_ins: WaitingRoom,
    /// Where people wait to come in with a code, which takes little.
    pub code_log_ins: WaitingRoom,
    /// Where people wait to start.
    pub starts: WaitingRoom,
    /// Checks secrets.
    pub hasher: Hasher,
    /// Wrong log-ins.
    pub tries: Tries,
    /// What never changes and is read once.
    pub kept: Kept,
    /// How far people have come, by assessment.
    pub progress: DearAnswers<Report>,
    /// Who has not passed, by assessment.
    pub not_done: DearAnswers<Everybody>,
    /// Statistics, by assessment and revision.
    pub statistics: DearAnswers<Found>,
    /// What does not add up in the register.
    pub reconciled: DearAnswers<Reconciliation>,
    /// The keys; replaced as a whole while the service runs.
    pub key_chain: KeyChain,
    /// The certificates' files.
    pub files: Arc<dyn ObjectStore>,
    /// Held while a status list is signed; until when a key that did not sign is left alone.
    pub list_signing: tokio::sync::Mutex<Option<Timestamp>>,
    /// What makes certificates.
    pub renderer: Arc<Renderer>,
    /// What publishes the log's checkpoints.
    pub publisher: Publisher,
}

impl Service {
    /// The public keys that anything was ever signed with, as they are now.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.key_chain.held().ring
    }

    /// The private keys as they are now; `None` on an instance that only verifies.
    pub fn keys(&self) -> Option<Arc<Keys>> {
        self.key_chain.held().keys
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Service")
            .field("store", &self.store)
            .field("settings", &self.settings.base_url)
            .finish_non_exhaustive()
    }
}
