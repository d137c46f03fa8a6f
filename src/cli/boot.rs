//! From a configuration to a running service: keys first, so that a bad key never opens the port.

use super::output::{Exit, Failed};
use super::seals::open_seals;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::hidden::Hidden;
use crate::flows::assessment::load_bank::Kept;
use crate::flows::assessment::save_response::Saver;
use crate::flows::assessment::start_attempt;
use crate::flows::certification::check_key_history::check_key_history;
use crate::flows::certification::issue_certificates::Renderer;
use crate::flows::certification::key_chain::{Held, KeyChain, KeySource};
use crate::flows::certification::record_key_events::record_key_events;
use crate::flows::dear_answers::DearAnswers;
use crate::flows::log::KnownWitness;
use crate::flows::log::publish_checkpoint::Publisher;
use crate::flows::people::hash_secret::Hasher;
use crate::flows::people::log_in::{self, Tries};
use crate::flows::waiting_room::WaitingRoom;
use crate::flows::{Service, Settings};
use crate::formats::log::note::{NoteKey, SignatureKind};
use crate::formats::secret_file;
use crate::store::{OpenError, Store};
use object_store::local::LocalFileSystem;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A service that is ready to be listened for.
#[derive(Debug)]
pub struct Booted {
    /// The service.
    pub service: Arc<Service>,
    /// What it was made from.
    pub config: Config,
}

/// Opens keys, store and files.
///
/// # Errors
/// One line that names what is wrong, with its exit code.
pub async fn boot_service(config: Config, clock: Clock) -> Result<Booted, Failed> {
    let key_chain = open_keys(&config)?;
    let identity_secret = open_identity_secret(&config)?;
    let witnesses = open_witnesses(&config)?;
    let issuers = config.issuers().map_err(|error| Failed::new(Exit::Configuration, error))?;
    let seals = open_seals(&config, clock.now())?;
    let files = open_files(&config.data)?;
    let store = Store::open(&config.database).await.map_err(refused_database)?;
    if let Some(fault) = check_key_history(&store, &key_chain.held().ring).await? {
        return Err(Failed::new(Exit::Configuration, fault));
    }
    if let held @ Held { keys: Some(_), .. } = key_chain.held() {
        record_key_events(&store, &held.ring, clock.now()).await?;
    }
    let lanes = config.hashing_lanes.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let service = Service {
        saver: Saver::start(&store),
        log_ins: WaitingRoom::new(log_in::AT_ONCE),
        code_log_ins: WaitingRoom::new(log_in::CODES_AT_ONCE),
        starts: WaitingRoom::new(start_attempt::AT_ONCE),
        hasher: Hasher::new(lanes),
        tries: Tries::default(),
        kept: Kept::default(),
        progress: DearAnswers::default(),
        not_done: DearAnswers::default(),
        statistics: DearAnswers::default(),
        reconciled: DearAnswers::default(),
        key_chain,
        files: Arc::new(files),
        list_signing: tokio::sync::Mutex::default(),
        publisher: Publisher::default(),
        renderer: Arc::new(Renderer { seals, ..Renderer::default() }),
        settings: Settings {
            base_url: config.base_url.clone(),
            service_name: config.service_name.clone(),
            issuers,
            identity_secret: Hidden(identity_secret),
            privacy_controller: config.privacy_controller.clone(),
            privacy_contact: config.privacy_contact.clone(),
            log_origin: config.log_origin(),
            witnesses,
        },
        store,
        clock,
    };
    Ok(Booted { service: Arc::new(service), config })
}

/// A wrong setting will not mend itself; a database that is away may come back.
fn refused_database(error: OpenError) -> Failed {
    let exit = match &error {
        OpenError::Database(_) | OpenError::Lock(_) => Exit::Unavailable,
        OpenError::UnknownUrl | OpenError::Migration(_) | OpenError::LossySetting(_) => Exit::Configuration,
    };
    Failed::new(exit, error)
}

/// The secret under which identity numbers are hashed; zeros where none is configured.
pub fn open_identity_secret(config: &Config) -> Result<[u8; 32], Failed> {
    config.identity_secret_file.as_deref().map_or(Ok([0; 32]), read_secret)
}

/// The witnesses that are asked, each with a key of its own.
pub fn open_witnesses(config: &Config) -> Result<Vec<KnownWitness>, Failed> {
    let known = |witness: &crate::config::WitnessConfig| {
        let key: Option<NoteKey> = witness.key.parse().ok();
        let key = key.filter(|key| key.kind() == SignatureKind::Cosignature);
        key.map(|key| KnownWitness { url: witness.url.trim_end_matches('/').to_owned(), key })
    };
    let refuse = |reason: &str| Failed::new(Exit::Configuration, format!("witness.key: {reason}"));
    let witnesses = config.witness.iter().map(known).collect::<Option<Vec<_>>>();
    let witnesses = witnesses.ok_or_else(|| refuse("is not a witness' key; take the line that `witness` prints"))?;
    let mut names: Vec<&str> = witnesses.iter().map(|witness| witness.key.name()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() == witnesses.len() { Ok(witnesses) } else { Err(refuse("two witnesses have the same name")) }
}

/// Where the configuration says that the keys are.
pub fn key_source(config: &Config) -> KeySource {
    KeySource {
        folder: config.keys.clone(),
        passphrase_file: config.key_passphrase_file.clone(),
        verify_only: config.verify_only,
    }
}

/// The public ring, and the private keys unless this instance only verifies.
pub fn open_keys(config: &Config) -> Result<KeyChain, Failed> {
    KeyChain::open(key_source(config)).map_err(|error| Failed::new(Exit::Configuration, error))
}

/// The first line of a file that only its owner may read.
pub fn read_passphrase(file: &Path) -> Result<Zeroizing<String>, Failed> {
    secret_file::read_line(file)
        .map_err(|fault| Failed::new(Exit::Configuration, format!("{}: {fault}", file.display())))
}

fn read_secret(file: &Path) -> Result<[u8; 32], Failed> {
    let line = read_passphrase(file)?;
    crate::domain::identifier::from_hex(line.trim())
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Failed::new(Exit::Configuration, format!("{}: must hold 64 hexadecimal digits", file.display())))
}

fn open_files(folder: &Path) -> Result<LocalFileSystem, Failed> {
    let refuse =
        |error: &dyn std::fmt::Display| Failed::new(Exit::CannotCreate, format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
    let files = LocalFileSystem::new_with_prefix(folder).map_err(|error| refuse(&error))?;
    Ok(files.with_fsync(true))
}
