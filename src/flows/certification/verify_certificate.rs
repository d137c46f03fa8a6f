//! Verify a certificate by its code, its QR text, its credential or its file. The page shows what was
//! signed and what the register says, never text from an upload.

use super::list_certificates::renewal_of;
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::Claim;
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::certification::verdict::{Reason, Verdict};
use crate::domain::identifier::{CertificateId, CodeError, hex};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::formats::attachment;
use crate::formats::credential::verify::{CredentialFault, VerifiedCredential};
use crate::formats::credential::{cose, qr, verify};
use crate::store::StoreError;
use crate::store::certification::certificates::{self, Registered, Stage};
use crate::store::certification::log;
use crate::store::certification::revocations::Revocation;
use sha2::{Digest, Sha256};

/// What was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, weightiest first.
    pub reasons: Vec<Reason>,
    /// What was signed, as far as the signature holds.
    pub signed: Option<Signed>,
    /// The credential's JSON from the register.
    pub credential: Option<String>,
    /// The register's revocation.
    pub revocation: Option<Revocation>,
    /// Certificates that this one is tied to.
    pub links: Links,
}

/// Certificates that belong together: corrected and renewed ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The corrected one that took its place.
    pub replaced_by: Option<CertificateId>,
    /// The one with a mistake, whose place it took.
    pub replaces: Option<CertificateId>,
    /// The one that goes on after it.
    pub renewed_by: Option<CertificateId>,
    /// The one that it goes on from.
    pub renews: Option<CertificateId>,
}

/// What was signed, or what the register says where the code alone was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The certificate's code.
    pub id: CertificateId,
    /// The holder.
    pub holder: String,
    /// The assessment's title, or its code where only the QR code speaks.
    pub assessment: String,
    /// The issuer's name; empty where only the QR code speaks.
    pub issuer: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// The key's name.
    pub key_id: String,
    /// From the register: number, register number and unit as at issue.
    pub claim: Option<Box<Claim>>,
}

impl Finding {
    pub(super) fn only(verdict: Verdict, reasons: &[Reason]) -> Self {
        Self {
            verdict,
            reasons: reasons.to_vec(),
            signed: None,
            credential: None,
            revocation: None,
            links: Links::default(),
        }
    }

    pub(super) fn fault(fault: CredentialFault) -> Self {
        let verdict = match fault {
            CredentialFault::NotACertificate | CredentialFault::UnsupportedVersion => Verdict::Unknown,
            CredentialFault::Malformed
            | CredentialFault::UnknownKey
            | CredentialFault::SignatureInvalid
            | CredentialFault::KeyNotValidThen => Verdict::Forged,
        };
        Self::only(verdict, &[fault.reason()])
    }
}

/// Verifies by the code on the certificate.
///
/// # Errors
/// When the store failed.
#[tracing::instrument(level = "trace", skip_all)]
pub async fn verify_code(service: &Service, typed: &str) -> Result<Finding, StoreError> {
    let id: CertificateId = match typed.parse() {
        Ok(id) => id,
        Err(CodeError::WrongCheckCharacter) => {
            return Ok(Finding::only(Verdict::Unknown, &[Reason::WrongCheckCharacter]));
        }
        Err(CodeError::Malformed) => return Ok(Finding::only(Verdict::Unknown, &[Reason::NotACertificate])),
    };
    let Some(registered) = find_issued(service, id).await? else {
        return Ok(Finding::only(Verdict::Unknown, &[Reason::NotFound]));
    };
    let Some(issued) = &registered.issued else { return Ok(Finding::only(Verdict::Unknown, &[Reason::NotFound])) };
    match verify::verify(issued.credential.as_bytes(), &service.ring()) {
        Ok(verified) => {
            let bytes = issued.credential.clone();
            let finding = against_register(service, bytes.as_bytes(), &verified, registered).await?;
            with_renewal(service, finding).await
        }
        Err(fault) => Ok(Finding::fault(fault)),
    }
}

/// Looks for the certificate that goes on after this one; only what ends is renewed.
async fn with_renewal(service: &Service, mut finding: Finding) -> Result<Finding, StoreError> {
    let ends = finding.signed.as_ref().filter(|signed| signed.expires_at.is_some() && finding.credential.is_some());
    if let Some(signed) = ends {
        finding.links.renewed_by = renewal_of(service, signed.id).await?;
    }
    Ok(finding)
}

