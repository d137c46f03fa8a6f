//! Numbers as Moodle writes them, and the sizes of units, which are multipliers there.

use crate::formats::exchange::number::{Notation, Number, power};

/// A comma is a decimal mark, too. The limit of places is there because a number cannot be padded without end.
const NOTATION: Notation = Notation { decimal_marks: &['.', ','], digits: 24, places: 1_000, exponent: 20 };
/// Digits of the size of a unit.
const SIZE_DIGITS: u32 = 9;
/// Digits that a multiplier is written with when it does not end.
const WRITTEN: u32 = 18;
/// A multiplier with as many digits behind the decimal mark may have been rounded; one with fewer is what it says.
const ROUNDED: u32 = 5;

/// Reads a number.
pub(super) fn parse(written: &str) -> Option<Number> {
    Number::parse(written, &NOTATION)
}

/// The size of a unit in usual units, of which a usual unit holds `multiplier` such units: with 1000 metres to the
/// usual kilometre a metre is 0.001; and whether that is exact. `None` when it is no number of at most nine digits.
pub(super) fn size_of(multiplier: Number) -> Option<(Number, bool)> {
    let Number { mantissa, scale } = multiplier;
    if mantissa <= 0 {
        return None;
    }
    let may_be_rounded = scale >= ROUNDED && mantissa >= 1_000;
    // The shortest number whose inverse is the multiplier; 0.0166667 means 60.
    let whole = power(scale)?;
    (0..=8 + SIZE_DIGITS).find_map(|places| {
        let shift = power(places)?;
        let size = (whole.checked_mul(shift)?.checked_add(mantissa / 2)?) / mantissa;
        let is_near = || may_be_rounded && inverse(size, places, scale) == Some(mantissa);
        let is_exact = size.checked_mul(mantissa) == whole.checked_mul(shift);
        (size > 0 && (is_exact || is_near())).then_some((Number { mantissa: size, scale: places }.reduced(), is_exact))
    })
}

/// `1 / (mantissa × 10^-scale)` rounded to so many places, times ten to their power.
fn inverse(mantissa: i128, scale: u32, places: u32) -> Option<i128> {
    let all = power(scale)?.checked_mul(power(places)?)?;
    (mantissa > 0).then(|| (all + mantissa / 2) / mantissa)
}

/// The multiplier of a unit of this size, and whether it is exact.
pub(super) fn multiplier_of(size: Number) -> Option<(Number, bool)> {
    if size.mantissa <= 0 {
        return None;
    }
    // So that the digits that count are many enough whatever the size.
    let digits = u32::try_from(size.mantissa.to_string().len()).ok()?;
    let places = (WRITTEN + digits).saturating_sub(size.scale);
    let rounded = inverse(size.mantissa, size.scale, places)?;
    let is_exact = rounded.checked_mul(size.mantissa) == power(places + size.scale);
    Some((Number { mantissa: rounded, scale: places }.reduced(), is_exact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(written: &str) -> Number {
        parse(written).expect("a number")
    }

    #[test]
    fn a_comma_is_a_decimal_mark() {
        assert_eq!(number("3,25").written(), "3.25");
        assert_eq!((parse("3,2.5"), parse(&"9".repeat(40)), parse("1e99999999999")), (None, None, None));
    }

    #[test]
    fn the_size_of_a_unit_is_what_its_multiplier_means() {
        let size = |multiplier: &str| size_of(number(multiplier)).map(|(size, _)| size.written());
        assert_eq!(size("1000").as_deref(), Some("0.001"));
        assert_eq!(size("0.0166667").as_deref(), Some("60"));
        assert_eq!(size("0.001").as_deref(), Some("1000"));
        assert_eq!(size("1").as_deref(), Some("1"));
        assert_eq!((size("60"), size("0"), size("-2")), (None, None, None));
    }

    proptest! {
        #[test]
        fn sizes_come_back_from_their_multipliers(size in "[1-9][0-9]{0,8}", places in 0_usize..9) {
            let padded = format!("{size:0>width$}", width = places + 1);
            let size = number(&format!("{}.{}", &padded[..padded.len() - places], &padded[padded.len() - places..]));
            let (multiplier, _) = multiplier_of(size).expect("above zero");
            prop_assert_eq!(size_of(number(&multiplier.written())).map(|(size, _)| size.written()), Some(size.written()));
        }
    }
}
