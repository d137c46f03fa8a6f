//! Values of a field: numbers, names of a fixed set, dates, flags, lists.

use super::fields::Named;
use super::sheet::Sheet;
use super::suggest::did_you_mean;
use crate::domain::assessment::scoring::CutScore;
use crate::domain::timestamp::Timestamp;
use crate::formats::mistake::quote;
use std::fmt::Display;
use std::ops::RangeInclusive;
use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};
use toml::de::DeValue;
use toml::value::{Datetime, Offset};

impl<'t, 'i> Named<'t, 'i> {
    /// A whole number of a range.
    pub fn integer(&self, sheet: &mut Sheet<'_>, range: RangeInclusive<i64>) -> Option<i64> {
        let DeValue::Integer(written) = self.value.get_ref() else {
            self.wrong_type(
                sheet,
                "a whole number",
                Some(format!("write it without quotes: {} = {}", self.name, range.start())),
            );
            return None;
        };
        let number =
            i64::from_str_radix(written.as_str(), written.radix()).ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.out_of_range(sheet, range.start(), range.end());
        }
        number
    }

    /// A number of a range, with or without decimals.
    pub fn decimal(&self, sheet: &mut Sheet<'_>, range: RangeInclusive<f64>) -> Option<f64> {
        let written = match self.value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => {
                let hint = format!("write it without quotes, with a point: {} = {}.5", self.name, range.start());
                self.wrong_type(sheet, "a number", Some(hint));
                return None;
            }
        };
        let number = written.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.out_of_range(sheet, range.start(), range.end());
        }
        number
    }

    /// `true` or `false`.
    pub fn flag(&self, sheet: &mut Sheet<'_>) -> Option<bool> {
        let flag = self.value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(sheet, "true or false", Some(format!("write it without quotes: {} = true", self.name)));
        }
        flag
    }

    /// A text as it stands; texts with rules of their own are read elsewhere.
    pub fn raw_text(&self, sheet: &mut Sheet<'_>) -> Option<&'t str> {
        let text = self.value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(sheet, "a text", Some("put it between double quotes".to_owned()));
        }
        text
    }

    /// One of a fixed set of names.
    pub fn choice<T: Copy>(&self, sheet: &mut Sheet<'_>, names: &[(&'static str, T)]) -> Option<T> {
        let written = self.raw_text(sheet)?;
        let found = names.iter().find(|(name, _)| *name == written);
        if found.is_none() {
            let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            let hint = did_you_mean(written, &known).unwrap_or_default();
            sheet.advise(self.at(), "unknown-value", format!("`{}` cannot be {}", self.name, quote(written)), hint);
        }
        found.map(|(_, value)| *value)
    }

    /// The values of a list of at most `limit`.
    pub fn short_list(&self, sheet: &mut Sheet<'_>, example: &str, limit: usize) -> Option<Vec<Named<'t, 'i>>> {
        let DeValue::Array(list) = self.value.get_ref() else {
            self.wrong_type(sheet, "a list", Some(format!("write {} = {example}", self.name)));
            return None;
        };
        if list.len() > limit {
            let message = format!("`{}` lists {} values, more than {limit}", self.name, list.len());
            sheet.report(self.at(), "out-of-range", message);
            return None;
        }
        Some(list.iter().map(|value| Named { name: self.name, value }).collect())
    }

    /// A day of the calendar.
    pub fn date(&self, sheet: &mut Sheet<'_>) -> Option<Date> {
        match self.value.get_ref() {
            // What the parser could not read as a date was reported by it.
            DeValue::Datetime(Datetime { date: None, time: None, offset: None }) => None,
            DeValue::Datetime(Datetime { date: Some(date), time: None, offset: None }) => {
                let day = calendar_day(*date);
                if day.is_none() {
                    sheet.report(self.at(), "impossible-date", format!("{date} is not a day between 2000 and 2199"));
                }
                day
            }
            _ => {
                self.wrong_type(
                    sheet,
                    "a day",
                    Some(format!("write it as {} = 2026-11-21, without quotes", self.name)),
                );
                None
            }
        }
    }

    /// A moment; without an offset it is meant in Việt Nam (UTC+7).
    pub fn moment(&self, sheet: &mut Sheet<'_>) -> Option<Timestamp> {
        let moment = match self.value.get_ref() {
            DeValue::Datetime(Datetime { date: None, time: None, offset: None }) => return None,
            DeValue::Datetime(written) => moment(*written),
            _ => None,
        };
        if moment.is_none() {
            let hint = format!("write it as {} = 2026-11-21T08:00:00+07:00, without quotes", self.name);
            self.wrong_type(sheet, "a day with a time", Some(hint));
        }
        moment
    }

    /// A percentage of 0.01 to 100 with at most two decimals.
    pub fn percent(&self, sheet: &mut Sheet<'_>) -> Option<CutScore> {
        let written = match self.value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => {
                self.wrong_type(sheet, "a percentage", Some(format!("write it as {} = 80, without quotes", self.name)));
                return None;
            }
        };
        let cut = basis_points(written).and_then(|points| CutScore::try_from(points).ok());
        if cut.is_none() {
            let message = format!("`{}` is {}, not a percentage of 0.01 to 100", self.name, quote(written));
            sheet.advise(self.at(), "out-of-range", message, "at most two decimals, with a point: 80 or 66.67");
        }
        cut
    }

    fn out_of_range(&self, sheet: &mut Sheet<'_>, low: &impl Display, high: &impl Display) {
        let raw = sheet.raw(&self.value.span());
        sheet.report(self.at(), "out-of-range", format!("`{}` is {}, not {low} to {high}", self.name, quote(raw)));
    }
}

/// `80`, `66.5` or `66.67` in hundredths; exact, never through a float.
fn basis_points(written: &str) -> Option<u16> {
    let (whole, decimals) = written.split_once('.').unwrap_or((written, ""));
    let is_plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || decimals.len() > 2 || !is_plain(whole) || !is_plain(decimals) {
        return None;
    }
    let hundredths: u16 = format!("{decimals:0<2}").parse().ok()?;
    whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(hundredths)
}

fn calendar_day(date: toml::value::Date) -> Option<Date> {
    let month = Month::try_from(date.month).ok()?;
    (2000..2200).contains(&date.year).then(|| Date::from_calendar_date(i32::from(date.year), month, date.day).ok())?
}

fn moment(written: Datetime) -> Option<Timestamp> {
    let (day, time) = (calendar_day(written.date?)?, written.time?);
    let clock =
        Time::from_hms_nano(time.hour, time.minute, time.second.unwrap_or(0), time.nanosecond.unwrap_or(0)).ok()?;
    let minutes = match written.offset {
        None => 7 * 60,
        Some(Offset::Z) => 0,
        Some(Offset::Custom { minutes }) => i32::from(minutes),
    };
    let offset = UtcOffset::from_whole_seconds(minutes * 60).ok()?;
    let nanos = PrimitiveDateTime::new(day, clock).assume_offset(offset).unix_timestamp_nanos();
    i64::try_from(nanos / 1_000).ok().map(Timestamp::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_percentage_is_read_to_the_last_hundredth(points in 1_u16..=10_000) {
            prop_assert_eq!(basis_points(&format!("{}.{:02}", points / 100, points % 100)), Some(points));
        }
    }

    #[test]
    fn a_percentage_is_written_plainly() {
        assert_eq!(basis_points("66.5"), Some(6_650));
        for odd in ["66.667", "8e1", "-80", "+80", "inf", "nan", ".5", "700"] {
            assert_eq!(basis_points(odd).and_then(|points| CutScore::try_from(points).ok()), None, "{odd}");
        }
    }
}
