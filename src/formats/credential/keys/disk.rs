//! The ring and its private keys: in `<kid>.pem` beside the list, or in a PKCS#11 token.

use super::list::{self, LIST, LOCK, Listed, TokenPlace};
use super::signer::{Signer, TokenSigner};
use super::{
    IssuingKey, KeyError, KeyFault, KeyRing, KeyState, Kid, Lifetime, PublicKey, Purpose, TransitionFault, sealed,
};
use crate::domain::timestamp::Timestamp;
use crate::formats::secret_file::{self, FileFault, Secrecy};
use crate::formats::token::{PublicHalf, Token, TokenFault};
use ed25519_dalek::{SigningKey, VerifyingKey};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

const LONGEST_PEM: u64 = 16 * 1024;
/// What a token is asked to sign when it is opened; no credential, QR code or checkpoint begins so.
const PROBE: &[u8] = b"minhchung: does this key sign?";

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

/// A key that lives in a token.
#[derive(Clone, Debug)]
pub struct NewTokenKey {
    /// Where.
    pub place: TokenPlace,
    /// Whether the token holds it already; else it is made there.
    pub is_there: bool,
    /// What it will sign.
    pub purpose: Purpose,
    /// Now.
    pub created_at: Timestamp,
    /// When it is to be taken into use; not after `created_at` means at once.
    pub active_from: Timestamp,
}

/// Opens the public ring: enough to verify, no private key is touched.
pub fn open_public(dir: &Path) -> Result<KeyRing, KeyError> {
    let listed = list::read(dir)?;
    list::ring(&listed).ok_or_else(|| KeyError { file: dir.join(LIST), fault: KeyFault::BadList })
}

/// Opens the ring and every private key that may sign now or later; each of them has to be in order. Keys in
/// tokens need no passphrase, which may then be empty.
pub fn open(dir: &Path, passphrase: &str) -> Result<Keys, KeyError> {
    let listed = list::read(dir)?;
    let ring = list::ring(&listed).ok_or_else(|| KeyError { file: dir.join(LIST), fault: KeyFault::BadList })?;
    let may_sign_yet =
        |listed: &&Listed| matches!(listed.public.lifetime.state, KeyState::Announced | KeyState::Active);
    let mut tokens = Vec::new();
    let issuing = listed.iter().filter(may_sign_yet).map(|listed| match &listed.token {
        None => open_sealed(dir, &listed.public, passphrase),
        Some(place) => open_in_token(dir, &listed.public, place, &mut tokens),
    });
    let issuing = issuing.collect::<Result<Vec<_>, _>>()?;
    Ok(Keys { ring, issuing })
}

fn open_sealed(dir: &Path, public: &PublicKey, passphrase: &str) -> Result<IssuingKey, KeyError> {
    let file = dir.join(format!("{}.pem", public.kid));
    let fail = |fault| KeyError { file: file.clone(), fault };
    let pem = secret_file::read(&file, LONGEST_PEM, Secrecy::Private).map_err(|fault| match fault {
        FileFault::NotText => fail(KeyFault::NotAKey),
        fault => fail(KeyFault::File(fault)),
    })?;
    if passphrase.is_empty() {
        return Err(fail(KeyFault::EmptyPassphrase));
    }
    let seed = sealed::unseal(&pem, passphrase).map_err(fail)?;
    let key = SigningKey::from_bytes(&seed);
    if key.verifying_key() != public.key {
        return Err(fail(KeyFault::OtherKey));
    }
    Ok(IssuingKey { public: public.clone(), signer: Box::new(key) })
}

/// Tokens that are open already: two keys in one token share its session.
type Tokens = Vec<Arc<Token>>;

fn open_in_token(
    dir: &Path,
    public: &PublicKey,
    place: &TokenPlace,
    tokens: &mut Tokens,
) -> Result<IssuingKey, KeyError> {
    let fail = |fault| in_token(dir, place, fault);
    let token = open_token(place, tokens).map_err(fail)?;
    if public_half(&token, place).map_err(fail)? != public.key {
        return Err(KeyError { file: dir.join(LIST), fault: KeyFault::OtherKey });
    }
    let signer = TokenSigner { token, label: place.key.clone() };
    let signature = signer.sign(PROBE).map_err(fail)?;
    if !public.has_signed(PROBE, &signature) {
        return Err(fail(TokenFault::Broken));
    }
    Ok(IssuingKey { public: public.clone(), signer: Box::new(signer) })
}

fn open_token(place: &TokenPlace, tokens: &mut Tokens) -> Result<Arc<Token>, TokenFault> {
    let address = place.address();
    if let Some(token) = tokens.iter().find(|token| *token.address() == address) {
        return Ok(token.clone());
    }
    let token = Arc::new(Token::open(address)?);
    tokens.push(token.clone());
    Ok(token)
}

fn public_half(token: &Token, place: &TokenPlace) -> Result<VerifyingKey, TokenFault> {
    match token.public_half(&place.key)? {
        PublicHalf::Ed25519(key) => VerifyingKey::from_bytes(&key).map_err(|_| TokenFault::KeyType),
        PublicHalf::P256(_) | PublicHalf::Rsa { .. } => Err(TokenFault::KeyType),
    }
}

