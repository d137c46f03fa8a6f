//! Have a witness sign the newest checkpoint: it is shown the way from what it signed last, and its line is kept.
//!
//! A witness that is away, slow or refuses does no harm: the checkpoint stands, and is asked for again later.

use super::{KnownWitness, tree};
use crate::domain::certification::merkle::consistency_ranges;
use crate::flows::Service;
use crate::formats::log::checkpoint::cosigned_at;
use crate::formats::log::note::{Note, NoteSignature};
use crate::formats::log::request::AddCheckpoint;
use crate::store::certification::checkpoints;
use crate::store::{StoreError, transact};

/// What a witness answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WitnessAnswer {
    /// 200: lines of signatures.
    Signed(String),
    /// 409: it signed another size last.
    Knows(u64),
    /// Any other status.
    Refused(u16),
    /// No answer in time.
    Away,
}

/// The way to a witness.
pub trait AskWitness: Sync {
    /// Sends the body of `add-checkpoint`, and waits for a bounded time.
    fn add_checkpoint(&self, body: String) -> impl Future<Output = WitnessAnswer> + Send;
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cosigned {
    /// It has signed the newest checkpoint, or there is none.
    Already,
    /// It has signed now.
    Now {
        /// The checkpoint's size.
        size: u64,
    },
    /// It has seen a larger log than ours under our name: ours is an older one, or somebody else has our key.
    Ahead {
        /// The size it has seen.
        size: u64,
    },
    /// It answered, and has not signed.
    Refused {
        /// The status; 200 when its answer had no signature of its key that holds.
        status: u16,
    },
    /// It did not answer.
    Away,
}

/// Asks one witness once.
///
/// # Errors
/// When the store failed.
pub async fn cosign_checkpoint(
    service: &Service,
    witness: &KnownWitness,
    way: &impl AskWitness,
) -> Result<Cosigned, StoreError> {
    let (origin, name) = (&service.settings.log_origin, witness.key.name());
    let mut reader = service.store.read().await?;
    let latest = checkpoints::latest(&mut reader.link(), origin).await?;
    let mut old_size = checkpoints::last_cosigned(&mut reader.link(), origin, name).await?;
    // Nobody waits for a connection that waits for a witness.
    drop(reader);
    let Some(latest) = latest else { return Ok(Cosigned::Already) };
    if old_size >= latest.size {
        return Ok(Cosigned::Already);
    }
    let checkpoint: Note = latest.note.parse().map_err(|_| StoreError::Unreadable("log_checkpoint.note"))?;
    // Once with the size that we know of, once more with the one that it tells.
    for _ in 0..2 {
        let Some(ranges) = consistency_ranges(old_size, latest.size) else {
            return Ok(Cosigned::Ahead { size: old_size });
        };
        let proof = tree::hashes(&mut service.store.read().await?.link(), &ranges).await?;
        let asked = AddCheckpoint { old_size, proof, checkpoint: checkpoint.clone() };
        match way.add_checkpoint(asked.to_string()).await {
            WitnessAnswer::Signed(lines) => return keep(service, witness, latest.size, &checkpoint, &lines).await,
            WitnessAnswer::Knows(size) if size != old_size => old_size = size,
            WitnessAnswer::Knows(_) => return Ok(Cosigned::Refused { status: 409 }),
            WitnessAnswer::Refused(status) => return Ok(Cosigned::Refused { status }),
            WitnessAnswer::Away => return Ok(Cosigned::Away),
        }
    }
    let is_ahead = old_size > latest.size;
    Ok(if is_ahead { Cosigned::Ahead { size: old_size } } else { Cosigned::Refused { status: 409 } })
}

/// Keeps the line of the witness' own key, if it holds; lines of others are passed over.
async fn keep(
    service: &Service,
    witness: &KnownWitness,
    size: u64,
    checkpoint: &Note,
    lines: &str,
) -> Result<Cosigned, StoreError> {
    let signed = lines.lines().filter_map(|line| {
        let signature: NoteSignature = line.parse().ok()?;
        let at = cosigned_at(&checkpoint.text, &signature, &witness.key)?;
        Some((signature.to_string(), at))
    });
    let Some((line, at)) = signed.max_by_key(|(_, at)| *at) else { return Ok(Cosigned::Refused { status: 200 }) };
    let (origin, name) = (&service.settings.log_origin, witness.key.name());
    transact!(service.store, StoreError, |c| { checkpoints::cosign(c, origin, size, name, &line, at).await })?;
    metrics::counter!("minhchung_log_cosignatures").increment(1);
    Ok(Cosigned::Now { size })
}
