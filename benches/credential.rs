//! What signing and checking cost: `cargo bench --bench credential`.

use minhchung::domain::certification::claim::Claim;
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::credential::keys::{IssuingKey, KeyRing, Lifetime, Purpose};
use minhchung::formats::credential::{cose, proof, qr, verify};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Runs `work` for about a second and prints the mean time of one run.
fn measure<T>(what: &str, mut work: impl FnMut() -> T) {
    let start = Instant::now();
    let mut runs = 0_u32;
    while start.elapsed() < Duration::from_secs(1) {
        black_box(work());
        runs += 1;
    }
    println!("{what:<44} {:>10.1} us", start.elapsed().as_secs_f64() * 1e6 / f64::from(runs));
}

fn main() {
    let claim: Claim = serde_json::from_str(include_str!("../tests/independent/claim.json")).expect("a claim");
    let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let key = IssuingKey::from_seed(&[7; 32], Purpose::Credential, Lifetime::new(start, start)).expect("a good key");
    let ring = KeyRing::new(vec![key.public().clone()]).expect("one key");
    let signed = proof::sign(&claim, &key).expect("a claim that may be signed");
    let code = cose::sign(&claim, &signed.canonical_hash, &key).expect("fits");
    let text = qr::qr_text(&claim.base_url, &code);
    println!("credential {} bytes, code {} bytes, text {} characters", signed.bytes.len(), code.len(), text.len());
    measure("prepare a credential (canonical form)", || proof::prepare(&claim, key.kid()));
    measure("sign a credential and check the signature", || proof::sign(&claim, &key));
    measure("verify a credential", || verify::verify(&signed.bytes, &ring));
    let prepared = proof::prepare(&claim, key.kid()).expect("a claim that may be signed");
    measure("the same form by the general algorithm", || prepared.agrees_with_reference());
    measure("sign a code", || cose::sign(&claim, &signed.canonical_hash, &key));
    measure("verify a code", || cose::verify(&code, &ring));
    measure("write the digits", || qr::qr_text(&claim.base_url, &code));
    measure("read the digits", || qr::read_qr_text(&text));
}
