//! Random identifiers: 128 bits, shown in Crockford base 32.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 128 bits in 26 base-32 digits, most significant first.
pub fn encode(bytes: [u8; 16]) -> String {
    let value = u128::from_be_bytes(bytes);
    (0..26).rev().map(|place| char::from(ALPHABET[((value >> (5 * place)) & 31) as usize])).collect()
}

/// Reads 26 digits; folds case, O to 0, I and L to 1.
fn decode(digits: &str) -> Option<u128> {
    let mut value: u128 = 0;
    if digits.len() != 26 {
        return None;
    }
    for digit in digits.bytes() {
        value = value.checked_mul(32)?.checked_add(digit_value(digit)?)?;
    }
    Some(value)
}

fn digit_value(digit: u8) -> Option<u128> {
    let folded = match digit.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|candidate| *candidate == folded).map(|place| place as u128)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(DIGITS[usize::from(half)])).collect()
}

/// Reads hexadecimal; `None` when it is not that.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|place| u8::from_str_radix(text.get(place..place + 2)?, 16).ok()).collect()
}

/// What is wrong with a typed certificate code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Not 27 characters of the alphabet.
    Malformed,
    /// The check character says that one was mistyped.
    WrongCheckCharacter,
}

/// A certificate's public identifier: 128 random bits and a check character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateId([u8; 16]);

impl CertificateId {
    /// From 128 random bits.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 128 bits.
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// `K3VQ-7M2A-...`: what is printed, in groups of four (the last of three).
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        plain
            .as_bytes()
            .chunks(4)
            .map(|group| std::str::from_utf8(group).expect("base 32 is ASCII"))
            .collect::<Vec<_>>()
            .join("-")
    }

    /// ISO 7064 hybrid system MOD 33,32: finds every single wrong character and every swap of
    /// neighbours, and stays within the alphabet (Crockford's own check adds `*~$=U`, which people
    /// mistype and addresses escape).
    fn check_character(self) -> u8 {
        let product = encode(self.0).bytes().fold(32, |product, digit| {
            let sum = (product + digit_value(digit).expect("an encoded digit")) % 32;
            (if sum == 0 { 32 } else { sum }) * 2 % 33
        });
        ALPHABET[((33 - product) % 32) as usize]
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", encode(self.0), char::from(self.check_character()))
    }
}

impl FromStr for CertificateId {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        let compact: String =
            typed.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '.')).collect();
        if compact.len() != 27 || !compact.is_ascii() {
            return Err(CodeError::Malformed);
        }
        let (digits, check) = compact.split_at(26);
        let id = Self(decode(digits).ok_or(CodeError::Malformed)?.to_be_bytes());
        let typed_check = check.as_bytes()[0].to_ascii_uppercase();
        let expected = id.check_character();
        let folded = digit_value(typed_check).map(|value| ALPHABET[value as usize]);
        if typed_check == expected || folded == Some(expected) { Ok(id) } else { Err(CodeError::WrongCheckCharacter) }
    }
}

impl Serialize for CertificateId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CertificateId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| serde::de::Error::custom("not a certificate code"))
    }
}

macro_rules! random_id {
    ($(#[$doc:meta] $name:ident),* $(,)?) => { $(
        #[$doc]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// From 128 random bits.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(encode(bytes))
            }

            /// As stored and as shown in addresses.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// From a stored or received text; `None` when it has not the shape of one.
            pub fn parse(text: &str) -> Option<Self> {
                decode(text).map(|value| Self::from_bytes(value.to_be_bytes()))
            }
        }
    )* };
}

random_id! {
    /// A person of the roster.
    PersonId,
    /// A unit of the tree.
    UnitId,
    /// One sitting of one assessment by one person.
    AttemptId,
    /// A decision that recognises results.
    DecisionId,
    /// A request to take back several certificates.
    RequestId,
    /// A decision on an item, after which attempts are scored again.
    ItemDecisionId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_survives_being_typed(bytes: [u8; 16]) {
            let id = CertificateId::from_bytes(bytes);
            prop_assert_eq!(id.grouped().parse(), Ok(id));
            let sloppy = id.to_string().to_lowercase().replace('0', "o").replace('1', "l");
            prop_assert_eq!(sloppy.parse(), Ok(id));
        }

        #[test]
        fn one_wrong_character_is_a_typing_mistake(bytes: [u8; 16], place in 0_usize..26, shift in 1_u8..32) {
            let id = CertificateId::from_bytes(bytes);
            let mut typed = id.to_string().into_bytes();
            let value = digit_value(typed[place]).expect("a digit") as u8;
            typed[place] = ALPHABET[usize::from((value + shift) % 32)];
            let typed = String::from_utf8(typed).expect("ASCII");
            prop_assert!(typed.parse::<CertificateId>().is_err());
        }
    }
}
