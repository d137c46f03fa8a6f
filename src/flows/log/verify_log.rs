//! Verify a whole log from what it serves, and from nothing else: every entry, every tile, the checkpoint, and that an
//! older checkpoint is the beginning of this one.

use crate::domain::certification::merkle::{Hash, Tile, leaf_hash, root};
use crate::domain::timestamp::Timestamp;
use crate::formats::log::checkpoint::{Checkpoint, witnesses};
use crate::formats::log::entry::ReadEntry;
use crate::formats::log::note::{Note, NoteFault, NoteKey};
use crate::formats::log::tiles::{TilePath, read_bundle, read_tile};
use std::collections::BTreeMap;
use std::fmt;

/// What was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedLog {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The known witnesses that signed it.
    pub witnesses: Vec<(String, Timestamp)>,
    /// How many entries of each kind.
    pub kinds: BTreeMap<String, u64>,
    /// The size of the older checkpoint that this log continues.
    pub continues: Option<u64>,
}

/// Why a log is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFault {
    /// A file cannot be had.
    Unreadable(String, String),
    /// A file is missing.
    Missing(String),
    /// A file is not what it should be.
    Malformed(String),
    /// The checkpoint is not signed by a known key, or by a wrong signature.
    Checkpoint(NoteFault),
    /// The older checkpoint is not.
    OlderCheckpoint(NoteFault),
    /// An entry is not what its tile says, or none at all.
    Entry(u64),
    /// A tile is not what the tiles below it say.
    Tile(String),
    /// The entries do not give the checkpoint's root.
    Root,
    /// The older checkpoint is of a larger log.
    Shrunk {
        /// The older size.
        older: u64,
        /// The size now.
        now: u64,
    },
    /// The older checkpoint is not the beginning of this log.
    Forked {
        /// The older size.
        older: u64,
    },
}

impl fmt::Display for LogFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(formatter, "{path}: {error}"),
            Self::Missing(path) => write!(formatter, "{path}: is missing"),
            Self::Malformed(path) => write!(formatter, "{path}: cannot be read as what it should be"),
            Self::Checkpoint(fault) => write!(formatter, "checkpoint: {}", note_fault(*fault)),
            Self::OlderCheckpoint(fault) => write!(formatter, "older checkpoint: {}", note_fault(*fault)),
            Self::Entry(position) => write!(formatter, "entry {position}: is not what the tiles say"),
            Self::Tile(path) => write!(formatter, "{path}: is not what the entries say"),
            Self::Root => formatter.write_str("checkpoint: its root is not that of the entries"),
            Self::Shrunk { older, now } => {
                write!(formatter, "older checkpoint: had {older} entries, the log has only {now}")
            }
            Self::Forked { older } => {
                write!(formatter, "older checkpoint: the first {older} entries of the log are others now")
            }
        }
    }
}

const fn note_fault(fault: NoteFault) -> &'static str {
    match fault {
        NoteFault::Malformed => "cannot be read as one",
        NoteFault::NotSigned => "no key given here has signed it",
        NoteFault::SignatureInvalid => "its signature does not hold",
    }
}

/// Verifies the log that `read` reads: a path below the log's address gives bytes, `None` where there is nothing.
///
/// # Errors
/// The first fault that was found.
pub async fn verify_log(
    read: impl AsyncFn(&str) -> Result<Option<Vec<u8>>, String>,
    log_keys: &[NoteKey],
    witness_keys: &[NoteKey],
    older: Option<&str>,
) -> Result<VerifiedLog, LogFault> {
    let reader = Reader { read };
    let note = reader.file("checkpoint").await?;
    let note = String::from_utf8(note).ok().and_then(|note| note.parse::<Note>().ok());
    let note = note.ok_or(LogFault::Checkpoint(NoteFault::Malformed))?;
    let checkpoint = Checkpoint::of(&note, log_keys).map_err(LogFault::Checkpoint)?;
    let mut kinds = BTreeMap::new();
    let leaves = reader.leaves(checkpoint.size, &mut kinds).await?;
    reader.check_tiles(checkpoint.size, &leaves).await?;
    if root(&leaves) != checkpoint.root {
        return Err(LogFault::Root);
    }
    let continues = older.map(|older| continues(&checkpoint, &leaves, older, log_keys)).transpose()?;
    Ok(VerifiedLog { checkpoint, witnesses: witnesses(&note, witness_keys), kinds, continues })
}

