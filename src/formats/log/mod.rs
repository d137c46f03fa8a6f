//! The bytes of the transparency log, as C2SP defines them: signed notes, checkpoints and cosignatures, tiles and
//! entry bundles, proofs, and what a witness is asked.
//!
//! `note` signs and reads any note; `checkpoint` is the note that says how large the log is and what its root is.

pub mod checkpoint;
pub mod entry;
pub mod note;
pub mod proof;
pub mod request;
pub mod tiles;

use crate::domain::certification::merkle::Hash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What cannot be read as what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn decoded(text: &str) -> Result<Vec<u8>, Malformed> {
    STANDARD.decode(text).map_err(|_| Malformed)
}

fn hash(text: &str) -> Result<Hash, Malformed> {
    decoded(text)?.try_into().map_err(|_| Malformed)
}

/// A decimal number in its only spelling: no sign, no leading zero.
fn number(text: &str) -> Result<u64, Malformed> {
    let is_plain = text.bytes().all(|digit| digit.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if is_plain { text.parse().map_err(|_| Malformed) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!(number("0"), Ok(0));
        assert_eq!(number("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "18446744073709551616", "١"] {
            assert_eq!(number(wrong), Err(Malformed), "{wrong}");
        }
    }
}
