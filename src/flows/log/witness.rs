//! Be a witness of logs (C2SP tlog-witness): sign a checkpoint only if it continues what was signed before.
//!
//! The state is written before the signature is made, so that no crash lets a witness sign two histories.

use super::witness_state::WitnessState;
use crate::clock::Clock;
use crate::domain::certification::merkle::{empty_root, verify_consistency};
use crate::formats::credential::keys::IssuingKey;
use crate::formats::log::checkpoint::{Checkpoint, cosign};
use crate::formats::log::note::{NoteFault, NoteKey};
use crate::formats::log::request::AddCheckpoint;
use std::sync::Mutex;

/// A witness with its key, the logs it knows and what it has signed of them.
#[derive(Debug)]
pub struct Witness {
    name: String,
    key: IssuingKey,
    logs: Vec<NoteKey>,
    state: Mutex<WitnessState>,
    clock: Clock,
}

/// Why a checkpoint is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WitnessRefusal {
    /// Not a request.
    Malformed,
    /// A log it does not know.
    UnknownLog,
    /// Not signed by the log.
    NotSigned,
    /// The old size is larger than the new one.
    Backwards,
    /// It signed another size last.
    Knows(u64),
    /// The same size with another root.
    Fork,
    /// The new tree does not begin with the old one.
    Inconsistent,
    /// What it is about to sign cannot be written down, or not be signed.
    Broken,
}

impl Witness {
    /// A witness with this name.
    pub const fn new(name: String, key: IssuingKey, logs: Vec<NoteKey>, state: WitnessState, clock: Clock) -> Self {
        Self { name, key, logs, state: Mutex::new(state), clock }
    }