/// Verifies the text of a QR code, the JSON of a credential, or a typed code.
///
/// # Errors
/// When the store failed.
pub async fn verify_text(service: &Service, text: &str) -> Result<Finding, StoreError> {
    let text = text.trim();
    if text.starts_with('{') {
        return verify_credential(service, text.as_bytes()).await;
    }
    match typed_code(text, &service.settings.base_url) {
        Some(code) => verify_code(service, code).await,
        None => verify_qr(service, text).await,
    }
}

/// Verifies a file: the PDF of a certificate, or the JSON of a credential.
///
/// # Errors
/// When the store failed.
pub async fn verify_file(service: &Service, bytes: Vec<u8>) -> Result<Finding, StoreError> {
    if !attachment::is_pdf(&bytes) {
        return match String::from_utf8(bytes) {
            Ok(text) => verify_text(service, &text).await,
            Err(_) => Ok(Finding::only(Verdict::Unknown, &[Reason::NotACertificate])),
        };
    }
    let digest = hex(&Sha256::digest(&bytes));
    let same = certificates::find_by_pdf(&mut service.store.read().await?.link(), &digest).await?;
    if let Some(registered) = same {
        let mut finding = verify_code(service, &registered.claim.id.to_string()).await?;
        finding.reasons.push(Reason::SameBytes);
        return Ok(finding);
    }
    // On a blocking thread, whose death would be an answer and not the server's end.
    let found = tokio::task::spawn_blocking(move || attachment::find_credential(&bytes)).await.ok().flatten();
    let Some(credential) = found else { return Ok(Finding::only(Verdict::Unknown, &[Reason::NotACertificate])) };
    let mut finding = verify_credential(service, &credential).await?;
    if finding.reasons.contains(&Reason::Registered) {
        // What the page of the file shows may say anything; only the file we stored is ours. A register that
        // lost the certificate lost the file's hash, too: then nothing is said of the page.
        finding.verdict = Verdict::Forged;
        finding.reasons.insert(0, Reason::FileAlteredCredentialIntact);
    }
    Ok(finding)
}

async fn verify_credential(service: &Service, bytes: &[u8]) -> Result<Finding, StoreError> {
    let verified = match verify::verify(bytes, &service.ring()) {
        Ok(verified) => verified,
        Err(fault) => return Ok(Finding::fault(fault)),
    };
    match find_issued(service, verified.id).await? {
        Some(registered) => with_renewal(service, against_register(service, bytes, &verified, registered).await?).await,
        None if verified.needs_log => Ok(forged_or_lost()),
        None => Ok(signed_by(&verified, Verdict::SignedNotRegistered, &[Reason::SignatureValid, Reason::NotFound])),
    }
}

async fn verify_qr(service: &Service, text: &str) -> Result<Finding, StoreError> {
    let read = qr::read_qr_text(text).and_then(|bytes| cose::verify(&bytes, &service.ring()));
    let verified = match read {
        Ok(verified) => verified,
        Err(fault) => return Ok(Finding::fault(fault)),
    };
    let Some(registered) = find_issued(service, verified.claim.id).await? else {
        if verified.needs_log {
            return Ok(forged_or_lost());
        }
        let mut finding = Finding::only(Verdict::SignedNotRegistered, &[Reason::SignatureValid, Reason::NotFound]);
        finding.signed = Some(signed_in_qr(&verified));
        return Ok(finding);
    };
    let by_code = verify_code(service, &registered.claim.id.to_string()).await?;
    let is_same = registered.issued.as_ref().is_some_and(|issued| {
        verify::verify(issued.credential.as_bytes(), &service.ring())
            .is_ok_and(|credential| credential.canonical_hash[..16] == verified.claim.credential_hash)
    });
    if is_same { Ok(by_code) } else { Ok(Finding::only(Verdict::Forged, &[Reason::DiffersFromRegister])) }
}

/// `https://domain/v/CODE`, or the code itself; `None` when it is neither.
fn typed_code<'a>(text: &'a str, base_url: &str) -> Option<&'a str> {
    let after = text.strip_prefix(base_url).and_then(|rest| rest.strip_prefix("/v/"));
    let is_code =
        text.len() <= 64 && !text.contains(['#', '/']) && text.chars().any(|letter| letter.is_ascii_alphabetic());
    after.or_else(|| is_code.then_some(text))
}

async fn find_issued(service: &Service, id: CertificateId) -> Result<Option<Registered>, StoreError> {
    let found = certificates::find(&mut service.store.read().await?.link(), id).await?;
    Ok(found.filter(|registered| registered.stage == Stage::Issued))
}

