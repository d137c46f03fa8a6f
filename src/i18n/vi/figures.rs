//! Numbers, dates and times as Việt Nam writes them: 8,5 điểm, 20.500 người, 21/11/2026, 24 hours, UTC+7.

use super::Vi;
use crate::domain::assessment::scoring::Centipoints;
use crate::domain::timestamp::Timestamp;
use time::Date;

/// Figures in the manner of a language.
pub trait Figures {
    /// `20.500`
    fn number(&self, value: usize) -> String;
    /// `8,5` of hundredths of a point.
    fn points(&self, value: Centipoints) -> String;
    /// `-0,25`: so many places behind the comma.
    fn real(&self, value: f64, places: usize) -> String;
    /// `92,5%` of basis points.
    fn percent(&self, basis_points: u16) -> String;
    /// `21/11/2026`
    fn day(&self, day: Date) -> String;

    /// The calendar day in Việt Nam.
    fn date(&self, at: Timestamp) -> String {
        self.day(at.day_in_vietnam())
    }

    /// `08:31` in Việt Nam.
    fn clock(&self, at: Timestamp) -> String {
        let at = at.in_vietnam();
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// `08:31:05` in Việt Nam.
    fn clock_with_seconds(&self, at: Timestamp) -> String {
        format!("{}:{:02}", self.clock(at), at.in_vietnam().second())
    }

    /// `08:31, 21/11/2026` in Việt Nam.
    fn moment(&self, at: Timestamp) -> String {
        format!("{}, {}", self.clock(at), self.date(at))
    }
}

impl Figures for Vi {
    fn number(&self, value: usize) -> String {
        grouped(value, '.')
    }

    fn points(&self, value: Centipoints) -> String {
        decimal(value.0, '.', ",")
    }

    fn real(&self, value: f64, places: usize) -> String {
        real(value, places).replace('.', ",")
    }

    fn percent(&self, basis_points: u16) -> String {
        format!("{}%", decimal(u32::from(basis_points), '.', ","))
    }

    fn day(&self, day: Date) -> String {
        format!("{:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year())
    }
}

/// Digits in groups of three.
pub fn grouped(value: usize, separator: char) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// With a minus sign instead of a hyphen, and never a negative zero.
pub fn real(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|letter| matches!(letter, '0' | '.')) => rest.to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// Hundredths, without zeros at the end.
pub fn decimal(hundredths: u32, separator: char, point: &str) -> String {
    let whole = grouped((hundredths / 100) as usize, separator);
    match hundredths % 100 {
        0 => whole,
        rest if rest % 10 == 0 => format!("{whole}{point}{}", rest / 10),
        rest => format!("{whole}{point}{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Language;
    use crate::i18n::Texts;

    #[test]
    fn each_language_writes_figures_in_its_own_way() {
        let (vi, en) = (Texts::of(Language::Vi), Texts::of(Language::En));
        let at = Timestamp::parse("2026-11-05T18:31:05Z").expect("a time");
        assert_eq!((vi.number(20_500).as_str(), en.number(20_500).as_str()), ("20.500", "20,500"));
        assert_eq!((vi.points(Centipoints(850)).as_str(), en.points(Centipoints(850)).as_str()), ("8,5", "8.5"));
        assert_eq!((vi.percent(8_333).as_str(), en.percent(10_000).as_str()), ("83,33%", "100%"));
        assert_eq!((vi.date(at).as_str(), en.date(at).as_str()), ("06/11/2026", "6 November 2026"));
        assert_eq!(vi.clock_with_seconds(at), "01:31:05");
        assert_eq!(vi.number(999), "999");
        assert_eq!(vi.number(1_000_000), "1.000.000");
    }
}
