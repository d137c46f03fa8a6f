//! `log verify|export|key`.

use super::boot::{boot_service, open_keys};
use super::fetch::Http;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::timestamp::Timestamp;
use crate::flows::log::export_log::{ExportFault, export_log};
use crate::flows::log::verify_log::{LogFault, VerifiedLog, verify_log};
use crate::formats::credential::keys::Purpose;
use crate::formats::log::checkpoint::log_key;
use crate::formats::log::note::NoteKey;
use clap::Subcommand;
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Verify a whole log from what it serves: every entry, every tile, the checkpoint and its signatures.
    Verify {
        /// The folder of an export, or the address of a site or of its log.
        log: String,
        /// The log's key (`name+01234567+base64`), or a file with keys; the one beside the log when left out.
        #[arg(long, value_name = "KEY_OR_FILE")]
        key: Vec<String>,
        /// The key of a witness whose signature counts, or a file with keys.
        #[arg(long, value_name = "KEY_OR_FILE")]
        witness: Vec<String>,
        /// The name the log must have.
        #[arg(long)]
        origin: Option<String>,
        /// A checkpoint from before, which this log must continue.
        #[arg(long, value_name = "FILE")]
        older: Option<PathBuf>,
    },
    /// Write the log as static files, which anybody may keep, serve and verify.
    Export {
        /// The folder; made when missing.
        #[arg(long)]
        out: PathBuf,
    },
    /// Print the log's keys, as verifiers and witnesses take them.
    Key,
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::Verify { log, key, witness, origin, older } => {
            let place = Place::new(&log);
            let older = older.map(|file| read(&file)).transpose()?;
            let witnesses = note_keys(&witness)?;
            let keys = if key.is_empty() { place.own_keys(output).await? } else { note_keys(&key)? };
            let keys: Vec<NoteKey> = match &origin {
                Some(origin) => keys.into_iter().filter(|key| key.name() == origin).collect(),
                None => keys,
            };
            let verified = verify_log(async |path| place.read(path).await, &keys, &witnesses, older.as_deref()).await;
            say(&verified.map_err(refused)?, output);
            Ok(Exit::Ok)
        }
        Command::Export { out } => {
            let service = boot_service(read_config(config)?, Clock::System).await?.service;
            let entries = export_log(&service, |path, bytes| write(&out.join(path), bytes)).await;
            let entries = entries.map_err(|fault| match fault {
                ExportFault::Empty => Failed::new(Exit::NoInput, "no checkpoint is published yet"),
                ExportFault::Write(error) => Failed::new(Exit::CannotCreate, format!("{}: {error}", out.display())),
                ExportFault::Store(error) => error.into(),
            })?;
            output.result(&format!("{entries} entries in {}", out.display()), &json!({ "entries": entries }));
            Ok(Exit::Ok)
        }
        Command::Key => {
            let config = read_config(config)?;
            let ring = open_keys(&config)?.held().ring;
            for key in ring.keys().iter().filter(|key| key.purpose() == Purpose::Log) {
                let Some(vkey) = log_key(&config.log_origin(), key) else { continue };
                output.result(&vkey.to_string(), &json!({ "kid": key.kid().to_string(), "vkey": vkey.to_string() }));
            }
            Ok(Exit::Ok)
        }
    }
}

/// Bad data, but for what could not be had.
fn refused(fault: LogFault) -> Failed {
    let exit = match &fault {
        LogFault::Unreadable(..) => Exit::Unavailable,
        LogFault::Missing(_) => Exit::NoInput,
        LogFault::Malformed(_)
        | LogFault::Checkpoint(_)
        | LogFault::OlderCheckpoint(_)
        | LogFault::Entry(_)
        | LogFault::Tile(_)
        | LogFault::Root
        | LogFault::Shrunk { .. }
        | LogFault::Forked { .. } => Exit::Data,
    };
    Failed::new(exit, fault)
}

fn say(verified: &VerifiedLog, output: &Output) {
    let (checkpoint, witnesses) = (&verified.checkpoint, &verified.witnesses);
    let kinds: Vec<String> = verified.kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let continues = verified.continues.map_or_else(String::new, |size| format!(", continues the one of {size}"));
    let line = format!(
        "good: {} with {} entries ({}){continues}; {}",
        checkpoint.origin,
        checkpoint.size,
        kinds.join(", "),
        witnesses_line(witnesses),
    );
    let listed: Vec<_> =
        witnesses.iter().map(|(name, at)| json!({ "name": name, "at": at.seconds_rfc3339() })).collect();
    output.result(
        &line,
        &json!({ "result": "good", "origin": checkpoint.origin, "size": checkpoint.size, "kinds": verified.kinds,
                 "continues": verified.continues, "witnesses": listed }),
    );
}

/// How many witnesses signed, and what that is worth.
pub fn witnesses_line(witnesses: &[(String, Timestamp)]) -> String {
    let names: Vec<&str> = witnesses.iter().map(|(name, _)| name.as_str()).collect();
    match names.len() {
        0 => "0 witnesses of those given signed: this proves nothing against the log's own operator".to_owned(),
        count => format!("{count} witnesses signed ({})", names.join(", ")),
    }
}

/// Where a log lies.
enum Place {
    Folder(PathBuf),
    Site(Http, String),
}

impl Place {
    fn new(log: &str) -> Self {
        let Some((_, rest)) = log.split_once("://").filter(|(scheme, _)| ["http", "https"].contains(scheme)) else {
            return Self::Folder(PathBuf::from(log));
        };
        // The address of a site alone means its log.
        let address = log.trim_end_matches('/');
        let has_path = rest.trim_end_matches('/').contains('/');
        let address = if has_path { address.to_owned() } else { format!("{address}/log") };
        Self::Site(Http::new(), address)
    }

    async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match self {
            Self::Folder(folder) => match std::fs::read(folder.join(path)) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error.to_string()),
            },
            Self::Site(http, address) => http.get(&format!("{address}/{path}")).await,
        }
    }

    /// The keys that the log itself names.
    async fn own_keys(&self, output: &Output) -> Result<Vec<NoteKey>, Failed> {
        let bytes = self.read("vkey").await.map_err(|error| Failed::new(Exit::Unavailable, error))?;
        let bytes = bytes.ok_or_else(|| Failed::new(Exit::NoInput, "there is no `vkey` beside the log: give --key"))?;
        output.say("the key is the one that the log itself names; give --key to compare it with one you know");
        keys_in("vkey", &String::from_utf8_lossy(&bytes))
    }
}

/// Keys from the command line: each is a key, or a file with one on each line.
pub fn note_keys(given: &[String]) -> Result<Vec<NoteKey>, Failed> {
    let mut keys = Vec::new();
    for given in given {
        match given.parse() {
            Ok(key) => keys.push(key),
            Err(_) => keys.extend(keys_in(given, &read(Path::new(given))?)?),
        }
    }
    Ok(keys)
}

fn keys_in(name: &str, text: &str) -> Result<Vec<NoteKey>, Failed> {
    let keys = text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim().parse());
    let keys = keys.collect::<Result<Vec<_>, _>>();
    keys.map_err(|_| Failed::new(Exit::Data, format!("{name}: has a line that is no key like name+01234567+base64")))
}

pub fn read(file: &Path) -> Result<String, Failed> {
    std::fs::read_to_string(file).map_err(|error| Failed::new(Exit::NoInput, format!("{}: {error}", file.display())))
}

/// Written beside and renamed: whoever serves the folder never serves half a file.
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    std::fs::write(&name, bytes)?;
    std::fs::rename(&name, file)
}
