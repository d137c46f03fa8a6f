//! From a configuration to a running service: keys first, so that a bad key never opens the port.

use super::output::{Exit, Failed};
use crate::clock::Clock;
use crate::config::Config;
use crate::flows::assessment::load_bank::Kept;
use crate::flows::assessment::save_response::Saver;
use crate::flows::certification::issue_certificates::Renderer;
use crate::flows::log::KnownWitness;
use crate::flows::log::publish_checkpoint::Publisher;
use crate::flows::people::hash_secret::Hasher;
use crate::flows::people::log_in::Tries;
use crate::flows::{Service, Settings};
use crate::formats::credential::keys::{self, KeyRing, Keys};
use crate::formats::log::note::{NoteKey, SignatureKind};
use crate::store::{OpenError, Store};
use object_store::local::LocalFileSystem;
use std::path::Path;
use std::sync::Arc;

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
    let (ring, keys) = open_keys(&config)?;
    let identity_secret = open_identity_secret(&config)?;
    let witnesses = open_witnesses(&config)?;
    let issuers = config.issuers().map_err(|error| Failed::new(Exit::Configuration, error))?;
    let files = open_files(&config.data)?;
    let store = Store::open(&config.database).await.map_err(refused_database)?;
    let lanes = config.hashing_lanes.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let service = Service {
        saver: Saver::start(&store),
        hasher: Hasher::new(lanes),
        tries: Tries::default(),
        kept: Kept::default(),
        ring,
        keys,
        files: Arc::new(files),
        list_signing: tokio::sync::Mutex::default(),
        renderer: Arc::new(Renderer::default()),
        publisher: Publisher::default(),
        settings: Settings {
            base_url: config.base_url.clone(),
            service_name: config.service_name.clone(),
            issuers,
            identity_secret,
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

/// The public ring, and the private keys unless this instance only verifies.
pub fn open_keys(config: &Config) -> Result<(KeyRing, Option<Arc<Keys>>), Failed> {
    let refuse = |error: keys::KeyError| Failed::new(Exit::Configuration, error);
    match &config.key_passphrase_file {
        Some(file) if !config.verify_only => {
            let keys = keys::open(&config.keys, &read_passphrase(file)?).map_err(refuse)?;
            Ok((keys.ring().clone(), Some(Arc::new(keys))))
        }
        Some(_) | None => Ok((keys::open_public(&config.keys).map_err(refuse)?, None)),
    }
}

/// The first line of a passphrase file.
pub fn read_passphrase(file: &Path) -> Result<String, Failed> {
    let refuse =
        |reason: &dyn std::fmt::Display| Failed::new(Exit::Configuration, format!("{}: {reason}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| refuse(&error))?;
    match text.lines().next().unwrap_or_default() {
        "" => Err(refuse(&"the passphrase file is empty")),
        line => Ok(line.to_owned()),
    }
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
