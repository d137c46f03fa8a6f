//! The key ring: every public key that ever signed, with its dates, and the private ones that still may.

mod disk;
mod events;
mod lifetime;
mod list;
mod published;
mod sealed;
mod signer;
#[cfg(test)]
mod tests;

pub use disk::{Keys, NewKey, NewTokenKey, activate, compromise, create, create_in_token, open, open_public, retire};
pub use events::{KeyEvent, event_hash};
pub use lifetime::{KeyState, Lifetime, TransitionFault};
pub use list::TokenPlace;
pub use published::{DidFault, did_json, jwks_json};

use crate::domain::timestamp::Timestamp;
use crate::formats::secret_file::FileFault;
use crate::formats::token::TokenFault;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use signer::Signer;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The DER of an Ed25519 `SubjectPublicKeyInfo` before its 32 bytes of key (RFC 8410).
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// Multicodec prefix of an Ed25519 public key.
const MULTICODEC: [u8; 2] = [0xed, 0x01];

/// A key's name: the first 8 bytes of the SHA-256 of its `SubjectPublicKeyInfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid([u8; 8]);

impl Kid {
    /// The name of a public key.
    pub fn of(key: &VerifyingKey) -> Self {
        let digest = Sha256::new().chain_update(SPKI_PREFIX).chain_update(key.as_bytes()).finalize();
        let mut name = [0; 8];
        name.copy_from_slice(&digest[..8]);
        Self(name)
    }

    /// From the 8 bytes in a COSE header.
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// As the COSE header carries it.
    pub const fn bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", u64::from_be_bytes(self.0))
    }
}

/// Not 16 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKid;

impl FromStr for Kid {
    type Err = NotAKid;

    fn from_str(text: &str) -> Result<Self, NotAKid> {
        let is_hex = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 16 || !text.bytes().all(is_hex) {
            return Err(NotAKid);
        }
        u64::from_str_radix(text, 16).map(|value| Self(value.to_be_bytes())).map_err(|_| NotAKid)
    }
}

/// What a key signs. A key never serves two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Credentials, QR codes and status lists.
    Credential,
    /// Checkpoints of the log.
    Log,
    /// Other people's checkpoints, as a witness.
    Witness,
}

impl Purpose {
    /// As commands, published keys and the log write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Log => "log",
            Self::Witness => "witness",
        }
    }
}

/// A public key with its dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    kid: Kid,
    key: VerifyingKey,
    purpose: Purpose,
    lifetime: Lifetime,
}

impl PublicKey {
    /// A public key; its name follows from it. `None` for a key of small order, under which anything verifies.
    pub fn new(key: VerifyingKey, purpose: Purpose, lifetime: Lifetime) -> Option<Self> {
        (!key.is_weak()).then(|| Self { kid: Kid::of(&key), key, purpose, lifetime })
    }

    /// The key's name.
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// What the key signs.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The key's state and dates.
    pub const fn lifetime(&self) -> &Lifetime {
        &self.lifetime
    }

    /// The 32 bytes of the key.
    pub fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// `z6Mk...`: Multikey, base 58 of the multicodec prefix and the key.
    pub fn multibase(&self) -> String {
        multibase(&self.key)
    }

    /// Strict verification: no small-order points, no second encoding of the same signature.
    pub fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

fn multibase(key: &VerifyingKey) -> String {
    let mut bytes = MULTICODEC.to_vec();
    bytes.extend_from_slice(key.as_bytes());
    format!("z{}", bs58::encode(bytes).into_string())
}

fn from_multibase(text: &str) -> Option<VerifyingKey> {
    let bytes = bs58::decode(text.strip_prefix('z').filter(|rest| rest.len() <= 64)?).into_vec().ok()?;
    let key: &[u8; 32] = bytes.strip_prefix(&MULTICODEC)?.try_into().ok()?;
    VerifyingKey::from_bytes(key).ok()
}

/// Every public key that ever signed; a key is never dropped, only its state changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRing {
    keys: Vec<PublicKey>,
}

impl KeyRing {
    /// A ring of these keys; `None` when two have the same name.
    pub fn new(keys: Vec<PublicKey>) -> Option<Self> {
        let is_twice = |(place, key): (usize, &PublicKey)| keys[..place].iter().any(|other| other.kid == key.kid);
        (!keys.iter().enumerate().any(is_twice)).then_some(Self { keys })
    }

