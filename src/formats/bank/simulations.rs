//! Simulations of a bank, `simulations/*.html`: small pages of their own that practical items are done in.
//!
//! A simulation runs in a sandboxed frame without network, so all it needs is in its file. What it reports is a response
//! of the item's type, put into the item's ordinary controls; the file says nowhere which response is right.

use super::whole::about_file;
use crate::domain::identifier::hex;
use crate::formats::mistake::{Mistakes, quote};
use crate::formats::toml_file::fields::Fields;
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Bytes of a simulation.
const HEAVIEST: usize = 64 * 1024;
/// What a file that fetches something holds; the sandbox would stop it anyway.
const FETCHES: [&str; 6] = ["src=\"http", "src=\"//", "href=\"http", "href=\"//", "url(http", "fetch("];

/// Whether a file's name is that of a simulation: `simulations/NAME.html`.
pub(super) fn is_simulation_file(name: &str) -> bool {
    name.strip_prefix("simulations/").is_some_and(|name| !name.contains('/') && name.ends_with(".html"))
}

/// Every simulation among the files, by name: its hash and text; those that are none are mistakes.
pub(super) fn read_all(files: &[(String, Vec<u8>)], mistakes: &mut Mistakes) -> BTreeMap<String, (String, String)> {
    let mut simulations = BTreeMap::new();
    for (name, bytes) in files.iter().filter(|(name, _)| is_simulation_file(name)) {
        match checked(bytes) {
            Ok(html) => {
                simulations.insert(name.clone(), (hex(&Sha256::digest(bytes)), html));
            }
            Err(message) => mistakes.push(about_file(name, "bad-simulation", message)),
        }
    }
    simulations
}

fn checked(bytes: &[u8]) -> Result<String, String> {
    if bytes.len() > HEAVIEST {
        return Err(format!("the simulation weighs {} bytes, more than {HEAVIEST}", bytes.len()));
    }
    let html = std::str::from_utf8(bytes).map_err(|_| "the simulation is not UTF-8".to_owned())?;
    if html.contains('\0') {
        return Err("the simulation has a NUL".to_owned());
    }
    if !html.trim_start().to_ascii_lowercase().starts_with("<!doctype html>") {
        return Err("the simulation does not begin with <!DOCTYPE html>".to_owned());
    }
    if !html.contains("postMessage") {
        return Err("the simulation never reports a response: no `postMessage` in it".to_owned());
    }
    match FETCHES.iter().find(|part| html.contains(**part)) {
        Some(part) => Err(format!("the simulation has `{part}`; it must hold all that it needs")),
        None => Ok(html.to_owned()),
    }
}

/// The simulation of an item, by its hash. `None` when something is wrong with it.
pub(super) fn simulation(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    simulations: &BTreeMap<String, (String, String)>,
) -> Option<Option<String>> {
    let Some(named) = fields.get("simulation") else { return Some(None) };
    let written = named.raw_text(sheet)?;
    let Some((sha256, _)) = simulations.get(written) else {
        let known: Vec<&str> = simulations.keys().map(String::as_str).collect();
        let hint = did_you_mean(written, &known).unwrap_or_else(|| "they lie in simulations/NAME.html".to_owned());
        sheet.advise(named.at(), "unknown-simulation", format!("the bank has no simulation {}", quote(written)), hint);
        return None;
    };
    Some(Some(sha256.clone()))
}
