//! Issue certificates: the worker behind the outbox. Every step may be repeated after a crash.
//!
//! reserve numbers and freeze the claim → preflight → store the exact bytes to be signed → sign →
//! render and seal → store the file → mark as issued, with the audit row and the outbox in one transaction.

use super::certificate_file::file_path;
use super::choose_template::learn;
use super::freeze_claim::{FreezeRefusal, freeze_again, freeze_claims};
use super::mark_issued::{Stored, drop_order, mark_issued};
use super::sign_certificate::{self, Finished, Ready, SignRefusal};
use crate::domain::certification::basis::Basis;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::formats::credential::keys::{Keys, Purpose};
use crate::formats::pdf::TemplateCache;
use crate::formats::seal::Seals;
use crate::store::certification::certificates::{Registered, Stage};
use crate::store::certification::{making, preparation};
use crate::store::{Connection, StoreError, outbox, transact};
use futures_util::{StreamExt, stream};
use object_store::ObjectStoreExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Certificates made in one round; their commits are shared, and so much is in memory at once.
const ROUND: i64 = 512;
/// In one round where a token or a time-stamp authority may take a second for each: the round has to end within the lease.
const SLOW_ROUND: i64 = 64;
/// Files written at once: each is on disk before its certificate counts, and their syncs share the disk's commits.
const FILES_AT_ONCE: usize = 32;
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
    /// Where the time went.
    pub spent: Spent,
}

impl Round {
    /// Issued and postponed.
    pub const fn counts(&self) -> (usize, usize) {
        (self.issued, self.postponed)
    }
}

/// Time spent in the stages of a round; what threads did at once is summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Leasing, reserving numbers, freezing claims.
    pub freeze: Duration,
    /// Preflight and the bytes to be signed.
    pub prepare: Duration,
    /// Signing.
    pub sign: Duration,
    /// Rendering.
    pub render: Duration,
    /// Writing files.
    pub store: Duration,
    /// Storing what is to be signed, and the register with audit and log.
    pub commit: Duration,
}

/// Makes certificates of what waits in the outbox, one round. Does nothing without a signing key.
///
/// # Errors
/// When the store failed; the leases run out and another round takes over.
pub async fn issue_certificates(service: &Service) -> Result<Round, StoreError> {
    let Some(keys) = service.keys() else { return Ok(Round::default()) };
    // Which day it is is in doubt: certificates wait.
    if service.clock.step().is_some() {
        return Ok(Round::default());
    }
    // The keys in force may be retired by a folder that cannot be read: certificates wait until it can.
    if service.key_chain.fault().is_some() {
        return Ok(Round::default());
    }
    let mut spent = Spent::default();
    let started = Instant::now();
    let now = service.clock.now();
    let is_slow = service.renderer.seals.at(now).is_some_and(|sealer| !sealer.is_deterministic());
    let round = if is_slow { SLOW_ROUND } else { ROUND };
    let leased = transact!(service.store, StoreError, |c| {
        outbox::lease(c, outbox::ISSUE_CERTIFICATE, now, now.plus(LEASE), round).await
    })?;
    if leased.is_empty() {
        return Ok(Round::default());
    }
    let reserved = reserve(service, &leased).await?;
    spent.freeze = started.elapsed();
    let (ready, refused) = prepare(service, &keys, reserved, &mut spent).await?;
    // Those in force now: a key that was retired meanwhile signs no more.
    let Some(keys) = service.keys() else { return Ok(Round::default()) };
    let (finished, broken) = finish(service, &keys, ready, &mut spent).await;
    let stored = store_files(service, finished, &mut spent).await;
    let started = Instant::now();
    mark_issued(service, &stored).await?;
    postpone(service, refused.into_iter().chain(broken)).await?;
    spent.commit += started.elapsed();
    metrics::counter!("minhchung_certificates_issued").increment(stored.len() as u64);
    Ok(Round { issued: stored.len(), postponed: leased.len() - stored.len(), spent })
}

