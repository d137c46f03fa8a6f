//! Signing: an `eddsa-rdfc-2022` Data Integrity proof, in two steps so that what is signed can be stored first.

use super::canonical::{self, to_be_signed};
use super::document::{CRYPTOSUITE, Document, PROOF_PURPOSE, PROOF_TYPE, Proof};
use super::graph;
use super::keys::{IssuingKey, Kid};
use super::preflight::{self, PreflightFault};
use crate::domain::certification::claim::Claim;
use crate::domain::timestamp::Timestamp;
use sha2::{Digest, Sha256};

/// A credential ready to be signed. Ed25519 is deterministic: the same claim and key give the same bytes, always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    document: Document,
    kid: Kid,
    issued_at: Timestamp,
    canonical: String,
    to_be_signed: [u8; 64],
}

/// A signed credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCredential {
    /// The exact JSON that is stored, served and attached.
    pub bytes: Vec<u8>,
    /// SHA-256 of the canonical credential without its proof: what the QR code carries the first half of.
    pub canonical_hash: [u8; 32],
    /// SHA-256 of the canonical credential with its proof: what the log's entry carries.
    pub sealed_hash: [u8; 32],
    /// The bytes that were signed.
    pub to_be_signed: [u8; 64],
}

/// Checks the claim and makes the exact bytes that `key` is going to sign.
pub fn prepare(claim: &Claim, key: Kid) -> Result<Prepared, PreflightFault> {
    preflight::check(claim)?;
    let mut document = Document::of(claim);
    let canonical = graph::canonical(document.quads()).map_err(|_| PreflightFault::SelfCheckFailed)?;
    let proof = Proof {
        kind: PROOF_TYPE.to_owned(),
        cryptosuite: CRYPTOSUITE.to_owned(),
        created: claim.issued_at.seconds_rfc3339(),
        verification_method: format!("{}#{key}", claim.issuer_did()),
        proof_purpose: PROOF_PURPOSE.to_owned(),
        proof_value: String::new(),
    };
    let configuration = graph::canonical(proof.configuration()).map_err(|_| PreflightFault::SelfCheckFailed)?;
    let to_be_signed = to_be_signed(&configuration, &canonical);
    document.proof = Some(proof);
    Ok(Prepared { document, kid: key, issued_at: claim.issued_at, canonical, to_be_signed })
}

impl Prepared {
    /// SHA-256 of the canonical proof configuration and of the canonical document: store them before signing.
    pub const fn to_be_signed(&self) -> [u8; 64] {
        self.to_be_signed
    }

    /// SHA-256 of the canonical credential without its proof.
    pub fn canonical_hash(&self) -> [u8; 32] {
        self.to_be_signed[32..].try_into().expect("half of 64 bytes is 32")
    }

    /// The name of the key these bytes are for.
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// Whether the general JSON-LD algorithm comes to the same bytes; takes milliseconds.
    pub fn agrees_with_reference(&self) -> bool {
        let unsigned = Document { proof: None, ..self.document.clone() };
        canonical::n_quads(&unsigned.bytes()).is_ok_and(|reference| reference == self.canonical)
    }

    /// Signs, and verifies strictly what came out.
    pub fn sign(mut self, key: &IssuingKey) -> Result<SignedCredential, PreflightFault> {
        if key.kid() != self.kid || !key.may_sign(self.issued_at) {
            return Err(PreflightFault::KeyCannotSign);
        }
        let signature = key.sign(&self.to_be_signed).ok_or(PreflightFault::SelfCheckFailed)?;
        if let Some(proof) = &mut self.document.proof {
            proof.proof_value = format!("z{}", bs58::encode(signature).into_string());
        }
        let sealed = graph::canonical(self.document.quads_with_proof()).map_err(|_| PreflightFault::SelfCheckFailed)?;
        Ok(SignedCredential {
            bytes: self.document.bytes(),
            canonical_hash: self.canonical_hash(),
            sealed_hash: Sha256::digest(sealed.as_bytes()).into(),
            to_be_signed: self.to_be_signed,
        })
    }
}

