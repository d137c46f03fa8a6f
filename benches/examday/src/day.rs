//! What everybody shares while the day is played, and how a request is made: at its time, and again when sent away.

use crate::bank::Bank;
use crate::client::{Call, Connection, Reply};
use crate::measure::{Kind, Shared};
use fastrand::Rng;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// After a break the next try waits at least this long.
const AFTER_BREAK: f64 = 0.5;

#[derive(Debug)]
pub struct Day {
    pub address: SocketAddr,
    pub bank: Bank,
    pub began: Instant,
    /// No load is sent after it.
    pub ends: Instant,
    pub speed: f64,
    pub most_requests: u64,
    pub record: Shared,
    /// Certificates issued so far.
    pub certificates: Mutex<Vec<String>>,
    /// What the server should not have done.
    pub violations: Mutex<Vec<String>>,
    pub counts: Counts,
}

/// What is going on.
#[derive(Debug, Default)]
pub struct Counts {
    pub sitting: AtomicU64,
    pub submitted: AtomicU64,
    pub passed: AtomicU64,
    pub unheard: AtomicU64,
    pub stale: AtomicU64,
    /// Sittings that the end of the run cut off.
    pub cut_off: AtomicU64,
    pub compared: AtomicU64,
}

/// The day is over, or as many requests were sent as may be.
#[derive(Clone, Copy, Debug)]
pub struct Over;

impl Day {
    /// Makes one request at its time and waits until it is served: sent away it comes back after the time it was told
    /// and some more, so that not everybody comes back at once.
    ///
    /// # Errors
    /// When the day is over.
    pub async fn ask(
        &self,
        connection: &mut Connection,
        (kind, call): (Kind, &Call),
        intended: Instant,
        rng: &mut Rng,
    ) -> Result<Reply, Over> {
        let mut next = intended;
        let mut spread = 1.0;
        loop {
            if self.begin(next).await.is_err() {
                self.record.lock().totals[kind as usize].given_up += 1;
                return Err(Over);
            }
            let sent = Instant::now();
            let outcome = connection.send(call).await;
            let now = Instant::now();
            let mut record = self.record.lock();
            let wait = match outcome {
                Ok(reply) => {
                    record.replied(kind, &reply, now - sent);
                    if !matches!(reply.status, 429 | 500..) {
                        record.done(kind, now.duration_since(intended));
                        return Ok(reply);
                    }
                    reply.retry_after.map_or(AFTER_BREAK, |seconds| seconds as f64)
                }
                Err(silence) => {
                    record.silent(kind, silence);
                    AFTER_BREAK
                }
            };
            next = now + Duration::from_secs_f64(wait + rng.f64() * wait * spread);
            spread = f64::min(spread * 2.0, 8.0);
        }
    }

    /// Waits for the time of a request, and counts it.
    ///
    /// # Errors
    /// When the day is over.
    pub async fn begin(&self, intended: Instant) -> Result<(), Over> {
        if intended > self.ends {
            return Err(Over);
        }
        tokio::time::sleep_until(intended).await;
        let mut record = self.record.lock();
        if record.requests >= self.most_requests || Instant::now() > self.ends {
            return Err(Over);
        }
        record.requests += 1;
        Ok(())
    }

    /// Notes what the server should not have done.
    pub fn violation(&self, text: String) {
        self.violations.lock().expect("no holder of the list panics").push(text);
    }

    /// Seconds of the day as a real duration.
    pub fn compressed(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds / self.speed)
    }

    /// The code of an issued certificate.
    pub fn some_certificate(&self, rng: &mut Rng) -> Option<String> {
        let list = self.certificates.lock().expect("no holder of the list panics");
        (!list.is_empty()).then(|| list[rng.usize(..list.len())].clone())
    }
}

impl Counts {
    pub fn add(count: &AtomicU64) {
        count.fetch_add(1, Ordering::Relaxed);
    }

    pub fn subtract(count: &AtomicU64) {
        count.fetch_sub(1, Ordering::Relaxed);
    }

    pub fn get(count: &AtomicU64) -> u64 {
        count.load(Ordering::Relaxed)
    }
}
