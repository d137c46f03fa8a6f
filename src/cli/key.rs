//! `key new|list|activate|retire`.

use super::boot::read_passphrase;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{self, KeyRing, Kid, NewKey, Purpose};
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a signing key; the first one of its purpose signs at once, later ones are announced 30 days ahead.
    New {
        /// What it signs: certificates, the log's checkpoints, or other people's checkpoints as a witness.
        #[arg(long, default_value = "credential", value_parser = purpose)]
        purpose: Purpose,
        /// The key folder; the configuration's when left out.
        #[arg(long)]
        keys: Option<PathBuf>,
        /// The file with the passphrase; the configuration's when left out.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
        /// Sign with it at once.
        #[arg(long)]
        now: bool,
    },
    /// List the keys.
    List {
        /// The key folder; the configuration's when left out.
        #[arg(long)]
        keys: Option<PathBuf>,
    },
    /// Take an announced key into use.
    Activate {
        /// The key's name: 16 hexadecimal digits.
        #[arg(value_parser = kid)]
        kid: Kid,
        /// The key folder; the configuration's when left out.
        #[arg(long)]
        keys: Option<PathBuf>,
    },
    /// Take a key out of use; what it signed stays good.
    Retire {
        /// The key's name: 16 hexadecimal digits.
        #[arg(value_parser = kid)]
        kid: Kid,
        /// The key folder; the configuration's when left out.
        #[arg(long)]
        keys: Option<PathBuf>,
    },
}

/// Offline verifiers get this long to learn of a new key.
const ANNOUNCED: Duration = Duration::from_secs(30 * 24 * 3600);

pub fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let now = Clock::System.now();
    let refuse = |error: keys::KeyError| Failed::new(Exit::Configuration, error);
    match command {
        Command::New { purpose, keys: folder, passphrase_file, now: at_once } => {
            let (folder, passphrase_file) = match (folder, passphrase_file) {
                (Some(folder), Some(file)) => (folder, file),
                (folder, file) => {
                    let config = read_config(config)?;
                    let file = file.or(config.key_passphrase_file);
                    let file = file
                        .ok_or_else(|| Failed::new(Exit::Usage, "name the passphrase file with --passphrase-file"))?;
                    (folder.unwrap_or(config.keys), file)
                }
            };
            let has_one = |ring: KeyRing| ring.keys().iter().any(|key| key.purpose() == purpose);
            let is_first = !keys::open_public(&folder).is_ok_and(has_one);
            let active_from = if at_once || is_first { now } else { now.plus(ANNOUNCED) };
            let kid = create(&folder, &read_passphrase(&passphrase_file)?, purpose, now, active_from)?;
            output.result(
                &format!("key {kid}, signs from {}", active_from.seconds_rfc3339()),
                &json!({ "kid": kid.to_string(), "active_from": active_from }),
            );
        }
        Command::List { keys: folder } => {
            for key in keys::open_public(&folder_of(folder, config)?).map_err(refuse)?.keys() {
                let lifetime = key.lifetime();
                output.result(
                    &format!("{}\t{:?}\t{:?}\tfrom {}\t{}", key.kid(), key.purpose(), lifetime.state, lifetime.active_from.seconds_rfc3339(), key.multibase()),
                    &json!({ "kid": key.kid().to_string(), "purpose": key.purpose(), "state": format!("{:?}", lifetime.state), "active_from": lifetime.active_from, "multibase": key.multibase() }),
                );
            }
        }
        Command::Activate { kid, keys: folder } => {
            keys::activate(&folder_of(folder, config)?, kid, now).map_err(refuse)?;
            output.result(&format!("key {kid} is active"), &json!({ "kid": kid.to_string(), "state": "active" }));
        }
        Command::Retire { kid, keys: folder } => {
            keys::retire(&folder_of(folder, config)?, kid, now).map_err(refuse)?;
            output.result(&format!("key {kid} is retired"), &json!({ "kid": kid.to_string(), "state": "retired" }));
        }
    }
    Ok(Exit::Ok)
}

fn folder_of(folder: Option<PathBuf>, config: Option<PathBuf>) -> Result<PathBuf, Failed> {
    folder.map_or_else(|| read_config(config).map(|config| config.keys), Ok)
}

/// Makes a key from fresh randomness.
pub fn create(
    folder: &Path,
    passphrase: &str,
    purpose: Purpose,
    now: Timestamp,
    active_from: Timestamp,
) -> Result<Kid, Failed> {
    let new = NewKey {
        seed: Zeroizing::new(crate::chance::bytes()),
        salt: crate::chance::bytes(),
        iv: crate::chance::bytes(),
        purpose,
        created_at: now,
        active_from,
    };
    keys::create(folder, passphrase, &new).map_err(|error| Failed::new(Exit::Configuration, error))
}

fn purpose(text: &str) -> Result<Purpose, String> {
    match text {
        "credential" => Ok(Purpose::Credential),
        "log" => Ok(Purpose::Log),
        "witness" => Ok(Purpose::Witness),
        _ => Err("is `credential`, `log` or `witness`".to_owned()),
    }
}

fn kid(text: &str) -> Result<Kid, String> {
    text.parse().map_err(|_| "not a key's name: 16 hexadecimal digits".to_owned())
}
