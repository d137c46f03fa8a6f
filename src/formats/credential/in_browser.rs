//! The browser's verifier against this one: the same bytes must be canonical, genuine and refused in both.
//!
//! The cases are written here and judged by `tests/verifier/engine.mjs` under Node.js, with the modules that browsers run.

use super::keys::{IssuingKey, KeyRing, Lifetime, Purpose, did_json};
use super::status_list::StatusList;
use super::{cose, graph, proof, qr, sample, verify};
use crate::domain::certification::claim::Claim;
use crate::domain::certification::status::Bits;
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRng, TestRunner};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::Command;

const CLAIMS: usize = 300;
const BASE_URL: &str = "https://chungnhan.example.vn";

fn document(base_url: &str, keys: &[&IssuingKey]) -> Value {
    let ring = KeyRing::new(keys.iter().map(|key| key.public().clone()).collect()).expect("different keys");
    serde_json::from_slice(&did_json(base_url, &ring)).expect("JSON")
}

fn certificate(claim: &Claim, key: &IssuingKey) -> Value {
    let signed = proof::sign(claim, key).expect("a claim that may be signed");
    let code = cose::sign(claim, &signed.canonical_hash, key).ok();
    let verified = verify::verify(&signed.bytes, &sample::ring(key)).expect("genuine");
    json!({
        "credential": String::from_utf8(signed.bytes).expect("UTF-8"),
        "canonicalHash": hex(&signed.canonical_hash),
        "toBeSigned": hex(&signed.to_be_signed),
        "qr": code.map(|bytes| qr::qr_text(&claim.base_url, &bytes)),
        "did": document(&claim.base_url, &[key]),
        "id": claim.id.to_string(),
        "holder": claim.holder,
        "title": verified.title,
        "issuer": verified.issuer,
        "issuedAt": claim.issued_at.seconds_rfc3339(),
        "expiresAt": claim.expires_at.map(Timestamp::seconds_rfc3339),
        "list": claim.status_list,
        "index": claim.status_index,
    })
}

/// A list as it is published.
fn status_list(name: &str, taken: &[u32], (from, until): (&str, &str), key: &IssuingKey) -> String {
    let mut bits = Bits::default();
    taken.iter().for_each(|place| bits.set(*place));
    let moment = |text| Timestamp::parse(text).expect("a time");
    let list = StatusList {
        name: name.parse().expect("a list's name"),
        base_url: BASE_URL.to_owned(),
        bits,
        valid_from: moment(from),
        valid_until: moment(until),
    };
    String::from_utf8(list.sign(key).expect("a key in use")).expect("UTF-8")
}

/// Graphs of letters whose order, escapes and blank nodes could differ between the languages.
fn canonical_texts() -> Vec<Value> {
    let texts = [
        "\u{ff01}",
        "\u{1f600}",
        "\u{e000}",
        "\u{10ffff}",
        "a\"\\\n\r\t\u{8}\u{c}\u{1}\u{7f}",
        "é",
        "e\u{301}",
        "",
        " ",
    ];
    let quads = texts.iter().map(|text| graph::Quad {
        subject: graph::Node::Blank(0),
        predicate: "https://example.vn/says",
        object: graph::Object::Text(text),
        graph: None,
    });
    vec![json!({ "texts": texts, "hash": hex(&Sha256::digest(graph::canonical(quads.collect()).expect("clean"))) })]
}

fn cases() -> Value {
    let (key, other) = (sample::key(7), sample::key(8));
    let claim = sample::claim();
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(Default::default()));
    let claims = (0..CLAIMS).map(|_| sample::claims().new_tree(&mut runner).expect("a claim").current());
    let lived =
        |lifetime: Lifetime| IssuingKey::from_seed(&[7; 32], Purpose::Credential, lifetime).expect("a good key");
    let day = std::time::Duration::from_secs(86_400);
    let lifetime = *key.public().lifetime();
    let before = Timestamp::from_micros(claim.issued_at.micros() - 2 * 86_400_000_000);
    let after = claim.issued_at.plus(2 * day);
    let ring = |lifetime: Lifetime| document(BASE_URL, &[&lived(lifetime)]);
    let index = claim.status_index;
    let first = claim.status_list.to_string();
    let early = ("2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z");
    let late = ("2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z");
    json!({
        "claims": claims.map(|claim| certificate(&claim, &key)).collect::<Vec<_>>(),
        "sample": certificate(&claim, &key),
        "byAnother": certificate(&claim, &other),
        "kids": [key.kid().to_string(), other.kid().to_string()],
        "rings": {
            "ours": document(BASE_URL, &[&key]),
            "both": document(BASE_URL, &[&key, &other]),
            "retiredBefore": ring(lifetime.retired(before).expect("active")),
            "retiredAfter": ring(lifetime.retired(after).expect("active")),
            "compromisedBefore": ring(lifetime.compromised(before)),
            "compromisedAfter": ring(lifetime.compromised(after)),
            "laterActive": ring(Lifetime::new(after, after)),
        },
        "lists": {
            "clean": status_list(&first, &[], early, &key),
            "others": status_list(&first, &[index ^ 1, index ^ 8], early, &key),
            "revoked": status_list(&first, &[index], late, &key),
            "superseded": status_list(&format!("{first}-supersession"), &[index], late, &key),
            "byAnother": status_list(&first, &[], early, &other),
            "another": status_list("77", &[index], early, &key),
        },
        "graphs": canonical_texts(),
    })
}

#[test]
fn the_browsers_verifier_judges_as_this_one_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("target/tmp/verifier-cases.json");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be made");
    std::fs::write(&file, cases().to_string()).expect("the cases can be written");
    let played = Command::new("node")
        .arg("--test")
        .arg(root.join("tests/verifier/engine.mjs"))
        .env("VERIFIER_CASES", &file)
        .output()
        .unwrap_or_else(|error| panic!("{error}; install Node.js 20 or newer"));
    let told = [&played.stdout[..], &played.stderr[..]].concat();
    assert!(played.status.success(), "{}", String::from_utf8_lossy(&told));
}
