//! The certificate on paper: a COSE_Sign1 object small enough for a QR code (RFC 9052, EdDSA, canonical CBOR).

use super::keys::{IssuingKey, KeyRing, Kid};
use super::preflight::{self, PreflightFault};
use super::verify::CredentialFault;
use crate::domain::certification::claim::Claim;
use crate::domain::certification::status::LIST_LENGTH;
use crate::domain::identifier::CertificateId;
use crate::domain::text::is_composed;
use crate::domain::timestamp::Timestamp;
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, Label, TaggedCborSerializable, iana};

/// A larger object would need a symbol too fine for cheap phones.
pub const LONGEST_COSE: usize = 210;
const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Việt Nam is seven hours ahead of UTC.
const VIETNAM_OFFSET: i64 = 7 * 3_600_000_000;

/// What the code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrClaim {
    /// 1: the certificate's identifier.
    pub id: CertificateId,
    /// 2: the holder's name.
    pub holder: String,
    /// 3: the assessment's code.
    pub assessment_code: String,
    /// 4: basis points, when the score is shown.
    pub score: Option<u16>,
    /// 5: level, for assessments that have levels.
    pub level: Option<u8>,
    /// 6: days since 1970-01-01 of the day of issue in Việt Nam.
    pub issue_day: u32,
    /// 7: the same of the day it expires.
    pub expiry_day: Option<u32>,
    /// 8: number of the status list, from 1; signed as list x 131,072 + place.
    pub status_list: u32,
    /// 8: place in that list.
    pub status_index: u32,
    /// 9: first 16 bytes of SHA-256 of the canonical credential without its proof.
    pub credential_hash: [u8; 16],
}

/// A code whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedQr {
    /// What it says.
    pub claim: QrClaim,
    /// The key that signed.
    pub kid: Kid,
    /// The key is known to strangers since after this date: only the log can tell whether the date is true.
    pub needs_log: bool,
}

/// A code ready to be signed.
#[derive(Clone, Debug)]
pub struct PreparedQr {
    object: CoseSign1,
    kid: Kid,
    issued_at: Timestamp,
    to_be_signed: Vec<u8>,
}

/// The code of a claim and the hash of its canonical credential, for `key` to sign.
pub fn prepare(claim: &Claim, canonical_hash: &[u8; 32], key: Kid) -> Result<PreparedQr, PreflightFault> {
    preflight::check(claim)?;
    let object = object(&QrClaim::of(claim, canonical_hash)?, key, vec![0; 64]);
    let size = object.clone().to_tagged_vec().map_or(usize::MAX, |bytes| bytes.len());
    if size > LONGEST_COSE {
        return Err(PreflightFault::CodeTooLarge);
    }
    Ok(PreparedQr { to_be_signed: object.tbs_data(&[]), object, kid: key, issued_at: claim.issued_at })
}

impl PreparedQr {
    /// The CBOR `Sig_structure`: store it before signing.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs, verifies strictly, and gives the finished object.
    pub fn sign(mut self, key: &IssuingKey) -> Result<Vec<u8>, PreflightFault> {
        if key.kid() != self.kid || !key.may_sign(self.issued_at) {
            return Err(PreflightFault::KeyCannotSign);
        }
        self.object.signature = key.sign(&self.to_be_signed).ok_or(PreflightFault::SelfCheckFailed)?.to_vec();
        self.object.to_tagged_vec().map_err(|_| PreflightFault::SelfCheckFailed)
    }
}

/// Prepares and signs at once.
pub fn sign(claim: &Claim, canonical_hash: &[u8; 32], key: &IssuingKey) -> Result<Vec<u8>, PreflightFault> {
    prepare(claim, canonical_hash, key.kid())?.sign(key)
}

/// Verifies a COSE object under the ring's keys; anything but our one encoding is refused.
pub fn verify(bytes: &[u8], ring: &KeyRing) -> Result<VerifiedQr, CredentialFault> {
    if bytes.len() > LONGEST_COSE {
        return Err(CredentialFault::Malformed);
    }
    let read = CoseSign1::from_tagged_slice(bytes).map_err(|_| CredentialFault::Malformed)?;
    let kid = Kid::from_bytes(read.protected.header.key_id[..].try_into().map_err(|_| CredentialFault::Malformed)?);
    let signature: [u8; 64] = read.signature[..].try_into().map_err(|_| CredentialFault::Malformed)?;
    let claim = QrClaim::read(read.payload.as_deref().unwrap_or_default()).ok_or(CredentialFault::Malformed)?;
    // Written anew from what was understood: whatever differs, in header, payload or encoding, is not ours.
    let ours = object(&claim, kid, signature.to_vec());
    let to_be_signed = ours.tbs_data(&[]);
    if ours.to_tagged_vec().ok().as_deref() != Some(bytes) {
        return Err(CredentialFault::Malformed);
    }
    let key = ring.find(kid).ok_or(CredentialFault::UnknownKey)?;
    if !key.has_signed(&to_be_signed, &signature) {
        return Err(CredentialFault::SignatureInvalid);
    }
    let first = i64::from(claim.issue_day).saturating_mul(MICROS_PER_DAY).saturating_sub(VIETNAM_OFFSET);
    let last = Timestamp::from_micros(first.saturating_add(MICROS_PER_DAY - 1));
    if !key.lifetime().may_verify_within(Timestamp::from_micros(first), last) {
        return Err(CredentialFault::KeyNotValidThen);
    }
    Ok(VerifiedQr { claim, kid, needs_log: key.lifetime().needs_log() })
}

