//! Answers about a certificate that many ask for at once: kept for two seconds, and given only while nothing was taken
//! back since they were made. Whoever reads an old certificate alone costs next to no memory, and whoever shows theirs to a
//! crowd costs one check in two seconds.

use super::problem::Problem;
use crate::flows::Service;
use crate::flows::certification::latest_change::LatestChange;
use crate::store::StoreError;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer is kept: what is not a change of the register, such as one more witness, shows that much later.
const KEPT_FOR: Duration = Duration::from_secs(2);
/// Asked for as often within that time, an answer is kept.
const OFTEN: u32 = 4;
/// Addresses that are counted.
const CAPACITY: usize = 1_024;
/// No page of ours is larger.
const LARGEST: usize = 256 * 1024;
/// Longer addresses are no certificate's.
const LONGEST_NAME: usize = 100;

/// The answers that are asked for often.
#[derive(Debug, Default)]
pub struct HotPages {
    asked: Mutex<HashMap<String, Asked>>,
    latest_change: LatestChange,
}

#[derive(Debug)]
struct Asked {
    since: Instant,
    times: u32,
    kept: Option<Kept>,
    /// Held by whoever makes it anew for all who ask meanwhile.
    making: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Clone, Debug)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
    latest_change: Option<u64>,
}

impl Asked {
    fn is_over(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) >= KEPT_FOR
    }
}

/// How often something is asked for.
enum Asks {
    /// Not before, as far as is known.
    First,
    Seldom,
    Often(Arc<tokio::sync::Mutex<()>>),
}

impl Kept {
    fn response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.headers_mut() = self.headers;
        response
    }
}

impl HotPages {
    /// The answer of that name, from what is kept or made anew. The name says everything that makes answers differ;
    /// without one nothing is kept.
    ///
    /// # Errors
    /// What making it says, or the store failed.
    pub async fn serve(
        &self,
        service: &Service,
        name: Option<String>,
        make: impl Future<Output = Result<Response, Problem>>,
    ) -> Result<Response, Problem> {
        let Some(name) = name.filter(|name| name.len() <= LONGEST_NAME) else { return make.await };
        let making = match self.note(&name, Instant::now()) {
            Asks::Often(making) => making,
            Asks::Seldom => return make.await,
            Asks::First => {
                let response = make.await?;
                // Whoever makes codes up is not counted: they would take the places of certificates.
                if response.status() == StatusCode::OK {
                    self.begin(name, Instant::now());
                }
                return Ok(response);
            }
        };
        if let Some(kept) = self.kept(service, &name).await? {
            return Ok(kept.response());
        }
        let _making = making.lock().await;
        // Made by somebody else meanwhile.
        if let Some(kept) = self.kept(service, &name).await? {
            return Ok(kept.response());
        }
        let latest_change = self.latest_change.now(&service.store).await?;
        let response = make.await?;
        if response.status() != StatusCode::OK {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, LARGEST).await.map_err(|error| Problem::internal(&error))?;
        let kept = Kept { headers: parts.headers, body, latest_change };
        if let Some(asked) = self.asked.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&name) {
            asked.kept = Some(kept.clone());
        }
        Ok(kept.response())
    }

    /// What is kept, when nothing was taken back since it was made.
    async fn kept(&self, service: &Service, name: &str) -> Result<Option<Kept>, StoreError> {
        let found = |all: &HashMap<String, Asked>| all.get(name).and_then(|asked| asked.kept.clone());
        let Some(kept) = found(&self.asked.lock().unwrap_or_else(PoisonError::into_inner)) else { return Ok(None) };
        let latest_change = self.latest_change.now(&service.store).await?;
        Ok((kept.latest_change == latest_change).then_some(kept))
    }

    /// Counts one more who asks.
    fn note(&self, name: &str, now: Instant) -> Asks {
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(asked) = all.get_mut(name) else { return Asks::First };
        if asked.is_over(now) {
            // What was asked for often is expected to be so again.
            let times = if asked.times >= OFTEN { OFTEN } else { 0 };
            *asked = Asked { since: now, times, kept: None, making: asked.making.clone() };
        }
        asked.times = asked.times.saturating_add(1);
        if asked.times >= OFTEN { Asks::Often(asked.making.clone()) } else { Asks::Seldom }
    }

    /// Begins to count who asks for something that there is.
    fn begin(&self, name: String, now: Instant) {
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= CAPACITY {
            all.retain(|_, asked| !asked.is_over(now));
        }
        if all.len() < CAPACITY {
            all.entry(name).or_insert(Asked { since: now, times: 1, kept: None, making: Arc::default() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(pages: &HotPages, name: &str, now: Instant) -> Option<bool> {
        match pages.note(name, now) {
            Asks::First | Asks::Seldom => None,
            Asks::Often(_) => Some(pages.asked.lock().expect("unharmed")[name].kept.is_some()),
        }
    }

    #[test]
    fn only_what_is_asked_for_often_is_kept_and_not_for_long() {
        let pages = HotPages::default();
        let now = Instant::now();
        assert!(matches!(pages.note("a", now), Asks::First));
        pages.begin("a".to_owned(), now);
        for _ in 2..OFTEN {
            assert!(matches!(pages.note("a", now), Asks::Seldom));
        }
        assert_eq!(kept(&pages, "a", now), Some(false));
        let page = Kept { headers: HeaderMap::new(), body: Bytes::new(), latest_change: None };
        pages.asked.lock().expect("unharmed").get_mut("a").expect("counted").kept = Some(page);
        assert_eq!(kept(&pages, "a", now + KEPT_FOR / 2), Some(true));
        assert_eq!(kept(&pages, "a", now + KEPT_FOR), Some(false), "still often, and made anew");
    }

    #[test]
    fn the_places_are_bounded_and_free_themselves() {
        let pages = HotPages::default();
        let now = Instant::now();
        for number in 0..CAPACITY * 2 {
            assert!(matches!(pages.note(&number.to_string(), now), Asks::First));
            pages.begin(number.to_string(), now);
        }
        assert_eq!(pages.asked.lock().expect("unharmed").len(), CAPACITY);
        pages.begin("later".to_owned(), now + KEPT_FOR);
        assert_eq!(pages.asked.lock().expect("unharmed").len(), 1);
    }
}
