//! Check health: what the service needs to keep its promises, each with its reason when it is missing.

use super::Service;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::Purpose;
use crate::store::outbox::{self, Backlog};
use crate::store::{StoreError, counters, transact};
use object_store::ObjectStoreExt;
use std::time::Duration;

/// Certificates that wait longer than this are late.
const LATE: Duration = Duration::from_secs(300);

/// Whoever asks for readiness does not wait longer for the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// One thing the service needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `database`, `key`, `files`, `outbox`, `clock`
    pub name: &'static str,
    /// What is wrong; `None` when nothing is.
    pub fault: Option<String>,
}

/// Checks everything.
pub async fn check_health(service: &Service) -> Vec<Check> {
    let now = service.clock.now();
    let database = match tokio::time::timeout(PATIENCE, database_writes(service, now)).await {
        Ok(written) => written.err().map(|error| error.to_string()),
        Err(_) => Some("the database does not answer".to_owned()),
    };
    let backlog = tokio::time::timeout(PATIENCE, backlog(service)).await;
    let outbox = match backlog {
        Ok(Ok(backlog)) => late(backlog, now),
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some("the database does not answer".to_owned()),
    };
    vec![
        Check { name: "database", fault: database },
        Check { name: "key", fault: key_fault(service, now) },
        Check { name: "files", fault: files_fault(service).await },
        Check { name: "outbox", fault: outbox },
    ]
}

async fn database_writes(service: &Service, now: Timestamp) -> Result<(), StoreError> {
    transact!(service.store, StoreError, |c| { counters::raise_to(c, "health", now.micros()).await })
}

async fn backlog(service: &Service) -> Result<Backlog, StoreError> {
    outbox::backlog(&mut service.store.read().await?.link(), outbox::ISSUE_CERTIFICATE).await
}

fn key_fault(service: &Service, now: Timestamp) -> Option<String> {
    if let Some(fault) = service.key_chain.fault() {
        return Some(fault);
    }
    match service.keys()?.signer(Purpose::Credential, now) {
        Some(_) => None,
        None => Some("no key may sign today".to_owned()),
    }
}

async fn files_fault(service: &Service) -> Option<String> {
    let probe = object_store::path::Path::from("health");
    service.files.put(&probe, "ok".into()).await.err().map(|error| error.to_string())
}

fn late(backlog: Backlog, now: Timestamp) -> Option<String> {
    let waited = backlog.oldest.map(|oldest| now.since(oldest)).filter(|waited| *waited > LATE)?;
    Some(format!("{} certificates wait, the oldest for {} s", backlog.waiting, waited.as_secs()))
}
