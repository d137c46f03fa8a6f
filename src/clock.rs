//! The only place that reads the time of day.

use crate::domain::timestamp::Timestamp;

/// Where a flow gets the time from; tests hand in a fixed one.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands where it is put.
    Fixed(std::sync::Arc<std::sync::atomic::AtomicI64>),
}

impl Clock {
    /// A clock standing at `at`; move it with [`Clock::set`].
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(std::sync::Arc::new(at.micros().into()))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Fixed(micros) => Timestamp::from_micros(micros.load(std::sync::atomic::Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; the machine's clock is never touched.
    pub fn set(&self, at: Timestamp) {
        if let Self::Fixed(micros) = self {
            micros.store(at.micros(), std::sync::atomic::Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn system_now() -> Timestamp {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("the machine's clock stands after 1970");
    Timestamp::from_micros(i64::try_from(since.as_micros()).expect("before the year 294000"))
}
