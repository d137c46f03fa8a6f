//! Issue certificates: the worker behind the outbox. Every step may be repeated after a crash.
//!
//! reserve numbers and freeze the claim → preflight → store the exact bytes to be signed → sign →
//! render → store the file → mark as issued, with the audit row and the outbox in one transaction.

use super::choose_template::learn;
use super::freeze_claim::{freeze_again, freeze_claim};
use super::record::record;
use super::replace_original::{Replaced, record_supersession, replace_original};
use super::sign_certificate::{self, Finished, SignRefusal};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::formats::credential::keys::{Keys, Purpose};
use crate::store::audit::{self, Deed};
use crate::store::certification::certificates::{self, Issued, Prepared, Registered, Stage};
use crate::store::certification::preparation;
use crate::store::{Connection, StoreError, outbox, transact};
use object_store::ObjectStoreExt;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Certificates made in one round; their commits are shared.
const ROUND: i64 = 64;
/// A worker that dies lets its work go after this.
const LEASE: Duration = Duration::from_secs(120);
/// What failed is tried again after this.
const POSTPONED: Duration = Duration::from_secs(60);

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Certificates issued.
    pub issued: usize,
    /// Refused by preflight, or failed; they wait for another try.
    pub postponed: usize,
}

/// Makes certificates of what waits in the outbox, one round. Does nothing without a signing key.
///
/// # Errors
/// When the store failed; the leases run out and another round takes over.
pub async fn issue_certificates(service: &Service) -> Result<Round, StoreError> {
    let Some(keys) = service.keys() else { return Ok(Round::default()) };
    // The keys in force may be retired by a folder that cannot be read: certificates wait until it can.
    if service.key_chain.fault().is_some() {
        return Ok(Round::default());
    }
    let now = service.clock.now();
    let leased = transact!(service.store, StoreError, |c| {
        outbox::lease(c, outbox::ISSUE_CERTIFICATE, now, now.plus(LEASE), ROUND).await
    })?;
    if leased.is_empty() {
        return Ok(Round::default());
    }
    let reserved = reserve(service, &leased).await?;
    let (prepared, refused) = prepare(service, &keys, reserved).await?;
    // Those in force now: a key that was retired meanwhile signs no more.
    let Some(keys) = service.keys() else { return Ok(Round::default()) };
    let (finished, broken) = finish(service, &keys, prepared).await;
    let issued = finished.len();
    for (registered, finished) in &finished {
        if let Err(error) = store_file(service, registered, finished).await {
            tracing::error!(%error, "a certificate's file was not stored");
            return Ok(Round { issued: 0, postponed: leased.len() });
        }
    }
    mark_issued(service, &finished).await?;
    postpone(service, refused.into_iter().chain(broken)).await?;
    metrics::counter!("minhchung_certificates_issued").increment(issued as u64);
    Ok(Round { issued, postponed: leased.len() - issued })
}

/// Freezes the claims that are not frozen yet.
async fn reserve(service: &Service, leased: &[String]) -> Result<Vec<Registered>, StoreError> {
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        let mut reserved = Vec::with_capacity(leased.len());
        for subject in leased {
            let basis = subject.parse().map_err(|_| StoreError::Unreadable("outbox.subject"))?;
            if let Some(registered) = reserve_one(service, c, &basis, now).await? {
                reserved.push(registered);
            }
        }
        Ok(reserved)
    })
}

async fn reserve_one(
    service: &Service,
    connection: &mut Connection<'_>,
    basis: &Basis,
    now: Timestamp,
) -> Result<Option<Registered>, StoreError> {
    let frozen = match certificates::of_basis(connection, basis).await? {
        Some(registered) if !is_to_be_frozen(service, connection, &registered).await? => {
            learn(service, connection, &registered.claim.template).await?;
            return Ok(Some(registered));
        }
        Some(reserved) => freeze_again(service, connection, basis, &reserved.claim).await?,
        None => freeze_claim(service, connection, basis).await?,
    };
    match frozen {
        Ok(claim) => Ok(Some(Registered {
            claim,
            basis: basis.clone(),
            stage: Stage::Reserved,
            prepared: None,
            issued: None,
            revocation: None,
        })),
        Err(refusal) if refusal.is_final() => {
            drop_order(connection, basis, now).await?;
            Ok(None)
        }
        Err(refusal) => {
            tracing::error!(code = refusal.code(), "a certificate was refused");
            let later = now.plus(POSTPONED);
            let subject = basis.to_string();
            outbox::postpone(connection, outbox::ISSUE_CERTIFICATE, &subject, refusal.code(), later).await?;
            Ok(None)
        }
    }
}

