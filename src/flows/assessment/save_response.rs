//! Save a response: checked against the form, queued, written with whatever else queued while the
//! last commit was in flight, and acknowledged only after that commit.

use super::load_bank;
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::response::{Misfit, Response};
use crate::domain::assessment::way::Access;
use crate::domain::identifier::AttemptId;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::people::log_in;
use crate::store::assessment::responses::{self, Save, StoredResponse};
use crate::store::{Failure, Store, StoreError, assessment::attempts, retry};
use std::collections::HashSet;
use tokio::sync::{mpsc, oneshot};

/// Saves that may wait; more are told to come back at once.
const QUEUE: usize = 8_192;
/// Rows in one statement.
const BATCH: usize = 512;

/// Why a response was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveRefusal {
    /// No session.
    NotLoggedIn,
    /// No such attempt of this person, or no such place on its form.
    NotFound,
    /// It does not fit the item.
    Misfit(Misfit),
    /// Another save was first; this is what is stored.
    Stale(Option<StoredResponse>),
    /// Handed in, or out of time; this is what is stored.
    Closed(Option<StoredResponse>),
    /// The attempt has moved on from the item; this is what is stored.
    Left(Option<StoredResponse>),
    /// The response was checked in practice; this is what is stored.
    Checked(Option<StoredResponse>),
    /// A supervisor holds the attempt: later.
    Paused,
    /// Too many saves wait.
    Busy,
}

/// An acknowledged save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The revision now stored.
    pub revision: i64,
    /// When the request arrived.
    pub saved_at: Timestamp,
}

/// What a candidate's page sends.
#[derive(Clone)]
pub struct SaveRequest<'a> {
    /// The session's token.
    pub token: &'a str,
    /// Which attempt.
    pub attempt: AttemptId,
    /// Place on the form, from 1.
    pub number: i64,
    /// The revision the page has.
    pub base_revision: i64,
    /// The response.
    pub response: Response,
    /// When the request was parsed: before queues and locks.
    pub arrived_at: Timestamp,
}

/// Saves a response. The same save sent again is acknowledged again.
///
/// # Errors
/// Refused, or the store failed: then nothing is promised and the page sends again.
#[tracing::instrument(level = "trace", skip_all)]
pub async fn save_response(service: &Service, request: SaveRequest<'_>) -> Result<Saved, Failure<SaveRefusal>> {
    let token_hash = log_in::token_hash(request.token);
    let place = match load_bank::frame(service, &request.attempt, request.number).await? {
        Some(frame) => request
            .number
            .checked_sub(1)
            .and_then(|index| usize::try_from(index).ok())
            .filter(|index| *index < frame.places.len())
            .map(|index| (frame, index)),
        None => None,
    };
    let Some((frame, index)) = place else { return refuse(service, &request, SaveRefusal::NotFound).await };
    let response = match request.response.clone().fitted(&frame.places[index]) {
        Ok(response) => response,
        Err(misfit) => return refuse(service, &request, SaveRefusal::Misfit(misfit)).await,
    };
    let save = Save {
        token_hash,
        attempt: request.attempt.clone(),
        number: request.number,
        base_revision: request.base_revision,
        response,
        arrived_at: request.arrived_at,
    };
    match service.saver.save(save.clone()).await? {
        true => Ok(Saved { revision: save.base_revision + 1, saved_at: save.arrived_at }),
        false => explain(service, &request, &save).await,
    }
}

/// A refusal found before the session was looked at: who may not see the attempt learns nothing of it.
async fn refuse(
    service: &Service,
    request: &SaveRequest<'_>,
    refusal: SaveRefusal,
) -> Result<Saved, Failure<SaveRefusal>> {
    let Some(session) = log_in::who_asks(service, request.token).await? else {
        return Err(Failure::Refused(SaveRefusal::NotLoggedIn));
    };
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let own = attempts::find_own(connection, &request.attempt, &session.person.id).await?;
    Err(Failure::Refused(match own.map(|own| own.way.access(request.number)) {
        Some(Access::Open) => refusal,
        Some(Access::Left) if refusal != SaveRefusal::NotFound => {
            SaveRefusal::Left(responses::find(connection, &request.attempt, request.number).await?)
        }
        Some(Access::Left | Access::NotReached) | None => SaveRefusal::NotFound,
    }))
}

/// The batch did not store this save: says why, or that it was stored before.
async fn explain(service: &Service, request: &SaveRequest<'_>, save: &Save) -> Result<Saved, Failure<SaveRefusal>> {
    let Some(session) = log_in::who_asks(service, request.token).await? else {
        return Err(Failure::Refused(SaveRefusal::NotLoggedIn));
    };
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(own) = attempts::find_own(connection, &save.attempt, &session.person.id).await? else {
        return Err(Failure::Refused(SaveRefusal::NotFound));
    };
    let stored = responses::find(connection, &save.attempt, save.number).await?;
    if let Some(same) =
        stored.as_ref().filter(|stored| stored.revision == save.base_revision + 1 && stored.response == save.response)
    {
        return Ok(Saved { revision: same.revision, saved_at: same.saved_at });
    }
    let (is_open, is_paused, has_left) = match &own.attempt {
        Attempt::InProgress(open) => {
            let arrived_at = save.arrived_at;
            (!open.is_overdue(arrived_at), open.paused_at.is_some(), open.has_left_section(arrived_at))
        }
        Attempt::Submitted(_) => (false, false, false),
    };
    Err(Failure::Refused(match own.way.access(save.number) {
        Access::NotReached => SaveRefusal::NotFound,
        Access::Open | Access::Left if is_paused => SaveRefusal::Paused,
        Access::Open | Access::Left if !is_open => SaveRefusal::Closed(stored),
        Access::Left => SaveRefusal::Left(stored),
        Access::Open if has_left => SaveRefusal::Left(stored),
        Access::Open if stored.as_ref().is_some_and(|stored| stored.checked_at.is_some()) => {
            SaveRefusal::Checked(stored)
        }
        Access::Open => SaveRefusal::Stale(stored),
    }))
}

