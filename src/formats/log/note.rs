//! Signed notes (C2SP signed-note): a text, and lines with signatures under it, each with its key's name and id.

use super::{Malformed, decoded, encoded};
use ed25519_dalek::{Signature as Ed25519, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// No note with sixteen signatures, however long they are, comes near this.
pub const LONGEST_NOTE: usize = 128 * 1024;

/// What a key signs notes as; the byte stands in key ids and encoded keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SignatureKind {
    /// Ed25519 over the note's text.
    Plain = 1,
    /// A witness' cosignature with its time.
    Cosignature = 4,
}

/// A key that notes are verified with, and the name it signs under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    kind: SignatureKind,
    key: VerifyingKey,
}

impl NoteKey {
    /// From the 32 bytes of an Ed25519 key; `None` for a name no note may carry, or a key anything verifies under.
    pub fn new(name: &str, kind: SignatureKind, key: &[u8; 32]) -> Option<Self> {
        let key = VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak())?;
        is_name(name).then(|| Self { name: name.to_owned(), kind, key })
    }

    /// The name it signs under; of a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs notes as.
    pub const fn kind(&self) -> SignatureKind {
        self.kind
    }

    /// The four bytes before each signature.
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.kind as u8])
            .chain_update(self.key.as_bytes())
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Strict verification of a signature over a message.
    pub fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Ed25519::from_bytes(signature)).is_ok()
    }

    /// A signature of this key, ready for a note.
    pub fn signature(&self, bytes: &[u8]) -> NoteSignature {
        NoteSignature { name: self.name.clone(), key_id: self.id(), bytes: bytes.to_vec() }
    }
}

impl fmt::Display for NoteKey {
    /// `name+0f1e2d3c+base64`: the form in which verifiers are configured.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        let key = encoded(&[&[self.kind as u8], self.key.as_bytes().as_slice()].concat());
        write!(formatter, "{}+{id:08x}+{key}", self.name)
    }
}

impl FromStr for NoteKey {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut parts = text.splitn(3, '+');
        let (name, id, key) =
            (parts.next().ok_or(Malformed)?, parts.next().ok_or(Malformed)?, parts.next().ok_or(Malformed)?);
        let bytes = decoded(key)?;
        let (kind, key) = bytes.split_first().ok_or(Malformed)?;
        let kind = match kind {
            1 => SignatureKind::Plain,
            4 => SignatureKind::Cosignature,
            _ => return Err(Malformed),
        };
        let key = Self::new(name, kind, key.try_into().map_err(|_| Malformed)?).ok_or(Malformed)?;
        let is_own = format!("{:08x}", u32::from_be_bytes(key.id())) == id;
        if is_own { Ok(key) } else { Err(Malformed) }
    }
}

/// Whether a key may have this name.
fn is_name(name: &str) -> bool {
    let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '+';
    !name.is_empty() && name.len() <= 255 && name.chars().all(is_plain)
}

/// One line under a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The key's name.
    pub name: String,
    /// The key's id.
    pub key_id: [u8; 4],
    /// What the key's algorithm made.
    pub bytes: Vec<u8>,
}

impl NoteSignature {
    /// Whether it claims to be of this key.
    pub fn is_of(&self, key: &NoteKey) -> bool {
        self.name == key.name && self.key_id == key.id()
    }
}

impl fmt::Display for NoteSignature {
    /// `— name base64`, without the end of the line.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.as_slice(), &self.bytes].concat();
        write!(formatter, "\u{2014} {} {}", self.name, encoded(&bytes))
    }
}

impl FromStr for NoteSignature {
    type Err = Malformed;

    fn from_str(line: &str) -> Result<Self, Malformed> {
        let (name, bytes) = line.strip_prefix("\u{2014} ").and_then(|rest| rest.split_once(' ')).ok_or(Malformed)?;
        let bytes = decoded(bytes)?;
        let (key_id, bytes) = bytes.split_first_chunk::<4>().ok_or(Malformed)?;
        if !is_name(name) || bytes.is_empty() {
            return Err(Malformed);
        }
        Ok(Self { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
    }
}

/// A text with signatures under it. Nothing is said of whether they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// With the end of its last line.
    pub text: String,
    /// As they stand under it.
    pub signatures: Vec<NoteSignature>,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(formatter, "{signature}"))
    }
}

