//! Preflight, sign and render one certificate: pure work on a frozen claim, for the blocking threads.

use super::issue_certificates::Renderer;
use crate::domain::certification::claim::Claim;
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{IssuingKey, Kid};
use crate::formats::credential::preflight::PreflightFault;
use crate::formats::credential::{cose, proof, qr as qr_payload};
use crate::formats::pdf::{self, PreflightError};
use crate::formats::qr;
use crate::formats::seal::SealFailure;
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
    /// The printed QR symbol would not read back.
    QrDoesNotDecode,
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
            Self::QrDoesNotDecode => "qr-does-not-decode".to_owned(),
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

/// Checks everything that can be checked before signing, and gives the exact bytes to be signed.
///
/// # Errors
/// When the certificate would be wrong.
pub fn prepare(claim: &Claim, kid: Kid, renderer: &Renderer) -> Result<Prepared, SignRefusal> {
    let credential = proof::prepare(claim, kid).map_err(SignRefusal::Credential)?;
    let code = cose::prepare(claim, &credential.canonical_hash(), kid).map_err(SignRefusal::Credential)?;
    // A dry run of the page: every glyph in the fonts, every text in its place.
    let templates = &renderer.templates;
    match renderer.seals.at(claim.issued_at) {
        Some(sealer) => pdf::render_to_seal(templates, claim, &claim.base_url, b"{}", sealer.face()).map(drop),
        None => pdf::render(templates, claim, &claim.base_url, b"{}").map(drop),
    }
    .map_err(SignRefusal::Page)?;
    Ok(Prepared {
        key_id: kid.to_string(),
        to_be_signed: hex(&credential.to_be_signed()),
        qr_to_be_signed: hex(code.to_be_signed()),
    })
}

/// Signs what was prepared, renders it, and seals it where a seal is in force. Ed25519 is deterministic: after a
/// crash the same credential comes again. A seal may be another one each time, until the certificate is issued.
///
/// # Errors
/// When what would be signed is not what was stored, or the result does not read back.
pub fn finish(
    claim: &Claim,
    prepared: &Prepared,
    key: &IssuingKey,
    renderer: &Renderer,
    now: Timestamp,
) -> Result<Finished, SignRefusal> {
    let credential = proof::prepare(claim, key.kid()).map_err(SignRefusal::Credential)?;
    let code = cose::prepare(claim, &credential.canonical_hash(), key.kid()).map_err(SignRefusal::Credential)?;
    let is_prepared = prepared.key_id == key.kid().to_string()
        && prepared.to_be_signed == hex(&credential.to_be_signed())
        && prepared.qr_to_be_signed == hex(code.to_be_signed());
    if !is_prepared {
        return Err(SignRefusal::DiffersFromPrepared);
    }
    let signed = credential.sign(key).map_err(SignRefusal::Credential)?;
    let code = code.sign(key).map_err(SignRefusal::Credential)?;
    let qr_text = qr_payload::qr_text(&claim.base_url, &code);
    let decoded = qr::encode(&qr_text).ok().and_then(|modules| qr::decode_back(&modules));
    if decoded.as_deref() != Some(qr_text.as_str()) {
        return Err(SignRefusal::QrDoesNotDecode);
    }
    let (pdf, seal) = sealed_page(claim, &qr_text, &signed.bytes, renderer, now)?;
    let credential = String::from_utf8(signed.bytes).expect("the credential is JSON");
    let sealed_sha256 = hex(&signed.sealed_hash);
    Ok(Finished {
        issued: Issued { credential, qr_text, sealed_sha256, pdf_sha256: hex(&Sha256::digest(&pdf)) },
        pdf,
        seal,
    })
}

fn sealed_page(
    claim: &Claim,
    qr_text: &str,
    credential: &[u8],
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
