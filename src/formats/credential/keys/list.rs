//! `keys.json`: the public keys with their dates, and where the private ones are.

use super::{KeyError, KeyFault, KeyRing, KeyState, Kid, Lifetime, PublicKey, Purpose, disk, from_multibase};
use crate::domain::timestamp::Timestamp;
use crate::formats::secret_file::{self, FileFault, Secrecy};
use crate::formats::token::TokenAddress;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

pub(super) const LIST: &str = "keys.json";
/// Held by whoever changes the list.
pub(super) const LOCK: &str = ".keys.lock";
const LONGEST_LIST: u64 = 256 * 1024;

/// Where a private key lives that no file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPlace {
    /// The vendor's PKCS#11 library.
    pub module: PathBuf,
    /// The token's label.
    pub label: String,
    /// A file whose first line is the token's PIN.
    pub pin_file: PathBuf,
    /// The key's label in the token.
    pub key: String,
}

impl TokenPlace {
    /// The token alone.
    pub fn address(&self) -> TokenAddress {
        let Self { module, label, pin_file, key: _ } = self.clone();
        TokenAddress { module, label, pin_file }
    }
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) public: PublicKey,
    /// `None`: the private key is in a file beside the list.
    pub(super) token: Option<TokenPlace>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    keys: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kid: String,
    public_key: String,
    purpose: Purpose,
    state: StateName,
    created_at: Timestamp,
    active_from: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    compromised_since: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<TokenPlace>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum StateName {
    Announced,
    Active,
    Retired,
    Compromised,
}

impl Entry {
    fn of(listed: &Listed) -> Self {
        let Listed { public: key, token } = listed;
        let lifetime = key.lifetime;
        let (state, compromised_since) = match lifetime.state {
            KeyState::Announced => (StateName::Announced, None),
            KeyState::Active => (StateName::Active, None),
            KeyState::Retired => (StateName::Retired, None),
            KeyState::Compromised { since } => (StateName::Compromised, Some(since)),
        };
        Self {
            kid: key.kid.to_string(),
            public_key: key.multibase(),
            purpose: key.purpose,
            state,
            created_at: lifetime.created_at,
            active_from: lifetime.active_from,
            retired_at: lifetime.retired_at,
            compromised_since,
            token: token.clone(),
        }
    }

    fn read(self) -> Option<Listed> {
        let state = match (self.state, self.compromised_since, self.retired_at) {
            (StateName::Announced, None, None) => KeyState::Announced,
            (StateName::Active, None, None) => KeyState::Active,
            (StateName::Retired, None, Some(_)) => KeyState::Retired,
            (StateName::Compromised, Some(since), _) => KeyState::Compromised { since },
            (StateName::Announced | StateName::Active | StateName::Retired | StateName::Compromised, _, _) => {
                return None;
            }
        };
        let Self { created_at, active_from, retired_at, token, .. } = self;
        let lifetime = Lifetime { state, created_at, active_from, retired_at };
        let public = PublicKey::new(from_multibase(&self.public_key)?, self.purpose, lifetime)?;
        (public.kid.to_string() == self.kid).then_some(Listed { public, token })
    }
}

/// Reads the list: every key with its own name, none twice.
pub(super) fn read(dir: &Path) -> Result<Vec<Listed>, KeyError> {
    let file = dir.join(LIST);
    let fail = |fault| KeyError { file: file.clone(), fault };
    let text = secret_file::read(&file, LONGEST_LIST, Secrecy::Public).map_err(|fault| match fault {
        FileFault::NotText => fail(KeyFault::BadList),
        fault => fail(KeyFault::File(fault)),
    })?;
    let list: List = serde_json::from_str(&text).map_err(|_| fail(KeyFault::BadList))?;
    let listed: Option<Vec<Listed>> = list.keys.into_iter().map(Entry::read).collect();
    let listed = listed.ok_or_else(|| fail(KeyFault::BadList))?;
    ring(&listed).ok_or_else(|| fail(KeyFault::BadList))?;
    Ok(listed)
}

/// The public keys alone; `None` when two have the same name.
pub(super) fn ring(listed: &[Listed]) -> Option<KeyRing> {
    KeyRing::new(listed.iter().map(|listed| listed.public.clone()).collect())
}

pub(super) fn position(listed: &[Listed], kid: Kid) -> Option<usize> {
    listed.iter().position(|listed| listed.public.kid == kid)
}

pub(super) fn write(dir: &Path, listed: &[Listed]) -> Result<(), KeyError> {
    let list = List { keys: listed.iter().map(Entry::of).collect() };
    let mut text = serde_json::to_vec_pretty(&list).expect("strings and lists always serialise");
    text.push(b'\n');
    disk::write(dir, LIST, &text, 0o644)
}
