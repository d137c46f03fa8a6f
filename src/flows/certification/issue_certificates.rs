//! Issue certificates: the worker behind the outbox. Every step may be repeated after a crash.
//!
//! reserve numbers and freeze the claim → preflight → store the exact bytes to be signed → sign →
//! render and seal → store the file → mark as issued, with the audit row and the outbox in one transaction.

use super::certificate_file::file_path;
use super::choose_template::learn;
use super::freeze_claim::{FreezeRefusal, freeze_again, freeze_claims};
use super::isolate_refused::{Refused, for_all};
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
use futures_util::{FutureExt, StreamExt, stream};
use object_store::ObjectStoreExt;
use std::collections::HashSet;
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
/// When the store failed; what is not done is given back, and the next round takes it over.
#[tracing::instrument(level = "trace", skip_all)]
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
    let started = Instant::now();
    let now = service.clock.now();
    let is_slow = service.renderer.seals.at(now).is_some_and(|sealer| !sealer.is_deterministic());
    let (round, until) = (if is_slow { SLOW_ROUND } else { ROUND }, now.plus(LEASE));
    let leased = transact!(service.store, StoreError, |c| {
        outbox::lease(c, outbox::ISSUE_CERTIFICATE, now, until, round).await
    })?;
    if leased.is_empty() {
        return Ok(Round::default());
    }
    let made = make(service, &keys, &leased, started).await;
    if !matches!(made, Ok(Some(_))) {
        give_back(service, &leased, until).await;
    }
    made.map(Option::unwrap_or_default)
}

/// One round of what was leased; `None` when there is no key any more.
async fn make(
    service: &Service,
    keys: &Arc<Keys>,
    leased: &[String],
    started: Instant,
) -> Result<Option<Round>, StoreError> {
    let mut spent = Spent::default();
    let (reserved, mut refused) = for_all(leased, String::clone, |some| reserve(service, some).boxed()).await?;
    spent.freeze = started.elapsed();
    let ready = prepare(service, keys, reserved, &mut refused, &mut spent).await?;
    // Those in force now: a key that was retired meanwhile signs no more.
    let Some(keys) = service.keys() else { return Ok(None) };
    let finished = finish(service, &keys, ready, &mut refused, &mut spent).await;
    let stored = store_files(service, finished, &mut refused, &mut spent).await;
    let started = Instant::now();
    let subject = |stored: &Stored| stored.registered.basis.to_string();
    let (issued, unmarked) = for_all(&stored, subject, |some| mark(service, some).boxed()).await?;
    refused.extend(unmarked);
    postpone(service, &refused).await?;
    spent.commit += started.elapsed();
    metrics::counter!("minhchung_certificates_issued").increment(issued.len() as u64);
    Ok(Some(Round { issued: issued.len(), postponed: leased.len() - issued.len(), spent }))
}

async fn mark(service: &Service, stored: &[Stored]) -> Result<Vec<()>, StoreError> {
    mark_issued(service, stored).await.map(|()| vec![(); stored.len()])
}