/// Prepares and signs at once.
pub fn sign(claim: &Claim, key: &IssuingKey) -> Result<SignedCredential, PreflightFault> {
    prepare(claim, key.kid())?.sign(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::credential::keys::{Lifetime, Purpose};
    use crate::formats::credential::preflight::Field;
    use crate::formats::credential::sample;

    #[test]
    fn signing_again_after_a_crash_gives_the_same_certificate() {
        let (claim, key) = (sample::claim(), sample::key(7));
        assert_eq!(sign(&claim, &key), sign(&claim, &key));
        let signed = sign(&claim, &key).expect("a claim that may be signed");
        assert_eq!(prepare(&claim, key.kid()).expect("the same").to_be_signed(), signed.to_be_signed);
        assert_eq!(signed.to_be_signed[32..], signed.canonical_hash);
    }

    #[test]
    fn a_retired_key_cannot_sign() {
        let (claim, key) = (sample::claim(), sample::key(7));
        let retired = key.public().lifetime().retired(claim.issued_at).expect("an active key retires");
        let retired = IssuingKey::from_seed(&[7; 32], Purpose::Credential, retired).expect("a key");
        assert_eq!(sign(&claim, &retired), Err(PreflightFault::KeyCannotSign));
        let tomorrow = claim.issued_at.plus(std::time::Duration::from_secs(86_400));
        let announced = Lifetime::new(claim.issued_at, tomorrow);
        let announced = IssuingKey::from_seed(&[7; 32], Purpose::Credential, announced).expect("a key");
        assert_eq!(sign(&claim, &announced), Err(PreflightFault::KeyCannotSign));
        let prepared = prepare(&claim, key.kid()).expect("a claim that may be signed");
        assert_eq!(prepared.sign(&sample::key(8)), Err(PreflightFault::KeyCannotSign));
    }

    #[test]
    fn nothing_wrong_is_signed() {
        let refused = |spoil: fn(&mut Claim)| {
            let mut claim = sample::claim();
            spoil(&mut claim);
            prepare(&claim, sample::key(7).kid()).expect_err("a spoiled claim is refused")
        };
        assert_eq!(refused(|claim| claim.holder = " ".to_owned()), PreflightFault::Empty(Field::Holder));
        assert_eq!(
            refused(|claim| claim.holder = "Nguye\u{302}\u{303}n An".to_owned()),
            PreflightFault::NotComposed(Field::Holder)
        );
        assert_eq!(refused(|claim| claim.holder = "An\u{202E}nA".to_owned()), PreflightFault::Deceptive(Field::Holder));
        assert_eq!(refused(|claim| claim.holder = "An\nBình".to_owned()), PreflightFault::Deceptive(Field::Holder));
        assert_eq!(refused(|claim| claim.base_url.push('/')), PreflightFault::BadBaseUrl);
        assert_eq!(refused(|claim| claim.base_url = "https://a b".to_owned()), PreflightFault::BadBaseUrl);
        assert_eq!(refused(|claim| claim.assessment_code.push('>')), PreflightFault::BadCode);
        assert_eq!(refused(|claim| claim.subject_uuid.push('0')), PreflightFault::BadSubject);
        assert_eq!(refused(|claim| claim.expires_at = Some(claim.issued_at)), PreflightFault::BadDates);
        let never = |claim: &mut Claim| claim.expires_at = Some(Timestamp::from_micros(i64::MAX));
        assert_eq!(refused(never), PreflightFault::BadDates);
        assert_eq!(refused(|claim| claim.issued_at = Timestamp::from_micros(-1)), PreflightFault::BadDates);
        assert_eq!(refused(|claim| claim.status_index = 131_072), PreflightFault::BadStatus);
        assert_eq!(
            refused(|claim| claim.score.as_mut().expect("a score").basis_points = 6_999),
            PreflightFault::BadScore
        );
    }
}
