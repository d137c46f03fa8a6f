//! The ring on disk: `keys.json` lists the public keys, `<kid>.pem` holds each private one.

use super::{
    IssuingKey, KeyError, KeyFault, KeyRing, KeyState, Kid, Lifetime, PublicKey, Purpose, TransitionFault,
    from_multibase, sealed,
};
use crate::domain::timestamp::Timestamp;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use zeroize::Zeroizing;

const LIST: &str = "keys.json";
const LONGEST_LIST: u64 = 256 * 1024;
const LONGEST_PEM: u64 = 16 * 1024;

/// The ring and the private keys that may sign now or later.
#[derive(Debug)]
pub struct Keys {
    ring: KeyRing,
    issuing: Vec<IssuingKey>,
}

impl Keys {
    /// The public ring.
    pub const fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// The private key with this name, whatever its dates.
    pub fn named(&self, kid: &str) -> Option<&IssuingKey> {
        self.issuing.iter().find(|key| key.kid().to_string() == kid)
    }

    /// The key to sign something dated `at` with: of those in use, the one taken into use last.
    pub fn signer(&self, purpose: Purpose, at: Timestamp) -> Option<&IssuingKey> {
        let usable = |key: &&IssuingKey| key.public().purpose() == purpose && key.may_sign(at);
        self.issuing.iter().filter(usable).max_by_key(|key| key.public().lifetime().active_from)
    }
}

impl Keys {
    /// The same key by itself, the others wiped.
    pub fn into_signer(self, purpose: Purpose, at: Timestamp) -> Option<IssuingKey> {
        let kid = self.signer(purpose, at)?.kid();
        self.issuing.into_iter().find(|key| key.kid() == kid)
    }
}

/// What a new key is made of; all bytes fresh from the system's randomness.
pub struct NewKey {
    /// The private key itself.
    pub seed: Zeroizing<[u8; 32]>,
    /// Salt for the passphrase.
    pub salt: [u8; 16],
    /// Initial vector of the encryption.
    pub iv: [u8; 16],
    /// What it will sign.
    pub purpose: Purpose,
    /// Now.
    pub created_at: Timestamp,
    /// When it is to be taken into use; not after `created_at` means at once.
    pub active_from: Timestamp,
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
    fn of(key: &PublicKey) -> Self {
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
        }
    }

    fn key(&self) -> Option<PublicKey> {
        let state = match (self.state, self.compromised_since, self.retired_at) {
            (StateName::Announced, None, None) => KeyState::Announced,
            (StateName::Active, None, None) => KeyState::Active,
            (StateName::Retired, None, Some(_)) => KeyState::Retired,
            (StateName::Compromised, Some(since), _) => KeyState::Compromised { since },
            (StateName::Announced | StateName::Active | StateName::Retired | StateName::Compromised, _, _) => {
                return None;
            }
        };
        let Self { created_at, active_from, retired_at, .. } = *self;
        let lifetime = Lifetime { state, created_at, active_from, retired_at };
        let key = PublicKey::new(from_multibase(&self.public_key)?, self.purpose, lifetime)?;
        (key.kid.to_string() == self.kid).then_some(key)
    }
}

/// Opens the public ring: enough to verify, no private key is touched.
pub fn open_public(dir: &Path) -> Result<KeyRing, KeyError> {
    let file = dir.join(LIST);
    let fail = |fault| KeyError { file: file.clone(), fault };
    let text = read(&file, LONGEST_LIST, Secrecy::Public).map_err(fail)?;
    let list: List = serde_json::from_str(&text).map_err(|_| fail(KeyFault::BadList))?;
    let keys = list.keys.iter().map(Entry::key).collect::<Option<Vec<_>>>();
    keys.and_then(KeyRing::new).ok_or_else(|| fail(KeyFault::BadList))
}

/// Opens the ring and every private key that may sign now or later; each of them has to be in order.
pub fn open(dir: &Path, passphrase: &str) -> Result<Keys, KeyError> {
    let ring = open_public(dir)?;
    let may_sign_yet = |key: &&PublicKey| matches!(key.lifetime.state, KeyState::Announced | KeyState::Active);
    let issuing = ring.keys.iter().filter(may_sign_yet).map(|key| open_private(dir, key, passphrase));
    let issuing = issuing.collect::<Result<Vec<_>, _>>()?;
    Ok(Keys { ring, issuing })
}

fn open_private(dir: &Path, public: &PublicKey, passphrase: &str) -> Result<IssuingKey, KeyError> {
    let file = dir.join(format!("{}.pem", public.kid));
    let fail = |fault| KeyError { file: file.clone(), fault };
    let pem = read(&file, LONGEST_PEM, Secrecy::Private).map_err(fail)?;
    let seed = sealed::unseal(&pem, passphrase).map_err(fail)?;
    let key = SigningKey::from_bytes(&seed);
    if key.verifying_key() != public.key {
        return Err(fail(KeyFault::OtherKey));
    }
    Ok(IssuingKey { public: public.clone(), key })
}

