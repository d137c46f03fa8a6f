//! Checking a credential from anywhere: bounded, strict, and by our own key ring alone.

use super::canonical::to_be_signed;
use super::document::{CREDENTIAL_TYPES, CRYPTOSUITE, Document, PROOF_PURPOSE, PROOF_TYPE, Proof, percent};
use super::keys::{KeyRing, Kid};
use super::{contexts, graph};
use crate::domain::certification::claim::{Claim, did_web};
use crate::domain::certification::verdict::Reason;
use crate::domain::identifier::CertificateId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use sha2::{Digest, Sha256};

/// No credential of ours comes near this.
pub const LONGEST_CREDENTIAL: usize = 64 * 1024;

/// What a verified credential says; every word of it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCredential {
    /// The certificate's identifier.
    pub id: CertificateId,
    /// The base URL it was issued under.
    pub base_url: String,
    /// The holder's name.
    pub holder: String,
    /// The assessment's title.
    pub title: String,
    /// What the achievement is.
    pub description: String,
    /// The version of the assessment.
    pub assessment_version: String,
    /// The issuer's name.
    pub issuer: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// Percent reached and percent required, as signed, when the score is shown.
    pub score: Option<(String, String)>,
    /// Number of the status list.
    pub status_list: u32,
    /// Place in that list.
    pub status_index: u32,
    /// The key that signed.
    pub kid: Kid,
    /// The key is known to strangers since after this date: only the log can tell whether the date is true.
    pub needs_log: bool,
    /// SHA-256 of the canonical credential without its proof.
    pub canonical_hash: [u8; 32],
    /// SHA-256 of the canonical credential with its proof, as in the log.
    pub sealed_hash: [u8; 32],
}

impl VerifiedCredential {
    /// Whether a claim says what was signed: a register altered behind our back is found here.
    pub fn says(&self, claim: &Claim) -> bool {
        let score = claim.score.map(|score| (percent(score.basis_points), percent(score.cut_basis_points)));
        self.id == claim.id
            && self.base_url == claim.base_url
            && self.holder == claim.holder
            && self.title == claim.assessment_title.get(Language::Vi)
            && self.description == claim.description.get(Language::Vi)
            && self.assessment_version == claim.assessment_version.to_string()
            && self.issued_at == claim.issued_at
            && self.expires_at == claim.expires_at
            && self.score == score
            && self.status_list == claim.status_list
            && self.status_index == claim.status_index
    }
}

/// Why a credential or a QR code is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialFault {
    /// Nothing here looks like a certificate.
    NotACertificate,
    /// Cut off, too long or malformed.
    Malformed,
    /// A format version this program does not know.
    UnsupportedVersion,
    /// Signed under a key this issuer does not have.
    UnknownKey,
    /// The signature does not verify.
    SignatureInvalid,
    /// Signed at a time when the key could not sign.
    KeyNotValidThen,
}

impl CredentialFault {
    /// The stable code the pages have a sentence for.
    pub const fn reason(self) -> Reason {
        match self {
            Self::NotACertificate => Reason::NotACertificate,
            Self::Malformed => Reason::Malformed,
            Self::UnsupportedVersion => Reason::UnsupportedVersion,
            Self::UnknownKey => Reason::UnknownKey,
            Self::SignatureInvalid => Reason::SignatureInvalid,
            Self::KeyNotValidThen => Reason::KeyNotValidThen,
        }
    }
}

