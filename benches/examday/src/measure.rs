//! How long things took, measured from when they were meant to happen, so that waiting to be sent counts too.

use crate::client::{Reply, Silence};
use hdrhistogram::Histogram;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

/// What is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    LogIn,
    List,
    Start,
    Read,
    Save,
    Submit,
    Result,
    VerifyPage,
    VerifyApi,
    Administration,
    Stranger,
}

pub const KINDS: [Kind; 11] = [
    Kind::LogIn,
    Kind::List,
    Kind::Start,
    Kind::Read,
    Kind::Save,
    Kind::Submit,
    Kind::Result,
    Kind::VerifyPage,
    Kind::VerifyApi,
    Kind::Administration,
    Kind::Stranger,
];

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::LogIn => "log in",
            Self::List => "list assessments",
            Self::Start => "start",
            Self::Read => "read attempt",
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Result => "result",
            Self::VerifyPage => "verify page",
            Self::VerifyApi => "verify by API",
            Self::Administration => "administration",
            Self::Stranger => "wrong log-in",
        }
    }

    /// Whether a status is a failure: being sent away is none, and neither is a stale revision or a wrong secret.
    const fn fails(self, status: u16) -> bool {
        match status {
            409 | 429 | 503 => false,
            401 => !matches!(self, Self::Stranger),
            _ => status >= 400,
        }
    }
}

/// Milliseconds at the percentiles that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Percentiles {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// Microseconds, two digits exact, up to an hour.
#[derive(Clone, Debug)]
pub struct Latencies(Histogram<u64>);

impl Default for Latencies {
    fn default() -> Self {
        Self(Histogram::new_with_bounds(1, 3_600_000_000, 2).expect("bounds and digits are within the histogram's"))
    }
}

impl Latencies {
    pub fn record(&mut self, latency: Duration) {
        self.0.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX).max(1));
    }

    pub fn count(&self) -> u64 {
        self.0.len()
    }

    pub fn percentiles(&self) -> Percentiles {
        let at = |quantile| self.0.value_at_quantile(quantile) as f64 / 1_000.0;
        let max = self.0.max() as f64 / 1_000.0;
        Percentiles { p50: at(0.5).min(max), p95: at(0.95).min(max), p99: at(0.99).min(max), max }
    }
}

/// All of a kind.
#[derive(Clone, Debug, Default)]
pub struct Total {
    /// From the intended time to success, tries that were sent away included.
    pub felt: Latencies,
    /// From sending to reply, each try for itself.
    pub served: Latencies,
    pub statuses: BTreeMap<u16, u64>,
    /// Refusals by the stable end of the problem's type: `busy`.
    pub problems: BTreeMap<String, u64>,
    pub broken: u64,
    pub timed_out: u64,
    /// Never done: the time was over.
    pub given_up: u64,
}

/// A stretch of the run.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Seconds from the beginning to its end.
    pub ends: f64,
    pub seconds: f64,
    /// By kind: how many were done, and how long it took.
    pub kinds: [(u64, Percentiles); KINDS.len()],
    /// Sent away with 503 or 429.
    pub sheds: u64,
    /// Everything else that went wrong.
    pub failures: u64,
}

/// Everything recorded.
#[derive(Debug, Default)]
pub struct Record {
    pub totals: [Total; KINDS.len()],
    pub windows: Vec<Window>,
    pub requests: u64,
    open: [Latencies; KINDS.len()],
    sheds: u64,
    failures: u64,
    began: f64,
}

impl Record {
    /// A reply to one try.
    pub fn replied(&mut self, kind: Kind, reply: &Reply, served: Duration) {
        let total = &mut self.totals[kind as usize];
        total.served.record(served);
        *total.statuses.entry(reply.status).or_default() += 1;
        if reply.status >= 400 {
            let problem = reply.json()["type"].as_str().and_then(|name| name.rsplit(':').next()).map(str::to_owned);
            *total.problems.entry(problem.unwrap_or_else(|| "unnamed".to_owned())).or_default() += 1;
        }
        match reply.status {
            429 | 503 => self.sheds += 1,
            status if kind.fails(status) => self.failures += 1,
            _ => {}
        }
    }

