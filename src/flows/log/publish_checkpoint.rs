//! Publish a checkpoint: sign how large the log is and what its root is then, when there is something new.
//!
//! Never two different checkpoints for one size, never a smaller tree after a larger one, never a tree that does not
//! begin with the one before. What was published stands in the database and, as a second memory that an older
//! backup of the database does not undo, in the folder of files. Several instances may publish; the counter's row
//! and the table's key let one through.

use super::{former_log_keys, log_keys, tree};
use crate::domain::certification::merkle::{Hash, Tile, leaf_hash, root};
use crate::domain::identifier::hex;
use crate::flows::Service;
use crate::formats::credential::keys::Purpose;
use crate::formats::log::checkpoint::Checkpoint;
use crate::formats::log::note::Note;
use crate::store::certification::checkpoints::{self, Published};
use crate::store::certification::log;
use crate::store::{Failure, StoreError, transact};
use object_store::ObjectStoreExt;
use std::fmt;
use std::sync::Mutex;

/// Whole tiles whose roots are stored in one transaction.
const TILES_AT_ONCE: usize = 64;

/// Why no checkpoint was published. Certificates are issued all the same, and their entries wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishRefusal {
    /// A larger log was published than there is: an older backup, or entries were deleted.
    Shrunk {
        /// The size that was published.
        published: u64,
        /// Entries there are.
        entries: u64,
    },
    /// The log does not begin with what was published at this size.
    Rewritten {
        /// The size that was published.
        published: u64,
    },
    /// An entry is not what its hash says, or is missing.
    Altered {
        /// Its place in the log.
        position: u64,
    },
    /// The last checkpoint that is stored is none of ours.
    NotOurs,
    /// The folder of files cannot be read or written.
    Files(String),
    /// The key's signature failed its own check.
    Signature,
}

impl fmt::Display for PublishRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shrunk { published, entries } => {
                write!(formatter, "{published} entries were published and only {entries} are there")
            }
            Self::Rewritten { published } => {
                write!(formatter, "the first {published} entries are not those that were published")
            }
            Self::Altered { position } => write!(formatter, "entry {position} was altered or is missing"),
            Self::NotOurs => formatter.write_str("the last stored checkpoint is not signed by a key of this log"),
            Self::Files(error) => write!(formatter, "the last checkpoint in the folder of files: {error}"),
            Self::Signature => formatter.write_str("the signature failed its own check"),
        }
    }
}

/// What the publisher remembers between rounds.
#[derive(Debug, Default)]
pub struct Publisher {
    /// Size and root that were published last, as far as this process knows.
    last: Mutex<Option<(u64, Hash)>>,
    /// Why the last round published nothing although it should have.
    fault: Mutex<Option<String>>,
    /// What was published and is not written down among the files yet.
    owed: Mutex<Option<String>>,
}

impl Publisher {
    /// Why the last round failed; `None` when it did not.
    pub fn fault(&self) -> Option<String> {
        self.fault.lock().map_or(None, |fault| fault.clone())
    }

    fn last(&self) -> Option<(u64, Hash)> {
        self.last.lock().map_or(None, |last| *last)
    }

    fn remember(&self, size: u64, root: Hash) {
        if let Ok(mut last) = self.last.lock() {
            *last = Some((size, root));
        }
    }

    fn owed(&self) -> Option<String> {
        self.owed.lock().map_or(None, |owed| owed.clone())
    }

    fn owe(&self, note: Option<String>) {
        if let Ok(mut owed) = self.owed.lock() {
            *owed = note;
        }
    }

    fn note_fault(&self, fault: Option<String>) {
        if let Ok(mut known) = self.fault.lock() {
            if fault.is_some() && *known != fault {
                tracing::error!(reason = fault, "no checkpoint of the log was published");
            }
            *known = fault;
        }
    }
}

type Refused = Failure<PublishRefusal>;

/// One round: publishes when there are new entries and a key. Does nothing without a log key.
///
/// # Errors
/// Refused, or the store failed; nothing was published.
pub async fn publish_checkpoint(service: &Service) -> Result<Option<Checkpoint>, Refused> {
    let published = round(service).await;
    service.publisher.note_fault(match &published {
        Ok(_) => None,
        Err(Failure::Refused(refusal)) => Some(refusal.to_string()),
        Err(Failure::Store(error)) => Some(error.to_string()),
    });
    published
}

