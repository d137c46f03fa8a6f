//! Identity numbers: kept in memory while a roster is read, stored only as a keyed hash and a tail.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroize;

/// Separates this use of the secret from every other.
const DOMAIN: &[u8] = b"minhchung identity number v1\0";

/// Nine or twelve digits; never printed, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityNumber(String);

impl IdentityNumber {
    /// The number in `digits`; `None` unless it has exactly nine or twelve.
    pub fn new(digits: &str) -> Option<Self> {
        let is_number = matches!(digits.len(), 9 | 12) && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| Self(digits.to_owned()))
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdentityNumber(not shown)")
    }
}

impl Drop for IdentityNumber {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// HMAC-SHA-256 of the number under the installation's secret: finds a person again, tells nothing.
///
/// # Panics
/// Never: HMAC takes a key of any length.
pub fn keyed_hash(secret: &[u8; 32], number: &IdentityNumber) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(DOMAIN);
    mac.update(number.0.as_bytes());
    mac.finalize().into_bytes().into()
}

/// The last three digits: all that may be shown.
pub fn tail(number: &IdentityNumber) -> String {
    number.0[number.0.len() - 3..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> IdentityNumber {
        IdentityNumber::new(digits).expect("a number")
    }

    #[test]
    fn the_hash_is_hmac_sha_256_under_our_own_domain() {
        // python3: hmac.new(bytes(range(32)), b"minhchung identity number v1\0" + b"075199000001", "sha256").hexdigest()
        let expected = "8311e0ba5da0bddb594ae61911e6c034df98f6fc580aa5cff58cc44b84e062df";
        let secret = std::array::from_fn(|place| place as u8);
        let hash = keyed_hash(&secret, &number("075199000001"));
        assert_eq!(hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
        assert_ne!(keyed_hash(&[0; 32], &number("075199000001")), hash);
        assert_ne!(keyed_hash(&secret, &number("075199000002")), hash);
    }

    #[test]
    fn only_the_last_three_digits_are_ever_shown() {
        let number = number("075199000987");
        assert_eq!(tail(&number), "987");
        assert!(!format!("{number:?}").contains(|letter: char| letter.is_ascii_digit()));
    }

    #[test]
    fn nine_or_twelve_digits_make_a_number() {
        assert!(IdentityNumber::new("271234567").is_some());
        for wrong in ["", "27123456", "07519900001", "0751990000011", "07519900000a", "٠٧٥١٩٩٠٠٠٠٠١", "075 19900001"]
        {
            assert_eq!(IdentityNumber::new(wrong), None, "{wrong}");
        }
    }
}
