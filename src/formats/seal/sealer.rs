//! Seals files: the certificate in force, its key, and a time stamp where one is wanted.

use super::certificate::SealCertificate;
use super::signer::{self, Signer};
use super::{Authorities, SealKeyFault, cms, time_stamp};
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use crate::formats::pdf::{Pictures, SealFace, Unsealed};
use der::Encode;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Room for a signature with its certificates.
const BASIC_ROOM: usize = 4096;
/// A time stamp brings the certificates of its authority.
const TIME_STAMP_ROOM: usize = 3 * 4096;
/// A signature without its certificates: names, digests, an RSA signature of 4096 bits.
const WITHOUT_CERTIFICATES: usize = 1536;

/// Asks an authority for a time stamp.
pub trait TimeStamper: Send + Sync {
    /// The authority's reply to a request of RFC 3161.
    ///
    /// # Errors
    /// Why there is none; for the operator.
    fn reply(&self, request: &[u8], now: Timestamp) -> Result<Vec<u8>, String>;
}

/// The authority, and what happens without it.
pub struct Stamping {
    /// Who stamps.
    pub authority: Box<dyn TimeStamper>,
    /// Whether a certificate waits for its stamp, or goes without.
    pub is_required: bool,
}

/// What a seal says and shows beside its certificate.
#[derive(Clone, Debug, Default)]
pub struct Appearance {
    /// Why it is sealed; may be empty.
    pub reason: String,
    /// Where it is sealed; may be empty.
    pub location: String,
    /// Whether signer, body and time stand on the page.
    pub is_visible: bool,
    /// Pictures of signature and seal.
    pub pictures: Option<Arc<Pictures>>,
}

/// PAdES baseline levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// B-B
    Basic,
    /// B-T
    TimeStamped,
}

impl Level {
    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "B-B",
            Self::TimeStamped => "B-T",
        }
    }
}

/// A sealed file.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it reached.
    pub level: Level,
}

/// Why a file was not sealed; it waits for another try.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFailure {
    /// The certificate is not in force.
    #[error("seal-certificate-not-in-force")]
    NotInForce,
    /// The key did not sign.
    #[error("seal-key: {0}")]
    Key(String),
    /// No time stamp, where one is required.
    #[error("seal-time-stamp: {0}")]
    TimeStamp(String),
    /// The signature has no room in the file.
    #[error("seal-too-large")]
    TooLarge,
}

/// A key that seals, with its certificates.
pub struct Sealer {
    signer: Box<dyn Signer>,
    chain: Vec<SealCertificate>,
    face: SealFace,
    stamping: Option<Stamping>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sealer").field("signer", &self.face.signer).finish_non_exhaustive()
    }
}

impl Sealer {
    /// A sealer of a key and its certificates, the key's own first. `now` is `None` for a key that only makes
    /// lost files again: its certificate may have expired since.
    ///
    /// # Errors
    /// When the key is weak or not that of the certificate, or the certificate may not seal now.
    pub fn new(
        signer: Box<dyn Signer>,
        mut chain: Vec<SealCertificate>,
        appearance: Appearance,
        stamping: Option<Stamping>,
        now: Option<Timestamp>,
    ) -> Result<Self, SealKeyFault> {
        let own = chain.first().ok_or(SealKeyFault::NoCertificate)?;
        own.check_purpose()?;
        if let Some(now) = now {
            own.check_validity(now)?;
        }
        signer::belongs_to(&*signer, own)?;
        // Whoever checks has the root from elsewhere, or believes nothing.
        let own = own.clone();
        chain.retain(|found| *found == own || !found.is_root());
        let needed = WITHOUT_CERTIFICATES + chain.iter().map(|found| found.der().len()).sum::<usize>();
        let room = needed.next_multiple_of(BASIC_ROOM) + stamping.as_ref().map_or(0, |_| TIME_STAMP_ROOM);
        let face = SealFace {
            signer: own.subject(),
            body: own.organisation(),
            reason: appearance.reason,
            location: appearance.location,
            is_visible: appearance.is_visible,
            pictures: appearance.pictures,
            room,
        };
        Ok(Self { signer, chain, face, stamping })
    }

    /// How the seal looks on the page.
    pub const fn face(&self) -> &SealFace {
        &self.face
    }