fn object(claim: &QrClaim, kid: Kid, signature: Vec<u8>) -> CoseSign1 {
    let header = HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(kid.bytes().to_vec()).build();
    CoseSign1Builder::new().protected(header).payload(claim.payload()).signature(signature).build()
}

impl QrClaim {
    fn of(claim: &Claim, canonical_hash: &[u8; 32]) -> Result<Self, PreflightFault> {
        let day = |at: Timestamp| u32::try_from(at.vietnam_day_number()).map_err(|_| PreflightFault::BadDates);
        let mut credential_hash = [0; 16];
        credential_hash.copy_from_slice(&canonical_hash[..16]);
        Ok(Self {
            id: claim.id,
            holder: claim.holder.clone(),
            assessment_code: claim.assessment_code.clone(),
            score: claim.score.map(|score| score.basis_points),
            level: None,
            issue_day: day(claim.issued_at)?,
            expiry_day: claim.expires_at.map(day).transpose()?,
            status_list: claim.status_list,
            status_index: claim.status_index,
            credential_hash,
        })
    }

    fn payload(&self) -> Vec<u8> {
        let mut members = vec![
            (1, Value::Bytes(self.id.bytes().to_vec())),
            (2, Value::Text(self.holder.clone())),
            (3, Value::Text(self.assessment_code.clone())),
        ];
        members.extend(self.score.map(|score| (4, Value::from(score))));
        members.extend(self.level.map(|level| (5, Value::from(level))));
        members.push((6, Value::from(self.issue_day)));
        members.extend(self.expiry_day.map(|day| (7, Value::from(day))));
        let status = u64::from(self.status_list) * u64::from(LIST_LENGTH) + u64::from(self.status_index);
        members.push((8, Value::from(status)));
        members.push((9, Value::Bytes(self.credential_hash.to_vec())));
        let map = Value::Map(members.into_iter().map(|(label, value)| (Value::from(label), value)).collect());
        map.to_vec().expect("a map of numbers and short strings always encodes")
    }

    fn read(payload: &[u8]) -> Option<Self> {
        let mut members: Vec<(Label, Value)> = Vec::new();
        for (label, value) in Value::from_slice(payload).ok()?.into_map().ok()? {
            members.push((Label::Int(i64::try_from(label.into_integer().ok()?).ok()?), value));
        }
        let mut take = |wanted: i64| {
            let place = members.iter().position(|(label, _)| *label == Label::Int(wanted))?;
            Some(members.remove(place).1)
        };
        let (id, holder, code) = (take(1)?.into_bytes().ok()?, take(2)?.into_text().ok()?, take(3)?.into_text().ok()?);
        let (score, level) = (number(take(4))?, number(take(5))?);
        let (issue_day, expiry_day) = (number(take(6))??, number(take(7))?);
        let status: u64 = number(take(8))??;
        let hash = take(9)?.into_bytes().ok()?;
        (members.is_empty() && is_composed(&holder)).then_some(())?;
        Some(Self {
            id: CertificateId::from_bytes(id.try_into().ok()?),
            holder,
            assessment_code: code,
            score,
            level,
            issue_day,
            expiry_day,
            status_list: u32::try_from(status / u64::from(LIST_LENGTH)).ok()?,
            status_index: u32::try_from(status % u64::from(LIST_LENGTH)).ok()?,
            credential_hash: hash.try_into().ok()?,
        })
    }
}