fn continues(checkpoint: &Checkpoint, leaves: &[Hash], older: &str, keys: &[NoteKey]) -> Result<u64, LogFault> {
    let note: Note = older.parse().map_err(|_| LogFault::OlderCheckpoint(NoteFault::Malformed))?;
    let of_this_log: Vec<NoteKey> = keys.iter().filter(|key| key.name() == checkpoint.origin).cloned().collect();
    let older = Checkpoint::of(&note, &of_this_log).map_err(LogFault::OlderCheckpoint)?;
    if older.size > checkpoint.size {
        return Err(LogFault::Shrunk { older: older.size, now: checkpoint.size });
    }
    let begins = leaves.get(..older.size as usize).is_some_and(|begin| root(begin) == older.root);
    if begins { Ok(older.size) } else { Err(LogFault::Forked { older: older.size }) }
}

struct Reader<R> {
    read: R,
}

impl<R: AsyncFn(&str) -> Result<Option<Vec<u8>>, String>> Reader<R> {
    async fn ask(&self, path: &str) -> Result<Option<Vec<u8>>, LogFault> {
        (self.read)(path).await.map_err(|error| LogFault::Unreadable(path.to_owned(), error))
    }

    async fn file(&self, path: &str) -> Result<Vec<u8>, LogFault> {
        self.ask(path).await?.ok_or_else(|| LogFault::Missing(path.to_owned()))
    }

    /// A tile's file and its name; the whole tile's file where the log has grown since.
    async fn tile(&self, path: TilePath) -> Result<(String, Vec<u8>), LogFault> {
        let name = format!("tile/{path}");
        match self.ask(&name).await? {
            Some(bytes) => Ok((name, bytes)),
            None => {
                let whole = format!("tile/{}", TilePath { width: 256, ..path });
                Ok((name, self.file(&whole).await?))
            }
        }
    }

    /// The hashes of all leaves, from the entries, each compared with its tile.
    async fn leaves(&self, size: u64, kinds: &mut BTreeMap<String, u64>) -> Result<Vec<Hash>, LogFault> {
        let mut leaves = Vec::new();
        for number in 0..size.div_ceil(Tile::WIDTH) {
            let Some(path) = TilePath::of(Tile { level: 0, number }, size) else { break };
            let (name, bytes) = self.tile(path.entries()).await?;
            let entries = read_bundle(&bytes).map_err(|_| LogFault::Malformed(name.clone()))?;
            let entries = entries.get(..usize::from(path.width)).ok_or(LogFault::Malformed(name))?;
            let hashes = self.hashes(path).await?;
            for (entry, hash) in entries.iter().zip(&hashes) {
                let position = leaves.len() as u64;
                let said = ReadEntry::read(entry).ok_or(LogFault::Entry(position))?;
                if leaf_hash(entry) != *hash {
                    return Err(LogFault::Entry(position));
                }
                *kinds.entry(said.kind).or_default() += 1;
                leaves.push(*hash);
            }
        }
        Ok(leaves)
    }

    async fn hashes(&self, path: TilePath) -> Result<Vec<Hash>, LogFault> {
        let (name, bytes) = self.tile(path).await?;
        let mut hashes = read_tile(&bytes).map_err(|_| LogFault::Malformed(name.clone()))?;
        if hashes.len() < usize::from(path.width) {
            return Err(LogFault::Malformed(name));
        }
        hashes.truncate(usize::from(path.width));
        Ok(hashes)
    }

    /// Compares every tile above the leaves with what the level below gives.
    async fn check_tiles(&self, size: u64, leaves: &[Hash]) -> Result<(), LogFault> {
        let mut below: Vec<Hash> = leaves.to_vec();
        for level in 1..8 {
            let (whole, _) = below.as_chunks::<256>();
            let roots: Vec<Hash> = whole.iter().map(|tile| root(tile)).collect();
            for (number, chunk) in (0..).zip(roots.chunks(256)) {
                let Some(path) = TilePath::of(Tile { level, number }, size) else { break };
                if self.hashes(path).await? != chunk {
                    return Err(LogFault::Tile(format!("tile/{path}")));
                }
            }
            below = roots;
        }
        Ok(())
    }
}
