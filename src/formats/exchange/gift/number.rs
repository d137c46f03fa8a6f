//! Numbers as GIFT writes them, and shares in percent.

use crate::formats::exchange::number::{Notation, Number};

/// A comma is no decimal mark there.
const NOTATION: Notation = Notation { decimal_marks: &['.'], digits: 20, places: 20, exponent: 15 };

/// Reads a number.
pub(super) fn parse(written: &str) -> Option<Number> {
    Number::parse(written, &NOTATION)
}

/// A share of all in percent with at most five digits, as Moodle writes it: `33.33333`, `-50`.
pub(super) fn percent(parts: usize) -> String {
    let whole = 10_000_000_u64;
    let parts = u64::try_from(parts.max(1)).unwrap_or(u64::MAX);
    let rounded = (whole + parts / 2) / parts;
    let written = format!("{}.{:05}", rounded / 100_000, rounded % 100_000);
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_no_decimal_mark() {
        assert_eq!((parse("8,5"), parse("8.5").map(Number::written)), (None, Some("8.5".to_owned())));
    }

    #[test]
    fn shares_have_five_digits_at_most() {
        assert_eq!([1, 2, 3, 7, 8].map(percent), ["100", "50", "33.33333", "14.28571", "12.5"]);
    }
}