/// An order that nothing will come of: the certificate it goes on from was taken back first.
async fn drop_order(connection: &mut Connection<'_>, basis: &Basis, now: Timestamp) -> Result<(), StoreError> {
    let subject = basis.to_string();
    let deed = Deed { actor: "system", action: "certificate.order-dropped", subject: &subject, detail: "{}" };
    audit::append(connection, now, &deed).await?;
    outbox::finish(connection, outbox::ISSUE_CERTIFICATE, &subject, now).await
}

/// Whether nothing is prepared that its key may still sign. What a key prepared that signs no more was never
/// given out: it is given up, and made anew under the same numbers.
async fn is_to_be_frozen(
    service: &Service,
    connection: &mut Connection<'_>,
    registered: &Registered,
) -> Result<bool, StoreError> {
    let (Stage::Prepared, Some(prepared)) = (registered.stage, &registered.prepared) else {
        return Ok(registered.stage == Stage::Reserved);
    };
    let at = registered.claim.issued_at;
    let signs = service.keys().is_some_and(|keys| keys.named(&prepared.key_id).is_some_and(|key| key.may_sign(at)));
    Ok(!signs && preparation::give_up(connection, registered.claim.id, prepared).await?)
}

type Refused = Vec<(Basis, String)>;

/// Preflight on the blocking threads, then the bytes to be signed are stored.
async fn prepare(
    service: &Service,
    keys: &Arc<Keys>,
    reserved: Vec<Registered>,
) -> Result<(Vec<(Registered, Prepared)>, Refused), StoreError> {
    let outcomes = on_threads(service, keys, reserved, |renderer, keys, registered| {
        if let Some(prepared) = &registered.prepared {
            return Ok(prepared.clone());
        }
        let key = keys.signer(Purpose::Credential, registered.claim.issued_at);
        let kid = key.ok_or(SignRefusal::NoSigningKey)?.kid();
        sign_certificate::prepare(&registered.claim, kid, &renderer.templates)
    })
    .await;
    let (ready, refused) = split(outcomes);
    transact!(service.store, StoreError, |c| {
        for (registered, prepared) in &ready {
            if registered.stage == Stage::Reserved {
                certificates::prepare(c, registered.claim.id, prepared).await?;
            }
        }
        Ok(())
    })?;
    Ok((ready, refused))
}

/// Signs and renders on the blocking threads.
async fn finish(
    service: &Service,
    keys: &Arc<Keys>,
    prepared: Vec<(Registered, Prepared)>,
) -> (Vec<(Registered, Finished)>, Refused) {
    let prepared: Vec<Registered> = prepared
        .into_iter()
        .map(|(registered, prepared)| Registered { prepared: Some(prepared), ..registered })
        .collect();
    let outcomes = on_threads(service, keys, prepared, |renderer, keys, registered| {
        let prepared = registered.prepared.as_ref().ok_or(SignRefusal::DiffersFromPrepared)?;
        let key = keys.named(&prepared.key_id).ok_or(SignRefusal::NoSigningKey)?;
        sign_certificate::finish(&registered.claim, prepared, key, &renderer.templates)
    })
    .await;
    split(outcomes)
}

/// What a certificate's turn on a thread came to.
type Outcomes<T> = Vec<(Registered, Result<T, SignRefusal>)>;

