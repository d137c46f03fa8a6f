//! A certificate's file: as it was stored, or made again byte for byte. The hash in the register decides.

use super::choose_template::learn;
use crate::domain::identifier::{CertificateId, hex};
use crate::flows::Service;
use crate::formats::pdf;
use crate::store::StoreError;
use crate::store::certification::certificates::{Issued, Registered};
use crate::store::certification::seals::{self, SealRow};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use sha2::{Digest, Sha256};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredFile {
    /// The very bytes that were issued.
    Found {
        /// The file.
        bytes: Vec<u8>,
        /// Whether it carries an official seal.
        is_sealed: bool,
    },
    /// It is lost, and what can be made again is not what was issued.
    Lost {
        /// Whether that is because a seal cannot be made again.
        is_sealed: bool,
    },
}

/// Where a certificate's file lies in the file store.
///
/// A seal may be random: two workers that make the same certificate would store different files under one name,
/// and the register would have the hash of one of them. So a sealed file's name has its hash in it.
pub fn file_path(id: CertificateId, sealed_as: Option<&str>) -> Path {
    let name = id.to_string();
    // Two letters of the code spread a million files over a thousand folders.
    let folder = &name[24..26];
    match sealed_as {
        Some(sha256) => Path::from(format!("certificates/{folder}/{name}.{sha256}.pdf")),
        None => Path::from(format!("certificates/{folder}/{name}.pdf")),
    }
}

/// The file of an issued certificate.
///
/// # Errors
/// When the database fails, or the files are away and this one cannot be made again.
pub async fn certificate_file(
    service: &Service,
    registered: &Registered,
    issued: &Issued,
) -> Result<StoredFile, StoreError> {
    let id = registered.claim.id;
    let seal = seals::find(&mut service.store.read().await?.link(), id).await?;
    let is_sealed = seal.is_some();
    let path = file_path(id, is_sealed.then_some(issued.pdf_sha256.as_str()));
    let read = match service.files.get(&path).await {
        Ok(found) => found.bytes().await,
        Err(error) => Err(error),
    };
    let is_away = matches!(&read, Err(error) if !matches!(error, object_store::Error::NotFound { .. }));
    if read.is_err() {
        // Without the error, which names the file and so the whole code.
        tracing::error!(is_away, "a certificate's file cannot be read; making it again");
    }
    let stored = read.ok().map(|bytes| bytes.to_vec());
    let is_issued = |bytes: &Vec<u8>| hex(&Sha256::digest(bytes)) == issued.pdf_sha256;
    let bytes = match stored.filter(is_issued) {
        Some(bytes) => Some(bytes),
        None => {
            learn(service, &mut service.store.read().await?.link(), &registered.claim.template).await?;
            make_again(service, registered, issued, seal).await.filter(is_issued)
        }
    };
    if bytes.is_none() && is_away {
        return Err(StoreError::away("the folder of files"));
    }
    Ok(bytes.map_or(StoredFile::Lost { is_sealed }, |bytes| StoredFile::Found { bytes, is_sealed }))
}

/// Rendering is deterministic, and so is a seal by an elliptic key in a file without a time stamp.
async fn make_again(
    service: &Service,
    registered: &Registered,
    issued: &Issued,
    seal: Option<SealRow>,
) -> Option<Vec<u8>> {
    let renderer = service.renderer.clone();
    let (claim, issued, now) = (registered.claim.clone(), issued.clone(), service.clock.now());
    let make = move || {
        let (templates, credential) = (&renderer.templates, issued.credential.as_bytes());
        let Some(seal) = seal else {
            return pdf::render(templates, &claim, &issued.qr_text, credential).ok();
        };
        let sealer = renderer.seals.made_under(&seal.signer_sha256).filter(|sealer| sealer.is_deterministic())?;
        let unsealed = pdf::render_to_seal(templates, &claim, &issued.qr_text, credential, sealer.face()).ok()?;
        sealer.seal_again(unsealed, now).ok().map(|sealed| sealed.bytes)
    };
    tokio::task::spawn_blocking(make).await.ok().flatten()
}