    /// A try that nothing came back for.
    pub fn silent(&mut self, kind: Kind, silence: Silence) {
        let total = &mut self.totals[kind as usize];
        match silence {
            Silence::Broken => total.broken += 1,
            Silence::TimedOut => total.timed_out += 1,
        }
        self.failures += 1;
    }

    /// What a person meant to do is done.
    pub fn done(&mut self, kind: Kind, felt: Duration) {
        self.totals[kind as usize].felt.record(felt);
        self.open[kind as usize].record(felt);
    }

    /// Ends the stretch that is open.
    pub fn close_window(&mut self, now: f64) {
        let mut window = Window { ends: now, seconds: now - self.began, ..Window::default() };
        for (open, closed) in self.open.iter_mut().zip(&mut window.kinds) {
            *closed = (open.count(), open.percentiles());
            open.0.reset();
        }
        (window.sheds, window.failures) = (self.sheds, self.failures);
        (self.sheds, self.failures, self.began) = (0, 0, now);
        self.windows.push(window);
    }

    /// Tries sent away, of all kinds.
    pub fn shed(&self) -> u64 {
        self.totals
            .iter()
            .flat_map(|total| total.statuses.iter())
            .filter(|(s, _)| matches!(s, 429 | 503))
            .map(|(_, n)| n)
            .sum()
    }

    /// Tries that failed otherwise, of all kinds.
    pub fn failed(&self) -> u64 {
        let of = |(kind, total): (Kind, &Total)| {
            let statuses = total.statuses.iter().filter(|(status, _)| kind.fails(**status)).map(|(_, count)| count);
            total.broken + total.timed_out + statuses.sum::<u64>()
        };
        KINDS.into_iter().zip(&self.totals).map(of).sum()
    }
}

/// A record that everybody writes to.
#[derive(Debug, Default)]
pub struct Shared(Mutex<Record>);

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, Record> {
        self.0.lock().expect("no holder of the record panics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stall_counts_for_everybody_who_meant_to_send_during_it() {
        // The server stands still for ten seconds; one request a second was meant to be sent.
        let mut record = Record::default();
        for meant in 0..10 {
            record.done(Kind::Save, Duration::from_secs(10) - Duration::from_secs(meant));
        }
        let percentiles = record.totals[Kind::Save as usize].felt.percentiles();
        assert!((4_900.0..=6_100.0).contains(&percentiles.p50), "{percentiles:?}");
        assert!((9_900.0..=10_100.0).contains(&percentiles.max), "{percentiles:?}");
    }

    #[test]
    fn windows_add_up_and_begin_anew() {
        let mut record = Record::default();
        record.done(Kind::Start, Duration::from_millis(5));
        let reply =
            |status| Reply { status, retry_after: None, body: r#"{"type":"urn:minhchung:problem:busy"}"#.into() };
        record.replied(Kind::LogIn, &reply(503), Duration::from_millis(1));
        record.replied(Kind::Save, &reply(500), Duration::from_millis(1));
        record.close_window(1.0);
        record.close_window(3.0);
        let (first, second) = (&record.windows[0], &record.windows[1]);
        assert_eq!((first.kinds[Kind::Start as usize].0, first.sheds, first.failures), (1, 1, 1));
        assert_eq!((second.kinds[Kind::Start as usize].0, second.sheds, second.failures), (0, 0, 0));
        assert!((second.seconds - 2.0).abs() < 1e-9);
        assert_eq!((record.shed(), record.failed()), (1, 1));
        assert_eq!(record.totals[Kind::LogIn as usize].problems.get("busy"), Some(&1));
    }

    #[test]
    fn kinds_stand_at_their_own_place() {
        assert!(KINDS.iter().enumerate().all(|(place, kind)| place == *kind as usize));
    }
}