    /// The certificate.
    pub fn certificate(&self) -> &SealCertificate {
        &self.chain[0]
    }

    /// The level it is meant to reach.
    pub const fn level(&self) -> Level {
        if self.stamping.is_some() { Level::TimeStamped } else { Level::Basic }
    }

    /// Whether sealing the same file again gives the same bytes.
    pub fn is_deterministic(&self) -> bool {
        self.signer.is_deterministic() && self.stamping.is_none()
    }

    /// Whether the certificate is in force for a file dated `dated` that is sealed now.
    pub fn may_seal(&self, dated: Timestamp, now: Timestamp) -> bool {
        let own = self.certificate();
        own.check_validity(dated).is_ok() && own.check_validity(now).is_ok()
    }

    /// Seals a file that is dated `dated`.
    ///
    /// # Errors
    /// When the certificate is not in force, the key is away, or a required time stamp is.
    pub fn seal(&self, unsealed: Unsealed, dated: Timestamp, now: Timestamp) -> Result<Sealed, SealFailure> {
        if !self.may_seal(dated, now) {
            return Err(SealFailure::NotInForce);
        }
        self.seal_again(unsealed, now)
    }

    /// Seals a file that was sealed before and got lost; whoever asks compares the hashes.
    ///
    /// # Errors
    /// When the key is away, or a required time stamp is.
    pub fn seal_again(&self, unsealed: Unsealed, now: Timestamp) -> Result<Sealed, SealFailure> {
        let malformed = |error: der::Error| SealFailure::Key(error.to_string());
        let [before, after] = unsealed.covered();
        let digest = Sha256::new().chain_update(before).chain_update(after).finalize();
        let attributes = cms::attributes(self.certificate(), &digest.into()).map_err(malformed)?;
        let message = attributes.to_der().map_err(malformed)?;
        let signature = self.signer.sign(&message).map_err(|failure| SealFailure::Key(failure.0))?;
        let token = self.time_stamp(&signature, now)?;
        let algorithm = self.signer.algorithm();
        let data = cms::signed_data(&self.chain, algorithm, &attributes, &signature, token.as_deref());
        let level = if token.is_some() { Level::TimeStamped } else { Level::Basic };
        let bytes = unsealed.filled(&data.map_err(malformed)?).ok_or(SealFailure::TooLarge)?;
        Ok(Sealed { bytes, level })
    }

    fn time_stamp(&self, signature: &[u8], now: Timestamp) -> Result<Option<Vec<u8>>, SealFailure> {
        let Some(stamping) = &self.stamping else { return Ok(None) };
        let request = time_stamp::request(signature).map_err(|error| SealFailure::TimeStamp(error.to_string()))?;
        let reply = stamping.authority.reply(&request, now);
        let token = reply.and_then(|reply| time_stamp::token(&reply, signature).map_err(str::to_owned));
        let token = token.and_then(|token| {
            let is_small = token.len() <= TIME_STAMP_ROOM;
            if is_small { Ok(token) } else { Err("the token is too large".to_owned()) }
        });
        match token {
            Ok(token) => Ok(Some(token)),
            Err(reason) if stamping.is_required => Err(SealFailure::TimeStamp(reason)),
            Err(_) => Ok(None),
        }
    }
}

/// Who seals from which day on, and whom a checker trusts.
#[derive(Debug, Default)]
pub struct Seals {
    /// Earliest first; `None` where sealing ends.
    pub sealers: Vec<(Timestamp, Option<Sealer>)>,
    /// The trusted authorities.
    pub authorities: Authorities,
}

impl Seals {
    /// Whose certificate has this SHA-256, in force or before.
    pub fn made_under(&self, sha256: &str) -> Option<&Sealer> {
        let has = |sealer: &&Sealer| hex(&sealer.certificate().sha256()) == sha256;
        self.sealers.iter().filter_map(|(_, sealer)| sealer.as_ref()).find(has)
    }

    /// Who seals what is dated `at`.
    pub fn at(&self, at: Timestamp) -> Option<&Sealer> {
        self.sealers.iter().rev().find(|(from, _)| *from <= at).and_then(|(_, sealer)| sealer.as_ref())
    }
}
