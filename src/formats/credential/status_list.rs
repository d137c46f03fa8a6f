//! A status list as a credential of its own: W3C Bitstring Status List 1.0, signed like every credential of ours.

use super::canonical::to_be_signed;
use super::contexts::CREDENTIALS_V2;
use super::document::{CRYPTOSUITE, PROOF_PURPOSE, PROOF_TYPE, Proof};
use super::graph::{self, Node, Object, Quad};
use super::keys::{IssuingKey, KeyRing, Kid};
use super::statements::{DATE_TIME, RDF_TYPE, iri, quad, security, status, vc};
use super::verify::{CredentialFault, read_signature};
use crate::domain::certification::claim::did_web;
use crate::domain::certification::status::{Bits, LIST_LENGTH, ListName};
use crate::domain::timestamp::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};

/// Random bits do not compress: 16 kB of them take 22 kB in base 64.
pub const LONGEST_LIST: usize = 64 * 1024;

const TYPES: [&str; 2] = ["VerifiableCredential", "BitstringStatusListCredential"];
const LIST_TYPE: &str = "BitstringStatusList";

/// The list's JSON; reading refuses every field not named here.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ListDocument {
    #[serde(rename = "@context")]
    context: [String; 1],
    id: String,
    #[serde(rename = "type")]
    types: [String; 2],
    issuer: String,
    valid_from: String,
    valid_until: String,
    credential_subject: List,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct List {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    status_purpose: String,
    encoded_list: String,
}

/// A list to be signed, or one whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    /// Which one.
    pub name: ListName,
    /// The base URL it is published under.
    pub base_url: String,
    /// What it says.
    pub bits: Bits,
    /// When it was signed; whole seconds.
    pub valid_from: Timestamp,
    /// Until when it may be relied on; whole seconds.
    pub valid_until: Timestamp,
}

impl StatusList {
    /// Whether it may be relied on at `now`.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.valid_from <= now && now <= self.valid_until
    }

    /// Signs it. `None` when the key may not sign on the list's date, or what was signed does not verify. The same
    /// list, dates and key give the same bytes.
    pub fn sign(&self, key: &IssuingKey) -> Option<Vec<u8>> {
        let mut document = self.document()?;
        let mut proof = Proof {
            kind: PROOF_TYPE.to_owned(),
            cryptosuite: CRYPTOSUITE.to_owned(),
            created: document.valid_from.clone(),
            verification_method: format!("{}#{}", document.issuer, key.kid()),
            proof_purpose: PROOF_PURPOSE.to_owned(),
            proof_value: String::new(),
        };
        if !key.may_sign(self.valid_from) {
            return None;
        }
        let signature = key.sign(&document.to_be_signed(&proof)?)?;
        proof.proof_value = format!("z{}", bs58::encode(signature).into_string());
        document.proof = Some(proof);
        serde_json::to_vec(&document).ok()
    }

    fn document(&self) -> Option<ListDocument> {
        let id = format!("{}/status/{}", self.base_url, self.name);
        Some(ListDocument {
            context: [CREDENTIALS_V2.to_owned()],
            types: TYPES.map(str::to_owned),
            issuer: did_web(&self.base_url),
            valid_from: self.valid_from.seconds_rfc3339(),
            valid_until: self.valid_until.seconds_rfc3339(),
            credential_subject: List {
                id: format!("{id}#list"),
                kind: LIST_TYPE.to_owned(),
                status_purpose: self.name.purpose.name().to_owned(),
                encoded_list: encode(&self.bits)?,
            },
            id,
            proof: None,
        })
    }
}

/// A list's bytes under the ring's keys; asks nobody.
///
/// # Errors
/// When it is no list of the issuer whose keys these are. Whether it is current is another question.
pub fn verify(bytes: &[u8], ring: &KeyRing) -> Result<StatusList, CredentialFault> {
    if bytes.len() > LONGEST_LIST {
        return Err(CredentialFault::Malformed);
    }
    let document: ListDocument = serde_json::from_slice(bytes).map_err(|_| CredentialFault::NotACertificate)?;
    let proof = document.proof.as_ref().ok_or(CredentialFault::Malformed)?;
    let (list, kid) = document.read(proof).ok_or(CredentialFault::Malformed)?;
    let signed = document.to_be_signed(proof).ok_or(CredentialFault::Malformed)?;
    let key = ring.find(kid).ok_or(CredentialFault::UnknownKey)?;
    let signature = read_signature(&proof.proof_value).ok_or(CredentialFault::Malformed)?;
    if !key.has_signed(&signed, &signature) {
        return Err(CredentialFault::SignatureInvalid);
    }
    // Whoever has a compromised key can write any date into a list, and a list stands in no log.
    if key.lifetime().needs_log() || !key.lifetime().may_verify(list.valid_from) {
        return Err(CredentialFault::KeyNotValidThen);
    }
    Ok(list)
}

