//! A seal's key inside a PKCS#11 token: it never leaves its hardware. The certificates come from a file.

use super::SealKeyFault;
use super::certificate::SealCertificate;
use super::signer::{Algorithm, Signer, SignerFailure};
use crate::formats::token::{Scheme, Token};

struct TokenSigner {
    token: Token,
    label: String,
    algorithm: Algorithm,
}

/// The signer of the key with this label in a token, of the kind its certificate says.
///
/// # Errors
/// When the certificate's key is weak or of a kind that does not seal.
pub fn open_token(token: Token, label: String, certificate: &SealCertificate) -> Result<Box<dyn Signer>, SealKeyFault> {
    let kind = certificate.key_kind();
    let algorithm = Algorithm::of(kind).ok_or_else(|| SealKeyFault::WrongKey(kind.name()))?;
    Ok(Box::new(TokenSigner { token, label, algorithm }))
}

impl Signer for TokenSigner {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Tokens draw a nonce or salt of their own.
    fn is_deterministic(&self) -> bool {
        false
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFailure> {
        let scheme = match self.algorithm {
            Algorithm::EcdsaP256 => Scheme::EcdsaP256Sha256,
            Algorithm::RsaPss => Scheme::RsaPssSha256,
        };
        let failed = |why: &str| SignerFailure(format!("the token: {why}"));
        let signature = self.token.sign(&self.label, scheme, message).map_err(|fault| failed(&fault.to_string()))?;
        match self.algorithm {
            Algorithm::RsaPss => Ok(signature),
            Algorithm::EcdsaP256 => {
                // Two numbers from the token, a sequence of two in the file.
                let pair = p256::ecdsa::Signature::from_slice(&signature);
                let pair = pair.map_err(|_| failed("its signature is no signature"))?;
                Ok(pair.to_der().as_bytes().to_vec())
            }
        }
    }
}
