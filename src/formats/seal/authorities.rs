//! The authorities an operator trusts, and whether a certificate leads to one of them.

use super::SealKeyFault;
use super::certificate::{SealCertificate, read_chain};
use crate::domain::certification::seal::ChainState;
use crate::domain::timestamp::Timestamp;
use der::asn1::ObjectIdentifier;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use std::time::Duration;
use webpki::{
    ALL_VERIFICATION_ALGS, EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};

/// Trusted root certificates; without any, chains are not checked, and that is said.
#[derive(Clone, Debug, Default)]
pub struct Authorities {
    roots: Vec<SealCertificate>,
}

impl Authorities {
    /// Reads a PEM file of root certificates.
    ///
    /// # Errors
    /// When there is none, or one cannot be read.
    pub fn from_pem(pem: &[u8]) -> Result<Self, SealKeyFault> {
        let roots = read_chain(pem)?;
        let is_root = |root: &SealCertificate| anchor_from_trusted_cert(&CertificateDer::from(root.der())).is_ok();
        if roots.iter().all(is_root) { Ok(Self { roots }) } else { Err(SealKeyFault::NoCertificate) }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.roots.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// Whether `certificate` led to one of them at `at`. Revocation is not asked: that needs the network.
    pub(super) fn state(
        &self,
        certificate: &SealCertificate,
        others: &[SealCertificate],
        at: Timestamp,
        purpose: Option<ObjectIdentifier>,
    ) -> ChainState {
        if self.roots.is_empty() {
            return ChainState::NotChecked;
        }
        if self.leads_here(certificate, others, at, purpose).is_some() {
            ChainState::Trusted
        } else {
            ChainState::Untrusted
        }
    }

    fn leads_here(
        &self,
        certificate: &SealCertificate,
        others: &[SealCertificate],
        at: Timestamp,
        purpose: Option<ObjectIdentifier>,
    ) -> Option<()> {
        let roots: Vec<CertificateDer<'_>> = self.roots.iter().map(|root| CertificateDer::from(root.der())).collect();
        let anchors: Vec<TrustAnchor<'_>> =
            roots.iter().map(anchor_from_trusted_cert).collect::<Result<_, _>>().ok()?;
        let between: Vec<CertificateDer<'_>> = others.iter().map(|other| CertificateDer::from(other.der())).collect();
        let seconds = u64::try_from(at.micros() / 1_000_000).ok()?;
        let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let own = CertificateDer::from(certificate.der());
        let own = EndEntityCert::try_from(&own).ok()?;
        own.verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, &between, time, Purpose(purpose), None, None)
            .ok()
            .map(drop)
    }
}

/// A seal's certificate may be for anything that signs; a time stamp's must be for time stamps.
struct Purpose(Option<ObjectIdentifier>);

impl ExtendedKeyUsageValidator for Purpose {
    fn validate(&self, mut purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        let Some(wanted) = self.0 else {
            return purposes.try_for_each(|purpose| purpose.map(drop));
        };
        let wanted: Vec<usize> = wanted.arcs().map(|arc| arc as usize).collect();
        // Authorities between name no purpose; the certificate itself was asked before.
        let mut names_any = false;
        for purpose in purposes {
            names_any = true;
            if purpose?.to_decoded_oid() == wanted {
                return Ok(());
            }
        }
        if names_any { Err(Error::ExtensionValueInvalid) } else { Ok(()) }
    }
}
