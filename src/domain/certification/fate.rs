//! How a certificate stands with its holder: valid, soon over, over, or taken back.

use crate::domain::certification::verdict::RevocationReason;
use crate::domain::timestamp::Timestamp;
use std::time::Duration;

/// From so long before its end on the holder is told.
const SOON: Duration = Duration::from_secs(90 * 86_400);

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Valid, and for longer than one has to think of.
    Valid {
        /// Its end, if it has one.
        until: Option<Timestamp>,
    },
    /// Valid, and over within three months.
    EndsSoon(Timestamp),
    /// Over.
    Expired(Timestamp),
    /// Taken back or replaced.
    Revoked(RevocationReason),
}

impl Fate {
    /// The fate at `now`. The whole of the last second still counts, as for whoever verifies.
    pub fn of(revoked: Option<RevocationReason>, expires_at: Option<Timestamp>, now: Timestamp) -> Self {
        match (revoked, expires_at) {
            (Some(reason), _) => Self::Revoked(reason),
            (None, Some(end)) if end < now => Self::Expired(end),
            (None, Some(end)) if end <= now.plus(SOON) => Self::EndsSoon(end),
            (None, until) => Self::Valid { until },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_is_told_three_months_before() {
        let end = Timestamp::parse("2027-03-31T16:59:59Z").expect("a time");
        let on = |day: &str| Fate::of(None, Some(end), Timestamp::parse(day).expect("a time"));
        assert_eq!(on("2026-12-31T16:59:58Z"), Fate::Valid { until: Some(end) });
        assert_eq!(on("2026-12-31T16:59:59Z"), Fate::EndsSoon(end));
        assert_eq!(on("2027-03-31T16:59:59Z"), Fate::EndsSoon(end));
        assert_eq!(on("2027-03-31T17:00:00Z"), Fate::Expired(end));
        let revoked = Some(RevocationReason::Misconduct);
        assert_eq!(Fate::of(revoked, Some(end), end), Fate::Revoked(RevocationReason::Misconduct));
        assert_eq!(Fate::of(None, None, end), Fate::Valid { until: None });
    }
}
