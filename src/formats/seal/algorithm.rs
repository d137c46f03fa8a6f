//! The algorithms of seals and time stamps: identifiers, and verification under a certificate's key.
//! SHA-1 and everything weaker than RSA 2048 or P-256 does not exist here.

use cms::cert::x509::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use der::asn1::{ObjectIdentifier, UintRef};
use der::{Any, Decode, Encode, Sequence};
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use sha2::{Digest, Sha256, Sha384, Sha512};

pub const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
pub const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
pub const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
pub const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
pub const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// RSASSA-PSS with SHA-256, MGF1 with SHA-256, a salt of 32 bytes (RFC 4055).
const PSS_SHA256: [u8; 54] = [
    0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09,
    0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, 0x20,
];

/// What kind of public key a certificate has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    P256,
    P384,
    /// With this many bits.
    Rsa(usize),
    Other,
}

impl KeyKind {
    pub fn of(key: &SubjectPublicKeyInfoOwned) -> Self {
        let curve = || key.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok();
        match key.algorithm.oid {
            EC if curve() == Some(P256) => Self::P256,
            EC if curve() == Some(P384) => Self::P384,
            RSA | RSA_PSS => rsa_bits(key.subject_public_key.raw_bytes()).map_or(Self::Other, Self::Rsa),
            _ => Self::Other,
        }
    }

    /// As people name it.
    pub fn name(self) -> String {
        match self {
            Self::P256 => "ECDSA P-256".to_owned(),
            Self::P384 => "ECDSA P-384".to_owned(),
            Self::Rsa(bits) => format!("RSA {bits}"),
            Self::Other => "of another kind".to_owned(),
        }
    }
}

#[derive(Sequence)]
struct RsaKey<'a> {
    modulus: UintRef<'a>,
    _exponent: UintRef<'a>,
}

fn rsa_bits(key: &[u8]) -> Option<usize> {
    let key = RsaKey::from_der(key).ok()?;
    let modulus = key.modulus.as_bytes();
    Some(modulus.len() * 8 - modulus.first()?.leading_zeros() as usize)
}

/// The identifier of RSASSA-PSS as this program uses it.
pub fn pss_sha256() -> AlgorithmIdentifierOwned {
    let parameters = Any::from_der(&PSS_SHA256).expect("a constant that decodes");
    AlgorithmIdentifierOwned { oid: RSA_PSS, parameters: Some(parameters) }
}

/// The digest of `parts` under an identifier; `None` for algorithms that are too weak or unknown.
pub fn digest(algorithm: ObjectIdentifier, parts: &[&[u8]]) -> Option<Vec<u8>> {
    fn over<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
        parts.iter().fold(D::new(), |digest, part| digest.chain_update(part)).finalize().to_vec()
    }
    match algorithm {
        SHA256 => Some(over::<Sha256>(parts)),
        SHA384 => Some(over::<Sha384>(parts)),
        SHA512 => Some(over::<Sha512>(parts)),
        _ => None,
    }
}

/// Why a signature is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disbelief {
    /// Too weak, unknown, or not of this key.
    Algorithm,
    /// It does not verify.
    Signature,
}

/// Verifies `signature` over `message`; gives the algorithm's name.
pub fn verify(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    digest: ObjectIdentifier,
    message: &[u8],
    signature: &[u8],
) -> Result<String, Disbelief> {
    let kind = KeyKind::of(key);
    let (verifier, scheme) = scheme(kind, algorithm, digest).ok_or(Disbelief::Algorithm)?;
    UnparsedPublicKey::new(verifier, key.subject_public_key.raw_bytes())
        .verify(message, signature)
        .map_err(|_| Disbelief::Signature)?;
    Ok(format!("{}, {scheme}", kind.name()))
}

type Scheme = (&'static dyn VerificationAlgorithm, &'static str);

fn scheme(kind: KeyKind, algorithm: &AlgorithmIdentifierOwned, digest: ObjectIdentifier) -> Option<Scheme> {
    match (kind, algorithm.oid, digest) {
        (KeyKind::P256, ECDSA_SHA256, SHA256) => Some((&signature::ECDSA_P256_SHA256_ASN1, "SHA-256")),
        (KeyKind::P256, ECDSA_SHA384, SHA384) => Some((&signature::ECDSA_P256_SHA384_ASN1, "SHA-384")),
        (KeyKind::P384, ECDSA_SHA256, SHA256) => Some((&signature::ECDSA_P384_SHA256_ASN1, "SHA-256")),
        (KeyKind::P384, ECDSA_SHA384, SHA384) => Some((&signature::ECDSA_P384_SHA384_ASN1, "SHA-384")),
        (KeyKind::Rsa(2048..), RSA_PSS, SHA256) => {
            let is_ours = algorithm.parameters.as_ref()?.to_der().ok()? == PSS_SHA256;
            is_ours.then_some((&signature::RSA_PSS_2048_8192_SHA256, "RSASSA-PSS, SHA-256"))
        }
        (KeyKind::Rsa(2048..), RSA | RSA_SHA256, SHA256) => {
            Some((&signature::RSA_PKCS1_2048_8192_SHA256, "PKCS#1 v1.5, SHA-256"))
        }
        (KeyKind::Rsa(2048..), RSA | RSA_SHA384, SHA384) => {
            Some((&signature::RSA_PKCS1_2048_8192_SHA384, "PKCS#1 v1.5, SHA-384"))
        }
        (KeyKind::Rsa(2048..), RSA | RSA_SHA512, SHA512) => {
            Some((&signature::RSA_PKCS1_2048_8192_SHA512, "PKCS#1 v1.5, SHA-512"))
        }
        _ => None,
    }
}
