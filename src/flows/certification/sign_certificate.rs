//! Preflight, sign and render one certificate: pure work on a frozen claim, for the blocking threads.

use super::issue_certificates::Renderer;
use crate::domain::certification::claim::Claim;
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{IssuingKey, Kid};
use crate::formats::credential::preflight::PreflightFault;
use crate::formats::credential::{cose, proof, qr as qr_payload};
use crate::formats::pdf::{self, PreflightError};
use crate::formats::seal::{SealFailure, Sealer};
use crate::store::certification::certificates::{Issued, Prepared};
use crate::store::certification::seals::SealRow;
use sha2::{Digest, Sha256};

/// Why a certificate was not made.
#[derive(Debug)]
pub enum SignRefusal {
    /// The signed forms refused.
    Credential(PreflightFault),
    /// The page refused.
    Page(PreflightError),
    /// The key that may sign, or that was to sign, is not there.
    NoSigningKey,
    /// The bytes are not those that were stored to be signed.
    DiffersFromPrepared,
    /// The official seal was not made.
    Seal(SealFailure),
}

impl SignRefusal {
    /// Stable, for the outbox and the log; names no person.
    pub fn code(&self) -> String {
        match self {
            Self::Credential(fault) => format!("credential: {fault:?}"),
            Self::Page(error) => format!("page: {error:?}"),
            Self::NoSigningKey => "no-signing-key".to_owned(),
            Self::DiffersFromPrepared => "differs-from-prepared".to_owned(),
            Self::Seal(failure) => failure.to_string(),
        }
    }
}

/// A finished certificate.
#[derive(Clone, Debug)]
pub struct Finished {
    /// For the register.
    pub issued: Issued,
    /// For the file store.
    pub pdf: Vec<u8>,
    /// For the register, where the file is sealed.
    pub seal: Option<SealRow>,
}

/// A certificate that passed the preflight, with the forms its bytes were made of.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The exact bytes to be signed: stored before anything is signed.
    pub prepared: Prepared,
    credential: proof::Prepared,
    code: cose::PreparedQr,
}

/// Whether a certificate could be made of a claim: every check that needs no number, no key and no symbol.
///
/// # Errors
/// When the certificate would be wrong.
pub fn rehearse(claim: &Claim, kid: Kid, renderer: &Renderer) -> Result<(), SignRefusal> {
    cose::prepare(claim, &[0; 32], kid).map_err(SignRefusal::Credential)?;
    fits(claim, renderer)
}

/// Checks everything that can be checked before signing, and gives the exact bytes to be signed.
///
/// # Errors
/// When the certificate would be wrong.
pub fn prepare(claim: &Claim, kid: Kid, renderer: &Renderer) -> Result<Ready, SignRefusal> {
    let ready = make(claim, kid)?;
    // Every glyph in the fonts, every text in its place; the symbol is read back once it is drawn.
    fits(claim, renderer)?;
    Ok(ready)
}

fn fits(claim: &Claim, renderer: &Renderer) -> Result<(), SignRefusal> {
    let sealer = renderer.seals.at(claim.issued_at);
    // Before any bytes are stored: they would wait for this seal.
    if sealer.is_some_and(|sealer| !sealer.may_seal(claim.issued_at, claim.issued_at)) {
        return Err(SignRefusal::Seal(SealFailure::NotInForce));
    }
    let face = sealer.map(Sealer::face);
    pdf::fits(&renderer.templates, claim, face).map_err(SignRefusal::Page)
}

/// Makes the forms again of which bytes were stored, after a crash.
///
/// # Errors
/// When what would be signed is not what was stored.
pub fn take_up(claim: &Claim, prepared: &Prepared, kid: Kid) -> Result<Ready, SignRefusal> {
    let ready = make(claim, kid)?;
    if ready.prepared == *prepared { Ok(ready) } else { Err(SignRefusal::DiffersFromPrepared) }
}

fn make(claim: &Claim, kid: Kid) -> Result<Ready, SignRefusal> {
    let credential = proof::prepare(claim, kid).map_err(SignRefusal::Credential)?;
    let code = cose::prepare(claim, &credential.canonical_hash(), kid).map_err(SignRefusal::Credential)?;
    let prepared = Prepared {
        key_id: kid.to_string(),
        to_be_signed: hex(&credential.to_be_signed()),
        qr_to_be_signed: hex(code.to_be_signed()),
    };
    Ok(Ready { prepared, credential, code })
}

/// Signed, not yet on paper.
#[derive(Clone, Debug)]
pub struct Signed {
    credential: Vec<u8>,
    sealed_hash: [u8; 32],
    qr_text: String,
}

/// Signs what was prepared and stored. Ed25519 is deterministic: after a crash the same bytes come again.
///
/// # Errors
/// When the key may not sign this.
pub fn sign(claim: &Claim, ready: Ready, key: &IssuingKey) -> Result<Signed, SignRefusal> {
    let signed = ready.credential.sign(key).map_err(SignRefusal::Credential)?;
    let code = ready.code.sign(key).map_err(SignRefusal::Credential)?;
    let qr_text = qr_payload::qr_text(&claim.base_url, &code);
    Ok(Signed { credential: signed.bytes, sealed_hash: signed.sealed_hash, qr_text })
}

/// Renders what was signed, and seals it where a seal is in force. A seal may be another one each time, until the
/// certificate is issued. `now` is the time of sealing.
///
/// # Errors
/// When the page would be wrong, its symbol does not read back, or the seal is not made.
pub fn finish(claim: &Claim, signed: Signed, renderer: &Renderer, now: Timestamp) -> Result<Finished, SignRefusal> {
    let (pdf, seal) = sealed_page(claim, &signed, renderer, now)?;
    let credential = String::from_utf8(signed.credential).expect("the credential is JSON");
    let (sealed_hash, pdf_sha256) = (signed.sealed_hash, hex(&Sha256::digest(&pdf)));
    Ok(Finished { issued: Issued { credential, qr_text: signed.qr_text, sealed_hash, pdf_sha256 }, pdf, seal })
}

fn sealed_page(
    claim: &Claim,
    Signed { credential, qr_text, .. }: &Signed,
    renderer: &Renderer,
    now: Timestamp,
) -> Result<(Vec<u8>, Option<SealRow>), SignRefusal> {
    let templates = &renderer.templates;
    let Some(sealer) = renderer.seals.at(claim.issued_at) else {
        let page = pdf::render(templates, claim, qr_text, credential).map_err(SignRefusal::Page)?;
        return Ok((page, None));
    };
    let unsealed = pdf::render_to_seal(templates, claim, qr_text, credential, sealer.face());
    let sealed = sealer.seal(unsealed.map_err(SignRefusal::Page)?, claim.issued_at, now).map_err(SignRefusal::Seal)?;
    if sealed.level != sealer.level() {
        tracing::warn!(level = sealed.level.name(), "a certificate was sealed without its time stamp");
    }
    let row = SealRow { level: sealed.level.name().to_owned(), signer_sha256: hex(&sealer.certificate().sha256()) };
    Ok((sealed.bytes, Some(row)))
}