impl ListDocument {
    /// The statements of the list without its proof, as its context defines them.
    fn quads(&self) -> Vec<Quad<'_>> {
        let (credential, list) = (Node::Iri(&self.id), Node::Iri(&self.credential_subject.id));
        let encoded = Object::Typed(&self.credential_subject.encoded_list, security!("multibase"));
        vec![
            quad(credential, RDF_TYPE, iri(vc!("VerifiableCredential"))),
            quad(credential, RDF_TYPE, iri(status!("BitstringStatusListCredential"))),
            quad(credential, vc!("issuer"), iri(&self.issuer)),
            quad(credential, vc!("validFrom"), Object::Typed(&self.valid_from, DATE_TIME)),
            quad(credential, vc!("validUntil"), Object::Typed(&self.valid_until, DATE_TIME)),
            quad(credential, vc!("credentialSubject"), iri(&self.credential_subject.id)),
            quad(list, RDF_TYPE, iri(status!("BitstringStatusList"))),
            quad(list, status!("statusPurpose"), Object::Text(&self.credential_subject.status_purpose)),
            quad(list, status!("encodedList"), encoded),
        ]
    }

    fn to_be_signed(&self, proof: &Proof) -> Option<[u8; 64]> {
        let canonical = graph::canonical(self.quads()).ok()?;
        let configuration = graph::canonical(proof.configuration()).ok()?;
        Some(to_be_signed(&configuration, &canonical))
    }

    /// What the document says. Written anew from what was understood it must come out the same: the statements are
    /// made from constants in place of its fixed words.
    fn read(&self, proof: &Proof) -> Option<(StatusList, Kid)> {
        let (base_url, name) = self.id.split_once("/status/")?;
        let list = StatusList {
            name: name.parse().ok()?,
            base_url: base_url.to_owned(),
            bits: decode(&self.credential_subject.encoded_list)?,
            valid_from: Timestamp::parse(&self.valid_from)?,
            valid_until: Timestamp::parse(&self.valid_until)?,
        };
        let method = proof.verification_method.strip_prefix(&self.issuer)?;
        let is_ours = self.context[0] == CREDENTIALS_V2
            && self.types == TYPES
            && self.issuer == did_web(base_url)
            && self.valid_from == list.valid_from.seconds_rfc3339()
            && self.valid_until == list.valid_until.seconds_rfc3339()
            && self.credential_subject.id == format!("{}#list", self.id)
            && self.credential_subject.kind == LIST_TYPE
            && self.credential_subject.status_purpose == list.name.purpose.name()
            && proof.kind == PROOF_TYPE
            && proof.cryptosuite == CRYPTOSUITE
            && proof.proof_purpose == PROOF_PURPOSE
            && proof.created == self.valid_from;
        is_ours.then_some((list, method.strip_prefix('#')?.parse().ok()?))
    }
}

/// gzip, then base 64 for addresses behind the multibase letter `u`.
fn encode(bits: &Bits) -> Option<String> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bits.as_bytes()).ok()?;
    Some(format!("u{}", URL_SAFE_NO_PAD.encode(packer.finish().ok()?)))
}

