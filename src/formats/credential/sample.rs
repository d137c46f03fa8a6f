//! Claims and keys for the tests of this folder.

use super::keys::{IssuingKey, KeyRing, Lifetime, Purpose};
use crate::domain::certification::claim::{Claim, SignedScore};
use crate::domain::identifier::CertificateId;
use crate::domain::text::{Language, Localized, is_deceptive, nfc};
use crate::domain::timestamp::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The claim that the independent verifiers are shown too.
pub(super) fn claim() -> Claim {
    serde_json::from_str(include_str!("../../../tests/independent/claim.json")).expect("a claim")
}

/// A key in use since the year 2026 began.
pub(super) fn key(seed: u8) -> IssuingKey {
    let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    IssuingKey::from_seed(&[seed; 32], Purpose::Credential, Lifetime::new(start, start)).expect("a good key")
}

/// The ring of one key.
pub(super) fn ring(key: &IssuingKey) -> KeyRing {
    KeyRing::new(vec![key.public().clone()]).expect("one key")
}

/// What has broken writers of JSON and N-Quads: escapes, look-alikes of syntax, text that composes, every plane.
fn hard_word() -> impl Strategy<Value = String> {
    let syntax = prop::sample::select(vec![
        "\\u0041",
        "\\",
        "\\\\n",
        "\"@vi",
        "\"^^<x:y>",
        " .",
        "_:c14n0",
        "<a:b>",
        "\"",
        "'",
        "{\"@id\":1}",
        "@type",
        "@value",
        "#",
        "%20",
        "\u{00A0}",
        "\u{FFFD}",
        "\u{0338}",
        "I\u{0307}",
        "ß",
        "ﬁ",
        "\u{1E9E}",
        "Å",
    ]);
    let spelt_apart =
        prop::sample::select(vec!["e\u{0302}\u{0303}", "u\u{031B}\u{0323}", "o\u{0323}\u{0302}", "a\u{0306}\u{0301}"]);
    prop_oneof![
        syntax.prop_map(str::to_owned),
        spelt_apart.prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[\u{10000}-\u{1F9FF}\u{20000}-\u{2FFFF}\u{E000}-\u{F8FF}]{1,3}",
    ]
}

/// Any line of text that may be signed.
fn line() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        "[a-zA-ZđĐàÁảạăắẦẫệỉọộỡừỹỵ]{1,7}",
        "[\"'\\\\<>&{}%#@:_|^`/.,-]{1,3}",
        "[\u{4e00}-\u{4e20}😀]",
        hard_word(),
    ];
    let is_allowed = |letter: &char| !is_deceptive(*letter) && !"\n\t\r\u{FFFE}\u{FFFF}".contains(*letter);
    let line = proptest::collection::vec(words, 1..6)
        .prop_map(move |words| nfc(&words.join(" ").chars().filter(is_allowed).collect::<String>()));
    line.prop_filter("a text says something", |text| !text.trim().is_empty())
}

fn vietnamese(text: String) -> Localized {
    Localized(BTreeMap::from([(Language::Vi, text)]))
}

fn scores() -> impl Strategy<Value = Option<SignedScore>> {
    proptest::option::of((0_u16..=10_000, 0_u16..=10_000).prop_map(|(one, other)| SignedScore {
        earned_centipoints: u32::from(one.max(other)),
        possible_centipoints: 10_000,
        basis_points: one.max(other),
        cut_basis_points: one.min(other),
    }))
}

prop_compose! {
    /// Any claim that may be signed.
    pub(super) fn claims()(
        id: [u8; 16],
        uuid: u128,
        holder in prop_oneof![
            4 => "[A-ZĐÁ][a-zàảạăắệỉọộỡừỹ'\\\\\"-]{1,8}( [A-ZĐ][a-zàảạăắệỉọộỡừỹ]{1,6}){0,4}",
            1 => line(),
        ],
        code in "[a-z0-9][a-z0-9._-]{0,20}",
        title in line(),
        description in line(),
        criteria in proptest::collection::vec(line(), 1..3),
        issuer in line(),
        score in scores(),
        issued in 1_770_000_000_i64..1_900_000_000,
        years in proptest::option::of(1_i64..9),
        version in 1_i64..1_000,
        list in 1_u32..9,
        index in 0_u32..131_072,
        base_url in prop_oneof![
            Just("https://chungnhan.example.vn".to_owned()),
            "http://localhost:[1-9][0-9]{3}",
            "https://[a-z]{1,9}\\.gov\\.vn",
        ],
        demonstration: bool,
    ) -> Claim {
        let hex = format!("{uuid:032x}");
        let uuid = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
        let mut claim = claim();
        claim.id = CertificateId::from_bytes(id);
        claim.subject_uuid = uuid;
        claim.holder = nfc(&holder);
        claim.assessment_code = code;
        claim.assessment_title = vietnamese(title);
        claim.description = vietnamese(description);
        claim.criteria = vietnamese(nfc(&criteria.join("\n")));
        claim.issuer.name = vietnamese(issuer);
        claim.issuer.is_demonstration = demonstration;
        claim.score = score;
        claim.issued_at = Timestamp::from_micros(issued * 1_000_000);
        claim.expires_at = years.map(|years| Timestamp::from_micros((issued + years * 31_557_600) * 1_000_000));
        claim.assessment_version = version;
        claim.status_list = list;
        claim.status_index = index;
        claim.base_url = base_url;
        claim
    }
}
