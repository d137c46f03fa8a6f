//! Accommodations: what is arranged for one person, so that the assessment measures skill and not eyesight or haste.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The largest share of additional time, in percent.
pub const MOST_EXTRA_TIME: u16 = 400;
/// Without a time limit an attempt still ends one day: this long after its start, or when the window closes.
const WITHOUT_LIMIT: Duration = Duration::from_hours(30 * 24);

/// How long a person has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeAllowance {
    /// As everybody.
    #[default]
    Usual,
    /// So many percent more.
    Extra(u16),
    /// No limit but the window.
    NoLimit,
}

impl TimeAllowance {
    /// How long an attempt may last whose usual limit is `limit`.
    pub fn of(self, limit: Duration) -> Duration {
        match self {
            Self::Usual => limit,
            Self::Extra(percent) => limit + (limit * u32::from(percent)).div_f64(100.0),
            Self::NoLimit => WITHOUT_LIMIT.max(limit),
        }
    }
}

/// What is arranged for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accommodation {
    /// How long they have.
    pub time: TimeAllowance,
    /// Whether pages begin with large letters.
    pub large_text: bool,
    /// Whether the page offers to read items aloud.
    pub read_aloud: bool,
    /// Who sits beside them and works the device; `None` for nobody.
    pub helper: Option<String>,
}

impl Accommodation {
    /// Whether nothing is arranged.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// An arrangement on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// What is arranged.
    pub accommodation: Accommodation,
    /// Why.
    pub reason: String,
    /// The administrator's log-in, or `operator`.
    pub by: String,
    /// When.
    pub at: crate::domain::timestamp::Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nobody_has_less_time_than_usual_and_more_percent_is_more_time(limit in 60_u64..86_400, percent in 0_u16..MOST_EXTRA_TIME) {
            let limit = Duration::from_secs(limit);
            let usual = TimeAllowance::Usual.of(limit);
            let (less, more) = (TimeAllowance::Extra(percent).of(limit), TimeAllowance::Extra(percent + 1).of(limit));
            prop_assert_eq!(usual, limit);
            prop_assert!(usual <= less && less < more && more <= TimeAllowance::NoLimit.of(limit));
        }
    }

    #[test]
    fn half_as_much_again() {
        assert_eq!(TimeAllowance::Extra(50).of(Duration::from_mins(30)), Duration::from_mins(45));
        assert_eq!(TimeAllowance::Extra(33).of(Duration::from_secs(100)), Duration::from_secs(133));
    }
}
