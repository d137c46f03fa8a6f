//! Checkpoints (C2SP tlog-checkpoint) and the cosignatures of witnesses on them (tlog-cosignature, version 1).

use super::note::{Note, NoteFault, NoteKey, NoteSignature, SignatureKind};
use super::{Malformed, encoded, hash, number};
use crate::domain::certification::merkle::Hash;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{IssuingKey, PublicKey};
use std::str::FromStr;

/// How large a log is and what its root is then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The three lines that are signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, encoded(&self.root))
    }

    /// Signed by a log's key; `None` when the signature fails its own check, or the origin is no name.
    pub fn sign(&self, key: &IssuingKey) -> Option<Note> {
        let text = self.text();
        let signature = key.sign(text.as_bytes())?;
        let signatures = vec![log_key(&self.origin, key.public())?.signature(&signature)];
        Some(Note { text, signatures })
    }

    /// The checkpoint that a note says, once one of the log's keys has signed it.
    ///
    /// # Errors
    /// When it is no checkpoint, of another log, or not signed.
    pub fn of(note: &Note, keys: &[NoteKey]) -> Result<Self, NoteFault> {
        let checkpoint: Self = note.text.parse()?;
        let own: Vec<NoteKey> = keys.iter().filter(|key| key.name() == checkpoint.origin).cloned().collect();
        note.check(&own)?;
        Ok(checkpoint)
    }
}

impl FromStr for Checkpoint {
    type Err = Malformed;

    /// Reads the text of a note. Further lines are let through, as the specification wants, and mean nothing to us.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut lines = text.strip_suffix('\n').ok_or(Malformed)?.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty()).ok_or(Malformed);
        let (origin, size, root) = (line()?.to_owned(), number(line()?)?, hash(line()?)?);
        if lines.any(str::is_empty) { Err(Malformed) } else { Ok(Self { origin, size, root }) }
    }
}

/// The key of a log, as verifiers of notes know it.
pub fn log_key(origin: &str, key: &PublicKey) -> Option<NoteKey> {
    NoteKey::new(origin, SignatureKind::Plain, &key.bytes())
}

/// The key of a witness, as verifiers of notes know it.
pub fn witness_key(name: &str, key: &PublicKey) -> Option<NoteKey> {
    NoteKey::new(name, SignatureKind::Cosignature, &key.bytes())
}

fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// A witness' signature on a checkpoint's text: it has seen no larger tree of this log at `now`, and none that differs.
pub fn cosign(text: &str, name: &str, key: &IssuingKey, now: Timestamp) -> Option<NoteSignature> {
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    let signature = key.sign(cosigned(text, seconds).as_bytes())?;
    Some(witness_key(name, key.public())?.signature(&[seconds.to_be_bytes().as_slice(), &signature].concat()))
}

/// When a witness signed the text; `None` when this is no signature of its key, or it does not hold.
pub fn cosigned_at(text: &str, signature: &NoteSignature, key: &NoteKey) -> Option<Timestamp> {
    if key.kind() != SignatureKind::Cosignature || !signature.is_of(key) {
        return None;
    }
    let (seconds, bytes) = signature.bytes.split_first_chunk::<8>()?;
    let seconds = u64::from_be_bytes(*seconds);
    let micros = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
    key.has_signed(cosigned(text, seconds).as_bytes(), bytes.try_into().ok()?).then(|| Timestamp::from_micros(micros))
}