/// Shares certificates over the machine's processors.
async fn on_threads<T: Send + 'static>(
    service: &Service,
    keys: &Arc<Keys>,
    certificates: Vec<Registered>,
    work: fn(&Renderer, &Keys, &Registered) -> Result<T, SignRefusal>,
) -> Outcomes<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = certificates.len().div_ceil(threads).max(1);
    let mut rest = certificates.into_iter().peekable();
    let mut tasks = Vec::new();
    while rest.peek().is_some() {
        let part: Vec<Registered> = rest.by_ref().take(share).collect();
        let (renderer, keys) = (service.renderer.clone(), keys.clone());
        tasks.push(tokio::task::spawn_blocking(move || {
            part.into_iter()
                .map(|registered| {
                    let outcome = work(&renderer, &keys, &registered);
                    (registered, outcome)
                })
                .collect::<Vec<_>>()
        }));
    }
    let mut outcomes = Vec::new();
    for task in tasks {
        match task.await {
            Ok(part) => outcomes.extend(part),
            Err(error) => tracing::error!(%error, "a thread that makes certificates broke"),
        }
    }
    outcomes
}

fn split<T>(outcomes: Outcomes<T>) -> (Vec<(Registered, T)>, Refused) {
    let mut ready = Vec::with_capacity(outcomes.len());
    let mut refused = Vec::new();
    for (registered, outcome) in outcomes {
        match outcome {
            Ok(value) => ready.push((registered, value)),
            Err(refusal) => refused.push((registered.basis, refusal.code())),
        }
    }
    (ready, refused)
}

/// Where a certificate's file lies in the file store.
pub fn file_path(id: crate::domain::identifier::CertificateId) -> object_store::path::Path {
    let name = id.to_string();
    // Two letters of the code spread a million files over a thousand folders.
    object_store::path::Path::from(format!("certificates/{}/{name}.pdf", &name[24..26]))
}

async fn store_file(service: &Service, registered: &Registered, finished: &Finished) -> object_store::Result<()> {
    service.files.put(&file_path(registered.claim.id), finished.pdf.clone().into()).await.map(drop)
}

async fn mark_issued(service: &Service, finished: &[(Registered, Finished)]) -> Result<(), StoreError> {
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        // Old certificates first, all records after: two writers take the lists and the records in the same order.
        let mut dropped = HashSet::new();
        let mut replaced = Vec::new();
        for (registered, _) in finished {
            match replace_original(c, registered, now).await? {
                Replaced::Nothing => {}
                Replaced::By(old) => replaced.push(old),
                Replaced::Gone => {
                    dropped.insert(registered.claim.id);
                }
            }
        }
        for (registered, finished) in finished {
            let id = registered.claim.id;
            if dropped.contains(&id) {
                drop_order(c, &registered.basis, now).await?;
                continue;
            }
            let Some(prepared) = &registered.prepared else { continue };
            if certificates::issue(c, id, prepared, &finished.issued, now).await? {
                let detail = format!("{{\"pdf_sha256\":\"{}\"}}", finished.issued.pdf_sha256);
                let subject = id.to_string();
                let deed = Deed { actor: "system", action: "certificate.issue", subject: &subject, detail: &detail };
                record(c, now, &deed, &logged(registered, &finished.issued)).await?;
            }
            outbox::finish(c, outbox::ISSUE_CERTIFICATE, &registered.basis.to_string(), now).await?;
        }
        for old in &replaced {
            record_supersession(c, &old.0, &old.1).await?;
        }
        Ok(())
    })
}

fn logged(registered: &Registered, issued: &Issued) -> LogEntry {
    let (id, at) = (registered.claim.id.to_string(), registered.claim.issued_at);
    LogEntry { occurrence: Occurrence::Issue, id, hash: issued.sealed_hash, at }
}

async fn postpone(service: &Service, refused: impl Iterator<Item = (Basis, String)>) -> Result<(), StoreError> {
    let refused: Refused = refused.collect();
    if refused.is_empty() {
        return Ok(());
    }
    for (_, code) in &refused {
        tracing::error!(code, "a certificate was refused");
        metrics::counter!("minhchung_preflight_refused").increment(1);
    }
    let later = service.clock.now().plus(POSTPONED);
    transact!(service.store, StoreError, |c| {
        for (basis, code) in &refused {
            outbox::postpone(c, outbox::ISSUE_CERTIFICATE, &basis.to_string(), code, later).await?;
        }
        Ok(())
    })
}

/// What the blocking threads share.
#[derive(Default)]
pub struct Renderer {
    /// Composed templates.
    pub templates: crate::formats::pdf::TemplateCache,
}
