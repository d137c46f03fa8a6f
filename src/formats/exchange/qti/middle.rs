//! The middle of two decimal numbers and its distance from them, exactly.

/// Digits of a number that is read here.
const DIGITS: usize = 15;

/// `8` and `9.5`: `8.75` and `0.75`. Nothing where the first is above the second or one is no plain number.
pub(super) fn middle(least: &str, most: &str) -> Option<(String, String)> {
    let (least, most) = (parsed(least)?, parsed(most)?);
    let scale = least.1.max(most.1);
    let at = |(digits, own): (i128, u32)| digits.checked_mul(10_i128.pow(scale - own));
    let (least, most) = (at(least)?, at(most)?);
    // Half of it has one digit more behind the point.
    let half = |number: i128| written(number * 5, scale + 1);
    (least <= most).then(|| (half(least + most), half(most - least)))
}

fn parsed(written: &str) -> Option<(i128, u32)> {
    let written = written.trim();
    let (sign, digits) = written.strip_prefix('-').map_or((1, written), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let is_number = !all.is_empty() && all.len() <= DIGITS && all.bytes().all(|byte| byte.is_ascii_digit());
    Some((sign * all.parse::<i128>().ok().filter(|_| is_number)?, u32::try_from(fraction.len()).ok()?))
}

fn written(number: i128, scale: u32) -> String {
    let scale = scale as usize;
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let fraction = fraction.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_exact() {
        let found = |least, most| middle(least, most);
        assert_eq!(found("8", "9.5"), Some(("8.75".into(), "0.75".into())));
        assert_eq!(found("-0.1", "0.2"), Some(("0.05".into(), "0.15".into())));
        assert_eq!(found("-5", "-3"), Some(("-4".into(), "1".into())));
        assert_eq!(found("999999999999999", "999999999999999").map(|(_, distance)| distance), Some("0".into()));
        for (least, most) in [("9", "8"), ("", "1"), ("1e3", "2"), ("1234567890123456", "2"), (".", "1")] {
            assert_eq!(found(least, most), None, "{least} {most}");
        }
    }
}
