//! Preflight, sign and render one certificate: pure work on a frozen claim, for the blocking threads.

use crate::domain::certification::claim::Claim;
use crate::domain::identifier::hex;
use crate::formats::credential::keys::{IssuingKey, Kid};
use crate::formats::credential::preflight::PreflightFault;
use crate::formats::credential::{cose, proof, qr as qr_payload};
use crate::formats::pdf::{self, PreflightError, TemplateCache};
use crate::formats::qr;
use crate::store::certification::certificates::{Issued, Prepared};
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
}

/// Checks everything that can be checked before signing, and gives the exact bytes to be signed.
///
/// # Errors
/// When the certificate would be wrong.
pub fn prepare(claim: &Claim, kid: Kid, templates: &TemplateCache) -> Result<Prepared, SignRefusal> {
    let credential = proof::prepare(claim, kid).map_err(SignRefusal::Credential)?;
    let code = cose::prepare(claim, &credential.canonical_hash(), kid).map_err(SignRefusal::Credential)?;
    // A dry run of the page: every glyph in the fonts, every text in its place.
    pdf::render(templates, claim, &claim.base_url, b"{}").map_err(SignRefusal::Page)?;
    Ok(Prepared {
        key_id: kid.to_string(),
        to_be_signed: hex(&credential.to_be_signed()),
        qr_to_be_signed: hex(code.to_be_signed()),
    })
}

/// Signs what was prepared, and renders it. Ed25519 is deterministic: after a crash the same bytes come again.
///
/// # Errors
/// When what would be signed is not what was stored, or the result does not read back.
pub fn finish(
    claim: &Claim,
    prepared: &Prepared,
    key: &IssuingKey,
    templates: &TemplateCache,
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
    let pdf = pdf::render(templates, claim, &qr_text, &signed.bytes).map_err(SignRefusal::Page)?;
    let credential = String::from_utf8(signed.bytes).expect("the credential is JSON");
    let (sealed_hash, pdf_sha256) = (signed.sealed_hash, hex(&Sha256::digest(&pdf)));
    Ok(Finished { issued: Issued { credential, qr_text, sealed_hash, pdf_sha256 }, pdf })
}