async fn round(service: &Service) -> Result<Option<Checkpoint>, Refused> {
    let now = service.clock.now();
    let keys = service.keys();
    let Some(keys) = keys.filter(|keys| keys.signer(Purpose::Log, now).is_some()) else { return Ok(None) };
    let origin = &service.settings.log_origin;
    let mut reader = service.store.read().await?;
    let size = log::size(&mut reader.link()).await?;
    let stored = checkpoints::latest(&mut reader.link(), origin).await?;
    drop(reader);
    let is_believed = stored.as_ref().is_none_or(|stored| is_believed(service, &stored.note));
    let last = last_published(service, stored).await?;
    let (published, _) = last.unwrap_or((0, [0; 32]));
    if size < published {
        return Err(Failure::Refused(PublishRefusal::Shrunk { published, entries: size }));
    }
    if size == published && is_believed {
        keep(service).await?;
        return Ok(None);
    }
    fill(service, published, size).await?;
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    if let Some((published, known)) = last
        && tree::root(connection, published).await? != known
    {
        return Err(Failure::Refused(PublishRefusal::Rewritten { published }));
    }
    let checkpoint = Checkpoint { origin: origin.clone(), size, root: tree::root(connection, size).await? };
    drop(reader);
    let signed = checkpoint.clone();
    // A token may take its time.
    let signing = tokio::task::spawn_blocking(move || Some(signed.sign(keys.signer(Purpose::Log, now)?)?.to_string()));
    let note = signing.await.ok().flatten().ok_or(Failure::Refused(PublishRefusal::Signature))?;
    let row = Published { size, note, at: now };
    let is_first = transact!(service.store, StoreError, |c| {
        if size == published {
            // The same tree, under a key that is believed.
            return checkpoints::sign_again(c, origin, &row, &hex(&checkpoint.root)).await;
        }
        checkpoints::publish(c, origin, &row, &hex(&checkpoint.root)).await
    })?;
    if !is_first {
        // Another instance was faster; what it published is looked at in the next round.
        return Ok(None);
    }
    service.publisher.remember(size, checkpoint.root);
    service.publisher.owe(Some(row.note));
    keep(service).await?;
    metrics::gauge!("minhchung_log_published").set(size as f64);
    Ok(Some(checkpoint))
}

/// Writes down among the files what was published; what fails is tried again in the next round.
async fn keep(service: &Service) -> Result<(), Refused> {
    let Some(note) = service.publisher.owed() else { return Ok(()) };
    let size = |of: Option<(u64, Hash)>| of.map(|(size, _)| size);
    // Another instance may have been faster with a later one.
    if size(kept(service).await?) > size(ours(service, &note)?) {
        service.publisher.owe(None);
        return Ok(());
    }
    let put = service.files.put(&memory(), note.into()).await;
    put.map_err(|error| Failure::Refused(PublishRefusal::Files(error.to_string())))?;
    service.publisher.owe(None);
    Ok(())
}

/// Whether verifiers take this note: it is signed by a key of ours that strangers are not known to have.
fn is_believed(service: &Service, note: &str) -> bool {
    note.parse().is_ok_and(|note: Note| Checkpoint::of(&note, &log_keys(service)).is_ok())
}

/// Where the last checkpoint lies among the files.
fn memory() -> object_store::path::Path {
    object_store::path::Path::from("log/checkpoint")
}

/// Size and root that a stored note says; `None` for one of another log, as after a new name was chosen.
fn ours(service: &Service, note: &str) -> Result<Option<(u64, Hash)>, Refused> {
    let not_ours = || Failure::Refused(PublishRefusal::NotOurs);
    let note: Note = note.parse().map_err(|_| not_ours())?;
    if note.text.split('\n').next() != Some(service.settings.log_origin.as_str()) {
        return Ok(None);
    }
    // To go on from, what a key signed before it leaked is as good; the tree itself is compared.
    let checkpoint = Checkpoint::of(&note, &former_log_keys(service)).map_err(|_| not_ours())?;
    Ok(Some((checkpoint.size, checkpoint.root)))
}

