//! What holds a private key: the memory of this process, or a token.

use crate::formats::token::{Scheme, Token, TokenFault};
use ed25519_dalek::SigningKey;
use std::sync::Arc;

/// Signs with Ed25519. Blocks for as long as it takes.
pub(super) trait Signer: Send + Sync {
    /// The signature, not checked yet.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], TokenFault>;
}

/// A key opened from a file; wiped from memory when dropped.
impl Signer for SigningKey {
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], TokenFault> {
        Ok(ed25519_dalek::Signer::sign(self, message).to_bytes())
    }
}

/// A key in a token.
pub(super) struct TokenSigner {
    pub(super) token: Arc<Token>,
    pub(super) label: String,
}

impl Signer for TokenSigner {
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], TokenFault> {
        self.token.sign(&self.label, Scheme::Ed25519, message)?.try_into().map_err(|_| TokenFault::Broken)
    }
}