    /// All keys, oldest first.
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }

    /// The credential key with this name.
    pub fn find(&self, kid: Kid) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.kid == kid && key.purpose == Purpose::Credential)
    }
}

/// A public key and what signs for it.
pub struct IssuingKey {
    public: PublicKey,
    signer: Box<dyn Signer>,
}

impl IssuingKey {
    /// From a 32-byte seed; for tests and for key stores.
    pub fn from_seed(seed: &[u8; 32], purpose: Purpose, lifetime: Lifetime) -> Option<Self> {
        let key = SigningKey::from_bytes(seed);
        let public = PublicKey::new(key.verifying_key(), purpose, lifetime)?;
        Some(Self { public, signer: Box::new(key) })
    }

    /// The public key.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The key's name.
    pub const fn kid(&self) -> Kid {
        self.public.kid
    }

    /// Whether this key may sign something dated `at`.
    pub fn may_sign(&self, at: Timestamp) -> bool {
        self.public.lifetime.may_sign(at)
    }

    /// Signs and checks the signature strictly; `None` when that fails: a fault of memory, processor or token.
    /// Blocks for as long as a token takes.
    pub fn sign(&self, message: &[u8]) -> Option<[u8; 64]> {
        let signature = match self.signer.sign(message) {
            Ok(signature) => signature,
            Err(fault) => {
                tracing::error!(kid = %self.public.kid, %fault, "a token did not sign");
                return None;
            }
        };
        self.public.has_signed(message, &signature).then_some(signature)
    }
}

impl fmt::Debug for IssuingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("IssuingKey").field("kid", &self.public.kid).finish_non_exhaustive()
    }
}

/// What is wrong with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// Its file.
    File(FileFault),
    /// The token it lives in.
    Token {
        /// The token's label.
        label: String,
        /// What is wrong.
        fault: TokenFault,
    },
    /// Not a PEM private key.
    NotAKey,
    /// A private key without a passphrase.
    NotEncrypted,
    /// There is no passphrase to open it with.
    EmptyPassphrase,
    /// The passphrase does not open it.
    WrongPassphrase,
    /// A key of another algorithm, such as P-256 or RSA.
    WrongType,
    /// Not 32 bytes of key.
    WrongLength,
    /// The private key of another public key.
    OtherKey,
    /// The list of public keys cannot be read as one.
    BadList,
    /// A key of this name exists.
    Collision,
    /// A key with this name is not in the list.
    UnknownKey,
    /// The state does not allow it.
    Transition(TransitionFault),
    /// The system does not let us write it.
    Unwritable(std::io::ErrorKind),
}

/// A key file and what is wrong with it; carries nothing of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// Which file.
    pub file: PathBuf,
    /// What is wrong.
    pub fault: KeyFault,
}

impl fmt::Display for KeyFault {
    /// For the operator, who reads it on one line beside the file's name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(fault) => fault.fmt(formatter),
            Self::Token { label, fault } => write!(formatter, "token `{label}`: {fault}"),
            Self::NotAKey => formatter.write_str("is not a PEM private key"),
            Self::NotEncrypted => formatter.write_str("is a private key without a passphrase"),
            Self::EmptyPassphrase => formatter.write_str("there is no passphrase for it; see key_passphrase_file"),
            Self::WrongPassphrase => formatter.write_str("the passphrase does not open it"),
            Self::WrongType => formatter.write_str("is a key of another algorithm; Ed25519 is needed"),
            Self::WrongLength => formatter.write_str("does not hold 32 bytes of key"),
            Self::OtherKey => formatter.write_str("is the private key of another public key"),
            Self::BadList => formatter.write_str("cannot be read as a list of keys"),
            Self::Collision => formatter.write_str("a key of this name exists"),
            Self::UnknownKey => formatter.write_str("no key of this name is in the list"),
            Self::Transition(fault) => write!(formatter, "the key's state does not allow it ({fault:?})"),
            Self::Unwritable(kind) => write!(formatter, "cannot be written: {kind}"),
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.file.display(), self.fault)
    }
}
