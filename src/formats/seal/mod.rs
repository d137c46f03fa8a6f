//! The official seal: a PAdES signature (B-B, or B-T with a time stamp) with the agency's X.509 key,
//! ECDSA P-256 or RSA, and its checking.
//!
//! The credential's Ed25519 signature is this service's own proof; the seal stands beside it, for readers
//! and law that know X.509 only.

mod algorithm;
mod authorities;
mod certificate;
mod check;
mod cms;
mod pkcs12;
mod sealer;
mod signer;
mod time_stamp;
mod token;

pub use authorities::Authorities;
pub use certificate::{SealCertificate, read_chain};
pub use check::{check, is_sealed};
pub use pkcs12::open_pkcs12;
pub use sealer::{Appearance, Level, SealFailure, Sealed, Sealer, Seals, Stamping, TimeStamper};
pub use signer::{Algorithm, Signer, SignerFailure};
pub use token::open_token;

/// Why a seal cannot be made with what is configured: the service does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealKeyFault {
    /// The PKCS#12 file is none, or broken.
    #[error("is not a PKCS#12 file")]
    NotPkcs12,
    /// The passphrase does not open the file.
    #[error("does not open with this passphrase")]
    WrongPassphrase,
    /// No private key in the file, or several.
    #[error("must hold exactly one private key")]
    NotOneKey,
    /// No certificate, or one that cannot be read.
    #[error("has no readable certificate for the key")]
    NoCertificate,
    /// The key is neither P-256 nor RSA.
    #[error("the key is {0}; a seal needs ECDSA P-256 or RSA of at least 2048 bits")]
    WrongKey(String),
    /// The private key is not that of the certificate.
    #[error("the key does not belong to the certificate")]
    KeyDiffers,
    /// The certificate's validity is over.
    #[error("the certificate expired on {0}")]
    Expired(String),
    /// The certificate's validity has not begun.
    #[error("the certificate is not valid before {0}")]
    NotYetValid(String),
    /// The certificate is not made for signing documents.
    #[error("the certificate may not sign: {0}")]
    WrongUsage(&'static str),
    /// The token is away, refuses, or lacks the key.
    #[error("{0}")]
    Token(String),
}