/// Verifies a credential's bytes under the ring's keys; asks no register and no network.
pub fn verify(bytes: &[u8], ring: &KeyRing) -> Result<VerifiedCredential, CredentialFault> {
    if bytes.len() > LONGEST_CREDENTIAL {
        return Err(CredentialFault::Malformed);
    }
    let document: Document = serde_json::from_slice(bytes).map_err(|_| what_else(bytes))?;
    let proof = document.proof.as_ref().ok_or(CredentialFault::Malformed)?;
    check_words(&document, proof)?;
    let said = read(&document, proof)?;
    let canonical = graph::canonical(document.quads()).map_err(|_| CredentialFault::Malformed)?;
    let configuration = graph::canonical(proof.configuration()).map_err(|_| CredentialFault::Malformed)?;
    let key = ring.find(said.kid).ok_or(CredentialFault::UnknownKey)?;
    let signature = read_signature(&proof.proof_value).ok_or(CredentialFault::Malformed)?;
    if !key.has_signed(&to_be_signed(&configuration, &canonical), &signature) {
        return Err(CredentialFault::SignatureInvalid);
    }
    if !key.lifetime().may_verify(said.issued_at) {
        return Err(CredentialFault::KeyNotValidThen);
    }
    let sealed = graph::canonical(document.quads_with_proof()).map_err(|_| CredentialFault::Malformed)?;
    Ok(VerifiedCredential {
        needs_log: key.lifetime().needs_log(),
        canonical_hash: Sha256::digest(canonical.as_bytes()).into(),
        sealed_hash: Sha256::digest(sealed.as_bytes()).into(),
        ..said
    })
}

/// What bytes are that are no document of ours: a credential of another kind, a broken one, or nothing of the sort.
fn what_else(bytes: &[u8]) -> CredentialFault {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        let starts_like_json = bytes.trim_ascii_start().starts_with(b"{");
        return if starts_like_json { CredentialFault::Malformed } else { CredentialFault::NotACertificate };
    };
    let names = |member: &str, wanted: &str| match &value[member] {
        serde_json::Value::String(text) => text == wanted,
        serde_json::Value::Array(texts) => texts.iter().any(|text| text == wanted),
        _ => false,
    };
    if !names("type", "VerifiableCredential") {
        CredentialFault::NotACertificate
    } else if value["@context"] != serde_json::json!(contexts::BOTH) || value["proof"]["cryptosuite"] != CRYPTOSUITE {
        CredentialFault::UnsupportedVersion
    } else {
        CredentialFault::Malformed
    }
}

/// The words that are the same in every credential of ours; the statements are written from constants in their place.
fn check_words(document: &Document, proof: &Proof) -> Result<(), CredentialFault> {
    if document.context != contexts::BOTH || proof.cryptosuite != CRYPTOSUITE {
        return Err(CredentialFault::UnsupportedVersion);
    }
    let subject = &document.credential_subject;
    let achievement = &subject.achievement;
    let is_scored_once = match (&subject.result[..], &achievement.result_description[..]) {
        ([], []) => true,
        ([result], [description]) => {
            result.types == ["Result"]
                && description.types == ["ResultDescription"]
                && result.result_description == description.id
        }
        _ => false,
    };
    let is_ours = document.types == CREDENTIAL_TYPES
        && document.issuer.types == ["Profile"]
        && subject.types == ["AchievementSubject"]
        && achievement.types == ["Achievement"]
        && document.credential_status.kind == "BitstringStatusListEntry"
        && document.credential_status.status_purpose == "revocation"
        && proof.kind == PROOF_TYPE
        && proof.proof_purpose == PROOF_PURPOSE
        && is_scored_once;
    is_ours.then_some(()).ok_or(CredentialFault::Malformed)
}

/// What the document says, each address checked against the others; the hashes are filled in by the caller.
fn read(document: &Document, proof: &Proof) -> Result<VerifiedCredential, CredentialFault> {
    read_fields(document, proof).ok_or(CredentialFault::Malformed)
}

