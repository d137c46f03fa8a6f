//! Answers that take the longer the more there is to count: kept for a while, so that finding them takes a twentieth of
//! one processor at most, however much there is and however many ask.

use crate::store::StoreError;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, Semaphore};

/// What takes less than this is found anew each time.
const CHEAP: Duration = Duration::from_millis(500);
/// A dear answer is given again for so many times as long as it took to find.
const AGAIN: u32 = 20;

/// Looks under way, of all kinds: each holds a connection for as long as it takes, also when nobody waits any more.
static LOOKS: Semaphore = Semaphore::const_new(2);

/// A dear answer, and until when it is given again.
type Kept<A> = Option<(Instant, A)>;

/// The dear answers to questions of one kind, each by what it is about.
#[derive(Debug)]
pub struct DearAnswers<A>(std::sync::Mutex<HashMap<String, Arc<Mutex<Kept<A>>>>>);

impl<A> Default for DearAnswers<A> {
    fn default() -> Self {
        Self(std::sync::Mutex::default())
    }
}

impl<A: Clone + Send + 'static> DearAnswers<A> {
    /// The answer that is kept, or the one that is found. One at a time looks; whoever comes meanwhile waits for what is
    /// found. Looking goes on when nobody waits any more: whoever asks again finds the answer there. It has a thread of its
    /// own: a second of rows one after the other would keep all other requests from those that serve them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(
        &self,
        about: &str,
        look: impl Future<Output = Result<A, StoreError>> + Send + 'static,
    ) -> Result<A, StoreError> {
        let mut kept = self.place(about).lock_owned().await;
        if let Some((_, answer)) = kept.as_ref().filter(|(until, _)| Instant::now() < *until) {
            return Ok(answer.clone());
        }
        let place = LOOKS.acquire().await.map_err(|_| StoreError::away("no more answers are looked for"))?;
        let runtime = tokio::runtime::Handle::current();
        let looking = tokio::task::spawn_blocking(move || {
            let _place = place;
            let started = Instant::now();
            let answer = runtime.block_on(look)?;
            *kept = keep(answer.clone(), started.elapsed(), Instant::now());
            Ok::<A, StoreError>(answer)
        });
        looking.await.map_err(|_| StoreError::Unreadable("what was counted"))?
    }

    fn place(&self, about: &str) -> Arc<Mutex<Kept<A>>> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.entry(about.to_owned()).or_default().clone()
    }
}

fn keep<A>(answer: A, took: Duration, now: Instant) -> Kept<A> {
    (took >= CHEAP).then(|| (now + took * AGAIN, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_took_long_is_kept_and_for_the_longer_the_longer_it_took() {
        let now = Instant::now();
        assert_eq!(keep("cheap", Duration::from_millis(499), now), None);
        assert_eq!(keep("dear", Duration::from_secs(3), now), Some((now + Duration::from_secs(60), "dear")));
    }

    #[tokio::test]
    async fn a_kept_answer_is_given_until_its_time_is_over() {
        let answers = DearAnswers::default();
        let ask = async |found: u8| answers.find("all", async move { Ok(found) }).await.expect("an answer");
        assert_eq!((ask(1).await, ask(2).await), (1, 2), "cheap ones are found anew");
        let now = Instant::now();
        *answers.place("all").lock().await = Some((now + Duration::from_secs(60), 3));
        assert_eq!(ask(4).await, 3);
        *answers.place("all").lock().await = Some((now, 3));
        assert_eq!(ask(5).await, 5);
    }
}
