//! What can be said about something that claims to be a certificate.

use serde::{Deserialize, Serialize};

/// The seven verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Signed by our key, in the register, valid now.
    Genuine,
    /// Taken back.
    Revoked,
    /// Replaced by a corrected one.
    Superseded,
    /// Was good; its time is over.
    Expired,
    /// Altered, or signed by somebody else.
    Forged,
    /// The signature is ours but the register does not have it (offline: was not asked).
    SignedNotRegistered,
    /// Nothing known under this code, or nothing that can be read.
    Unknown,
}

impl Verdict {
    /// The first word that programs print.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::Revoked => "revoked",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::Forged => "forged",
            Self::SignedNotRegistered => "signed_not_registered",
            Self::Unknown => "unknown",
        }
    }
}

/// Why: stable codes, each with a sentence on the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The Ed25519 signature verifies under the issuer's key.
    SignatureValid,
    /// The register has this certificate.
    Registered,
    /// The register was not asked (offline check).
    RegisterNotAsked,
    /// A status list that was brought along was asked (offline check).
    StatusListAsked,
    /// Nothing was asked that knows of revocations (offline check).
    RevocationNotAsked,
    /// Of a file only the credential in it was judged, not what its page shows (offline check).
    PageNotCompared,
    /// The stored file has these very bytes.
    SameBytes,
    /// The file is not the issued one, but the credential in it is.
    FileAlteredCredentialIntact,
    /// The signature does not verify.
    SignatureInvalid,
    /// Signed under a key this issuer does not have.
    UnknownKey,
    /// Signed at a time when the key could not sign.
    KeyNotValidThen,
    /// The key is known to strangers since a later time; whether the date is true, only the log can tell.
    KeyCompromised,
    /// The key is known to strangers since a later time, and the log has this certificate from before.
    LoggedBeforeCompromise,
    /// The key is known to strangers, and the log does not have this certificate from before.
    NotLoggedBeforeCompromise,
    /// The content differs from what the register has.
    DiffersFromRegister,
    /// Taken back.
    Revoked,
    /// Replaced.
    Superseded,
    /// Past its date.
    Expired,
    /// A mistyped code.
    WrongCheckCharacter,
    /// Nothing here looks like a certificate.
    NotACertificate,
    /// Cut off, too long or malformed.
    Malformed,
    /// A format version this program does not know.
    UnsupportedVersion,
    /// No such certificate.
    NotFound,
}

/// Why a certificate was taken back: public, unlike the text beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    /// Issued by mistake.
    IssuedInError,
    /// The assessment was sat against the rules.
    Misconduct,
    /// At the holder's wish.
    HolderRequest,
    /// The signing key can no longer be trusted.
    KeyCompromise,
    /// Replaced by another one.
    Superseded,
}

impl RevocationReason {
    /// Every class.
    pub const ALL: [Self; 5] =
        [Self::IssuedInError, Self::Misconduct, Self::HolderRequest, Self::KeyCompromise, Self::Superseded];

    /// The classes a person may choose: replacement happens by issuing anew, never by taking back alone.
    pub const BY_HAND: [Self; 4] = [Self::IssuedInError, Self::Misconduct, Self::HolderRequest, Self::KeyCompromise];

    /// As stored and as typed on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IssuedInError => "issued_in_error",
            Self::Misconduct => "misconduct",
            Self::HolderRequest => "holder_request",
            Self::KeyCompromise => "key_compromise",
            Self::Superseded => "superseded",
        }
    }

    /// The class with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}
