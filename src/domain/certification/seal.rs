//! What can be said about the official seal (PAdES) of a certificate's file: what Circular
//! 15/2025/TT-BKHCN wants shown, and never more than what was verified.

use crate::domain::timestamp::Timestamp;
use serde::Serialize;

/// What is wrong with a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SealFault {
    /// The signature does not cover the whole file, or covers it in a way no seal of ours does.
    NotWholeFile,
    /// The signature's structure is not that of a seal of ours.
    Malformed,
    /// The file is not the one that was sealed.
    FileAltered,
    /// The signature does not verify under the certificate it names.
    SignatureInvalid,
    /// Weak key or forbidden algorithm.
    WeakAlgorithm,
    /// The time stamp does not belong to this seal, or does not verify.
    TimeStampInvalid,
}

/// Whether the certificate leads to an authority that the operator trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChainState {
    /// It does, at the time of signing.
    Trusted,
    /// It does not.
    Untrusted,
    /// No authorities are configured.
    NotChecked,
}

/// Whether the certificate was revoked. There is no way to ask without the network, and no other state here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationState {
    /// Nobody was asked: a reader must be warned.
    NotChecked,
}

/// A time stamp of an authority, verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeStamp {
    /// When the authority saw the signature.
    pub at: Timestamp,
    /// The authority's name.
    pub authority: String,
    /// Whether the authority's certificate leads to one that the operator trusts.
    pub chain: ChainState,
}

/// A seal whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealFacts {
    /// The authority that issued the certificate.
    pub issuing_authority: String,
    /// Who signed.
    pub signer: String,
    /// The organisation the signer belongs to; empty when the certificate names none.
    pub organisation: String,
    /// When it was signed, as the signer says.
    pub signed_at: Timestamp,
    /// When it was signed, as an authority says.
    pub time_stamp: Option<TimeStamp>,
    /// First moment of the certificate's validity.
    pub valid_from: Timestamp,
    /// Last moment of the certificate's validity.
    pub valid_until: Timestamp,
    /// `ECDSA P-256, SHA-256`
    pub algorithm: String,
    /// The certificate's serial number in hexadecimal digits.
    pub certificate_serial: String,
    /// Whether the certificate leads to a trusted authority.
    pub chain: ChainState,
    /// Whether the certificate was revoked.
    pub revocation: RevocationState,
}

impl SealFacts {
    /// The best that is known of the time of signing.
    pub fn moment(&self) -> Timestamp {
        self.time_stamp.as_ref().map_or(self.signed_at, |stamp| stamp.at)
    }

    /// The PAdES level it reached.
    pub const fn level(&self) -> &'static str {
        if self.time_stamp.is_some() { "B-T" } else { "B-B" }
    }

    /// Whether the certificate was in force when it signed.
    pub fn was_valid_at_signing(&self) -> bool {
        let moment = self.moment();
        self.valid_from <= moment && moment <= self.valid_until
    }
}

/// What a check of a sealed file came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealFinding {
    /// The signature holds and covers the whole file.
    Intact(Box<SealFacts>),
    /// It does not: nothing of what it says is repeated.
    Broken(SealFault),
    /// The certificate was sealed, but the sealed file is not there to be checked.
    FileMissing,
}
