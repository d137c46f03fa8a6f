//! The one session with a token: opened, lost, opened again once.

use super::{TokenAddress, TokenFault};
use crate::formats::secret_file;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How a token signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Ed25519 over the message: 64 bytes.
    Ed25519,
    /// ECDSA on P-256 over the message's SHA-256: 32 bytes of `r`, 32 of `s`.
    EcdsaP256Sha256,
    /// RSASSA-PKCS1-v1_5 over the message's SHA-256: as long as the modulus.
    RsaPkcs1Sha256,
    /// RSASSA-PSS over the message's SHA-256, salt of 32 bytes: as long as the modulus.
    RsaPssSha256,
}

/// A public key as its token shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicHalf {
    /// Ed25519.
    Ed25519([u8; 32]),
    /// P-256: `0x04`, `x`, `y`.
    P256([u8; 65]),
    /// RSA, big-endian.
    Rsa {
        /// The modulus.
        modulus: Vec<u8>,
        /// The public exponent.
        exponent: Vec<u8>,
    },
}

/// The curve's name as a `PrintableString`: what tokens took before RFC 8410 gave it an identifier.
const ED25519_NAME: [u8; 14] = *b"\x13\x0cedwards25519";
/// The object identifier 1.3.101.112 of RFC 8410.
const ED25519_OID: [u8; 5] = [0x06, 0x03, 0x2b, 0x65, 0x70];

/// The way to a token, with a session on it while there is one.
pub(super) struct Line {
    address: TokenAddress,
    session: Option<Open>,
    /// A PIN that was refused once is not tried again: tokens lock themselves after a few.
    refused: Option<TokenFault>,
}

/// What went wrong on the line: something to tell, or a session that is gone.
pub(super) enum Failure {
    Fault(TokenFault),
    Pkcs11(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Pkcs11(error)
    }
}

impl Failure {
    /// Whether a new session may help.
    fn is_lost_session(&self) -> bool {
        use RvError::{
            CryptokiNotInitialized, DeviceError, DeviceRemoved, GeneralError, KeyHandleInvalid, ObjectHandleInvalid,
            SessionClosed, SessionHandleInvalid, SlotIdInvalid, TokenNotPresent, UserNotLoggedIn,
        };
        matches!(
            self,
            Self::Pkcs11(Error::Pkcs11(
                CryptokiNotInitialized
                    | DeviceError
                    | DeviceRemoved
                    | GeneralError
                    | KeyHandleInvalid
                    | ObjectHandleInvalid
                    | SessionClosed
                    | SessionHandleInvalid
                    | SlotIdInvalid
                    | TokenNotPresent
                    | UserNotLoggedIn,
                _
            ))
        )
    }

    fn into_fault(self) -> TokenFault {
        match self {
            Self::Fault(fault) => fault,
            Self::Pkcs11(Error::Pkcs11(error, _)) => match error {
                RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange | RvError::PinExpired => {
                    TokenFault::WrongPin
                }
                RvError::PinLocked => TokenFault::Locked,
                RvError::DeviceRemoved | RvError::TokenNotPresent | RvError::SlotIdInvalid => TokenFault::Away,
                RvError::MechanismInvalid | RvError::FunctionNotSupported | RvError::CurveNotSupported => {
                    TokenFault::NotSupported
                }
                _ => TokenFault::Broken,
            },
            Self::Pkcs11(Error::LibraryLoading(_)) => TokenFault::Module,
            Self::Pkcs11(Error::NullFunctionPointer | Error::NotSupported) => TokenFault::NotSupported,
            Self::Pkcs11(_) => TokenFault::Broken,
        }
    }
}

impl Line {
    pub(super) const fn new(address: TokenAddress) -> Self {
        Self { address, session: None, refused: None }
    }

    /// A fresh session; the old one is closed first.
    pub(super) fn connect(&mut self) -> Result<(), TokenFault> {
        if let Some(fault) = self.refused {
            return Err(fault);
        }
        self.session = None;
        let session = Open::new(&self.address).map_err(Failure::into_fault);
        if let Err(fault @ (TokenFault::WrongPin | TokenFault::Locked)) = session {
            self.refused = Some(fault);
        }
        self.session = Some(session?);
        Ok(())
    }

    /// What sessions meet when a token is pulled and put back.
    #[cfg(test)]
    pub(super) fn lose_all_sessions(&mut self) -> Result<(), TokenFault> {
        let module = module(&self.address.module).map_err(Failure::into_fault)?;
        module.finalize().map_err(|error| Failure::from(error).into_fault())
    }

    /// Does it, once more with a new session where the old one was lost.
    pub(super) fn attempt<T>(&mut self, deed: impl Fn(&Open) -> Result<T, Failure>) -> Result<T, TokenFault> {
        if let Some(session) = &self.session {
            match deed(session) {
                Err(failure) if failure.is_lost_session() => {}
                Err(failure) => return Err(failure.into_fault()),
                Ok(value) => return Ok(value),
            }
        }
        self.connect()?;
        let session = self.session.as_ref().ok_or(TokenFault::Broken)?;
        deed(session).map_err(Failure::into_fault)
    }
}

/// A session that the token's user has logged in to.
pub(super) struct Open {
    session: Session,
}

impl Open {
    fn new(address: &TokenAddress) -> Result<Self, Failure> {
        let pin =
            secret_file::read_line(&address.pin_file).map_err(|fault| Failure::Fault(TokenFault::PinFile(fault)))?;
        let module = module(&address.module)?;
        let slot = slot(&module, &address.label)?;
        // Making keys writes; where that is forbidden, signing still works.
        let session = module.open_rw_session(slot).or_else(|_| module.open_ro_session(slot))?;
        match session.login(UserType::User, Some(&AuthPin::from(pin.as_str()))) {
            // The login is the process', not the session's.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(Self { session }),
            Err(error) => Err(error.into()),
        }
    }

