//! Check the official seal of a certificate's file. With the register: of the very bytes that were issued, never of
//! an upload.

use super::certificate_file::{StoredFile, certificate_file};
use super::verify_certificate::Finding;
use crate::domain::certification::seal::{SealFault, SealFinding};
use crate::domain::certification::verdict::{Reason, Verdict};
use crate::flows::Service;
use crate::formats::seal::{self, Authorities};
use crate::store::StoreError;
use crate::store::certification::{certificates, seals};

/// The seal of the file of the certificate that was found; `None` for what is not in the register or not sealed.
///
/// # Errors
/// When the store failed.
pub async fn check_seal(service: &Service, finding: &Finding) -> Result<Option<SealFinding>, StoreError> {
    let (Some(signed), Some(_)) = (&finding.signed, &finding.credential) else { return Ok(None) };
    let registered = {
        let mut reader = service.store.read().await?;
        if seals::find(&mut reader.link(), signed.id).await?.is_none() {
            return Ok(None);
        }
        certificates::find(&mut reader.link(), signed.id).await?
    };
    if finding.reasons.contains(&Reason::FileAlteredCredentialIntact) {
        // Of the copy that was sent in; what it says of its signer itself is not repeated.
        return Ok(Some(SealFinding::Broken(SealFault::FileAltered)));
    }
    let Some(registered) = registered else { return Ok(None) };
    let Some(issued) = &registered.issued else { return Ok(None) };
    let StoredFile::Found { bytes, .. } = certificate_file(service, &registered, issued).await? else {
        return Ok(Some(SealFinding::FileMissing));
    };
    let renderer = service.renderer.clone();
    let checked = tokio::task::spawn_blocking(move || seal::check(&bytes, &renderer.seals.authorities)).await;
    // The register says that the file is sealed: a check that finds no seal, or dies, found none that holds.
    let broken = SealFinding::Broken(SealFault::Malformed);
    Ok(Some(checked.ok().flatten().unwrap_or(broken)))
}

/// The seal of a file that was checked without the register. A seal that does not hold makes the file a forgery,
/// whatever the credential in it is worth; a file without a seal says nothing of whether it should have one.
pub fn check_seal_offline(bytes: &[u8], authorities: &Authorities, finding: &mut Finding) -> Option<SealFinding> {
    let seal = seal::check(bytes, authorities)?;
    let is_credential_intact = finding.signed.is_some();
    if matches!(seal, SealFinding::Broken(_)) && is_credential_intact {
        finding.verdict = Verdict::Forged;
        finding.reasons.insert(0, Reason::FileAlteredCredentialIntact);
    }
    Some(seal)
}
