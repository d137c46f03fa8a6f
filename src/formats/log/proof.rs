//! The proof file of one entry (C2SP tlog-proof): its place, the way to the root, the checkpoint with its signatures.

use super::checkpoint::Checkpoint;
use super::note::{LONGEST_NOTE, Note, NoteFault, NoteKey};
use super::{Malformed, decoded, encoded, hash, number};
use crate::domain::certification::merkle::{Hash, leaf_hash, verify_inclusion};
use std::fmt;
use std::str::FromStr;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// An entry and what proves that the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogProof {
    /// The entry itself, carried as extra data so that the file says what it proves; believed by its hash alone.
    pub entry: Vec<u8>,
    /// Its place in the log, from 0.
    pub index: u64,
    /// The leaf's sibling first.
    pub hashes: Vec<Hash>,
    /// The checkpoint, with its signatures.
    pub checkpoint: Note,
}

/// Why a proof is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFault {
    /// The file cannot be read, or its checkpoint cannot.
    Malformed,
    /// No known key of the log has signed the checkpoint, or one that does not hold.
    Checkpoint,
    /// The hashes do not lead from the entry to the checkpoint's root.
    Inclusion,
}

impl LogProof {
    /// The checkpoint that the entry is proved to be under.
    ///
    /// # Errors
    /// When the checkpoint is not signed by one of the log's keys, or the entry is not under it.
    pub fn check(&self, log_keys: &[NoteKey]) -> Result<Checkpoint, ProofFault> {
        let checkpoint = Checkpoint::of(&self.checkpoint, log_keys).map_err(|fault| match fault {
            NoteFault::Malformed => ProofFault::Malformed,
            NoteFault::NotSigned | NoteFault::SignatureInvalid => ProofFault::Checkpoint,
        })?;
        let leaf = leaf_hash(&self.entry);
        let leads_up = verify_inclusion(&leaf, self.index, checkpoint.size, &self.hashes, &checkpoint.root);
        if leads_up { Ok(checkpoint) } else { Err(ProofFault::Inclusion) }
    }
}

impl fmt::Display for LogProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{HEADER}\nextra {}\nindex {}", encoded(&self.entry), self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(formatter, "{}", encoded(hash)))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

impl FromStr for LogProof {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() > LONGEST_NOTE {
            return Err(Malformed);
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or(Malformed)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(Malformed);
        }
        let extra = lines.next().and_then(|line| line.strip_prefix("extra ")).ok_or(Malformed)?;
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).ok_or(Malformed)?;
        let hashes = lines.map(hash).collect::<Result<Vec<_>, _>>()?;
        if hashes.len() > 63 {
            return Err(Malformed);
        }
        Ok(Self { entry: decoded(extra)?, index: number(index)?, hashes, checkpoint: checkpoint.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certification::merkle::node_hash;
    use crate::domain::timestamp::Timestamp;
    use crate::formats::credential::keys::{IssuingKey, Lifetime, Purpose};
    use crate::formats::log::checkpoint::log_key;
    use proptest::prelude::*;

    fn proof() -> (LogProof, NoteKey) {
        let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
        let key = IssuingKey::from_seed(&[1; 32], Purpose::Log, Lifetime::new(start, start)).expect("a key");
        let (entry, sibling) = (b"{\"v\":1}".to_vec(), leaf_hash(b"other"));
        let root = node_hash(&sibling, &leaf_hash(&entry));
        let origin = "chungnhan.example.vn/log".to_owned();
        let own = log_key(&origin, key.public()).expect("a key");
        let checkpoint = Checkpoint { origin, size: 2, root }.sign(&key).expect("signed");
        (LogProof { entry, index: 1, hashes: vec![sibling], checkpoint }, own)
    }

    #[test]
    fn a_proof_is_written_as_the_specification_says_and_read_back() {
        let (proof, key) = proof();
        let text = proof.to_string();
        assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra eyJ2IjoxfQ==\nindex 1\n"), "{text}");
        assert!(text.contains("=\n\nchungnhan.example.vn/log\n2\n"), "{text}");
        assert_eq!(text.parse(), Ok(proof.clone()));
        assert_eq!(proof.check(&[key]).expect("proved").size, 2);
        assert_eq!(proof.check(&[]), Err(ProofFault::Checkpoint));
    }

    proptest! {
        #[test]
        fn any_flipped_byte_is_refused(place: usize, bit in 0_u8..8) {
            let (proof, key) = proof();
            let mut bytes = proof.to_string().into_bytes();
            let place = place % bytes.len();
            bytes[place] ^= 1 << bit;
            let believed = String::from_utf8(bytes).ok().and_then(|text| text.parse::<LogProof>().ok());
            prop_assert!(believed.is_none_or(|altered| altered.check(&[key]).is_err()));
        }

        #[test]
        fn any_text_is_read_without_panic(text: String) {
            drop(text.parse::<LogProof>());
        }
    }
}