impl FromStr for Note {
    type Err = Malformed;

    fn from_str(note: &str) -> Result<Self, Malformed> {
        let is_control = |letter: char| letter < ' ' && letter != '\n';
        if note.len() > LONGEST_NOTE || note.contains(is_control) {
            return Err(Malformed);
        }
        let end = note.rfind("\n\n").ok_or(Malformed)?;
        let (text, lines) = (&note[..=end], &note[end + 2..]);
        let signatures = lines
            .strip_suffix('\n')
            .ok_or(Malformed)?
            .split('\n')
            .map(str::parse)
            .collect::<Result<Vec<NoteSignature>, _>>()?;
        Ok(Self { text: text.to_owned(), signatures })
    }
}

/// Why a note is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteFault {
    /// Not a note, or not one of this kind.
    Malformed,
    /// No known key has signed it.
    NotSigned,
    /// A known key's signature does not hold.
    SignatureInvalid,
}

impl From<Malformed> for NoteFault {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

impl Note {
    /// Whether one of these keys has signed the text. Signatures of other keys are passed over; a wrong one under a
    /// known key refuses the note.
    ///
    /// # Errors
    /// When none has, or a known key's signature does not hold.
    pub fn check(&self, keys: &[NoteKey]) -> Result<(), NoteFault> {
        let mut is_signed = false;
        for signature in &self.signatures {
            for key in keys.iter().filter(|key| key.kind == SignatureKind::Plain && signature.is_of(key)) {
                let bytes = signature.bytes.as_slice().try_into().map_err(|_| NoteFault::SignatureInvalid)?;
                if !key.has_signed(self.text.as_bytes(), bytes) {
                    return Err(NoteFault::SignatureInvalid);
                }
                is_signed = true;
            }
        }
        if is_signed { Ok(()) } else { Err(NoteFault::NotSigned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of Go's package for notes.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n\
                        \n\
                        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn a_note_signed_elsewhere_verifies() {
        let key: NoteKey = KEY.parse().expect("a key");
        assert_eq!(key.to_string(), KEY);
        let note: Note = NOTE.parse().expect("a note");
        assert_eq!(note.to_string(), NOTE);
        assert_eq!(note.check(std::slice::from_ref(&key)), Ok(()));
        assert_eq!(note.check(&[]), Err(NoteFault::NotSigned));
        let other: Note = NOTE.replace("answer", "Answer").parse().expect("a note");
        assert_eq!(other.check(std::slice::from_ref(&key)), Err(NoteFault::SignatureInvalid));
        let renamed: Note = NOTE.replace("\u{2014} PeterNeumann", "\u{2014} Peter").parse().expect("a note");
        assert_eq!(renamed.check(&[key]), Err(NoteFault::NotSigned));
    }

    #[test]
    fn signatures_of_others_are_passed_over() {
        let stranger = format!("{NOTE}\u{2014} stranger.example/w AAAAAQID\n");
        let note: Note = stranger.parse().expect("a note");
        assert_eq!(note.signatures.len(), 2);
        assert_eq!(note.check(&[KEY.parse().expect("a key")]), Ok(()));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let cases = [
            "",
            "\n",
            "text\n",
            "text\n\n",
            "text\n\n\u{2014} name AAAAAQID",
            "text\n\n- name AAAAAQID\n",
            "text\n\n\u{2014} na me AAAAAQID\n",
            "text\n\n\u{2014} na+me AAAAAQID\n",
            "text\n\n\u{2014} name AAAAAQI\n",
            "text\n\n\u{2014} name AAAAAA==\n",
            "text\n\n\u{2014} name\n",
            "te\rxt\n\n\u{2014} name AAAAAQID\n",
        ];
        for wrong in cases {
            assert_eq!(wrong.parse::<Note>(), Err(Malformed), "{wrong:?}");
        }
        assert!("x".repeat(LONGEST_NOTE + 1).parse::<Note>().is_err());
        for wrong in
            ["", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a+00000000+AQ=="]
        {
            assert_eq!(wrong.parse::<NoteKey>(), Err(Malformed), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text: String) {
            drop(text.parse::<Note>());
            drop(text.parse::<NoteKey>());
        }
    }
}
