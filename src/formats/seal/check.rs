//! Checks the seal of one of our files. Strict: the signature covers every byte but the hole it stands in,
//! the hole holds nothing else, and its structure is the one this program writes. A file with another kind of
//! signature is none that was issued here.
//!
//! No PDF is parsed: whatever the file shows, each of its bytes was signed or the seal is broken.

use super::algorithm::{self, Disbelief, KeyKind, SHA256};
use super::authorities::Authorities;
use super::cms::{self, CONTENT_TYPE, DATA, MESSAGE_DIGEST, Opened, SIGNING_CERTIFICATE_V2, TIME_STAMP_TOKEN};
use super::time_stamp;
use crate::domain::certification::seal::{RevocationState, SealFacts, SealFault, SealFinding, TimeStamp};
use crate::domain::identifier::from_hex;
use crate::domain::timestamp::Timestamp;
use crate::formats::pdf::seal::BEGINNING;
use ::cms::content_info::CmsVersion;
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode, Encode, Header, Reader, SliceReader};

const BYTE_RANGE: &[u8] = b"/ByteRange ";
const CONTENTS: &[u8] = b"/Contents ";

/// Whether a PDF claims to be signed, by us or anybody.
pub fn is_sealed(pdf: &[u8]) -> bool {
    places(pdf, b"/ByteRange").next().is_some()
}

/// Checks the seal of a PDF; `None` when it claims none.
pub fn check(pdf: &[u8], authorities: &Authorities) -> Option<SealFinding> {
    if !is_sealed(pdf) {
        return None;
    }
    let found = Signature::find(pdf).and_then(|signature| signature.facts(authorities));
    Some(match found {
        Ok(facts) => SealFinding::Intact(Box::new(facts)),
        Err(fault) => SealFinding::Broken(fault),
    })
}

fn places<'a>(bytes: &'a [u8], needle: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(needle.len()).enumerate().filter(move |(_, window)| *window == needle).map(|(place, _)| place)
}

fn only_place(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut found = places(bytes, needle);
    let (first, second) = (found.next()?, found.next());
    second.is_none().then_some(first)
}

/// A signature as it stands in the file.
struct Signature<'a> {
    covered: [&'a [u8]; 2],
    signed_at: Timestamp,
    content: Vec<u8>,
}

impl<'a> Signature<'a> {
    fn find(pdf: &'a [u8]) -> Result<Self, SealFault> {
        let beginning = only_place(pdf, BEGINNING.as_bytes()).ok_or(SealFault::Malformed)?;
        let range = only_place(pdf, BYTE_RANGE).filter(|range| *range > beginning).ok_or(SealFault::NotWholeFile)?;
        let dictionary = &pdf[beginning + BEGINNING.len()..range];
        let signed_at = pdf_date(dictionary).ok_or(SealFault::Malformed)?;
        let numbers = &pdf[range + BYTE_RANGE.len()..];
        let end = numbers.iter().position(|byte| *byte == b']').ok_or(SealFault::NotWholeFile)?;
        let (start, stop) = hole(&numbers[..end], pdf.len()).ok_or(SealFault::NotWholeFile)?;
        let after_numbers = range + BYTE_RANGE.len() + end + 1;
        // The hole is the contents of this very dictionary, and nothing stands between.
        if start != after_numbers + CONTENTS.len() || pdf[after_numbers..start] != *CONTENTS {
            return Err(SealFault::NotWholeFile);
        }
        let digits = pdf[start..stop].strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">"));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok()).ok_or(SealFault::NotWholeFile)?;
        let content = from_hex(digits).and_then(unpadded).ok_or(SealFault::Malformed)?;
        Ok(Self { covered: [&pdf[..start], &pdf[stop..]], signed_at, content })
    }

    fn facts(&self, authorities: &Authorities) -> Result<SealFacts, SealFault> {
        let opened = cms::open(&self.content).filter(is_ours).ok_or(SealFault::Malformed)?;
        let attributes = opened.signer.signed_attrs.as_ref().ok_or(SealFault::Malformed)?;
        let said: Option<OctetString> = cms::only(attributes, MESSAGE_DIGEST).and_then(|value| value.decode_as().ok());
        let digest = algorithm::digest(SHA256, &self.covered);
        if said.map(|said| said.as_bytes().to_vec()) != digest {
            return Err(SealFault::FileAltered);
        }
        let certificate = &opened.certificate;
        if !cms::names_by_hash(attributes, certificate) {
            return Err(SealFault::SignatureInvalid);
        }
        if !matches!(certificate.key_kind(), KeyKind::P256 | KeyKind::Rsa(2048..)) {
            return Err(SealFault::WeakAlgorithm);
        }
        let algorithm = algorithm::verify(
            certificate.parsed.tbs_certificate().subject_public_key_info(),
            &opened.signer.signature_algorithm,
            SHA256,
            &attributes.to_der().map_err(|_| SealFault::Malformed)?,
            opened.signer.signature.as_bytes(),
        )
        .map_err(|disbelief| match disbelief {
            Disbelief::Algorithm => SealFault::WeakAlgorithm,
            Disbelief::Signature => SealFault::SignatureInvalid,
        })?;
        let time_stamp = time_stamp(&opened, authorities)?;
        let moment = time_stamp.as_ref().map_or(self.signed_at, |stamp| stamp.at);
        let (valid_from, valid_until) = certificate.validity();
        Ok(SealFacts {
            issuing_authority: certificate.issuer(),
            signer: certificate.subject(),
            organisation: certificate.organisation(),
            signed_at: self.signed_at,
            time_stamp,
            valid_from,
            valid_until,
            algorithm,
            certificate_serial: certificate.serial(),
            chain: authorities.state(certificate, &opened.others, moment, None),
            revocation: RevocationState::NotChecked,
        })
    }
}