/// The names of the witnesses among `keys` that have signed a note, each once, with the time it says.
pub fn witnesses(note: &Note, keys: &[NoteKey]) -> Vec<(String, Timestamp)> {
    let signed = |key: &NoteKey| {
        let at = note.signatures.iter().find_map(|signature| cosigned_at(&note.text, signature, key))?;
        Some((key.name().to_owned(), at))
    };
    let mut found: Vec<(String, Timestamp)> = keys.iter().filter_map(signed).collect();
    found.sort();
    found.dedup_by(|(one, _), (other, _)| one == other);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::credential::keys::{Lifetime, Purpose};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    fn key(seed: u8) -> IssuingKey {
        let start = at("2026-01-01T00:00:00Z");
        IssuingKey::from_seed(&[seed; 32], Purpose::Log, Lifetime::new(start, start)).expect("a key")
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "chungnhan.example.vn/log".into(), size: 73_894, root: [7; 32] }
    }

    /// The checkpoint of the specification's own example, with a signature of the log and one of a witness.
    const PUBLISHED: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

    #[test]
    fn the_published_example_reads_and_is_written_back() {
        let note: Note = PUBLISHED.parse().expect("a note");
        let checkpoint: Checkpoint = note.text.parse().expect("a checkpoint");
        assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(checkpoint.text(), note.text);
        assert_eq!(note.to_string(), PUBLISHED);
        // Four bytes of key id, eight of time, 64 of signature.
        assert_eq!(note.signatures[1].bytes.len(), 72);
        assert_eq!(note.signatures[1].bytes[..8], 1_679_315_147_u64.to_be_bytes());
    }

    #[test]
    fn a_signed_checkpoint_is_believed_under_its_key_only() {
        let note = checkpoint().sign(&key(1)).expect("signed");
        let own = log_key(&checkpoint().origin, key(1).public()).expect("a key");
        let read: Note = note.to_string().parse().expect("a note");
        assert_eq!(Checkpoint::of(&read, std::slice::from_ref(&own)), Ok(checkpoint()));
        let other = log_key(&checkpoint().origin, key(2).public()).expect("a key");
        assert_eq!(Checkpoint::of(&read, &[other]), Err(NoteFault::NotSigned));
        let elsewhere = log_key("other.example.vn/log", key(1).public()).expect("a key");
        assert_eq!(Checkpoint::of(&read, &[elsewhere]), Err(NoteFault::NotSigned));
        let larger: Note = note.to_string().replace("73894", "73895").parse().expect("a note");
        assert_eq!(Checkpoint::of(&larger, &[own]), Err(NoteFault::SignatureInvalid));
    }

    #[test]
    fn only_the_known_witnesses_count_and_each_once() {
        let mut note = checkpoint().sign(&key(1)).expect("signed");
        let when = at("2026-12-01T02:00:00Z");
        for (name, seed) in [("a.example/w", 3), ("b.example/w", 4), ("c.example/w", 5)] {
            note.signatures.push(cosign(&note.text, name, &key(seed), when).expect("signed"));
        }
        let again = cosign(&note.text, "a.example/w", &key(3), at("2026-12-01T02:00:09Z")).expect("signed");
        note.signatures.push(again);
        let known = |name: &str, seed| witness_key(name, key(seed).public()).expect("a key");
        // Another key under b's name, and c is not known.
        let keys = [known("a.example/w", 3), known("b.example/w", 9), known("a.example/w", 3)];
        let found = witnesses(&note, &keys);
        assert_eq!(found, [("a.example/w".to_owned(), when)]);
        // A witness' key is no log's key, though the bytes are the same.
        assert_eq!(Checkpoint::of(&note, &[known("chungnhan.example.vn/log", 1)]), Err(NoteFault::NotSigned));
        let moved = cosigned_at(&note.text.replace("73894", "73895"), &note.signatures[1], &known("a.example/w", 3));
        assert_eq!(moved, None);
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let root = encoded(&[7; 32]);
        for wrong in [
            String::new(),
            format!("\n1\n{root}\n"),
            format!("origin\n01\n{root}\n"),
            format!("origin\n1\n{}\n", &root[..40]),
            format!("origin\n1\n{root}"),
            format!("origin\n1\n{root}\n\n"),
            "origin\n1\n".to_owned(),
        ] {
            assert_eq!(wrong.parse::<Checkpoint>(), Err(Malformed), "{wrong:?}");
        }
        assert!(format!("origin\n1\n{root}\nextension\n").parse::<Checkpoint>().is_ok());
    }
}
