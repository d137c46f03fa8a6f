//! Argon2id, a few at a time: a rush of log-ins waits its turn and never starves the saves.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes secrets, a few at a time.
#[derive(Clone, Debug)]
pub struct Hasher {
    lanes: Arc<Semaphore>,
    dummy: Arc<str>,
}

impl Hasher {
    /// Hashes `lanes` secrets at once.
    pub fn new(lanes: usize) -> Self {
        let dummy = hash_now("a secret that nobody has").into();
        Self { lanes: Arc::new(Semaphore::new(lanes.max(1))), dummy }
    }

    /// Whether `secret` is the one that was hashed. Without a hash, or with an empty one, the work is done all the
    /// same, so that a missing account, or one without a secret, takes as long as a wrong secret.
    #[tracing::instrument(level = "trace", skip_all)]
    pub async fn verify(&self, secret: String, hash: Option<String>) -> bool {
        // The semaphore is never closed.
        let Ok(_lane) = self.lanes.acquire().await else { return false };
        let hash = hash.filter(|hash| !hash.is_empty());
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.to_string());
        let matches = tokio::task::spawn_blocking(move || verify_now(&secret, &hash)).await.unwrap_or(false);
        matches && is_known
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("OWASP's parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a secret into a PHC string with a fresh salt. Takes tens of milliseconds.
///
/// # Panics
/// Never: salt and parameters are within Argon2's bounds.
pub fn hash_now(secret: &str) -> String {
    let salt = crate::chance::bytes::<16>();
    argon2().hash_password_with_salt(secret.as_bytes(), &salt).expect("a salt of 16 bytes is within bounds").to_string()
}

fn verify_now(secret: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(secret.as_bytes(), &hash).is_ok())
}

/// A secret for a new account: ten base-32 digits, 50 random bits, as `ABCDE-12345`.
pub fn new_secret() -> String {
    let digits = crate::domain::identifier::encode(crate::chance::bytes());
    // The first digits of 128 bits in base 32 hold fewer bits; the last ten are full.
    format!("{}-{}", &digits[16..21], &digits[21..26])
}

/// What is hashed of a typed secret: one of ours, of 10 digits or, that opens once, of 12, loses hyphens, spaces and case, any other stays as typed.
pub fn canonical(typed: &str) -> String {
    let folded: String = typed
        .trim()
        .chars()
        .filter(|letter| !matches!(letter, '-' | ' ' | '–'))
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_ours =
        matches!(folded.len(), 10 | 12) && folded.bytes().all(|byte| byte.is_ascii_alphanumeric() && byte != b'U');
    if is_ours { folded } else { typed.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_secret_opens() {
        let hasher = Hasher::new(1);
        let secret = new_secret();
        let hash = hash_now(&canonical(&secret));
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let sloppy = secret.to_lowercase().replace('-', " ");
        assert!(hasher.verify(canonical(&sloppy), Some(hash.clone())).await);
        assert!(!hasher.verify("wrong".into(), Some(hash)).await);
        for none in [None, Some(String::new())] {
            assert!(!hasher.verify("a secret that nobody has".into(), none).await);
        }
    }
}
