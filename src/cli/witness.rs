//! `witness`: sign the checkpoints of other people's logs, each only as the continuation of the one before.

use super::boot::read_passphrase;
use super::log::note_keys;
use super::output::{Exit, Failed, Output};
use super::serve;
use crate::clock::Clock;
use crate::flows::log::witness::Witness;
use crate::flows::log::witness_state::WitnessState;
use crate::formats::credential::keys::{self, Purpose};
use crate::formats::log::checkpoint::witness_key;
use crate::formats::log::note::SignatureKind;
use crate::web::witness::{WitnessApp, router};
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The witness' name, an address without https://: `witness.example.vn/2026`.
    #[arg(long)]
    name: String,
    /// The folder with its key: `key new --purpose witness --keys DIR --passphrase-file FILE` makes one.
    #[arg(long)]
    keys: PathBuf,
    /// The file with the key's passphrase.
    #[arg(long)]
    passphrase_file: PathBuf,
    /// Where it keeps what it has signed. Never delete it and never put an older copy back.
    #[arg(long)]
    state: PathBuf,
    /// Begin that file: once, for a new witness.
    #[arg(long)]
    begin: bool,
    /// Where to listen; port 0 picks a free one. Put a proxy with TLS in front.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// The key of a log it signs for (`name+01234567+base64`), or a file with keys.
    #[arg(long, required = true, value_name = "KEY_OR_FILE")]
    log: Vec<String>,
}

pub async fn run(arguments: Arguments, output: &Output) -> Result<Exit, Failed> {
    super::traces::start_logging("info");
    let refuse = |reason: &dyn std::fmt::Display| Failed::new(Exit::Configuration, reason);
    let logs = note_keys(&arguments.log)?;
    if logs.iter().any(|log| log.kind() != SignatureKind::Plain) {
        return Err(refuse(&"--log: is the key of a witness, not of a log"));
    }
    let keys = keys::open(&arguments.keys, &read_passphrase(&arguments.passphrase_file)?);
    let keys = keys.map_err(|error| refuse(&error))?;
    let key = keys.into_signer(Purpose::Witness, Clock::System.now());
    let key = key.ok_or_else(|| refuse(&"there is no active key of the purpose `witness`"))?;
    let vkey = witness_key(&arguments.name, key.public());
    let vkey = vkey.ok_or_else(|| refuse(&"--name: takes no spaces and no plus sign"))?.to_string();
    let state = WitnessState::open(&arguments.state, arguments.begin)
        .map_err(|error| refuse(&format!("{}: {error}", arguments.state.display())))?;
    let witness = Arc::new(Witness::new(arguments.name, key, logs, state, Clock::System));
    let listener = serve::listen(arguments.listen).await?;
    let address = listener.local_addr().map_err(|error| Failed::new(Exit::Unavailable, error))?;
    output.result(
        &format!("witness on http://{address}; logs and verifiers take this key:\n{vkey}"),
        &json!({ "address": format!("http://{address}"), "vkey": vkey }),
    );
    let app = router(WitnessApp { witness, vkey });
    let served = axum::serve(listener, app).with_graceful_shutdown(serve::stop_signal()).await;
    served.map_err(|error| Failed::new(Exit::Unavailable, error))?;
    Ok(Exit::Ok)
}