    fn key(&self, class: ObjectClass, label: &str) -> Result<Option<ObjectHandle>, Failure> {
        let wanted = [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
        match self.session.find_objects(&wanted)?[..] {
            [] => Ok(None),
            [key] => Ok(Some(key)),
            [..] => Err(Failure::Fault(TokenFault::NoKey)),
        }
    }

    pub(super) fn sign(&self, label: &str, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let key = self.key(ObjectClass::PRIVATE_KEY, label)?.ok_or(Failure::Fault(TokenFault::NoKey))?;
        let signature = match scheme {
            Scheme::Ed25519 => {
                let pure = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure));
                self.session.sign(&pure, key, message)
            }
            // Hashed here: not every token hashes for its curves.
            Scheme::EcdsaP256Sha256 => self.session.sign(&Mechanism::Ecdsa, key, &Sha256::digest(message)),
            Scheme::RsaPkcs1Sha256 => self.session.sign(&Mechanism::Sha256RsaPkcs, key, message),
            Scheme::RsaPssSha256 => {
                let parameters =
                    PkcsPssParams { hash_alg: MechanismType::SHA256, mgf: PkcsMgfType::MGF1_SHA256, s_len: 32.into() };
                self.session.sign(&Mechanism::Sha256RsaPkcsPss(parameters), key, message)
            }
        };
        Ok(signature?)
    }

    pub(super) fn public_half(&self, label: &str) -> Result<PublicHalf, Failure> {
        let key = self.key(ObjectClass::PUBLIC_KEY, label)?.ok_or(Failure::Fault(TokenFault::NoKey))?;
        let unusable = Failure::Fault(TokenFault::KeyType);
        match self.attributes(key, &[AttributeType::KeyType])?[..] {
            [Attribute::KeyType(KeyType::EC_EDWARDS)] => {
                let point = self.point(key)?;
                point.try_into().map(PublicHalf::Ed25519).map_err(|_| unusable)
            }
            [Attribute::KeyType(KeyType::EC)] => {
                let point = self.point(key)?;
                point.try_into().map(PublicHalf::P256).map_err(|_| unusable)
            }
            [Attribute::KeyType(KeyType::RSA)] => {
                let halves = [AttributeType::Modulus, AttributeType::PublicExponent];
                match &self.attributes(key, &halves)?[..] {
                    [Attribute::Modulus(modulus), Attribute::PublicExponent(exponent)] => {
                        Ok(PublicHalf::Rsa { modulus: modulus.clone(), exponent: exponent.clone() })
                    }
                    _ => Err(unusable),
                }
            }
            _ => Err(unusable),
        }
    }

    fn attributes(&self, key: ObjectHandle, kinds: &[AttributeType]) -> Result<Vec<Attribute>, Failure> {
        Ok(self.session.get_attributes(key, kinds)?)
    }

    /// The point of a curve: an `OCTET STRING` by the standard, bare bytes from some tokens.
    fn point(&self, key: ObjectHandle) -> Result<Vec<u8>, Failure> {
        match &self.attributes(key, &[AttributeType::EcPoint])?[..] {
            [Attribute::EcPoint(point)] => Ok(match point.split_first_chunk() {
                Some(([0x04, length], rest)) if usize::from(*length) == rest.len() => rest.to_vec(),
                _ => point.clone(),
            }),
            _ => Err(Failure::Fault(TokenFault::KeyType)),
        }
    }

    pub(super) fn make_ed25519(&self, label: &str) -> Result<PublicHalf, Failure> {
        if self.key(ObjectClass::PRIVATE_KEY, label)?.is_some() || self.key(ObjectClass::PUBLIC_KEY, label)?.is_some() {
            return Err(Failure::Fault(TokenFault::KeyExists));
        }
        // Old tokens know the curve by its name only, new ones by its identifier.
        self.make(label, ED25519_OID.to_vec()).or_else(|_| self.make(label, ED25519_NAME.to_vec()))?;
        self.public_half(label)
    }

    fn make(&self, label: &str, curve: Vec<u8>) -> Result<(), Error> {
        let label = Attribute::Label(label.as_bytes().to_vec());
        let public = [
            label.clone(),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Verify(true),
            Attribute::EcParams(curve),
        ];
        let private = [
            label,
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
        ];
        self.session.generate_key_pair(&Mechanism::EccEdwardsKeyPairGen, &public, &private).map(drop)
    }
}

/// Modules are loaded once a process and stay: many do not survive being loaded again.
static MODULES: Mutex<Vec<(PathBuf, Pkcs11)>> = Mutex::new(Vec::new());

fn module(path: &Path) -> Result<Pkcs11, Failure> {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    let known = modules.iter().find(|(known, _)| known == path).map(|(_, module)| module.clone());
    let module = match known {
        Some(module) => module,
        None => {
            let module = Pkcs11::new(path).map_err(|_| Failure::Fault(TokenFault::Module))?;
            modules.push((path.to_owned(), module.clone()));
            module
        }
    };
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(module),
        Err(_) => Err(Failure::Fault(TokenFault::Module)),
    }
}

fn slot(module: &Pkcs11, label: &str) -> Result<Slot, Failure> {
    let mut found = None;
    for slot in module.get_slots_with_token()? {
        // A slot that fails is somebody else's.
        if module.get_token_info(slot).is_ok_and(|about| about.label() == label) && found.replace(slot).is_some() {
            return Err(Failure::Fault(TokenFault::Ambiguous));
        }
    }
    found.ok_or(Failure::Fault(TokenFault::Away))
}
