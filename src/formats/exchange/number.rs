//! Numbers as programs write them, `1.0000000`, `-33.33333`, `1.0E-5`: exact, never floats.

/// What a format takes for a number.
pub(super) struct Notation {
    /// What may stand before the decimal places.
    pub decimal_marks: &'static [char],
    /// Digits of a number, without zeros before them.
    pub digits: usize,
    /// Digits behind the decimal mark.
    pub places: usize,
    /// Places that an exponent may move the decimal mark.
    pub exponent: i32,
}

/// `mantissa × 10^-scale`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub mantissa: i128,
    pub scale: u32,
}

impl Number {
    /// Reads a number; `None` when it is none or has more digits than anybody needs.
    pub fn parse(written: &str, notation: &Notation) -> Option<Self> {
        let written = written.trim();
        let (is_negative, rest) = match written.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, written.strip_prefix('+').unwrap_or(written)),
        };
        let (rest, exponent) = match rest.split_once(['e', 'E']) {
            Some((rest, exponent)) => (rest, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = rest.split_once(notation.decimal_marks).unwrap_or((rest, ""));
        let is_good = !(whole.is_empty() && fraction.is_empty())
            && [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        let digits = format!("{whole}{}", fraction.trim_end_matches('0'));
        let is_short =
            digits.trim_start_matches('0').len() <= notation.digits && digits.len() - whole.len() <= notation.places;
        if !is_good || !is_short || !(-notation.exponent..=notation.exponent).contains(&exponent) {
            return None;
        }
        let size: i128 = if digits.is_empty() { 0 } else { digits.trim_start_matches('0').parse().unwrap_or(0) };
        let scale = i32::try_from(digits.len() - whole.len()).ok()?.checked_sub(exponent)?;
        let size = if scale < 0 { size.checked_mul(power(scale.unsigned_abs())?)? } else { size };
        let scale = u32::try_from(scale).unwrap_or(0);
        Some(Self { mantissa: if is_negative { -size } else { size }, scale }.reduced())
    }

    /// The same number without zeros at the end of its decimal places.
    pub fn reduced(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The number in the middle of two, and how far they are from it; `None` when the second is the smaller.
    pub fn middle(least: Self, most: Self) -> Option<(Self, Self)> {
        let scale = least.scale.max(most.scale);
        let at = |number: Self| number.mantissa.checked_mul(power(scale - number.scale)?);
        let (least, most) = (at(least)?, at(most)?);
        // Half of a whole number is five tenths of it.
        let half = |double: i128| Some(Self { mantissa: double.checked_mul(5)?, scale: scale + 1 }.reduced());
        let distance = most.checked_sub(least).filter(|distance| *distance >= 0)?;
        Some((half(least.checked_add(most)?)?, half(distance)?))
    }

    /// Hundred-thousandths, rounded: the precision in which Moodle writes shares in percent.
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

/// Ten to this power.
pub(super) fn power(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOTATION: Notation = Notation { decimal_marks: &['.'], digits: 20, places: 20, exponent: 15 };

    fn parse(written: &str) -> Option<Number> {
        Number::parse(written, &NOTATION)
    }

    fn number(written: &str) -> Number {
        parse(written).expect("a number")
    }

    #[test]
    fn numbers_are_exact() {
        for (text, read) in [
            ("1.0000000", "1"),
            ("-0.50", "-0.5"),
            ("1.0E-5", "0.00001"),
            ("1e3", "1000"),
            (".5", "0.5"),
            ("+.5e2", "50"),
            ("-0", "0"),
        ] {
            assert_eq!(number(text).written(), read, "{text}");
        }
        let long = "9".repeat(21);
        for text in ["", ".", "*", "-", "8,5", "1e", "1e99", "1 000", "x", "1.2.3", "٣", "--1", "1e-2147483648", &long]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_halved_rounded_and_shortened() {
        let middle = |least: &str, most: &str| {
            Number::middle(number(least), number(most)).map(|(middle, off)| (middle.written(), off.written()))
        };
        assert_eq!(middle("1", "5"), Some(("3".into(), "2".into())));
        assert_eq!(middle("-0.5", "0.25"), Some(("-0.125".into(), "0.375".into())));
        assert_eq!(middle("5", "1"), None);
        assert_eq!(number("33.33333").hundred_thousandths(), Some(3_333_333));
        assert_eq!(number("-33.333333").hundred_thousandths(), Some(-3_333_333));
        assert_eq!(number("-14.2857149").hundred_thousandths(), Some(-1_428_571));
        assert_eq!((number("1.5").nearest(), number("2.0").nearest()), ((2, false), (2, true)));
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_none(one in "[0-9.eE+-]{0,40}", other in "[0-9.eE-]{0,40}") {
            if let (Some(one), Some(other)) = (parse(&one), parse(&other)) {
                let _ = (Number::middle(one, other), one.hundred_thousandths(), one.nearest());
                prop_assert_eq!(parse(&one.written()).map(Number::written), Some(one.written()));
            }
        }
    }
}