/// The queue in front of the writers.
#[derive(Clone, Debug)]
pub struct Saver {
    writers: Vec<mpsc::Sender<Queued>>,
}

#[derive(Debug)]
struct Queued {
    save: Save,
    answer: oneshot::Sender<Result<bool, StoreError>>,
}

impl Saver {
    /// Starts the writers: one for SQLite; on PostgreSQL several, an attempt always with the same one.
    pub fn start(store: &Store) -> Self {
        let count = match store.engine() {
            crate::store::Engine::Sqlite => 1,
            crate::store::Engine::Postgres => 2,
        };
        let writers = (0..count)
            .map(|_| {
                let (sender, receiver) = mpsc::channel(QUEUE);
                tokio::spawn(write_batches(store.clone(), receiver));
                sender
            })
            .collect();
        Self { writers }
    }

    /// True when stored and committed; false when the statement refused it.
    async fn save(&self, save: Save) -> Result<bool, Failure<SaveRefusal>> {
        let lane = save.attempt.as_str().bytes().map(usize::from).sum::<usize>() % self.writers.len();
        let (answer, result) = oneshot::channel();
        self.writers[lane].try_send(Queued { save, answer }).map_err(|_| Failure::Refused(SaveRefusal::Busy))?;
        match result.await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(Failure::Refused(SaveRefusal::Busy)),
        }
    }
}

/// Takes whatever queued while the last commit was in flight; never waits for more.
async fn write_batches(store: Store, mut queue: mpsc::Receiver<Queued>) {
    let mut waiting: Vec<Queued> = Vec::new();
    loop {
        if waiting.is_empty() && queue.recv_many(&mut waiting, BATCH).await == 0 {
            return;
        }
        while waiting.len() < BATCH {
            let Ok(next) = queue.try_recv() else { break };
            waiting.push(next);
        }
        let (batch, later) = split_repeats(std::mem::take(&mut waiting));
        waiting = later;
        write_batch(&store, batch).await;
    }
}

/// The same place of the same attempt twice goes into the next batch: PostgreSQL refuses it in one.
fn split_repeats(queued: Vec<Queued>) -> (Vec<Queued>, Vec<Queued>) {
    let mut seen = HashSet::new();
    queued.into_iter().partition(|queued| seen.insert((queued.save.attempt.clone(), queued.save.number)))
}

#[tracing::instrument(level = "trace", skip_all, fields(rows = batch.len()))]
async fn write_batch(store: &Store, batch: Vec<Queued>) {
    metrics::histogram!("minhchung_save_batch_rows").record(batch.len() as f64);
    let saves: Vec<&Save> = batch.iter().map(|queued| &queued.save).collect();
    match write_with_retry(store, &saves).await {
        Ok(stored) => {
            let stored: HashSet<(String, i64)> = stored.into_iter().collect();
            for Queued { save, answer } in batch {
                let is_stored = stored.contains(&(save.attempt.as_str().to_owned(), save.number));
                // Nobody listens any more when the client went away; the save stands all the same.
                drop(answer.send(Ok(is_stored)));
            }
        }
        // One bad row must not fail its neighbours.
        Err(StoreError::Constraint(_) | StoreError::Other(_)) if batch.len() > 1 => {
            for Queued { save, answer } in batch {
                let outcome = write_with_retry(store, &[&save]).await.map(|stored| !stored.is_empty());
                drop(answer.send(outcome));
            }
        }
        Err(error) => {
            tracing::error!(%error, rows = batch.len(), "a batch of saves was not written");
            for Queued { answer, .. } in batch {
                drop(answer.send(Err(error.clone())));
            }
        }
    }
}

async fn write_with_retry(store: &Store, saves: &[&Save]) -> Result<Vec<(String, i64)>, StoreError> {
    retry!(store, StoreError, async {
        let mut writer = store.begin_statement().await?;
        let stored = responses::save_batch(&mut writer.link(), saves).await;
        writer.end(stored).await
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Transient;

    #[tokio::test]
    async fn everybody_in_a_batch_is_told_why_it_was_not_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&format!("sqlite:{}", folder.path().join("a.db").display())).await.expect("opens");
        let saver = Saver::start(&store);
        store.close().await;
        let save = |number| Save {
            token_hash: String::new(),
            attempt: AttemptId::from_bytes([0; 16]),
            number,
            base_revision: 0,
            response: Response::Choice(Vec::new()),
            arrived_at: Timestamp::from_micros(0),
        };
        for told in futures_util::future::join_all((1..=3).map(|number| saver.save(save(number)))).await {
            let Err(Failure::Store(error)) = told else { panic!("{told:?}") };
            assert!(matches!(error, StoreError::Unavailable(_)) && !error.is_fatal(), "{error:?}");
            assert!(error.to_string().contains("closed pool"), "{error}");
        }
    }
}