fn read_fields(document: &Document, proof: &Proof) -> Option<VerifiedCredential> {
    let (base_url, id) = document.id.split_once("/certificates/")?;
    let status = &document.credential_status;
    let list = status.status_list_credential.strip_prefix(base_url)?.strip_prefix("/status/")?;
    let method = proof.verification_method.strip_prefix(&document.issuer.id)?;
    let subject = &document.credential_subject;
    let achievement = &subject.achievement;
    let is_consistent = did_web(base_url) == document.issuer.id
        && proof.created == document.valid_from
        && document.awarded_date == document.valid_from
        && status.id == format!("{}#{}", status.status_list_credential, status.status_list_index);
    is_consistent.then_some(())?;
    let scores = subject.result.iter().zip(&achievement.result_description);
    Some(VerifiedCredential {
        id: id.parse().ok()?,
        base_url: base_url.to_owned(),
        holder: subject.name.clone(),
        title: document.name.clone(),
        description: achievement.description.clone(),
        assessment_version: achievement.version.clone(),
        issuer: document.issuer.name.clone(),
        issued_at: Timestamp::parse(&document.valid_from)?,
        expires_at: match &document.valid_until {
            Some(until) => Some(Timestamp::parse(until)?),
            None => None,
        },
        score: scores.map(|(result, cut)| (result.value.clone(), cut.required_value.clone())).next(),
        status_list: list.parse().ok()?,
        status_index: status.status_list_index.parse().ok()?,
        kid: method.strip_prefix('#')?.parse().ok()?,
        needs_log: false,
        canonical_hash: [0; 32],
        sealed_hash: [0; 32],
    })
}

