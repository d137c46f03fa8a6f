//! A moment in UTC, in microseconds, and the calendar day people mean by it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::time::Duration;
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since 1970 UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset; `None` when it is not that, or lies outside the years 0 to 9999 in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?.checked_to_offset(UtcOffset::UTC)?;
        if !(0..=9999).contains(&moment.year()) {
            return None;
        }
        i64::try_from(moment.unix_timestamp_nanos() / 1_000).ok().map(Self)
    }

    /// `2026-11-21T08:30:00Z`, whole seconds, as signed documents carry it.
    pub fn seconds_rfc3339(self) -> String {
        let moment = self.moment(UtcOffset::UTC).replace_nanosecond(0).expect("zero is a nanosecond");
        moment.format(&Rfc3339).expect("a moment within the years 0 to 9999 formats")
    }

    /// RFC 3339 in UTC with microseconds where there are any.
    pub fn rfc3339(self) -> String {
        self.moment(UtcOffset::UTC).format(&Rfc3339).expect("a moment within the years 0 to 9999 formats")
    }

    /// Cut to the whole second.
    pub const fn whole_second(self) -> Self {
        Self(self.0.div_euclid(1_000_000) * 1_000_000)
    }

    /// The calendar day in Việt Nam (UTC+7).
    pub fn day_in_vietnam(self) -> Date {
        self.in_vietnam().date()
    }

    /// The wall clock in Việt Nam (UTC+7).
    pub fn in_vietnam(self) -> OffsetDateTime {
        self.moment(UtcOffset::from_hms(7, 0, 0).expect("UTC+7 is an offset"))
    }

    /// Days since 1970-01-01 of the calendar day in Việt Nam.
    pub fn vietnam_day_number(self) -> i64 {
        i64::from(self.day_in_vietnam().to_julian_day()) - 2_440_588
    }

    /// The moment `duration` later.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier`; zero when it is not after.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    fn moment(self, offset: UtcOffset) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(offset)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_vietnam() {
        let before = Timestamp::parse("2026-11-20T16:59:59Z").expect("a time");
        let after = Timestamp::parse("2026-11-20T17:00:00Z").expect("a time");
        assert_eq!(before.day_in_vietnam().day(), 20);
        assert_eq!(after.day_in_vietnam().day(), 21);
        assert_eq!(after.vietnam_day_number() - before.vietnam_day_number(), 1);
        assert_eq!(Timestamp::from_micros(0).vietnam_day_number(), 0);
    }

    #[test]
    fn signed_documents_carry_whole_seconds() {
        let at = Timestamp::parse("2026-11-21T08:30:00.123456+07:00").expect("a time");
        assert_eq!(at.seconds_rfc3339(), "2026-11-21T01:30:00Z");
        assert_eq!(at.rfc3339(), "2026-11-21T01:30:00.123456Z");
        assert_eq!(at.whole_second().rfc3339(), "2026-11-21T01:30:00Z");
    }

    #[test]
    fn what_no_document_can_carry_is_no_time() {
        for text in ["0000-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00", "2026-11-21", ""] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        let first = Timestamp::parse("0000-01-01T00:00:00Z").expect("a time");
        assert_eq!(first.rfc3339(), "0000-01-01T00:00:00Z");
    }
}