/// Freezes the claims that are not frozen yet.
async fn reserve(service: &Service, leased: &[String]) -> Result<Vec<Registered>, StoreError> {
    let bases: Vec<Basis> = leased
        .iter()
        .map(|subject| subject.parse().map_err(|_| StoreError::Unreadable("outbox.subject")))
        .collect::<Result<_, _>>()?;
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        let mut frozen = Vec::new();
        let mut reserved = Vec::with_capacity(bases.len());
        let mut fresh = bases.clone();
        for known in making::of_bases(c, &bases).await? {
            fresh.retain(|basis| *basis != known.basis);
            if is_to_be_frozen(service, c, &known).await? {
                let claim = freeze_again(service, c, &known.basis, &known.claim).await?;
                frozen.extend(claim.map(|claim| (known.basis, claim)));
            } else {
                learn(service, c, &known.claim.template).await?;
                reserved.push(known);
            }
        }
        if !fresh.is_empty() {
            frozen.extend(freeze_claims(service, c, &fresh).await?);
        }
        for (basis, claim) in frozen {
            match claim {
                Ok(claim) => reserved.push(Registered {
                    claim,
                    basis,
                    stage: Stage::Reserved,
                    prepared: None,
                    issued: None,
                    revocation: None,
                }),
                Err(refusal) => refuse(c, &basis, refusal, now).await?,
            }
        }
        Ok(reserved)
    })
}

/// Whether nothing is prepared that its key may still sign and its seal still seal. What was prepared for others was
/// never given out: it is given up, and made anew under the same numbers.
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
    let now = service.clock.now();
    let seals = service.renderer.seals.at(at).is_none_or(|sealer| sealer.may_seal(at, now));
    Ok(!(signs && seals) && preparation::give_up(connection, registered.claim.id, prepared).await?)
}

async fn refuse(
    connection: &mut Connection<'_>,
    basis: &Basis,
    refusal: FreezeRefusal,
    now: Timestamp,
) -> Result<(), StoreError> {
    if refusal.is_final() {
        return drop_order(connection, basis, now).await;
    }
    tracing::error!(code = refusal.code(), "a certificate was refused");
    let subject = basis.to_string();
    outbox::postpone(connection, outbox::ISSUE_CERTIFICATE, &subject, refusal.code(), now.plus(POSTPONED)).await
}

type Refused = Vec<(Basis, String)>;

/// Preflight on the blocking threads, then the bytes to be signed are stored.
async fn prepare(
    service: &Service,
    keys: &Arc<Keys>,
    reserved: Vec<Registered>,
    spent: &mut Spent,
) -> Result<(Vec<(Registered, Ready)>, Refused), StoreError> {
    let work = reserved.into_iter().map(|registered| (registered, ())).collect();
    let (mut ready, refused, took) = on_threads(service, keys, work, |renderer, keys, registered, (), _| {
        let started = Instant::now();
        let claim = &registered.claim;
        let ready = match &registered.prepared {
            Some(prepared) => {
                let key = keys.named(&prepared.key_id).ok_or(SignRefusal::NoSigningKey)?;
                sign_certificate::take_up(claim, prepared, key.kid())?
            }
            None => {
                let key = keys.signer(Purpose::Credential, claim.issued_at).ok_or(SignRefusal::NoSigningKey)?;
                sign_certificate::prepare(claim, key.kid(), renderer)?
            }
        };
        Ok((ready, Spent { prepare: started.elapsed(), ..Spent::default() }))
    })
    .await;
    spent.prepare += took.prepare;
    let started = Instant::now();
    let fresh: Vec<_> = ready
        .iter()
        .filter(|(registered, _)| registered.stage == Stage::Reserved)
        .map(|(registered, ready)| (&registered.claim, &ready.prepared))
        .collect();
    if !fresh.is_empty() {
        let stored = transact!(service.store, StoreError, |c| { making::prepare_all(c, &fresh).await })?;
        // What another worker froze otherwise, or prepared, in the meantime is that worker's.
        let is_ours = |registered: &Registered| {
            registered.stage != Stage::Reserved || stored.contains(&registered.claim.id.to_string())
        };
        ready.retain(|(registered, _)| is_ours(registered));
    }
    for (registered, ready) in &mut ready {
        registered.prepared = Some(ready.prepared.clone());
    }
    spent.commit += started.elapsed();
    Ok((ready, refused))
}