/// Reads one whole list, and not a byte more however much the packed one would unfold to.
fn decode(text: &str) -> Option<Bits> {
    let packed = URL_SAFE_NO_PAD.decode(text.strip_prefix('u')?).ok()?;
    let mut bytes = Vec::new();
    GzDecoder::new(&packed[..]).take(u64::from(LIST_LENGTH) / 8 + 1).read_to_end(&mut bytes).ok()?;
    Bits::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certification::status::StatusPurpose;
    use crate::formats::credential::statements::PROOF_GRAPH;
    use crate::formats::credential::{canonical, sample};
    use proptest::prelude::*;
    use std::time::Duration;

    fn list(places: &[u32]) -> StatusList {
        let mut bits = Bits::default();
        places.iter().for_each(|place| bits.set(*place));
        let valid_from = Timestamp::parse("2026-11-21T02:00:00Z").expect("a time");
        StatusList {
            name: ListName { number: 1, purpose: StatusPurpose::Revocation },
            base_url: "https://chungnhan.example.vn".to_owned(),
            bits,
            valid_from,
            valid_until: valid_from.plus(Duration::from_secs(86_400)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn what_was_signed_verifies_and_means_what_the_general_algorithm_says(
            places in proptest::collection::vec(0..LIST_LENGTH, 0..300), number in 1_u32..99, replaced: bool,
        ) {
            let (mut list, key) = (list(&places), sample::key(7));
            let purpose = if replaced { StatusPurpose::Supersession } else { StatusPurpose::Revocation };
            list.name = ListName { number, purpose };
            let bytes = list.sign(&key).expect("a key in use");
            prop_assert_eq!(verify(&bytes, &sample::ring(&key)), Ok(list.clone()));
            let document = list.document().expect("a list");
            let reference = canonical::n_quads(&serde_json::to_vec(&document).expect("JSON")).expect("JSON-LD");
            prop_assert_eq!(graph::canonical(document.quads()), Ok(reference));
        }

        #[test]
        fn one_changed_byte_is_refused(place: prop::sample::Index, change in 1_u8..=255) {
            let key = sample::key(7);
            let mut bytes = list(&[5]).sign(&key).expect("a key in use");
            let place = place.index(bytes.len());
            bytes[place] ^= change;
            prop_assert!(verify(&bytes, &sample::ring(&key)).is_err());
        }
    }

    #[test]
    fn the_whole_document_has_the_meaning_that_was_signed() {
        let key = sample::key(7);
        let bytes = list(&[5]).sign(&key).expect("a key in use");
        let document: ListDocument = serde_json::from_slice(&bytes).expect("ours");
        let proof = document.proof.as_ref().expect("signed");
        let mut quads = document.quads();
        quads.push(quad(Node::Iri(&document.id), security!("proof"), Object::Node(Node::Blank(PROOF_GRAPH))));
        let value = Object::Typed(&proof.proof_value, security!("multibase"));
        let configuration = proof.configuration();
        let subject = configuration[0].subject;
        let statements = configuration.into_iter().chain([quad(subject, security!("proofValue"), value)]);
        quads.extend(statements.map(|statement| Quad { graph: Some(PROOF_GRAPH), ..statement }));
        assert_eq!(graph::canonical(quads), Ok(canonical::n_quads(&bytes).expect("JSON-LD")));
    }

    #[test]
    fn the_same_list_has_the_same_bytes_and_a_full_one_fits() {
        let key = sample::key(7);
        assert_eq!(list(&[5]).sign(&key), list(&[5]).sign(&key));
        let mut state = 1_u32;
        let noise: Vec<u8> = (0..LIST_LENGTH / 8)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        let full = StatusList { bits: Bits::from_bytes(noise).expect("a list"), ..list(&[]) };
        let bytes = full.sign(&key).expect("a key in use");
        assert!(bytes.len() < 24_000, "{} bytes", bytes.len());
        assert_eq!(verify(&bytes, &sample::ring(&key)), Ok(full));
    }

    #[test]
    fn a_list_that_unfolds_without_end_is_refused() {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&vec![0; 30_000_000]).expect("written");
        let text = format!("u{}", URL_SAFE_NO_PAD.encode(packer.finish().expect("packed")));
        assert_eq!(decode(&text), None);
    }

    #[test]
    fn another_key_and_a_compromised_one_do_not_vouch() {
        let (ours, theirs) = (sample::key(7), sample::key(8));
        let foreign = list(&[]).sign(&theirs).expect("a key in use");
        assert_eq!(verify(&foreign, &sample::ring(&ours)), Err(CredentialFault::UnknownKey));
        let list = list(&[]);
        let bytes = list.sign(&ours).expect("a key in use");
        let lifetime = ours.public().lifetime().compromised(list.valid_until);
        let lost = IssuingKey::from_seed(&[7; 32], ours.public().purpose(), lifetime).expect("a key");
        assert_eq!(verify(&bytes, &sample::ring(&lost)), Err(CredentialFault::KeyNotValidThen));
    }
}
