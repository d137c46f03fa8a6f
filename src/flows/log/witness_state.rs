//! What a witness has signed last of each log, in one file that is on disk before anything is signed.

use crate::domain::certification::merkle::Hash;
use crate::domain::identifier::{from_hex, hex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Size and root of the largest tree signed of each log, by origin.
#[derive(Debug)]
pub struct WitnessState {
    file: PathBuf,
    seen: BTreeMap<String, Seen>,
    /// Held as long as the witness runs: two of them with one key could sign two histories.
    _lock: File,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    size: u64,
    root: String,
}

impl WitnessState {
    /// Opens the file; `is_new` begins one. A file that is not where it was, or cannot be read, is an error: to begin
    /// anew without being told would be to sign anything.
    ///
    /// # Errors
    /// When another witness has it, it cannot be read, it holds something else, it is missing, or it is there although
    /// a new one was to begin.
    pub fn open(file: &Path, is_new: bool) -> io::Result<Self> {
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(file.with_extension("lock"))?;
        lock.try_lock().map_err(|_| io::Error::new(ErrorKind::WouldBlock, "another witness uses it"))?;
        let found = match fs::read(file) {
            Ok(bytes) => Some(read(&bytes)?),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let refuse = |kind, reason| Err(io::Error::new(kind, reason));
        match (found, is_new) {
            (Some(seen), false) => Ok(Self { file: file.to_owned(), seen, _lock: lock }),
            (None, true) => {
                let mut state = Self { file: file.to_owned(), seen: BTreeMap::new(), _lock: lock };
                state.write(BTreeMap::new())?;
                Ok(state)
            }
            (Some(_), true) => refuse(ErrorKind::AlreadyExists, "it is there already: leave out --begin"),
            (None, false) => refuse(ErrorKind::NotFound, "it is missing; --begin makes one, once, for a new witness"),
        }
    }

    /// What was signed last of a log.
    pub fn last(&self, origin: &str) -> Option<(u64, Hash)> {
        let seen = self.seen.get(origin)?;
        Some((seen.size, from_hex(&seen.root)?.try_into().ok()?))
    }

    /// Writes what is about to be signed: beside, synced, renamed, the folder synced.
    ///
    /// # Errors
    /// When it is not certain to be on disk; then nothing may be signed.
    pub fn remember(&mut self, origin: &str, size: u64, root: &Hash) -> io::Result<()> {
        let mut seen = self.seen.clone();
        seen.insert(origin.to_owned(), Seen { size, root: hex(root) });
        self.write(seen)
    }

    fn write(&mut self, seen: BTreeMap<String, Seen>) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(&seen).map_err(io::Error::other)?;
        let beside = self.file.with_extension("new");
        let mut new = File::create(&beside)?;
        new.write_all(&text)?;
        new.sync_all()?;
        fs::rename(&beside, &self.file)?;
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        self.seen = seen;
        Ok(())
    }
}

fn read(bytes: &[u8]) -> io::Result<BTreeMap<String, Seen>> {
    let seen: BTreeMap<String, Seen> = serde_json::from_slice(bytes).map_err(io::Error::other)?;
    let is_hash = |seen: &Seen| from_hex(&seen.root).is_some_and(|root| root.len() == 32);
    if seen.values().all(is_hash) { Ok(seen) } else { Err(io::Error::new(ErrorKind::InvalidData, "a root is none")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_signed_is_known_after_a_restart_and_to_one_witness_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("witness.json");
        assert_eq!(WitnessState::open(&file, false).expect_err("not begun").kind(), ErrorKind::NotFound);
        let mut state = WitnessState::open(&file, true).expect("begun");
        assert_eq!(state.last("a/log"), None);
        state.remember("a/log", 7, &[1; 32]).expect("written");
        state.remember("b/log", 9, &[2; 32]).expect("written");
        assert_eq!(WitnessState::open(&file, false).expect_err("in use").kind(), ErrorKind::WouldBlock);
        drop(state);
        assert_eq!(WitnessState::open(&file, true).expect_err("there").kind(), ErrorKind::AlreadyExists);
        let state = WitnessState::open(&file, false).expect("opened");
        assert_eq!((state.last("a/log"), state.last("b/log")), (Some((7, [1; 32])), Some((9, [2; 32]))));
        drop(state);
        for broken in ["", "{", "{\"a/log\":{\"size\":1,\"root\":\"00\"}}"] {
            fs::write(&file, broken).expect("written");
            assert!(WitnessState::open(&file, false).is_err(), "{broken:?} was taken for a state");
        }
    }
}