/// Signs, renders and seals on the blocking threads.
async fn finish(
    service: &Service,
    keys: &Arc<Keys>,
    ready: Vec<(Registered, Ready)>,
    spent: &mut Spent,
) -> (Vec<(Registered, Finished)>, Refused) {
    let (finished, refused, took) = on_threads(service, keys, ready, |renderer, keys, registered, ready, now| {
        let started = Instant::now();
        let key = keys.named(&ready.prepared.key_id).ok_or(SignRefusal::NoSigningKey)?;
        let signed = sign_certificate::sign(&registered.claim, ready, key)?;
        let sign = started.elapsed();
        let finished = sign_certificate::finish(&registered.claim, signed, renderer, now)?;
        Ok((finished, Spent { sign, render: started.elapsed().saturating_sub(sign), ..Spent::default() }))
    })
    .await;
    spent.sign += took.sign;
    spent.render += took.render;
    (finished, refused)
}

/// A certificate's turn on a thread.
type Work<In, Out> = fn(&Renderer, &Keys, &Registered, In, Timestamp) -> Result<(Out, Spent), SignRefusal>;

/// Shares certificates over the machine's processors: those made, those refused, and the time of all threads.
async fn on_threads<In: Send + 'static, Out: Send + 'static>(
    service: &Service,
    keys: &Arc<Keys>,
    certificates: Vec<(Registered, In)>,
    work: Work<In, Out>,
) -> (Vec<(Registered, Out)>, Refused, Spent) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = certificates.len().div_ceil(threads).max(1);
    let now = service.clock.now();
    let mut rest = certificates.into_iter().peekable();
    let mut tasks = Vec::new();
    while rest.peek().is_some() {
        let part: Vec<(Registered, In)> = rest.by_ref().take(share).collect();
        let (renderer, keys) = (service.renderer.clone(), keys.clone());
        tasks.push(tokio::task::spawn_blocking(move || {
            part.into_iter()
                .map(|(registered, input)| {
                    let outcome = work(&renderer, &keys, &registered, input, now);
                    (registered, outcome)
                })
                .collect::<Vec<_>>()
        }));
    }
    let (mut made, mut refused, mut spent) = (Vec::new(), Vec::new(), Spent::default());
    for task in tasks {
        let part = task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a thread that makes certificates broke");
            Vec::new()
        });
        for (registered, outcome) in part {
            match outcome {
                Ok((value, took)) => {
                    made.push((registered, value));
                    spent.prepare += took.prepare;
                    spent.sign += took.sign;
                    spent.render += took.render;
                }
                Err(refusal) => refused.push((registered.basis, refusal.code())),
            }
        }
    }
    (made, refused, spent)
}

/// Writes the files, many at once, and gives the certificates whose file is durable; the lease of another runs out.
async fn store_files(service: &Service, finished: Vec<(Registered, Finished)>, spent: &mut Spent) -> Vec<Stored> {
    let started = Instant::now();
    let writes = finished.into_iter().map(|(registered, Finished { issued, pdf, seal })| async move {
        let sealed_as = seal.as_ref().map(|_| issued.pdf_sha256.as_str());
        match service.files.put(&file_path(registered.claim.id, sealed_as), pdf.into()).await {
            Ok(_) => Some(Stored { registered, issued, seal }),
            Err(error) => {
                tracing::error!(%error, "a certificate's file was not stored");
                None
            }
        }
    });
    let stored = stream::iter(writes).buffered(FILES_AT_ONCE).filter_map(std::future::ready).collect().await;
    spent.store += started.elapsed();
    stored
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
    pub templates: TemplateCache,
    /// Who seals files, and whom a check of seals trusts.
    pub seals: Seals,
}