/// Under a key that strangers have, what the register does not have counts for nothing.
fn forged_or_lost() -> Finding {
    Finding::only(Verdict::Forged, &[Reason::NotLoggedBeforeCompromise, Reason::NotFound])
}

/// Whether the log has the issue of this certificate, dated as the certificate is: before its key leaked, since
/// later dates do not verify.
async fn is_logged(service: &Service, verified: &VerifiedCredential) -> Result<bool, StoreError> {
    let (id, at) = (verified.id.to_string(), verified.issued_at);
    let entry = LogEntry { occurrence: Occurrence::Issue, id, hash: verified.sealed_hash, at };
    log::contains(&mut service.store.read().await?.link(), &entry).await
}

/// The signature holds; what do the register and, where it is needed, the log say?
async fn against_register(
    service: &Service,
    bytes: &[u8],
    verified: &VerifiedCredential,
    registered: Registered,
) -> Result<Finding, StoreError> {
    // The same bytes need no second verification; other bytes may be the same credential written otherwise.
    let is_same = registered.issued.as_ref().is_some_and(|issued| {
        issued.credential.as_bytes() == bytes
            || verify::verify(issued.credential.as_bytes(), &service.ring())
                .is_ok_and(|stored| stored.sealed_hash == verified.sealed_hash)
    }) && verified.says(&registered.claim);
    if !is_same {
        return Ok(Finding::only(Verdict::Forged, &[Reason::DiffersFromRegister]));
    }
    if verified.needs_log && !is_logged(service, verified).await? {
        return Ok(Finding::only(Verdict::Forged, &[Reason::NotLoggedBeforeCompromise]));
    }
    let now = service.clock.now();
    let (verdict, reason) = match &registered.revocation {
        Some(revocation)
            if revocation.reason == crate::domain::certification::verdict::RevocationReason::Superseded =>
        {
            (Verdict::Superseded, Some(Reason::Superseded))
        }
        Some(_) => (Verdict::Revoked, Some(Reason::Revoked)),
        None if verified.expires_at.is_some_and(|expires| expires < now) => (Verdict::Expired, Some(Reason::Expired)),
        None => (Verdict::Genuine, None),
    };
    let logged = verified.needs_log.then_some(Reason::LoggedBeforeCompromise);
    let always = [Reason::SignatureValid, Reason::Registered];
    let reasons: Vec<Reason> = reason.into_iter().chain(logged).chain(always).collect();
    let mut finding = signed_by(verified, verdict, &reasons);
    finding.credential = registered.issued.map(|issued| issued.credential);
    finding.links = Links {
        replaced_by: registered.revocation.as_ref().and_then(|revocation| revocation.successor),
        ..links_of(&registered.basis)
    };
    finding.revocation = registered.revocation;
    if let Some(signed) = &mut finding.signed {
        signed.claim = Some(Box::new(registered.claim));
    }
    Ok(finding)
}

/// The certificate that this one goes on from.
const fn links_of(basis: &Basis) -> Links {
    let none = Links { replaced_by: None, replaces: None, renewed_by: None, renews: None };
    match basis {
        Basis::Correction(old) => Links { replaces: Some(*old), ..none },
        Basis::Renewal(old) => Links { renews: Some(*old), ..none },
        Basis::Attempt(_) | Basis::Decision { .. } => none,
    }
}

fn signed_by(verified: &VerifiedCredential, verdict: Verdict, reasons: &[Reason]) -> Finding {
    Finding { signed: Some(signed(verified)), ..Finding::only(verdict, reasons) }
}

pub(super) fn signed(verified: &VerifiedCredential) -> Signed {
    Signed {
        id: verified.id,
        holder: verified.holder.clone(),
        assessment: verified.title.clone(),
        issuer: verified.issuer.clone(),
        issued_at: verified.issued_at,
        expires_at: verified.expires_at,
        key_id: verified.kid.to_string(),
        claim: None,
    }
}

pub(super) fn signed_in_qr(verified: &cose::VerifiedQr) -> Signed {
    let day = |days: u32| Timestamp::from_micros(i64::from(days) * 86_400_000_000 - 7 * 3_600_000_000);
    Signed {
        id: verified.claim.id,
        holder: verified.claim.holder.clone(),
        assessment: verified.claim.assessment_code.clone(),
        issuer: String::new(),
        issued_at: day(verified.claim.issue_day),
        // The whole of its last day still counts.
        expires_at: verified.claim.expiry_day.map(|days| day(days + 1)),
        key_id: verified.kid.to_string(),
        claim: None,
    }
}
