//! A seal's key and certificates in a PKCS#12 file. A key in a file is a software key: fine for trying out
//! and for bodies that may use one, never a signature by official-duty token.

use super::SealKeyFault;
use super::certificate::SealCertificate;
use super::signer::{self, Signer};
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;

/// Opens the file: its one private key, and the key's certificate first in the chain.
///
/// # Errors
/// When it is no such file, the passphrase is another, or key and certificate do not fit.
pub fn open_pkcs12(bytes: &[u8], passphrase: &str) -> Result<(Box<dyn Signer>, Vec<SealCertificate>), SealKeyFault> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, passphrase).map_err(|error| match error {
        Error::MacError(_) | Error::Pkcs5Error(_) | Error::UnpadError => SealKeyFault::WrongPassphrase,
        _ => SealKeyFault::NotPkcs12,
    })?;
    let [key] = archive.keys.as_slice() else { return Err(SealKeyFault::NotOneKey) };
    let certificates: Option<Vec<_>> =
        archive.certs.iter().map(|found| SealCertificate::from_der(found.cert.as_der())).collect();
    let mut chain = certificates.unwrap_or_default();
    // Authorities last; the key decides which of the others is its own, not the labels in the file.
    chain.sort_by_key(SealCertificate::is_authority);
    let mut fault = SealKeyFault::NoCertificate;
    for place in (0..chain.len()).rev() {
        let fits = signer::software(key.key.as_der(), &chain[place])
            .and_then(|signer| signer::belongs_to(&*signer, &chain[place]).map(|()| signer));
        match fits {
            Ok(signer) => {
                chain[..=place].rotate_right(1);
                return Ok((signer, chain));
            }
            Err(found) => fault = found,
        }
    }
    Err(fault)
}
