//! Reload the keys: a changed folder takes effect without a restart, as a whole or not at all.

use super::check_key_history::check_key_history;
use super::key_chain::{KeySource, Look};
use super::record_key_events::record_key_events;
use crate::flows::Service;
use std::fmt::Display;

/// When the folder is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// When it looks otherwise than at the last try.
    Changed,
    /// In any case.
    Always,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reloaded {
    /// The folder was not read.
    Unchanged,
    /// The new ring is in force, and what happened to its keys is recorded.
    Replaced,
    /// The ring in force stays; readiness says why, and nothing is issued until the folder is in order again.
    Kept,
}

/// Reads the key folder and puts its ring in force.
///
/// A bad ring is tried again only when the folder has changed: each try costs a token one of its tries of a PIN.
pub async fn reload_keys(service: &Service, when: When) -> Reloaded {
    let source = service.key_chain.source().clone();
    let Ok(look) = tokio::task::spawn_blocking(move || source.look()).await else { return Reloaded::Kept };
    if when == When::Changed && service.key_chain.was_tried(&look) {
        return Reloaded::Unchanged;
    }
    let source = service.key_chain.source().clone();
    let held = match tokio::task::spawn_blocking(move || KeySource::open(&source)).await {
        Ok(Ok(held)) => held,
        Ok(Err(error)) => {
            // Anybody may ask for readiness: it names the file, the log line the whole path.
            let name = error.file.file_name().unwrap_or_default().display();
            return keep(service, format!("{name}: {}", error.fault), &error, Some(look));
        }
        Err(error) => return keep(service, "the keys could not be read".to_owned(), &error, Some(look)),
    };
    match check_key_history(&service.store, &held.ring).await {
        Ok(None) => {}
        Ok(Some(fault)) => return keep(service, fault.to_string(), &fault, Some(look)),
        Err(error) => return keep(service, error.to_string(), &error, None),
    }
    // What cannot be recorded does not happen: tried again at the next look.
    if held.keys.is_some()
        && let Err(error) = record_key_events(&service.store, &held.ring, service.clock.now()).await
    {
        return keep(service, error.to_string(), &error, None);
    }
    service.key_chain.replace(held, look);
    tracing::info!("the keys were read anew");
    Reloaded::Replaced
}

fn keep(service: &Service, reason: String, error: &dyn Display, look: Option<Look>) -> Reloaded {
    if service.key_chain.keep(reason, look) {
        tracing::error!(%error, "the keys in force stay, those in the folder are not in order");
    }
    Reloaded::Kept
}
