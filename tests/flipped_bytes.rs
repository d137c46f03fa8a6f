//! Twenty different certificates, every byte of them altered: what carries a signature or a hash is never believed again.

use minhchung::domain::certification::claim::Claim;
use minhchung::domain::certification::verdict::Verdict;
use minhchung::domain::identifier::CertificateId;
use minhchung::domain::timestamp::Timestamp;
use minhchung::flows::certification::verify_offline::verify_offline;
use minhchung::formats::attachment::find_credential;
use minhchung::formats::credential::keys::{IssuingKey, KeyRing, Lifetime, Purpose};
use minhchung::formats::credential::{cose, proof, qr};
use minhchung::formats::pdf::{TemplateCache, render};
use sha2::{Digest, Sha256};
use std::ops::Range;

const HOLDERS: [&str; 20] = [
    "Nguyễn Thị Phương Thảo",
    "H'Hen Niê",
    "Điểu K'Ré",
    "Công Tằng Tôn Nữ Hoàng Phương Quỳnh",
    "Ý",
    "Đỗ Mạnh Ẵm",
    "Trần Quốc Toản",
    "Lê Hữu Phước",
    "Phạm Ngọc Ánh",
    "Hoàng Đình Ất",
    "Y Bhăm Êban",
    "Thạch Sa-rươn",
    "Kpă Klơng",
    "Lò Thị Ún",
    "Vừ A Dính",
    "Huỳnh Thị Ẩn",
    "Phan Vĩnh Ẫm",
    "Vũ Đức Ậu",
    "Võ Thị Ắng",
    "Đặng Thùy Ằng",
];

/// One certificate in the three forms it is handed out in, and the ring that knows its key.
struct Certificate {
    claim: Claim,
    cose: Vec<u8>,
    text: String,
    credential: Vec<u8>,
    ring: KeyRing,
}

/// The number of a certificate decides everything about it.
fn claim(number: usize) -> Claim {
    let mut claim: Claim = serde_json::from_str(include_str!("independent/claim.json")).expect("a claim");
    let digest = Sha256::digest(number.to_be_bytes());
    claim.id = CertificateId::from_bytes(digest[..16].try_into().expect("16 bytes"));
    claim.holder = HOLDERS[number].to_owned();
    claim.issued_at = Timestamp::from_micros(claim.issued_at.micros() + number as i64 * 86_400_000_000);
    claim.status_list = number as u32 % 3 + 1;
    claim.status_index = u32::from(digest[16]) * 511;
    claim.assessment_version = number as i64 + 1;
    if number % 4 == 1 {
        claim.score = None;
    }
    if number % 5 == 2 {
        claim.expires_at = None;
    }
    claim
}

fn certificates() -> impl Iterator<Item = Certificate> {
    let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    (0..HOLDERS.len()).map(move |number| {
        let seed = [number as u8 + 1; 32];
        let key = IssuingKey::from_seed(&seed, Purpose::Credential, Lifetime::new(start, start)).expect("a good key");
        let ring = KeyRing::new(vec![key.public().clone()]).expect("one key");
        let claim = claim(number);
        let signed = proof::sign(&claim, &key).expect("a claim that may be signed");
        let cose = cose::sign(&claim, &signed.canonical_hash, &key).expect("fits");
        let text = qr::qr_text(&claim.base_url, &cose);
        let certificate = Certificate { claim, cose, text, credential: signed.bytes, ring };
        for whole in [certificate.text.as_bytes(), &certificate.credential] {
            assert!(certificate.believes(whole), "certificate {number} is genuine before anything is altered");
        }
        certificate
    })
}

impl Certificate {
    /// Whether somebody with nothing but the issuer's keys would believe these bytes.
    fn believes(&self, bytes: &[u8]) -> bool {
        let now = Timestamp::parse("2027-06-01T00:00:00Z").expect("a time");
        verify_offline(bytes, &self.ring, &[], now).is_ok_and(|finding| finding.verdict == Verdict::Genuine)
    }
}

/// Another byte at this place, one bit away: the alteration that is hardest to see.
fn flipped(bytes: &mut [u8], place: usize, turn: usize, judge: impl FnOnce(&[u8])) {
    bytes[place] ^= 1 << ((place + turn) % 8);
    judge(bytes);
    bytes[place] ^= 1 << ((place + turn) % 8);
}

#[test]
fn every_flipped_byte_of_a_code_is_refused() {
    for (turn, certificate) in certificates().enumerate() {
        let mut cose = certificate.cose.clone();
        for place in 0..cose.len() {
            flipped(&mut cose, place, turn, |altered| {
                let text = qr::qr_text(&certificate.claim.base_url, altered);
                assert!(!certificate.believes(text.as_bytes()), "certificate {turn}, byte {place} of its code");
            });
        }
    }
}

#[test]
fn every_flipped_byte_of_a_credential_is_refused() {
    for (turn, certificate) in certificates().enumerate() {
        let mut credential = certificate.credential.clone();
        for place in 0..credential.len() {
            flipped(&mut credential, place, turn, |altered| {
                assert!(!certificate.believes(altered), "certificate {turn}, byte {place} of its credential");
            });
        }
    }
}

/// Offline a file is believed for the credential in it, so its page proves nothing; the register knows the file's hash.
/// Hence two things hold wherever a byte is altered: what is believed is the one credential that was signed, and the
/// hash is another. Together the files are altered at every place of the credential, and all over.
#[test]
fn a_flipped_byte_of_a_file_shows_in_its_hash_and_never_changes_what_is_believed() {
    let templates = TemplateCache::default();
    for (turn, certificate) in certificates().enumerate() {
        let Certificate { claim, text, credential, .. } = &certificate;
        let mut file = render(&templates, claim, text, credential).expect("a good claim renders");
        assert!(certificate.believes(&file), "certificate {turn} is genuine before anything is altered");
        let hash = Sha256::digest(&file);
        let attached = attached(&file, credential).skip(turn).step_by(HOLDERS.len());
        for place in attached.chain((turn..file.len()).step_by(500)) {
            flipped(&mut file, place, turn, |altered| {
                let is_intact = find_credential(altered).as_deref() == Some(&credential[..]);
                assert!(is_intact || !certificate.believes(altered), "certificate {turn}, byte {place} of its file");
                assert_ne!(Sha256::digest(altered), hash);
            });
        }
    }
}

/// Where in the file the packed credential lies.
fn attached(file: &[u8], credential: &[u8]) -> Range<usize> {
    let document = lopdf::Document::load_mem(file).expect("it parses");
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let packed = streams
        .filter(|stream| stream.decompressed_content().is_ok_and(|content| content == credential))
        .map(|stream| &stream.content[..])
        .next()
        .expect("the credential is attached");
    let start = file.windows(packed.len()).position(|window| window == packed).expect("as it stands in the file");
    start..start + packed.len()
}