/// Size and root of the checkpoint among the files.
async fn kept(service: &Service) -> Result<Option<(u64, Hash)>, Refused> {
    let unreadable = |error: object_store::Error| Failure::Refused(PublishRefusal::Files(error.to_string()));
    let bytes = match service.files.get(&memory()).await {
        Ok(found) => found.bytes().await.map_err(unreadable)?,
        Err(object_store::Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    ours(service, std::str::from_utf8(&bytes).map_err(|_| Failure::Refused(PublishRefusal::NotOurs))?)
}

/// Size and root of the largest checkpoint that anything remembers.
async fn last_published(service: &Service, stored: Option<Published>) -> Result<Option<(u64, Hash)>, Refused> {
    let mut known = vec![service.publisher.last()];
    if let Some(stored) = stored {
        known.push(ours(service, &stored.note)?);
    }
    if known[0].is_none() {
        // The first round of this process: the files remember what a database put back may have forgotten.
        known.push(kept(service).await?);
    }
    Ok(known.into_iter().flatten().max_by_key(|(size, _)| *size))
}

/// Checks the entries that are not published yet, and stores the roots of the tiles that have become whole.
async fn fill(service: &Service, published: u64, size: u64) -> Result<(), Refused> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let mut number = log::nodes(connection, 1).await?;
    let mut batch = Vec::new();
    while number < size / Tile::WIDTH {
        let leaves = sound_leaves(connection, number * Tile::WIDTH, Tile::WIDTH).await?;
        batch.push((number, root(&leaves)));
        number += 1;
        if batch.len() == TILES_AT_ONCE {
            store_nodes(service, 1, &std::mem::take(&mut batch)).await?;
        }
    }
    store_nodes(service, 1, &batch).await?;
    let rest = published.max(number * Tile::WIDTH);
    sound_leaves(connection, rest, size.saturating_sub(rest)).await?;
    let mut on_level = size / Tile::WIDTH;
    for level in 2..8 {
        on_level /= Tile::WIDTH;
        for number in log::nodes(connection, level).await?..on_level {
            let below = Tile { level: level - 1, number };
            let gap = StoreError::Unreadable("the log has a gap");
            let root = tree::tile_root(connection, below).await?.ok_or(gap)?;
            store_nodes(service, level, &[(number, root)]).await?;
        }
    }
    Ok(())
}

async fn store_nodes(service: &Service, level: u8, nodes: &[(u64, Hash)]) -> Result<(), StoreError> {
    if nodes.is_empty() {
        return Ok(());
    }
    transact!(service.store, StoreError, |c| {
        for (number, root) in nodes {
            log::insert_node(c, level, *number, root).await?;
        }
        Ok(())
    })
}

/// The hashes of `count` leaves, each of which is where it should be and what its stored hash says.
async fn sound_leaves(
    connection: &mut crate::store::Connection<'_>,
    start: u64,
    count: u64,
) -> Result<Vec<Hash>, Refused> {
    let entries = log::entries(connection, start, count).await?;
    let mut leaves = Vec::with_capacity(entries.len());
    for (position, entry) in (start..).zip(&entries) {
        if entry.position != position || leaf_hash(entry.entry.as_bytes()) != entry.leaf_hash {
            return Err(Failure::Refused(PublishRefusal::Altered { position }));
        }
        leaves.push(entry.leaf_hash);
    }
    let there = leaves.len() as u64;
    if there < count {
        return Err(Failure::Refused(PublishRefusal::Altered { position: start + there }));
    }
    Ok(leaves)
}

/// What `/health/ready` says of the log. It never makes the service unready: people go on sitting assessments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogHealth {
    /// Whether this instance publishes checkpoints.
    pub publishes: bool,
    /// Why it does not, or why the last round failed.
    pub reason: Option<String>,
}

/// Whether checkpoints are published.
pub fn log_health(service: &Service) -> LogHealth {
    let missing = match service.keys() {
        None => Some("this instance only verifies"),
        Some(keys) if keys.signer(Purpose::Log, service.clock.now()).is_none() => {
            Some("there is no active key of the purpose `log`: entries are kept, no checkpoint is published")
        }
        Some(_) => None,
    };
    let reason = missing.map(str::to_owned).or_else(|| service.publisher.fault());
    LogHealth { publishes: missing.is_none(), reason }
}
