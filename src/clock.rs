//! The only place that reads the time of day; a service's clock also notices when somebody moves the machine's.

use crate::domain::timestamp::Timestamp;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A clock that is moved by more than this was stepped. Leap seconds and what a time daemon corrects day by day are
/// less, and are followed.
const TOLERATED: Duration = Duration::from_secs(2);

/// Two readings that lie further apart than this are not one: the machine had something else to do in between.
const AT_ONCE: Duration = Duration::from_millis(50);

/// Where a flow gets the time from; tests hand in one that they move.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock as it stands, for a command that is over in a moment.
    #[default]
    System,
    /// A clock that goes on by the time that has passed when the one it reads was stepped.
    Watched(Arc<Watch>),
}

impl Clock {
    /// The machine's clock, watched: for a service.
    pub fn watched() -> Self {
        Self::Watched(Arc::new(Watch::new(Source::Machine)))
    }

    /// A clock standing at `at`; move it with [`Clock::set`].
    pub fn fixed(at: Timestamp) -> Self {
        Self::Watched(Arc::new(Watch::new(Source::ByHand((at.micros(), 0).into()))))
    }

    /// The time now. After a step it goes on from what was trusted before.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::from_micros(machine_shows()),
            Self::Watched(watch) => Timestamp::from_micros(watch.read().0),
        }
    }

    /// By how much the machine's clock was stepped, for as long as it stands there.
    pub fn step(&self) -> Option<Step> {
        match self {
            Self::System => None,
            Self::Watched(watch) => watch.read().1,
        }
    }

    /// Whether it is the machine's clock that it reads.
    pub fn is_the_machines(&self) -> bool {
        match self {
            Self::System => true,
            Self::Watched(watch) => matches!(watch.source, Source::Machine),
        }
    }

    /// Lets a fixed clock's time pass until `at`, or not have passed; the machine's clock is never touched.
    pub fn set(&self, at: Timestamp) {
        let micros = at.micros() - self.now().micros();
        self.by_hand(|(shows, passed)| (shows + micros, passed + micros));
    }

    /// Steps what a fixed clock reads, as somebody would who sets the machine's clock.
    pub fn step_by(&self, seconds: i64) {
        self.by_hand(|(shows, passed)| (shows + seconds * 1_000_000, passed));
    }

    fn by_hand(&self, change: impl FnOnce(Reading) -> Reading) {
        if let Self::Watched(watch) = self
            && let Source::ByHand(reading) = &watch.source
        {
            let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
            *reading = change(*reading);
        }
    }
}

/// How far a clock was moved, in microseconds; never less than is tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(i64);

impl Step {
    /// Forwards when positive.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:+.1} s", self.seconds())
    }
}

/// A clock and what it is held against.
#[derive(Debug)]
pub struct Watch {
    source: Source,
    trust: Mutex<Trust>,
}

/// What a clock shows, and how much time has passed since some moment: microseconds, of the same instant.
type Reading = (i64, i64);

#[derive(Debug)]
enum Source {
    Machine,
    ByHand(Mutex<Reading>),
}

/// What the watch remembers between two readings.
#[derive(Debug, PartialEq, Eq)]
struct Trust {
    /// What the clock showed less what had passed, when it was last trusted.
    beginning: i64,
    /// What is the matter since.
    step: Option<Step>,
}

impl Watch {
    fn new(source: Source) -> Self {
        let (shows, passed) = source.read();
        Self { source, trust: Mutex::new(Trust { beginning: shows - passed, step: None }) }
    }

    /// The time to go by, and the step that it leaves out.
    fn read(&self) -> (i64, Option<Step>) {
        // Read while it is held: of two readings the older one must not be judged last.
        let mut trust = self.trust.lock().unwrap_or_else(PoisonError::into_inner);
        let (shows, passed) = self.source.read();
        let before = trust.step;
        let now = trust.judge(shows, passed);
        match (before, trust.step) {
            (None, Some(step)) => tracing::error!(
                %step,
                "the machine's clock was stepped: starting, issuing and closing wait, and open attempts go on by the \
                 time that was trusted before; set the clock right, then restart if it does not end by itself"
            ),
            (Some(_), None) => tracing::warn!("the machine's clock is back where it was trusted"),
            (None, None) | (Some(_), Some(_)) => {}
        }
        (now, trust.step)
    }
}

impl Trust {
    fn judge(&mut self, shows: i64, passed: i64) -> i64 {
        let step = shows - passed - self.beginning;
        if step.unsigned_abs() > TOLERATED.as_micros() as u64 {
            self.step = Some(Step(step));
            self.beginning + passed
        } else {
            *self = Self { beginning: shows - passed, step: None };
            shows
        }
    }
}

impl Source {
    fn read(&self) -> Reading {
        match self {
            Self::ByHand(reading) => *reading.lock().unwrap_or_else(PoisonError::into_inner),
            Self::Machine => loop {
                let (before, shows, after) = (machine_passed(), machine_shows(), machine_passed());
                if after - before < AT_ONCE.as_micros() as i64 {
                    break (shows, before);
                }
            },
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn machine_shows() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("the machine's clock stands after 1970");
    i64::try_from(since.as_micros()).expect("before the year 294000")
}

/// Time since the machine was started: nobody can set it, and it goes on while the machine sleeps.
fn machine_passed() -> i64 {
    let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    since.tv_sec * 1_000_000 + since.tv_nsec / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;
    const HOUR: i64 = 3600 * SECOND;

    /// Readings of a clock that showed ten hours when one had passed: what is made of each, and the step.
    fn judged(readings: &[(i64, i64)]) -> Vec<(i64, Option<Step>)> {
        let mut trust = Trust { beginning: 9 * HOUR, step: None };
        readings.iter().map(|(shows, passed)| (trust.judge(*shows, *passed), trust.step)).collect()
    }

    #[test]
    fn a_step_is_left_out_until_it_is_undone() {
        let found = judged(&[(10 * HOUR, HOUR), (12 * HOUR, HOUR + SECOND), (10 * HOUR + 2 * SECOND, HOUR + SECOND)]);
        let step = Some(Step(2 * HOUR - SECOND));
        assert_eq!(found, [(10 * HOUR, None), (10 * HOUR + SECOND, step), (10 * HOUR + 2 * SECOND, None)]);
        assert_eq!(step.map(|step| step.to_string()).as_deref(), Some("+7199.0 s"));
        let back = judged(&[(9 * HOUR, HOUR + SECOND)]);
        assert_eq!(back, [(10 * HOUR + SECOND, Some(Step(-HOUR - SECOND)))]);
    }

    #[test]
    fn small_corrections_are_followed_however_many_there_are() {
        // A leap second each day for three years.
        let day = 24 * HOUR;
        let readings: Vec<(i64, i64)> =
            (0..1_000).map(|number| (10 * HOUR + number * (day + SECOND), HOUR + number * day)).collect();
        for ((shows, _), found) in readings.iter().zip(judged(&readings)) {
            assert_eq!(found, (*shows, None));
        }
        let passed = HOUR + 100 * SECOND;
        assert!(judged(&[(9 * HOUR + passed + 2 * SECOND, passed)])[0].1.is_none());
        assert!(judged(&[(9 * HOUR + passed + 2 * SECOND + 1, passed)])[0].1.is_some());
    }

    #[test]
    fn the_machines_clock_is_not_stepped() {
        let clock = Clock::watched();
        assert_eq!(clock.step(), None);
        let apart = Clock::System.now().micros() - clock.now().micros();
        assert!(apart.abs() < 2 * SECOND, "{apart}");
    }
}