pub(super) fn read_signature(value: &str) -> Option<[u8; 64]> {
    let digits = value.strip_prefix('z').filter(|digits| digits.len() <= 128)?;
    bs58::decode(digits).into_vec().ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::credential::keys::{IssuingKey, Lifetime, PublicKey, Purpose};
    use crate::formats::credential::proof::sign;
    use crate::formats::credential::sample;
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;
    use std::time::Duration;

    fn signed(claim: &Claim, key: &IssuingKey) -> Vec<u8> {
        sign(claim, key).expect("a claim that may be signed").bytes
    }

    proptest! {
        #[test]
        fn what_was_signed_verifies_and_says_what_was_claimed(claim in sample::claims()) {
            let key = sample::key(7);
            let sealed = sign(&claim, &key).expect("a claim that may be signed");
            let verified = verify(&sealed.bytes, &sample::ring(&key)).expect("genuine");
            prop_assert!(verified.says(&claim));
            prop_assert_eq!(verified.id, claim.id);
            prop_assert_eq!(&verified.holder, &claim.holder);
            prop_assert_eq!(verified.issued_at, claim.issued_at);
            prop_assert_eq!(verified.expires_at, claim.expires_at);
            prop_assert_eq!((verified.status_list, verified.status_index), (claim.status_list, claim.status_index));
            prop_assert_eq!(verified.score.is_some(), claim.score.is_some());
            prop_assert_eq!(verified.canonical_hash, sealed.canonical_hash);
            prop_assert_eq!(verified.sealed_hash, sealed.sealed_hash);
        }

        #[test]
        fn one_changed_byte_is_refused(claim in sample::claims(), place: prop::sample::Index, change in 1_u8..=255) {
            let key = sample::key(7);
            let mut bytes = signed(&claim, &key);
            let place = place.index(bytes.len());
            bytes[place] ^= change;
            prop_assert!(verify(&bytes, &sample::ring(&key)).is_err());
        }

        #[test]
        fn a_cut_off_credential_is_refused(place: prop::sample::Index) {
            let key = sample::key(7);
            let bytes = signed(&sample::claim(), &key);
            prop_assert!(verify(&bytes[..place.index(bytes.len())], &sample::ring(&key)).is_err());
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes: Vec<u8>, text in "[\\[{\":,}\\]a-z0-9]{0,200}") {
            let ring = sample::ring(&sample::key(7));
            prop_assert!(verify(&bytes, &ring).is_err() && verify(text.as_bytes(), &ring).is_err());
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let key = sample::key(7);
        let (mut bytes, ring) = (signed(&sample::claim(), &key), sample::ring(&key));
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(verify(&bytes, &ring).is_err(), "bit {bit} of {}", String::from_utf8_lossy(&bytes));
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn another_issuers_key_is_unknown_and_a_swapped_one_invalid() {
        let (ours, theirs) = (sample::key(7), sample::key(8));
        let forged = signed(&sample::claim(), &theirs);
        assert_eq!(verify(&forged, &sample::ring(&ours)), Err(CredentialFault::UnknownKey));
        let relabelled = String::from_utf8(forged).expect("UTF-8");
        let relabelled = relabelled.replace(&theirs.kid().to_string(), &ours.kid().to_string());
        assert_eq!(verify(relabelled.as_bytes(), &sample::ring(&ours)), Err(CredentialFault::SignatureInvalid));
    }

    #[test]
    fn a_log_key_does_not_vouch_for_a_credential() {
        let key = sample::key(7);
        let log =
            PublicKey::new(SigningKey::from_bytes(&[7; 32]).verifying_key(), Purpose::Log, *key.public().lifetime());
        let ring = KeyRing::new(vec![log.expect("a good key")]).expect("one key");
        assert_eq!(verify(&signed(&sample::claim(), &key), &ring), Err(CredentialFault::UnknownKey));
    }

    #[test]
    fn a_key_counts_only_in_its_time() {
        let (claim, key) = (sample::claim(), sample::key(7));
        let bytes = signed(&claim, &key);
        let judged = |lifetime: Lifetime| {
            let key = IssuingKey::from_seed(&[7; 32], Purpose::Credential, lifetime).expect("a good key");
            verify(&bytes, &sample::ring(&key)).map(|verified| verified.needs_log)
        };
        let day = Duration::from_secs(86_400);
        let lifetime = *key.public().lifetime();
        let (before, after) =
            (Timestamp::from_micros(claim.issued_at.micros() - 86_400_000_000), claim.issued_at.plus(day));
        assert_eq!(judged(lifetime.retired(after).expect("active")), Ok(false));
        assert_eq!(judged(lifetime.retired(before).expect("active")), Err(CredentialFault::KeyNotValidThen));
        assert_eq!(judged(lifetime.compromised(after)), Ok(true));
        assert_eq!(judged(lifetime.compromised(before)), Err(CredentialFault::KeyNotValidThen));
        assert_eq!(judged(Lifetime::new(after, after)), Err(CredentialFault::KeyNotValidThen));
    }

    #[test]
    fn what_is_no_certificate_of_ours_is_called_what_it_is() {
        let key = sample::key(7);
        let ring = sample::ring(&key);
        let text = String::from_utf8(signed(&sample::claim(), &key)).expect("UTF-8");
        let judged = |text: &str| verify(text.as_bytes(), &ring).expect_err("not genuine");
        assert_eq!(judged("%PDF-1.7"), CredentialFault::NotACertificate);
        assert_eq!(judged("{}"), CredentialFault::NotACertificate);
        assert_eq!(judged(&text[..text.len() / 2]), CredentialFault::Malformed);
        assert_eq!(judged(&text.replace("context-3.0.3", "context-3.0.4")), CredentialFault::UnsupportedVersion);
        assert_eq!(judged(&text.replace("eddsa-rdfc-2022", "eddsa-jcs-2022")), CredentialFault::UnsupportedVersion);
        assert_eq!(judged(&text.replacen('{', "{\"extra\":\"1\",", 1)), CredentialFault::Malformed);
        assert_eq!(judged(&text.replacen("\"name\":", "\"name\":\"x\",\"name\":", 1)), CredentialFault::Malformed);
        assert_eq!(judged(&format!("{text} {{}}")), CredentialFault::Malformed);
        assert_eq!(judged(&"[".repeat(60_000)), CredentialFault::NotACertificate);
        assert_eq!(judged(&" ".repeat(70_000)), CredentialFault::Malformed);
    }

    #[test]
    fn a_credential_stays_genuine_when_a_program_lays_it_out_anew() {
        let key = sample::key(7);
        let value: serde_json::Value = serde_json::from_slice(&signed(&sample::claim(), &key)).expect("JSON");
        let pretty = serde_json::to_vec_pretty(&value).expect("JSON");
        assert!(verify(&pretty, &sample::ring(&key)).is_ok());
    }
}
