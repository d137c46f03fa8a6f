//! Asks a time-stamp authority over HTTP, within a bounded time, and leaves one alone that is away.

use crate::domain::timestamp::Timestamp;
use crate::formats::seal::TimeStamper;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// An authority that did not answer is asked again after this: certificates that wait do not wait one by one.
const LEFT_ALONE: Duration = Duration::from_secs(30);
/// No reply is larger.
const LONGEST_REPLY: usize = 64 * 1024;

/// An authority behind an address.
pub struct HttpAuthority {
    url: String,
    timeout: Duration,
    failed_at: Mutex<Option<Timestamp>>,
}

impl HttpAuthority {
    /// The authority at `url`, which gets `timeout` for each answer.
    pub const fn new(url: String, timeout: Duration) -> Self {
        Self { url, timeout, failed_at: Mutex::new(None) }
    }

    async fn ask(&self, request: Vec<u8>) -> Result<Vec<u8>, String> {
        // Without the address, which may hold a password.
        let failed = |error: reqwest::Error| error.without_url().to_string();
        let client = reqwest::Client::builder()
            .timeout(self.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(failed)?;
        let asked = client.post(&self.url).header("content-type", "application/timestamp-query").body(request);
        let mut answer = asked.send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return Err(format!("the authority answers {}", answer.status().as_u16()));
        }
        let mut reply = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(failed)? {
            reply.extend_from_slice(&part);
            if reply.len() > LONGEST_REPLY {
                return Err("the authority's reply is too long".to_owned());
            }
        }
        Ok(reply)
    }
}

impl TimeStamper for HttpAuthority {
    /// For the blocking threads of the runtime.
    fn reply(&self, request: &[u8], now: Timestamp) -> Result<Vec<u8>, String> {
        let failed_at = *self.failed_at.lock().unwrap_or_else(PoisonError::into_inner);
        if failed_at.is_some_and(|failed_at| now.since(failed_at) < LEFT_ALONE && failed_at <= now) {
            return Err("the authority did not answer a moment ago".to_owned());
        }
        let runtime = tokio::runtime::Handle::try_current().map_err(|error| error.to_string())?;
        let reply = runtime.block_on(self.ask(request.to_owned()));
        *self.failed_at.lock().unwrap_or_else(PoisonError::into_inner) = reply.is_err().then_some(now);
        if let Err(reason) = &reply {
            tracing::error!(reason, "no time stamp");
            metrics::counter!("minhchung_time_stamps_missing").increment(1);
        }
        reply
    }
}
