//! What signs a seal: a key in memory or in a token, behind one trait.

use super::SealKeyFault;
use super::algorithm::{self, KeyKind};
use super::certificate::SealCertificate;
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use p256::ecdsa::signature::Signer as _;
use p256::pkcs8::DecodePrivateKey;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PSS_SHA256;

/// How a seal is signed; always over SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on the curve P-256; signatures in DER.
    EcdsaP256,
    /// RSASSA-PSS, salt of 32 bytes: the padding that Circular 15/2025/TT-BKHCN names.
    RsaPss,
}

impl Algorithm {
    /// The algorithm for a certificate's key.
    pub(super) fn of(kind: KeyKind) -> Option<Self> {
        match kind {
            KeyKind::P256 => Some(Self::EcdsaP256),
            KeyKind::Rsa(2048..) => Some(Self::RsaPss),
            KeyKind::Rsa(_) | KeyKind::P384 | KeyKind::Other => None,
        }
    }

    pub(super) fn identifier(self) -> AlgorithmIdentifierOwned {
        match self {
            Self::EcdsaP256 => AlgorithmIdentifierOwned { oid: algorithm::ECDSA_SHA256, parameters: None },
            Self::RsaPss => algorithm::pss_sha256(),
        }
    }
}

/// A signer failed: the token is away, or refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignerFailure(pub String);

/// A private key that seals.
pub trait Signer: Send + Sync {
    /// How it signs.
    fn algorithm(&self) -> Algorithm;

    /// Whether the same message always gets the same signature, so that a lost file can be made again.
    fn is_deterministic(&self) -> bool;

    /// Signs SHA-256 of `message`.
    ///
    /// # Errors
    /// When the key cannot be used now.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFailure>;
}

/// A P-256 key in memory: RFC 6979, so that the same file gets the same seal.
struct SoftwareP256(p256::ecdsa::SigningKey);

impl Signer for SoftwareP256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EcdsaP256
    }

    fn is_deterministic(&self) -> bool {
        true
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFailure> {
        let signature: p256::ecdsa::Signature = self.0.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }
}

/// An RSA key in memory, with ring's constant-time arithmetic. The salt is random.
struct SoftwareRsa(KeyPair);

impl Signer for SoftwareRsa {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RsaPss
    }

    fn is_deterministic(&self) -> bool {
        false
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFailure> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        // ring takes the salt and the blinding from its own source only.
        self.0
            .sign(&RSA_PSS_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SignerFailure("the RSA key did not sign".to_owned()))?;
        Ok(signature)
    }
}

/// A signer of a private key in PKCS#8.
pub(super) fn software(key: &[u8], certificate: &SealCertificate) -> Result<Box<dyn Signer>, SealKeyFault> {
    match Algorithm::of(certificate.key_kind()) {
        Some(Algorithm::EcdsaP256) => {
            let key = p256::SecretKey::from_pkcs8_der(key).map_err(|_| SealKeyFault::KeyDiffers)?;
            Ok(Box::new(SoftwareP256(key.into())))
        }
        Some(Algorithm::RsaPss) => {
            Ok(Box::new(SoftwareRsa(KeyPair::from_pkcs8(key).map_err(|_| SealKeyFault::KeyDiffers)?)))
        }
        None => Err(SealKeyFault::WrongKey(certificate.key_kind().name())),
    }
}

/// Whether the signer's key is that of the certificate: it signs something, which must verify.
pub(super) fn belongs_to(signer: &dyn Signer, certificate: &SealCertificate) -> Result<(), SealKeyFault> {
    let message = b"whether this key is that of the certificate";
    let signature = signer.sign(message).map_err(|failure| SealKeyFault::Token(failure.0))?;
    let key = certificate.parsed.tbs_certificate().subject_public_key_info();
    algorithm::verify(key, &signer.algorithm().identifier(), algorithm::SHA256, message, &signature)
        .map(drop)
        .map_err(|_| SealKeyFault::KeyDiffers)
}
