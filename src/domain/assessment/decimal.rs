//! Exact decimal numbers as people write them, with a comma or a dot.
//!
//! One mark in a number is the decimal mark. A mark that stands more than once, or before the other one, groups
//! thousands, and then the groups must be of three digits: `1.234.567,5`, `1,234,567.5`, `1 234 567`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Digits a number may have, before and after the decimal mark together.
const DIGITS: usize = 15;

/// `mantissa × 10^-scale`, without trailing zeros after the decimal mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

impl Decimal {
    /// 1.
    pub const ONE: Self = Self { mantissa: 1, scale: 0 };

    /// Reads a number; `None` when it is not one, or has more than 15 digits.
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        let (is_negative, rest) = match written.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, written.strip_prefix('+').unwrap_or(written)),
        };
        let (whole, fraction) = split(rest.trim_start())?;
        let whole = ungrouped(whole)?;
        if whole.is_empty() && fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}");
        let digits = digits.trim_start_matches('0');
        if digits.len() > DIGITS || fraction.len() > DIGITS {
            return None;
        }
        let size: i64 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        let scale = if size == 0 { 0 } else { u8::try_from(fraction.len()).ok()? };
        Some(Self { mantissa: if is_negative { -size } else { size }, scale })
    }

    /// Whether it is 0.
    pub const fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    /// Whether it is below 0.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether `self × unit` lies within `tolerance` of `wanted`, both ends included; without any rounding.
    pub fn is_within(self, unit: Self, (wanted, tolerance): (Self, Self)) -> bool {
        // At most 15 + 15 digits and three times that scale: within the 38 of an i128 once the scales are equal,
        // and where they are not, the numbers are too far apart in size to be near each other.
        let product = Wide {
            mantissa: i128::from(self.mantissa) * i128::from(unit.mantissa),
            scale: u32::from(self.scale) + u32::from(unit.scale),
        };
        let scale = product.scale.max(u32::from(wanted.scale)).max(u32::from(tolerance.scale));
        let parts = (product.at(scale), Wide::from(wanted).at(scale), Wide::from(tolerance).at(scale));
        let (Some(product), Some(wanted), Some(tolerance)) = parts else { return false };
        product.checked_sub(wanted).is_some_and(|difference| difference.unsigned_abs() <= tolerance.unsigned_abs())
    }
}

struct Wide {
    mantissa: i128,
    scale: u32,
}

impl Wide {
    fn at(&self, scale: u32) -> Option<i128> {
        self.mantissa.checked_mul(10_i128.checked_pow(scale - self.scale)?)
    }
}

impl From<Decimal> for Wide {
    fn from(decimal: Decimal) -> Self {
        Self { mantissa: i128::from(decimal.mantissa), scale: u32::from(decimal.scale) }
    }
}

/// The part before the decimal mark and the one behind it.
fn split(written: &str) -> Option<(&str, &str)> {
    let marks: Vec<(usize, char)> = written.char_indices().filter(|(_, letter)| matches!(letter, ',' | '.')).collect();
    let Some(&(place, last)) = marks.last() else { return Some((written, "")) };
    let alike = marks.iter().filter(|(_, mark)| *mark == last).count();
    match (alike, marks.len()) {
        // The only one, or behind marks of the other kind.
        (1, _) => Some((&written[..place], &written[place + 1..])),
        // All alike and more than one: thousands.
        (_, all) if alike == all => Some((written, "")),
        _ => None,
    }
}

/// The digits of the whole part: as they are, or in groups of three with one kind of mark between them.
fn ungrouped(whole: &str) -> Option<String> {
    let is_mark = |letter: char| matches!(letter, ',' | '.' | ' ' | '\u{A0}' | '\u{202F}');
    let Some(mark) = whole.chars().find(|letter| is_mark(*letter)) else {
        return whole.bytes().all(|byte| byte.is_ascii_digit()).then(|| whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(mark).collect();
    let is_group = |group: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_good = is_group(groups[0], 1..=3) && groups[1..].iter().all(|group| is_group(group, 3..=3));
    is_good.then(|| groups.concat())
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.to_string()
    }
}

impl TryFrom<String> for Decimal {
    type Error = &'static str;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        Self::parse(&written).ok_or("a decimal number of at most 15 digits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (written, read) in [
            ("8,5", "8.5"),
            ("8.5", "8.5"),
            (" 08,50 ", "8.5"),
            (",5", "0.5"),
            ("5,", "5"),
            ("-0", "0"),
            ("−3,25", "-3.25"),
            ("+7", "7"),
            ("1.234,5", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1.234.567", "1234567"),
            ("1 234 567,25", "1234567.25"),
            ("1.234", "1.234"),
        ] {
            assert_eq!(Decimal::parse(written).map(|found| found.to_string()).as_deref(), Some(read), "{written}");
        }
        for written in
            ["", "-", ",", "8,5,5.5", "1.23.456", "12e3", "8 5", "1,2345,678", "NaN", "٣", "1234567890123456"]
        {
            assert_eq!(Decimal::parse(written), None, "{written}");
        }
    }

    #[test]
    fn the_edge_of_the_tolerance_is_right_and_beyond_it_is_not() {
        let read = |written: &str| Decimal::parse(written).expect("a number");
        let within = |given: &str, unit: &str| read(given).is_within(read(unit), (read("8.5"), read("0.1")));
        assert!(within("8,6", "1") && within("8,4", "1") && !within("8,60000000001", "1"));
        assert!(within("8500", "0,001") && !within("8601", "0.001"));
        assert!(!within("999999999999999", "999999999999999"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(mantissa in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u8..=12) {
            let number = Decimal::parse(&Decimal { mantissa, scale }.to_string()).expect("a number");
            prop_assert_eq!(Decimal::parse(&number.to_string()), Some(number));
            prop_assert_eq!(Decimal::parse(&number.to_string().replace('.', ",")), Some(number));
        }

        #[test]
        fn reading_never_fails_in_any_other_way(written in "\\PC{0,40}") {
            let _ = Decimal::parse(&written);
        }
    }
}