/// The file to look at, and what is wrong with the token that it names.
fn in_token(dir: &Path, place: &TokenPlace, fault: TokenFault) -> KeyError {
    let file = match fault {
        TokenFault::PinFile(_) | TokenFault::WrongPin => place.pin_file.clone(),
        TokenFault::Module => place.module.clone(),
        TokenFault::Away
        | TokenFault::Ambiguous
        | TokenFault::Locked
        | TokenFault::NoKey
        | TokenFault::KeyExists
        | TokenFault::KeyType
        | TokenFault::NotSupported
        | TokenFault::Broken => dir.join(LIST),
    };
    KeyError { file, fault: KeyFault::Token { label: place.label.clone(), fault } }
}

/// Makes a key, writes its private file, then lists it; makes folder and list when there are none.
pub fn create(dir: &Path, passphrase: &str, new: &NewKey) -> Result<Kid, KeyError> {
    make_folder(dir)?;
    let _alone = alone(dir)?;
    let mut listed = read_or_begin(dir)?;
    let lifetime = Lifetime::new(new.created_at, new.active_from);
    let key = SigningKey::from_bytes(&new.seed).verifying_key();
    let public = PublicKey::new(key, new.purpose, lifetime)
        .ok_or(KeyError { file: dir.join(LIST), fault: KeyFault::WrongType })?;
    let file = dir.join(format!("{}.pem", public.kid));
    let fail = |fault| KeyError { file: file.clone(), fault };
    if passphrase.is_empty() {
        return Err(fail(KeyFault::EmptyPassphrase));
    }
    if list::position(&listed, public.kid).is_some() || file.symlink_metadata().is_ok() {
        return Err(fail(KeyFault::Collision));
    }
    let sealed = sealed::seal(&new.seed, passphrase, &new.salt, new.iv);
    write(dir, &format!("{}.pem", public.kid), sealed.as_bytes(), 0o600)?;
    let kid = public.kid;
    listed.push(Listed { public, token: None });
    list::write(dir, &listed)?;
    Ok(kid)
}

/// Makes a key inside a token, or takes one that is there, then lists it.
pub fn create_in_token(dir: &Path, new: &NewTokenKey) -> Result<Kid, KeyError> {
    // Before anything is made that could not be listed.
    make_folder(dir)?;
    let _alone = alone(dir)?;
    let mut listed = read_or_begin(dir)?;
    let fail = |fault| in_token(dir, &new.place, fault);
    let mut tokens = Tokens::new();
    let token = open_token(&new.place, &mut tokens).map_err(fail)?;
    if !new.is_there {
        token.make_ed25519(&new.place.key).map_err(fail)?;
    }
    let key = public_half(&token, &new.place).map_err(fail)?;
    let lifetime = Lifetime::new(new.created_at, new.active_from);
    let public = PublicKey::new(key, new.purpose, lifetime).ok_or_else(|| fail(TokenFault::KeyType))?;
    if list::position(&listed, public.kid).is_some() {
        return Err(KeyError { file: dir.join(LIST), fault: KeyFault::Collision });
    }
    open_in_token(dir, &public, &new.place, &mut tokens)?;
    let kid = public.kid;
    listed.push(Listed { public, token: Some(new.place.clone()) });
    list::write(dir, &listed)?;
    Ok(kid)
}

/// Held from reading the list to having written it: of two commands at once neither undoes the other.
fn alone(dir: &Path) -> Result<File, KeyError> {
    let file = dir.join(LOCK);
    let step = || {
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&file)?;
        lock.lock()?;
        Ok(lock)
    };
    step().map_err(|error| unwritable(&file, &error))
}

fn read_or_begin(dir: &Path) -> Result<Vec<Listed>, KeyError> {
    match list::read(dir) {
        Err(KeyError { fault: KeyFault::File(FileFault::Missing), .. }) => Ok(Vec::new()),
        other => other,
    }
}

fn make_folder(dir: &Path) -> Result<(), KeyError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|error| unwritable(dir, &error))
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
    let _alone = alone(dir)?;
    let mut listed = list::read(dir)?;
    let fail = |fault| KeyError { file: dir.join(LIST), fault };
    let place = list::position(&listed, kid).ok_or_else(|| fail(KeyFault::UnknownKey))?;
    let key = &mut listed[place].public;
    key.lifetime = step(key.lifetime).map_err(|fault| fail(KeyFault::Transition(fault)))?;
    list::write(dir, &listed)
}

fn unwritable(file: &Path, error: &std::io::Error) -> KeyError {
    KeyError { file: file.to_owned(), fault: KeyFault::Unwritable(error.kind()) }
}

/// Writes beside, syncs, renames: a crash leaves the old file or the new one, never half of one.
pub(super) fn write(dir: &Path, name: &str, bytes: &[u8], mode: u32) -> Result<(), KeyError> {
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
