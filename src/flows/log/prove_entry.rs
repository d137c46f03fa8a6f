//! Prove that a certificate is in the log: its place, the way to the root, the checkpoint with the most witnesses.

use super::{log_keys, tree, witness_keys};
use crate::domain::certification::log_entry::Occurrence;
use crate::domain::certification::merkle::inclusion_ranges;
use crate::domain::identifier::CertificateId;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::certification::verify_certificate::Finding;
use crate::formats::attachment;
use crate::formats::credential::verify::VerifiedCredential;
use crate::formats::credential::{keys::KeyRing, verify};
use crate::formats::log::checkpoint::witnesses;
use crate::formats::log::entry::ReadEntry;
use crate::formats::log::note::{Note, NoteKey};
use crate::formats::log::proof::LogProof;
use crate::store::certification::checkpoints::{self, Published};
use crate::store::certification::log::{self, LoggedEntry};
use crate::store::{Connection, StoreError};

/// Where a certificate stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogStanding {
    /// The log has no entry of it, or one that is about another document.
    Missing,
    /// It has an entry that no checkpoint covers yet.
    Waiting {
        /// Its place.
        index: u64,
    },
    /// It is proved to be under a checkpoint.
    Logged(Logged),
    /// It has an entry, and the proof of it does not hold.
    Broken {
        /// Its place.
        index: u64,
    },
}

/// A proved entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its place, from 0.
    pub index: u64,
    /// The size of the first checkpoint that covers it.
    pub since_size: u64,
    /// When that was published, by our clock.
    pub since: Timestamp,
    /// The size of the checkpoint in the proof.
    pub size: u64,
    /// The known witnesses that signed it, and when each says it did.
    pub witnesses: Vec<(String, Timestamp)>,
}

/// Where the certificate of a finding stands; `None` for what is not in the register.
///
/// # Errors
/// When the store failed.
pub async fn log_standing(service: &Service, finding: &Finding) -> Result<Option<LogStanding>, StoreError> {
    let (Some(signed), Some(credential)) = (&finding.signed, &finding.credential) else { return Ok(None) };
    // From the signed document itself: what the register has written beside it proves nothing.
    let verified = verify::verify(credential.as_bytes(), &service.ring()).ok();
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let found = log::find(connection, Occurrence::Issue, &signed.id.to_string()).await?;
    let is_about = |entry: &&LoggedEntry| verified.as_ref().is_some_and(|verified| is_about(&entry.entry, verified));
    let Some(entry) = found.as_ref().filter(is_about) else { return Ok(Some(LogStanding::Missing)) };
    let index = entry.position;
    let origin = &service.settings.log_origin;
    let Some(since) = checkpoints::first_above(connection, origin, index).await? else {
        return Ok(Some(LogStanding::Waiting { index }));
    };
    let Some((best, proof)) = best_proof(service, connection, entry).await? else {
        return Ok(Some(LogStanding::Broken { index }));
    };
    Ok(Some(LogStanding::Logged(Logged {
        index,
        since_size: since.size,
        since: since.at,
        size: best.size,
        witnesses: witnesses(&proof.checkpoint, &witness_keys(service)),
    })))
}

fn is_about(entry: &str, verified: &VerifiedCredential) -> bool {
    let entry = ReadEntry::read(entry.as_bytes());
    entry.is_some_and(|entry| entry.says(Occurrence::Issue, &verified.id.to_string(), &verified.sealed_hash))
}

async fn proof(
    connection: &mut Connection<'_>,
    entry: &LoggedEntry,
    checkpoint: &Published,
) -> Result<Option<LogProof>, StoreError> {
    let (Some(ranges), Ok(note)) = (inclusion_ranges(entry.position, checkpoint.size), checkpoint.note.parse::<Note>())
    else {
        return Ok(None);
    };
    let hashes = tree::hashes(connection, &ranges).await?;
    Ok(Some(LogProof { entry: entry.entry.as_bytes().to_vec(), index: entry.position, hashes, checkpoint: note }))
}

/// The proof that most of the witnesses we ask have signed, of several the newest, and its checkpoint; `None` when
/// none holds. Most signatures may be those of witnesses of former years, or stand under a key that leaked since.
async fn best_proof(
    service: &Service,
    connection: &mut Connection<'_>,
    entry: &LoggedEntry,
) -> Result<Option<(Published, LogProof)>, StoreError> {
    let origin = &service.settings.log_origin;
    let (log_keys, witness_keys) = (log_keys(service), witness_keys(service));
    let mut best: Option<(usize, Published, LogProof)> = None;
    let most_signed = checkpoints::best_above(connection, origin, entry.position).await?;
    let newest = checkpoints::latest(connection, origin).await?;
    // Mostly they are the same.
    let size = most_signed.as_ref().map(|checkpoint| checkpoint.size);
    for checkpoint in most_signed.into_iter().chain(newest.filter(|newest| Some(newest.size) != size)) {
        let Some(proof) = proof(connection, entry, &checkpoint).await? else { continue };
        if proof.check(&log_keys).is_err() {
            continue;
        }
        let count = witnesses(&proof.checkpoint, &witness_keys).len();
        if best.as_ref().is_none_or(|(most, ..)| *most <= count) {
            best = Some((count, checkpoint, proof));
        }
    }
    Ok(best.map(|(_, checkpoint, proof)| (checkpoint, proof)))
}

/// The proof file of a certificate; `None` when it has no entry, or no checkpoint covers it yet.
///
/// # Errors
/// When the store failed.
pub async fn prove_certificate(service: &Service, id: CertificateId) -> Result<Option<LogProof>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(entry) = log::find(connection, Occurrence::Issue, &id.to_string()).await? else { return Ok(None) };
    Ok(best_proof(service, connection, &entry).await?.map(|(_, proof)| proof))
}

/// What a proof file says of a certificate's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The certificate's place in the log.
    pub index: u64,
    /// The size of the checkpoint.
    pub size: u64,
    /// The known witnesses that signed it, and when each says it did.
    pub witnesses: Vec<(String, Timestamp)>,
}

/// Why a proof file proves nothing of this certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofRefusal {
    /// No credential that verifies is in the certificate's file.
    NoCredential,
    /// The proof is about another certificate, or another document of that name.
    OtherCertificate,
    /// The proof does not hold by itself.
    Proof(crate::formats::log::proof::ProofFault),
}

/// Checks a proof file against a certificate's file (PDF or credential), without register and network.
///
/// # Errors
/// Why it proves nothing.
pub fn check_proof(
    bytes: &[u8],
    ring: &KeyRing,
    proof: &LogProof,
    log_keys: &[NoteKey],
    witness_keys: &[NoteKey],
) -> Result<Proved, ProofRefusal> {
    let attached = if attachment::is_pdf(bytes) { attachment::find_credential(bytes) } else { None };
    let verified = verify::verify(attached.as_deref().unwrap_or(bytes), ring);
    let verified = verified.map_err(|_| ProofRefusal::NoCredential)?;
    let entry = std::str::from_utf8(&proof.entry).map_err(|_| ProofRefusal::OtherCertificate)?;
    if !is_about(entry, &verified) {
        return Err(ProofRefusal::OtherCertificate);
    }
    let checkpoint = proof.check(log_keys).map_err(ProofRefusal::Proof)?;
    Ok(Proved { index: proof.index, size: checkpoint.size, witnesses: witnesses(&proof.checkpoint, witness_keys) })
}
