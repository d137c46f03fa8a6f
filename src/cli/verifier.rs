//! `verifier export`: the verifier as one HTML file, for auditors and for the day the server is gone.

use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::identifier::hex;
use crate::formats::credential::keys::{self, KeyRing};
use crate::web::offline_verifier::verifier;
use crate::web::pages::verifier::one_file;
use clap::Subcommand;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write one HTML file that checks certificates in any browser, without network: scripts, style and
    /// public keys inside. Prints its SHA-256, for you to publish.
    Export {
        /// Where to write it.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The issuer's `did.json`, instead of the configuration's key folder.
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        /// Status lists as fetched from `/status/1` and so on, to know revocations up to their date.
        #[arg(long, value_name = "FILE", num_args = 1..)]
        status: Vec<PathBuf>,
    },
}

/// No status list comes near this.
const LARGEST_LIST: usize = 64 * 1024;

/// Whose certificates the file checks.
struct Issuer {
    base_url: String,
    service_name: String,
    is_demonstration: bool,
    ring: KeyRing,
}

pub fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let Command::Export { out, keys, status } = command;
    let issuer = match keys {
        Some(file) => issuer_of_document(&file)?,
        None => issuer_of_configuration(config)?,
    };
    let lists = status.iter().map(|file| read_list(file, &issuer.base_url)).collect::<Result<Vec<_>, _>>()?;
    let now = Clock::System.now();
    let content = verifier(&issuer.base_url, &issuer.ring, now, &lists);
    let html = one_file(&content, &issuer.service_name, issuer.is_demonstration)
        .map_err(|error| Failed::new(Exit::CannotCreate, error))?;
    std::fs::write(&out, &html)
        .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", out.display())))?;
    let digest = hex(&Sha256::digest(&html));
    let name = out.display().to_string();
    output.result(
        &format!("{digest}  {name}\n{} key(s) as at {}, {} status list(s)", issuer.ring.keys().len(), now.seconds_rfc3339(), lists.len()),
        &json!({ "file": name, "sha256": digest, "keys": issuer.ring.keys().len(), "keys_as_of": now.seconds_rfc3339(), "status_lists": lists.len() }),
    );
    Ok(Exit::Ok)
}

fn issuer_of_configuration(config: Option<PathBuf>) -> Result<Issuer, Failed> {
    let config = read_config(config)?;
    let ring = keys::open_public(&config.keys).map_err(|error| Failed::new(Exit::Configuration, error))?;
    let is_demonstration = config.is_demonstration();
    Ok(Issuer { base_url: config.base_url, service_name: config.service_name, is_demonstration, ring })
}

fn issuer_of_document(file: &Path) -> Result<Issuer, Failed> {
    let bytes = read(file)?;
    let refuse = || Failed::new(Exit::Data, format!("{}: is not the DID document of an issuer", file.display()));
    let ring = KeyRing::from_did_json(&bytes).map_err(|_| refuse())?;
    let document: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| refuse())?;
    let domain = document["id"].as_str().and_then(|id| id.strip_prefix("did:web:")).ok_or_else(refuse)?;
    let domain = domain.replace("%3A", ":");
    // Only a trial on the same machine goes without https.
    let scheme = if ["localhost", "127.0.0.1"].contains(&domain.split(':').next().unwrap_or_default()) {
        "http"
    } else {
        "https"
    };
    Ok(Issuer {
        base_url: format!("{scheme}://{domain}"),
        service_name: "Minh Chứng".to_owned(),
        is_demonstration: false,
        ring,
    })
}

/// A status list of this issuer as text; the file's reader verifies its signature every time.
fn read_list(file: &Path, base_url: &str) -> Result<String, Failed> {
    let bytes = read(file)?;
    let list: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let is_list =
        list["type"].as_array().is_some_and(|types| types.iter().any(|kind| kind == "BitstringStatusListCredential"));
    let is_ours = list["id"].as_str().is_some_and(|id| id.starts_with(&format!("{base_url}/status/")));
    match String::from_utf8(bytes) {
        Ok(text) if is_list && is_ours && text.len() <= LARGEST_LIST => Ok(text),
        Ok(_) | Err(_) => {
            Err(Failed::new(Exit::Data, format!("{}: is not a status list of {base_url}", file.display())))
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failed> {
    std::fs::read(file).map_err(|error| Failed::new(Exit::NoInput, format!("{}: {error}", file.display())))
}
