//! RDFC-1.0 canonical N-Quads of any JSON-LD document: the general algorithm, by `oxjsonld` and `oxrdf`.
//!
//! It takes milliseconds; `graph` makes the same bytes for our own documents in a fraction of that, and is held to this
//! by property tests.

use super::contexts;
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use sha2::{Digest, Sha256};

/// The JSON-LD did not expand: malformed, or a context that is not pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJsonLd;

/// Canonical N-Quads of a JSON-LD document that names no context but the pinned ones.
pub fn n_quads(json: &[u8]) -> Result<String, NotJsonLd> {
    n_quads_with(json, contexts::pinned)
}

fn n_quads_with(json: &[u8], load: fn(&str) -> Option<&'static [u8]>) -> Result<String, NotJsonLd> {
    let parser = JsonLdParser::new().for_slice(json).with_load_document_callback(move |url, _| {
        let document = load(url).ok_or("a context that is not pinned")?;
        Ok(JsonLdRemoteDocument { document: document.to_vec(), document_url: url.to_owned() })
    });
    let mut dataset = parser.collect::<Result<Dataset, _>>().map_err(|_| NotJsonLd)?;
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    Ok(lines.concat())
}

/// The 64 bytes an `eddsa-rdfc-2022` proof signs: SHA-256 of the canonical proof configuration, then of the document.
pub fn to_be_signed(configuration: &str, document: &str) -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&Sha256::digest(configuration.as_bytes()));
    bytes[32..].copy_from_slice(&Sha256::digest(document.as_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::credential::proof::prepare;
    use crate::formats::credential::sample;
    use ed25519_dalek::{Signature, VerifyingKey};
    use proptest::prelude::*;

    /// The specification's own example, `eddsa-rdfc-2022`, of the W3C Recommendation "Data Integrity EdDSA Cryptosuites".
    const W3C_DOCUMENT: &str = r#"{
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"}
    }"#;
    const W3C_CONFIGURATION: &str = r#"{
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod"
    }"#;
    const W3C_HASHES: &str = "4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb\
                              517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017";
    const W3C_KEY: &str = "6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
    const W3C_SIGNATURE: &str =
        "21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9";

    fn with_examples(url: &str) -> Option<&'static [u8]> {
        let is_examples = url == "https://www.w3.org/ns/credentials/examples/v2";
        let vocabulary = br#"{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}"#;
        if is_examples { Some(vocabulary) } else { contexts::pinned(url) }
    }

    #[test]
    fn the_specifications_own_example_verifies() {
        let configuration = n_quads_with(W3C_CONFIGURATION.as_bytes(), with_examples).expect("JSON-LD");
        let document = n_quads_with(W3C_DOCUMENT.as_bytes(), with_examples).expect("JSON-LD");
        let signed = to_be_signed(&configuration, &document);
        let hex: String = signed.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, W3C_HASHES);
        let key = bs58::decode(W3C_KEY).into_vec().expect("base 58");
        let key = VerifyingKey::from_bytes(key[2..].try_into().expect("32 bytes")).expect("a key");
        let signature = bs58::decode(W3C_SIGNATURE).into_vec().expect("base 58");
        let signature = Signature::from_bytes(&signature.try_into().expect("64 bytes"));
        assert!(key.verify_strict(&signed, &signature).is_ok());
    }

    #[test]
    fn a_context_that_is_not_pinned_is_refused() {
        assert_eq!(n_quads(W3C_DOCUMENT.as_bytes()), Err(NotJsonLd));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn the_short_way_gives_the_bytes_of_the_general_algorithm(claim in sample::claims()) {
            let key = sample::key(7);
            let prepared = prepare(&claim, key.kid()).expect("a claim that may be signed");
            prop_assert!(prepared.agrees_with_reference());
            // The whole document too, proof and all, as the log's entry has it.
            let signed = prepared.sign(&key).expect("a key in use");
            let reference = n_quads(&signed.bytes).expect("JSON-LD");
            prop_assert_eq!(<[u8; 32]>::from(Sha256::digest(reference.as_bytes())), signed.sealed_hash);
        }
    }
}