/// A number that may be missing: `None` when there is something else in its place.
fn number<T: TryFrom<ciborium::value::Integer>>(value: Option<Value>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => T::try_from(value.into_integer().ok()?).ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::credential::keys::{IssuingKey, Purpose};
    use crate::formats::credential::sample;
    use proptest::prelude::*;
    use std::time::Duration;

    const HASH: [u8; 32] = [9; 32];

    proptest! {
        #[test]
        fn what_was_signed_verifies_and_says_what_was_claimed(claim in sample::claims()) {
            let key = sample::key(7);
            match sign(&claim, &HASH, &key) {
                Ok(bytes) => {
                    prop_assert!(bytes.len() <= LONGEST_COSE);
                    let verified = verify(&bytes, &sample::ring(&key)).expect("genuine").claim;
                    prop_assert_eq!(verified, QrClaim::of(&claim, &HASH).expect("dates after 1970"));
                }
                Err(fault) => prop_assert_eq!(fault, PreflightFault::CodeTooLarge),
            }
        }

        #[test]
        fn one_changed_byte_is_refused(place: prop::sample::Index, change in 1_u8..=255) {
            let key = sample::key(7);
            let mut bytes = sign(&sample::claim(), &HASH, &key).expect("fits");
            let place = place.index(bytes.len());
            bytes[place] ^= change;
            prop_assert!(verify(&bytes, &sample::ring(&key)).is_err());
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(verify(&bytes, &sample::ring(&sample::key(7))).is_err());
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let key = sample::key(7);
        let (mut bytes, ring) = (sign(&sample::claim(), &HASH, &key).expect("fits"), sample::ring(&key));
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(verify(&bytes, &ring).is_err(), "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn a_common_name_fits_with_room_to_spare() {
        let bytes = sign(&sample::claim(), &HASH, &sample::key(7)).expect("fits");
        assert!(bytes.len() <= 195, "{} bytes", bytes.len());
    }

    #[test]
    fn only_our_one_encoding_is_accepted() {
        let key = sample::key(7);
        let ring = sample::ring(&key);
        let bytes = sign(&sample::claim(), &HASH, &key).expect("fits");
        let judged = |bytes: &[u8]| verify(bytes, &ring).expect_err("not genuine");
        // Trailing bytes; no tag; another tag; the same map with a longer head.
        assert_eq!(judged(&[&bytes[..], &[0]].concat()), CredentialFault::Malformed);
        assert_eq!(judged(&bytes[1..]), CredentialFault::Malformed);
        assert_eq!(judged(&[&[0xd1], &bytes[1..]].concat()), CredentialFault::Malformed);
        assert_eq!(judged(&[&[0xd8, 18], &bytes[1..]].concat()), CredentialFault::Malformed);
        // Something in the unprotected header.
        let mut read = CoseSign1::from_tagged_slice(&bytes).expect("ours");
        read.unprotected = HeaderBuilder::new().key_id(vec![1; 8]).build();
        assert_eq!(judged(&read.to_tagged_vec().expect("CBOR")), CredentialFault::Malformed);
    }

    #[test]
    fn another_algorithm_or_key_is_refused() {
        let (ours, theirs) = (sample::key(7), sample::key(8));
        let ring = sample::ring(&ours);
        let bytes = sign(&sample::claim(), &HASH, &theirs).expect("fits");
        assert_eq!(verify(&bytes, &ring), Err(CredentialFault::UnknownKey));
        let claim = QrClaim::of(&sample::claim(), &HASH).expect("dates after 1970");
        let header = HeaderBuilder::new().algorithm(iana::Algorithm::ES256).key_id(ours.kid().bytes().to_vec()).build();
        let other = CoseSign1Builder::new()
            .protected(header)
            .payload(claim.payload())
            .create_signature(&[], |message| ours.sign(message).expect("signs").to_vec())
            .build();
        assert_eq!(verify(&other.to_tagged_vec().expect("CBOR"), &ring), Err(CredentialFault::Malformed));
    }

    #[test]
    fn a_key_counts_only_on_its_days() {
        let (claim, key) = (sample::claim(), sample::key(7));
        let bytes = sign(&claim, &HASH, &key).expect("fits");
        let judged = |retired_at: Timestamp| {
            let lifetime = key.public().lifetime().retired(retired_at).expect("active");
            let key = IssuingKey::from_seed(&[7; 32], Purpose::Credential, lifetime).expect("a good key");
            verify(&bytes, &sample::ring(&key)).map(|verified| verified.needs_log)
        };
        // Issued 08:30 on the 21st in Việt Nam: retired at noon that day still counts, at noon the day before not.
        assert_eq!(judged(Timestamp::parse("2026-11-21T12:00:00+07:00").expect("a time")), Ok(false));
        let noon_before = Timestamp::parse("2026-11-20T12:00:00+07:00").expect("a time");
        assert_eq!(judged(noon_before), Err(CredentialFault::KeyNotValidThen));
        assert!(judged(noon_before.plus(Duration::from_secs(86_400))).is_ok());
    }
}
