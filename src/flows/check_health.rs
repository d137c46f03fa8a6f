//! Check health: what the service needs to keep its promises, each with its reason when it is missing.

use super::Service;
use crate::clock::Step;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::Purpose;
use crate::store::outbox::{self, Backlog};
use crate::store::{StoreError, counters, transact};
use object_store::ObjectStoreExt;
use std::time::Duration;

/// Certificates that wait longer than this are late.
const LATE: Duration = Duration::from_secs(300);

/// Whoever asks for readiness does not wait longer for any of it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The clocks of instances and database may differ by this much: far less than the grace for late saves, far more than
/// clocks that are synchronised.
const APART: Duration = Duration::from_secs(5);

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
    // At once: a balancer that asks has no more patience than one of them takes.
    let (database, backlog, clock, files) = tokio::join!(
        tokio::time::timeout(PATIENCE, database_writes(service, now)),
        tokio::time::timeout(PATIENCE, backlog(service)),
        tokio::time::timeout(PATIENCE, clock_fault(service)),
        tokio::time::timeout(PATIENCE, files_fault(service)),
    );
    let database = match database {
        Ok(written) => written.err().map(|error| error.to_string()),
        Err(_) => Some("the database does not answer".to_owned()),
    };
    let outbox = match backlog {
        Ok(Ok(backlog)) => late(backlog, now),
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some("the database does not answer".to_owned()),
    };
    // That the database does not answer is said above.
    let clock = match clock {
        Ok(Ok(fault)) => fault,
        Ok(Err(_)) | Err(_) => service.clock.step().map(stepped),
    };
    let files = files.unwrap_or_else(|_| Some("the folder does not answer".to_owned()));
    vec![
        Check { name: "database", fault: database },
        Check { name: "key", fault: key_fault(service, now) },
        Check { name: "files", fault: files },
        Check { name: "outbox", fault: outbox },
        Check { name: "clock", fault: clock },
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

/// What is wrong with the clock; several instances agree on the time as long as each agrees with their database.
///
/// # Errors
/// When the database does not answer.
pub async fn clock_fault(service: &Service) -> Result<Option<String>, StoreError> {
    if let Some(step) = service.clock.step() {
        return Ok(Some(stepped(step)));
    }
    if !service.clock.is_the_machines() {
        return Ok(None);
    }
    let mut reader = service.store.read().await?;
    let before = service.clock.now();
    let database = reader.link().time().await?;
    let after = service.clock.now();
    let apart =
        database.map(|database| apart(database, (before, after))).filter(|apart| apart.abs() > APART.as_secs_f64());
    Ok(apart.map(|apart| format!("the database's clock is {apart:+.1} s from this machine's")))
}

fn stepped(step: Step) -> String {
    format!("the machine's clock was stepped by {step}")
}

/// Seconds that the database's clock is ahead, read some time between two readings of ours.
fn apart(database: Timestamp, (before, after): (Timestamp, Timestamp)) -> f64 {
    let nearest = database.clamp(before, after.max(before));
    (database.micros() - nearest.micros()) as f64 / 1e6
}

async fn files_fault(service: &Service) -> Option<String> {
    let probe = object_store::path::Path::from("health");
    service.files.put(&probe, "ok".into()).await.err().map(|error| error.to_string())
}

fn late(backlog: Backlog, now: Timestamp) -> Option<String> {
    let waited = backlog.oldest.map(|oldest| now.since(oldest)).filter(|waited| *waited > LATE)?;
    Some(format!("{} certificates wait, the oldest for {} s", backlog.waiting, waited.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_is_no_difference_of_the_clocks() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert_eq!(apart(at(7), (at(0), at(9))), 0.0);
        assert_eq!(apart(at(15), (at(0), at(9))), 6.0);
        assert_eq!(apart(at(-6), (at(0), at(9))), -6.0);
    }
}
