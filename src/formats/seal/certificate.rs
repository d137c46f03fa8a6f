//! The certificate of a seal: what it says, and whether it may seal.

use super::SealKeyFault;
use super::algorithm::KeyKind;
use crate::domain::identifier::hex;
use crate::domain::text::nfc;
use crate::domain::timestamp::Timestamp;
use der::asn1::ObjectIdentifier;
use der::{Any, Decode, Encode, Tag, Tagged};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::name::Name;
use x509_cert::time::Time;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// An X.509 certificate whose DER is exactly what its reading says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealCertificate {
    der: Vec<u8>,
    pub(super) parsed: Certificate,
}

impl SealCertificate {
    /// Reads one certificate; `None` when it is none, or not written as DER demands.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let parsed = Certificate::from_der(der).ok()?;
        (parsed.to_der().ok()? == der).then(|| Self { der: der.to_vec(), parsed })
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of its bytes.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// Who it is about: the common name, else the organisation.
    pub fn subject(&self) -> String {
        known_as(self.parsed.tbs_certificate().subject())
    }

    /// The subject's organisation; may be empty.
    pub fn organisation(&self) -> String {
        entry(self.parsed.tbs_certificate().subject(), ORGANISATION).unwrap_or_default()
    }

    /// Who issued it.
    pub fn issuer(&self) -> String {
        known_as(self.parsed.tbs_certificate().issuer())
    }

    /// The serial number in hexadecimal digits.
    pub fn serial(&self) -> String {
        hex(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// First and last moment of its validity.
    pub fn validity(&self) -> (Timestamp, Timestamp) {
        let validity = self.parsed.tbs_certificate().validity();
        (moment(validity.not_before), moment(validity.not_after))
    }

    /// Whether it is that of an authority, which seals nothing itself.
    pub(super) fn is_authority(&self) -> bool {
        let constraints = self.parsed.tbs_certificate().get_extension::<BasicConstraints>();
        constraints.is_ok_and(|found| found.is_some_and(|(_, constraints)| constraints.ca))
    }

    /// Whether it names itself as its issuer.
    pub(super) fn is_root(&self) -> bool {
        self.parsed.tbs_certificate().subject() == self.parsed.tbs_certificate().issuer()
    }

    pub(super) fn key_kind(&self) -> KeyKind {
        KeyKind::of(self.parsed.tbs_certificate().subject_public_key_info())
    }

    /// Whether key and certificate are made for sealing.
    ///
    /// # Errors
    /// Why they are not.
    pub fn check_purpose(&self) -> Result<(), SealKeyFault> {
        match self.key_kind() {
            KeyKind::P256 | KeyKind::Rsa(2048..) => {}
            weak => return Err(SealKeyFault::WrongKey(weak.name())),
        }
        let tbs = self.parsed.tbs_certificate();
        if let Ok(Some((_, usage))) = tbs.get_extension::<KeyUsage>()
            && !usage.digital_signature()
            && !usage.non_repudiation()
        {
            return Err(SealKeyFault::WrongUsage("its key usage has neither digitalSignature nor nonRepudiation"));
        }
        if self.is_authority() {
            return Err(SealKeyFault::WrongUsage("it is that of an authority"));
        }
        Ok(())
    }

    /// Whether it is in force at `now`.
    ///
    /// # Errors
    /// When it is not.
    pub fn check_validity(&self, now: Timestamp) -> Result<(), SealKeyFault> {
        let (from, until) = self.validity();
        if now < from {
            return Err(SealKeyFault::NotYetValid(from.seconds_rfc3339()));
        }
        if until < now {
            return Err(SealKeyFault::Expired(until.seconds_rfc3339()));
        }
        Ok(())
    }
}

/// Reads a PEM file of certificates.
///
/// # Errors
/// When there is none, or one cannot be read.
pub fn read_chain(pem: &[u8]) -> Result<Vec<SealCertificate>, SealKeyFault> {
    let chain = Certificate::load_pem_chain(pem).map_err(|_| SealKeyFault::NoCertificate)?;
    let read = |parsed: Certificate| SealCertificate::from_der(&parsed.to_der().ok()?);
    let chain: Option<Vec<_>> = chain.into_iter().map(read).collect();
    chain.filter(|chain| !chain.is_empty()).ok_or(SealKeyFault::NoCertificate)
}

fn known_as(name: &Name) -> String {
    entry(name, COMMON_NAME).or_else(|| entry(name, ORGANISATION)).unwrap_or_else(|| name.to_string())
}

fn entry(name: &Name, kind: ObjectIdentifier) -> Option<String> {
    name.iter().find(|entry| entry.oid == kind).and_then(|entry| text(&entry.value)).filter(|text| !text.is_empty())
}

/// A name's text; certificates of older authorities write it as UTF-16.
fn text(value: &Any) -> Option<String> {
    let text = match value.tag() {
        Tag::BmpString => {
            let units: Vec<u16> =
                value.value().chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()?
        }
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::TeletexString => {
            String::from_utf8(value.value().to_vec()).ok()?
        }
        _ => return None,
    };
    Some(nfc(text.trim())).filter(|text| !text.chars().any(char::is_control))
}

fn moment(time: Time) -> Timestamp {
    let seconds = time.to_unix_duration().as_secs();
    Timestamp::from_micros(i64::try_from(seconds).unwrap_or(i64::MAX / 1_000_000).saturating_mul(1_000_000))
}