/// The hole between the two covered parts: from the first byte to the last, and nothing else left out.
fn hole(numbers: &[u8], length: usize) -> Option<(usize, usize)> {
    let text = std::str::from_utf8(numbers).ok()?.strip_prefix('[')?;
    let numbers: Vec<usize> = text.split_ascii_whitespace().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [0, start, stop, rest] = numbers[..] else { return None };
    (start + 2 <= stop && stop.checked_add(rest)? == length && rest > 0).then_some((start, stop))
}

/// One DER value, and zeros after it.
fn unpadded(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(&bytes).ok()?;
    let header = Header::decode(&mut reader).ok()?;
    let end = usize::try_from(reader.position()).ok()?.checked_add(usize::try_from(header.length()).ok()?)?;
    if bytes.get(end..)?.iter().any(|byte| *byte != 0) {
        return None;
    }
    bytes.truncate(end);
    Some(bytes)
}

/// The structure this program writes, and nothing else in it.
fn is_ours(opened: &Opened) -> bool {
    let (data, signer) = (&opened.data, &opened.signer);
    let has_only = |kinds: &[ObjectIdentifier], attributes: &::cms::cert::x509::attr::Attributes| {
        attributes.len() == kinds.len() && kinds.iter().all(|kind| cms::only(attributes, *kind).is_some())
    };
    let content_type: Option<ObjectIdentifier> = signer
        .signed_attrs
        .as_ref()
        .and_then(|attributes| cms::only(attributes, CONTENT_TYPE))
        .and_then(|value| value.decode_as().ok());
    data.version == CmsVersion::V1
        && data.digest_algorithms.iter().all(|found| found.oid == SHA256)
        && data.encap_content_info.econtent_type == DATA
        && data.encap_content_info.econtent.is_none()
        && data.crls.is_none()
        && signer.version == CmsVersion::V1
        && signer.digest_alg.oid == SHA256
        && content_type == Some(DATA)
        && signer
            .signed_attrs
            .as_ref()
            .is_some_and(|found| has_only(&[CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2], found))
        && signer.unsigned_attrs.as_ref().is_none_or(|found| has_only(&[TIME_STAMP_TOKEN], found))
}

fn time_stamp(opened: &Opened, authorities: &Authorities) -> Result<Option<TimeStamp>, SealFault> {
    let Some(attributes) = &opened.signer.unsigned_attrs else { return Ok(None) };
    cms::only(attributes, TIME_STAMP_TOKEN)
        .and_then(|token| token.to_der().ok())
        .and_then(|token| time_stamp::verify(&token, opened.signer.signature.as_bytes(), authorities))
        .map(Some)
        .ok_or(SealFault::TimeStampInvalid)
}

/// `D:20261201020000Z)`
fn pdf_date(text: &[u8]) -> Option<Timestamp> {
    let digits = std::str::from_utf8(text.get(..18)?).ok()?.strip_prefix("D:")?.strip_suffix("Z)")?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| &digits[from..to];
    Timestamp::parse(&format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    ))
}