/// Makes a key, writes its private file, then lists it; makes folder and list when there are none.
pub fn create(dir: &Path, passphrase: &str, new: &NewKey) -> Result<Kid, KeyError> {
    let list = dir.join(LIST);
    let mut ring = match open_public(dir) {
        Err(KeyError { fault: KeyFault::Missing, .. }) => KeyRing::default(),
        other => other?,
    };
    let lifetime = Lifetime::new(new.created_at, new.active_from);
    let key = SigningKey::from_bytes(&new.seed).verifying_key();
    let public =
        PublicKey::new(key, new.purpose, lifetime).ok_or(KeyError { file: list, fault: KeyFault::WrongType })?;
    let file = dir.join(format!("{}.pem", public.kid));
    let fail = |fault| KeyError { file: file.clone(), fault };
    if passphrase.is_empty() {
        return Err(fail(KeyFault::EmptyPassphrase));
    }
    if ring.position(public.kid).is_some() || file.symlink_metadata().is_ok() {
        return Err(fail(KeyFault::Collision));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|error| unwritable(dir, &error))?;
    write(
        dir,
        &format!("{}.pem", public.kid),
        sealed::seal(&new.seed, passphrase, &new.salt, new.iv).as_bytes(),
        0o600,
    )?;
    let kid = public.kid;
    ring.keys.push(public);
    save(dir, &ring)?;
    Ok(kid)
}

/// Takes an announced key into use.
pub fn activate(dir: &Path, kid: Kid, at: Timestamp) -> Result<(), KeyError> {
    change(dir, kid, |lifetime| lifetime.activated(at))
}

/// Takes an active key out of use.
pub fn retire(dir: &Path, kid: Kid, at: Timestamp) -> Result<(), KeyError> {
    change(dir, kid, |lifetime| lifetime.retired(at))
}

/// Gives a key up from `since` on.
pub fn compromise(dir: &Path, kid: Kid, since: Timestamp) -> Result<(), KeyError> {
    change(dir, kid, |lifetime| Ok(lifetime.compromised(since)))
}

fn change(
    dir: &Path,
    kid: Kid,
    step: impl FnOnce(Lifetime) -> Result<Lifetime, TransitionFault>,
) -> Result<(), KeyError> {
    let mut ring = open_public(dir)?;
    let fail = |fault| KeyError { file: dir.join(LIST), fault };
    let place = ring.position(kid).ok_or_else(|| fail(KeyFault::UnknownKey))?;
    let key = &mut ring.keys[place];
    key.lifetime = step(key.lifetime).map_err(|fault| fail(KeyFault::Transition(fault)))?;
    save(dir, &ring)
}

fn save(dir: &Path, ring: &KeyRing) -> Result<(), KeyError> {
    let list = List { keys: ring.keys.iter().map(Entry::of).collect() };
    let mut text = serde_json::to_vec_pretty(&list).expect("strings and lists always serialise");
    text.push(b'\n');
    write(dir, LIST, &text, 0o644)
}

/// Whether others may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    Public,
    Private,
}

fn read(file: &Path, longest: u64, secrecy: Secrecy) -> Result<Zeroizing<String>, KeyFault> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => KeyFault::Missing,
        kind => KeyFault::Unreadable(kind),
    };
    let about = fs::metadata(file).map_err(unreadable)?;
    let mode = about.permissions().mode() & 0o777;
    match () {
        () if !about.is_file() => Err(KeyFault::NotAFile),
        () if secrecy == Secrecy::Private && mode & 0o077 != 0 => Err(KeyFault::OpenToOthers(mode)),
        () if about.len() == 0 => Err(KeyFault::Empty),
        () if about.len() > longest => Err(KeyFault::TooLong),
        () => {
            // Room for all of it at once: a growing buffer would leave copies behind that nobody wipes.
            let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(longest).unwrap_or_default() + 1));
            File::open(file).map_err(unreadable)?.take(longest + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            let text = std::str::from_utf8(&bytes).map_err(|_| KeyFault::NotAKey)?;
            Ok(Zeroizing::new(text.to_owned()))
        }
    }
}

fn unwritable(file: &Path, error: &std::io::Error) -> KeyError {
    KeyError { file: file.to_owned(), fault: KeyFault::Unwritable(error.kind()) }
}

/// Writes beside, syncs, renames: a crash leaves the old file or the new one, never half of one.
fn write(dir: &Path, name: &str, bytes: &[u8], mode: u32) -> Result<(), KeyError> {
    let (file, beside) = (dir.join(name), dir.join(format!(".{name}.new")));
    let step = || {
        let mut new = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&beside)?;
        new.set_permissions(fs::Permissions::from_mode(mode))?;
        new.write_all(bytes)?;
        new.sync_all()?;
        fs::rename(&beside, &file)?;
        File::open(dir)?.sync_all()
    };
    step().map_err(|error| unwritable(&file, &error))
}
