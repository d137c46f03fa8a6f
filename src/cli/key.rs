//! `key new|list|activate|retire|compromise`. A running service notices the changed folder by itself.

use super::boot::read_passphrase;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{self, KeyState, Kid, NewKey, NewTokenKey, PublicKey, Purpose, TokenPlace};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a signing key; the first one of its purpose signs at once, later ones are announced 30 days ahead.
    New(New),
    /// List the keys.
    List {
        /// The key folder; the configuration's when left out.
        #[arg(long)]
        keys: Option<PathBuf>,
    },
    /// Take an announced key into use.
    Activate(One),
    /// Take a key out of use; what it signed stays good.
    Retire(One),
    /// Give a key up that strangers may have. What it signed with a date from then on counts as forged; what it
    /// signed before stands if the log shows it. Nothing takes this back.
    Compromise {
        #[command(flatten)]
        one: One,
        /// The earliest moment at which strangers may have had it, like `2026-11-21T21:04:00Z`.
        #[arg(long, value_parser = moment, value_name = "TIME")]
        since: Timestamp,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub struct One {
    /// The key's name: 16 hexadecimal digits.
    #[arg(value_parser = kid)]
    kid: Kid,
    /// The key folder; the configuration's when left out.
    #[arg(long)]
    keys: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct New {
    /// The key folder; the configuration's when left out.
    #[arg(long)]
    keys: Option<PathBuf>,
    /// The file with the passphrase; the configuration's when left out.
    #[arg(long, conflicts_with = "token")]
    passphrase_file: Option<PathBuf>,
    /// What it will sign.
    #[arg(long, value_enum, default_value_t = Use::Credential)]
    purpose: Use,
    /// Sign with it at once.
    #[arg(long)]
    now: bool,
    /// Make it inside the PKCS#11 token with this label; it never leaves it.
    #[arg(long, value_name = "LABEL", requires_all = ["module", "pin_file"])]
    token: Option<String>,
    /// The token's PKCS#11 library.
    #[arg(long, value_name = "FILE", requires = "token")]
    module: Option<PathBuf>,
    /// A file whose first line is the token's PIN; read at every start.
    #[arg(long, value_name = "FILE", requires = "token")]
    pin_file: Option<PathBuf>,
    /// Take the key with this label, which the token holds already, instead of making one.
    #[arg(long, value_name = "LABEL", requires = "token")]
    token_key: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Use {
    /// Certificates and status lists.
    Credential,
    /// Checkpoints of the log.
    Log,
    /// Checkpoints of other people's logs, as a witness.
    Witness,
}

impl From<Use> for Purpose {
    fn from(purpose: Use) -> Self {
        match purpose {
            Use::Credential => Self::Credential,
            Use::Log => Self::Log,
            Use::Witness => Self::Witness,
        }
    }
}

/// Offline verifiers get this long to learn of a new key.
const ANNOUNCED: Duration = Duration::from_secs(30 * 24 * 3600);
/// Signatures dated this long after a key's retirement still count: until the last instance has noticed.
const NOTICED: Duration = Duration::from_secs(60);

pub fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let now = Clock::System.now();
    match command {
        Command::New(new) => make(new, config, now, output)?,
        Command::List { keys: folder } => {
            let ring = keys::open_public(&folder_of(folder, config)?).map_err(refuse)?;
            ring.keys().iter().for_each(|key| list(key, output));
        }
        Command::Activate(One { kid, keys: folder }) => {
            keys::activate(&folder_of(folder, config)?, kid, now).map_err(refuse)?;
            output.result(&format!("key {kid} is active"), &json!({ "kid": kid.to_string(), "state": "active" }));
        }
        Command::Retire(One { kid, keys: folder }) => {
            let folder = folder_of(folder, config)?;
            keys::retire(&folder, kid, now.plus(NOTICED)).map_err(refuse)?;
            output.result(&format!("key {kid} is retired"), &json!({ "kid": kid.to_string(), "state": "retired" }));
            say_if_nothing_signs(&folder, kid, now, output)?;
        }
        Command::Compromise { one: One { kid, keys: folder }, since, yes } => {
            let folder = folder_of(folder, config)?;
            if since > now {
                return Err(Failed::new(Exit::Usage, "--since lies in the future"));
            }
            if !yes {
                confirm(&folder, kid, since, output)?;
            }
            keys::compromise(&folder, kid, since).map_err(refuse)?;
            output.result(
                &format!("key {kid} is compromised since {}", since.seconds_rfc3339()),
                &json!({ "kid": kid.to_string(), "state": "compromised", "since": since }),
            );
            say_if_nothing_signs(&folder, kid, now, output)?;
        }
    }
    Ok(Exit::Ok)
}

fn refuse(error: keys::KeyError) -> Failed {
    Failed::new(Exit::Configuration, error)
}

fn make(new: New, config: Option<PathBuf>, now: Timestamp, output: &Output) -> Result<(), Failed> {
    let purpose = new.purpose.into();
    let (kid, active_from) = match (new.token, new.module, new.pin_file) {
        (Some(label), Some(module), Some(pin_file)) => {
            let folder = folder_of(new.keys, config)?;
            let is_there = new.token_key.is_some();
            let key = new.token_key.unwrap_or_else(|| label_of(purpose, now));
            let place = TokenPlace { module: absolute(&module)?, label, pin_file: absolute(&pin_file)?, key };
            let active_from = begin(&folder, purpose, new.now, now);
            let key = NewTokenKey { place, is_there, purpose, created_at: now, active_from };
            (keys::create_in_token(&folder, &key).map_err(refuse)?, active_from)
        }
        _ => {
            let (folder, passphrase_file) = folder_and_passphrase(new.keys, new.passphrase_file, config)?;
            let active_from = begin(&folder, purpose, new.now, now);
            (create(&folder, &read_passphrase(&passphrase_file)?, purpose, now, active_from)?, active_from)
        }
    };
    output.result(
        &format!("key {kid}, signs from {}", active_from.seconds_rfc3339()),
        &json!({ "kid": kid.to_string(), "purpose": purpose, "active_from": active_from }),
    );
    Ok(())
}

/// The first key of its purpose signs at once.
fn begin(folder: &Path, purpose: Purpose, at_once: bool, now: Timestamp) -> Timestamp {
    let is_first =
        keys::open_public(folder).map_or(true, |ring| ring.keys().iter().all(|key| key.purpose() != purpose));
    if at_once || is_first { now } else { now.plus(ANNOUNCED) }
}

/// `minhchung-credential-2026-11-21T21:04:00.127Z`: two keys of one second are two keys.
fn label_of(purpose: Purpose, now: Timestamp) -> String {
    format!("minhchung-{}-{}", purpose.name(), now.rfc3339())
}

fn list(key: &PublicKey, output: &Output) {
    let lifetime = key.lifetime();
    let since = match lifetime.state {
        KeyState::Compromised { since } => Some(since),
        KeyState::Announced | KeyState::Active | KeyState::Retired => None,
    };
    let (kid, state) = (key.kid().to_string(), lifetime.state.name());
    let mut line = format!("{kid}\t{state}\tfrom {}", lifetime.active_from.seconds_rfc3339());
    for (word, at) in [("until", lifetime.retired_at), ("compromised since", since)] {
        line.extend(at.map(|at| format!(" {word} {}", at.seconds_rfc3339())));
    }
    let purpose = json!(key.purpose());
    line.push_str(&format!("\t{}\t{}", purpose.as_str().unwrap_or_default(), key.multibase()));
    output.result(
        &line,
        &json!({
            "kid": kid, "purpose": purpose, "state": state, "created_at": lifetime.created_at,
            "active_from": lifetime.active_from, "retired_at": lifetime.retired_at, "compromised_since": since,
            "multibase": key.multibase(),
        }),
    );
}

/// Says what it means, and wants the key's name typed.
fn confirm(folder: &Path, kid: Kid, since: Timestamp, output: &Output) -> Result<(), Failed> {
    let ring = keys::open_public(folder).map_err(refuse)?;
    if ring.keys().iter().all(|key| key.kid() != kid) {
        return Err(Failed::new(Exit::Data, format!("no key {kid} is in the list")));
    }
    let at = since.seconds_rfc3339();
    output.say(&format!("Key {kid} signs no more, and strangers are taken to have it since {at}:"));
    output
        .say("- what it signed with a date from then on counts as forged, our own certificates too; issue them anew;");
    output.say("- what it signed with an earlier date stands if the log of this service has it; checks without the");
    output.say("  register say that they cannot know;");
    output.say("- nothing takes this back; an earlier moment may be named later.");
    output.say("Type the key's name to go on:");
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).map_err(|error| Failed::new(Exit::Io, error))?;
    if typed.trim() == kid.to_string() {
        return Ok(());
    }
    Err(Failed::new(Exit::Usage, "nothing was changed: type the key's name, or say --yes"))
}

/// After a key went out of use: whether another one of its purpose signs.
fn say_if_nothing_signs(folder: &Path, kid: Kid, now: Timestamp, output: &Output) -> Result<(), Failed> {
    let ring = keys::open_public(folder).map_err(refuse)?;
    let Some(gone) = ring.keys().iter().find(|key| key.kid() == kid) else { return Ok(()) };
    let signs = |key: &PublicKey| key.purpose() == gone.purpose() && key.lifetime().may_sign(now);
    if !ring.keys().iter().any(signs) {
        output.say("no key signs in its place: `key activate KID` or `key new --now`");
    }
    Ok(())
}

fn folder_of(folder: Option<PathBuf>, config: Option<PathBuf>) -> Result<PathBuf, Failed> {
    folder.map_or_else(|| read_config(config).map(|config| config.keys), Ok)
}

fn folder_and_passphrase(
    folder: Option<PathBuf>,
    file: Option<PathBuf>,
    config: Option<PathBuf>,
) -> Result<(PathBuf, PathBuf), Failed> {
    if let (Some(folder), Some(file)) = (&folder, &file) {
        return Ok((folder.clone(), file.clone()));
    }
    let config = read_config(config)?;
    let file = file.or(config.key_passphrase_file);
    let file = file.ok_or_else(|| Failed::new(Exit::Usage, "name the passphrase file with --passphrase-file"))?;
    Ok((folder.unwrap_or(config.keys), file))
}

/// A service is not started where a command was given: only whole paths mean the same to both.
fn absolute(path: &Path) -> Result<PathBuf, Failed> {
    std::path::absolute(path).map_err(|error| Failed::new(Exit::NoInput, format!("{}: {error}", path.display())))
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
    keys::create(folder, passphrase, &new).map_err(refuse)
}

fn kid(text: &str) -> Result<Kid, String> {
    text.parse().map_err(|_| "not a key's name: 16 hexadecimal digits".to_owned())
}

/// A time as an argument.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "not a time like 2026-11-21T21:04:00Z".to_owned())
}
