//! Admission: who lets a person start.

use serde::{Deserialize, Serialize};

/// What a start needs besides an open window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Nothing.
    #[default]
    Open,
    /// The code that a supervisor tells the people in the room.
    Code,
    /// A supervisor who lets in whoever asks, one by one or all of them.
    Release,
}

impl Admission {
    /// Whether this is the usual way, which definitions do not write down.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

/// Letters and digits that are not taken for each other, read out or written on a board: 32 of them.
const SYMBOLS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Symbols of an access code: 40 bits, more than anybody guesses while it holds.
const LENGTH: usize = 8;

/// What a supervisor tells the people in the room: `K7PM-Q2XD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessCode(String);

impl AccessCode {
    /// From random bytes.
    pub fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(bytes.into_iter().map(|byte| char::from(SYMBOLS[usize::from(byte % 32)])).collect())
    }

    /// From what somebody typed, in small or large letters, with or without the hyphen.
    pub fn parse(typed: &str) -> Option<Self> {
        let code: String =
            typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
        let is_code = code.len() == LENGTH && code.bytes().all(|byte| SYMBOLS.contains(&byte));
        is_code.then_some(Self(code))
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people read it.
    pub fn shown(&self) -> String {
        format!("{}-{}", &self.0[..LENGTH / 2], &self.0[LENGTH / 2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(bytes: [u8; LENGTH]) {
            let code = AccessCode::from_bytes(bytes);
            prop_assert_eq!(AccessCode::parse(&code.shown().to_lowercase()), Some(code.clone()));
            prop_assert_eq!(AccessCode::parse(&format!(" {} ", code.as_str())), Some(code));
        }

        #[test]
        fn nothing_else_is_a_code(typed in "\\PC{0,7}|[01IO]{8}|[A-Z]{9,12}") {
            prop_assert_eq!(AccessCode::parse(&typed), None);
        }
    }
}