    /// Checks a request and signs: a line of a signature, with its end.
    ///
    /// # Errors
    /// Why nothing was signed. The checks come in the order of the specification.
    pub fn add_checkpoint(&self, body: &str) -> Result<String, WitnessRefusal> {
        let asked: AddCheckpoint = body.parse().map_err(|_| WitnessRefusal::Malformed)?;
        let said: Checkpoint = asked.checkpoint.text.parse().map_err(|_| WitnessRefusal::Malformed)?;
        if !self.logs.iter().any(|log| log.name() == said.origin) {
            return Err(WitnessRefusal::UnknownLog);
        }
        let new = Checkpoint::of(&asked.checkpoint, &self.logs).map_err(|fault| match fault {
            NoteFault::Malformed => WitnessRefusal::Malformed,
            NoteFault::NotSigned | NoteFault::SignatureInvalid => WitnessRefusal::NotSigned,
        })?;
        if asked.old_size > new.size {
            return Err(WitnessRefusal::Backwards);
        }
        // One at a time from looking to having written: two requests must not both continue the same tree.
        let mut state = self.state.lock().map_err(|_| WitnessRefusal::Broken)?;
        let (size, root) = state.last(&new.origin).unwrap_or((0, empty_root()));
        if asked.old_size != size {
            return Err(WitnessRefusal::Knows(size));
        }
        if size == new.size && root != new.root {
            return Err(WitnessRefusal::Fork);
        }
        if !verify_consistency(size, new.size, &root, &new.root, &asked.proof) {
            return Err(WitnessRefusal::Inconsistent);
        }
        if size != new.size {
            state.remember(&new.origin, new.size, &new.root).map_err(|error| {
                tracing::error!(%error, "what is about to be signed was not written down");
                WitnessRefusal::Broken
            })?;
        }
        let line =
            cosign(&asked.checkpoint.text, &self.name, &self.key, self.clock.now()).ok_or(WitnessRefusal::Broken)?;
        Ok(format!("{line}\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certification::merkle::{Hash, leaf_hash, root};
    use crate::domain::timestamp::Timestamp;
    use crate::formats::credential::keys::{Lifetime, Purpose};
    use crate::formats::log::checkpoint::{cosigned_at, log_key, witness_key};
    use tempfile::TempDir;

    const ORIGIN: &str = "chungnhan.example.vn/log";

    fn now() -> Timestamp {
        Timestamp::parse("2026-12-01T02:00:00Z").expect("a time")
    }

    fn key(seed: u8, purpose: Purpose) -> IssuingKey {
        IssuingKey::from_seed(&[seed; 32], purpose, Lifetime::new(now(), now())).expect("a key")
    }

    struct Place {
        folder: TempDir,
    }

    impl Place {
        fn witness(&self) -> Witness {
            let log = log_key(ORIGIN, key(1, Purpose::Log).public()).expect("a key");
            let file = self.folder.path().join("state.json");
            let state = WitnessState::open(&file, !file.exists()).expect("a state");
            Witness::new("w.example/1".into(), key(2, Purpose::Witness), vec![log], state, Clock::fixed(now()))
        }
    }

    fn tree(count: u8, seed: u8) -> Vec<Hash> {
        (0..count).map(|number| leaf_hash(&[number, if number == 2 { seed } else { 0 }])).collect()
    }

    /// A request whose proof is right as long as `old` is a power of two or equal to the new size.
    fn request(old: u64, leaves: &[Hash], proof: Vec<Hash>, signer: u8, origin: &str) -> String {
        let checkpoint = Checkpoint { origin: origin.into(), size: leaves.len() as u64, root: root(leaves) };
        let checkpoint = checkpoint.sign(&key(signer, Purpose::Log)).expect("signed");
        AddCheckpoint { old_size: old, proof, checkpoint }.to_string()
    }

    #[test]
    fn a_log_that_grows_is_signed_and_everything_else_is_refused() {
        let place = Place { folder: TempDir::new().expect("a folder") };
        let witness = place.witness();
        let (two, four) = (tree(2, 0), tree(4, 0));
        let ask = |body: &str| witness.add_checkpoint(body);
        let line = ask(&request(0, &two, vec![], 1, ORIGIN)).expect("signed");
        let own = witness_key("w.example/1", key(2, Purpose::Witness).public()).expect("a key");
        let text = Checkpoint { origin: ORIGIN.into(), size: 2, root: root(&two) }.text();
        assert_eq!(cosigned_at(&text, &line.trim_end().parse().expect("a line"), &own), Some(now()));
        let way = vec![root(&four[2..])];
        let cases = [
            ("no request".to_owned(), WitnessRefusal::Malformed),
            (request(2, &four, way.clone(), 1, "other.example/log"), WitnessRefusal::UnknownLog),
            (request(2, &four, way.clone(), 9, ORIGIN), WitnessRefusal::NotSigned),
            (request(5, &four, way.clone(), 1, ORIGIN), WitnessRefusal::Backwards),
            (request(0, &four, vec![], 1, ORIGIN), WitnessRefusal::Knows(2)),
            (request(1, &tree(1, 0), vec![], 1, ORIGIN), WitnessRefusal::Knows(2)),
            (request(2, &[four[1], four[0]], vec![], 1, ORIGIN), WitnessRefusal::Fork),
            (request(2, &four, vec![four[2]], 1, ORIGIN), WitnessRefusal::Inconsistent),
            (request(2, &[four[0], four[0], four[2], four[3]], way.clone(), 1, ORIGIN), WitnessRefusal::Inconsistent),
        ];
        for (body, expected) in cases {
            assert_eq!(ask(&body), Err(expected), "{body}");
        }
        ask(&request(2, &four, way, 1, ORIGIN)).expect("signed");
        ask(&request(4, &four, vec![], 1, ORIGIN)).expect("the same again");
    }

    #[test]
    fn a_restart_forgets_nothing_and_what_cannot_be_written_is_not_signed() {
        let place = Place { folder: TempDir::new().expect("a folder") };
        let (four, fork) = (tree(4, 0), tree(4, 1));
        place.witness().add_checkpoint(&request(0, &four, vec![], 1, ORIGIN)).expect("signed");
        let again = place.witness();
        let forked = again.add_checkpoint(&request(4, &fork, vec![], 1, ORIGIN));
        assert_eq!(forked, Err(WitnessRefusal::Fork));
        let forgotten = again.add_checkpoint(&request(0, &fork, vec![], 1, ORIGIN));
        assert_eq!(forgotten, Err(WitnessRefusal::Knows(4)));
        // A folder where the new state would be written.
        std::fs::create_dir(place.folder.path().join("state.new")).expect("made");
        let eight = tree(8, 0);
        let larger = request(4, &eight, vec![root(&eight[4..])], 1, ORIGIN);
        assert_eq!(again.add_checkpoint(&larger), Err(WitnessRefusal::Broken));
        std::fs::remove_dir(place.folder.path().join("state.new")).expect("removed");
        again.add_checkpoint(&larger).expect("signed");
    }
}
