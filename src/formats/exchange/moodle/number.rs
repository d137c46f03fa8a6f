//! Numbers as Moodle writes them, `1.0000000`, `-33.33333`, `1.0E-5`: exact, never floats.

/// Digits of a number.
const DIGITS: usize = 24;
/// Places that an exponent may move the decimal mark.
const EXPONENT: i32 = 20;
/// Digits of the size of a unit.
const SIZE_DIGITS: u32 = 9;
/// Digits that a multiplier is written with when it does not end.
const WRITTEN: u32 = 18;
/// A multiplier with as many digits behind the decimal mark may have been rounded; one with fewer is what it says.
const ROUNDED: u32 = 5;

/// `mantissa × 10^-scale`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    mantissa: i128,
    scale: u32,
}

impl Number {
    /// Reads a number; `None` when it is none or has more digits than anybody needs.
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        let (is_negative, rest) = match written.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, written.strip_prefix('+').unwrap_or(written)),
        };
        let (rest, exponent) = match rest.split_once(['e', 'E']) {
            Some((rest, exponent)) => (rest, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = rest.split_once(['.', ',']).unwrap_or((rest, ""));
        let digits = format!("{whole}{}", fraction.trim_end_matches('0'));
        let is_good = !(whole.is_empty() && fraction.is_empty())
            && [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_good || digits.trim_start_matches('0').len() > DIGITS || exponent.abs() > EXPONENT {
            return None;
        }
        let size: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        let scale = i32::try_from(digits.len() - whole.len()).ok()?.checked_sub(exponent)?;
        let size = if scale < 0 { size.checked_mul(power(scale.unsigned_abs())?)? } else { size };
        let scale = u32::try_from(scale).unwrap_or(0);
        Some(Self { mantissa: if is_negative { -size } else { size }, scale }.reduced())
    }

    fn reduced(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Hundred-thousandths, rounded: the precision in which Moodle writes fractions.
    pub fn hundred_thousandths(self) -> Option<i64> {
        let scaled = self.mantissa.checked_mul(200_000)?;
        let doubled = scaled.checked_div(power(self.scale)?)?;
        i64::try_from((doubled + doubled.signum()) / 2).ok()
    }

    /// The whole number it is, or the nearest one; and whether it is one.
    pub fn nearest(self) -> (i128, bool) {
        let one = power(self.scale).unwrap_or(i128::MAX);
        let is_whole = self.mantissa % one == 0;
        let half = self.mantissa.signum() * (one / 2);
        (if is_whole { self.mantissa / one } else { self.mantissa.saturating_add(half) / one }, is_whole)
    }

    /// Without an exponent: `0.00001`.
    pub fn written(self) -> String {
        let scale = usize::try_from(self.scale).unwrap_or(0);
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

fn power(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
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
        Number::parse(written).expect("a number")
    }

    #[test]
    fn numbers_are_read_as_php_writes_them() {
        for (written, read) in [
            ("1.0000000", "1"),
            ("-33.33333", "-33.33333"),
            ("1.0E-5", "0.00001"),
            ("+.5e2", "50"),
            ("12e3", "12000"),
            ("3,25", "3.25"),
            ("0", "0"),
        ] {
            assert_eq!(number(written).written(), read);
        }
        for written in ["", "*", "-", "1.2.3", "1e99999999999", "abc", "9".repeat(40).as_str(), "1e"] {
            assert_eq!(Number::parse(written), None, "{written}");
        }
        assert_eq!(number("33.33333").hundred_thousandths(), Some(3_333_333));
        assert_eq!(number("-14.2857149").hundred_thousandths(), Some(-1_428_571));
        assert_eq!((number("1.5").nearest(), number("2.0").nearest()), ((2, false), (2, true)));
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