/// Lets go of what was not done, so that the next round need not wait for the lease. That a machine dies is no error:
/// then the lease runs out.
async fn give_back(service: &Service, leased: &[String], until: Timestamp) {
    let given = transact!(service.store, StoreError, |c| {
        outbox::give_back(c, outbox::ISSUE_CERTIFICATE, leased, until).await
    });
    if let Err(error) = given {
        tracing::warn!(%error, "a failed round keeps its certificates until its lease runs out");
    }
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

/// Preflight on the blocking threads, then the bytes to be signed are stored.
async fn prepare(
    service: &Service,
    keys: &Arc<Keys>,
    reserved: Vec<Registered>,
    refused: &mut Refused,
    spent: &mut Spent,
) -> Result<Vec<(Registered, Ready)>, StoreError> {
    let work = reserved.into_iter().map(|registered| (registered, ())).collect();
    let (mut ready, unfit, took) = on_threads(service, keys, work, |renderer, keys, registered, (), _| {
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
    refused.extend(unfit);
    spent.prepare += took.prepare;
    let started = Instant::now();
    let fresh: Vec<_> = ready.iter().filter(|(registered, _)| registered.stage == Stage::Reserved).collect();
    let subject = |(registered, _): &&(Registered, Ready)| registered.basis.to_string();
    let (stored, unstored) = for_all(&fresh, subject, |some| store_prepared(service, some).boxed()).await?;
    refused.extend(unstored);
    let stored: HashSet<String> = stored.into_iter().collect();
    // What another worker froze otherwise, or prepared, in the meantime is that worker's.
    ready.retain(|(registered, _)| {
        registered.stage != Stage::Reserved || stored.contains(&registered.claim.id.to_string())
    });
    for (registered, ready) in &mut ready {
        registered.prepared = Some(ready.prepared.clone());
    }
    spent.commit += started.elapsed();
    Ok(ready)
}

/// Stores the bytes to be signed; gives the ids of those stored.
async fn store_prepared(service: &Service, fresh: &[&(Registered, Ready)]) -> Result<Vec<String>, StoreError> {
    let prepared: Vec<_> = fresh.iter().map(|(registered, ready)| (&registered.claim, &ready.prepared)).collect();
    let stored = transact!(service.store, StoreError, |c| { making::prepare_all(c, &prepared).await })?;
    Ok(stored.into_iter().collect())
}

/// Signs, renders and seals on the blocking threads.
async fn finish(
    service: &Service,
    keys: &Arc<Keys>,
    ready: Vec<(Registered, Ready)>,
    refused: &mut Refused,
    spent: &mut Spent,
) -> Vec<(Registered, Finished)> {
    let (finished, broken, took) = on_threads(service, keys, ready, |renderer, keys, registered, ready, now| {
        let started = Instant::now();
        let key = keys.named(&ready.prepared.key_id).ok_or(SignRefusal::NoSigningKey)?;
        let signed = sign_certificate::sign(&registered.claim, ready, key)?;
        let sign = started.elapsed();
        let finished = sign_certificate::finish(&registered.claim, signed, renderer, now)?;
        Ok((finished, Spent { sign, render: started.elapsed().saturating_sub(sign), ..Spent::default() }))
    })
    .await;
    refused.extend(broken);
    spent.sign += took.sign;
    spent.render += took.render;
    finished
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
                Err(refusal) => {
                    let code = refusal.code();
                    tracing::error!(code, "a certificate was refused");
                    metrics::counter!("minhchung_preflight_refused").increment(1);
                    refused.push((registered.basis.to_string(), code));
                }
            }
        }
    }
    (made, refused, spent)
}

/// Writes the files, many at once, and gives the certificates whose file is durable.
async fn store_files(
    service: &Service,
    finished: Vec<(Registered, Finished)>,
    refused: &mut Refused,
    spent: &mut Spent,
) -> Vec<Stored> {
    let started = Instant::now();
    let writes = finished.into_iter().map(|(registered, Finished { issued, pdf, seal })| async move {
        let sealed_as = seal.as_ref().map(|_| issued.pdf_sha256.as_str());
        match service.files.put(&file_path(registered.claim.id, sealed_as), pdf.into()).await {
            Ok(_) => Ok(Stored { registered, issued, seal }),
            Err(error) => {
                tracing::error!(%error, "a certificate's file was not stored");
                // Tried again as a whole: after a failed sync nothing of this file is relied on.
                Err((registered.basis.to_string(), "file-not-stored".to_owned()))
            }
        }
    });
    let written: Vec<_> = stream::iter(writes).buffered(FILES_AT_ONCE).collect().await;
    let mut stored = Vec::with_capacity(written.len());
    for outcome in written {
        match outcome {
            Ok(one) => stored.push(one),
            Err(one) => refused.push(one),
        }
    }
    spent.store += started.elapsed();
    stored
}

async fn postpone(service: &Service, refused: &Refused) -> Result<(), StoreError> {
    if refused.is_empty() {
        return Ok(());
    }
    let later = service.clock.now().plus(POSTPONED);
    transact!(service.store, StoreError, |c| {
        for (subject, code) in refused {
            outbox::postpone(c, outbox::ISSUE_CERTIFICATE, subject, code, later).await?;
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
