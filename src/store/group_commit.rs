//! Group commit on SQLite. A sync of the disk takes longer than all the statements of a submit, so those who hand in at
//! the bell share one, and each is told of its own only when it is over.
//!
//! There is one connection that writes, and whoever wants to write lines up for a turn at it. Whose statements are done
//! gives the turn on and lines up once more, behind those who came meanwhile; the first to come round commits for all whose
//! statements were done by then. Nobody waits for company: alone, a transaction commits at once, and a batch of saves, which is
//! company enough, commits in its own turn, with whoever came before it. Each but the first of a group has a savepoint, so
//! that one that is refused or dropped takes back what it wrote and nothing else.
//!
//! A transaction sees what others of its group wrote, which may come to nothing: what it remembers beyond its own end belongs
//! to the count of [`GroupCommit::undone`]. One that meets an error of the disk has to fail with it.

use super::open::Store;
use super::{Connection, StoreError};
use sqlx::{Sqlite, SqlitePool};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, SetOnce};

/// Transactions that may line up; the others wait before the line.
const LINE: usize = 16;
/// How many of them a batch of saves may find before it. Few, for those who wait for theirs to be called saved; not one, for
/// where syncs are slow each should be for several.
const HEAD: usize = 4;

/// The connection that writes, and the line before it.
#[derive(Clone, Debug)]
pub(super) struct GroupCommit {
    pool: SqlitePool,
    turn: Arc<Mutex<Turn>>,
    /// Places at the head of the line, where one waits for the turn. A batch of saves waits beside them.
    head: Arc<Semaphore>,
    line: Arc<Semaphore>,
    undone: Arc<AtomicU64>,
}

/// The group that is open; none between two groups.
#[derive(Debug, Default)]
struct Turn(Option<Group>);

#[derive(Debug)]
struct Group {
    transaction: sqlx::Transaction<'static, Sqlite>,
    fate: Fate,
    /// Those whose statements are done.
    members: usize,
    /// Whether somebody began whose statements are neither done nor undone.
    is_unfinished: bool,
    /// Raised when it comes to nothing.
    undone: Arc<AtomicU64>,
}

/// What became of a group, once it is known.
type Fate = Arc<SetOnce<Result<(), StoreError>>>;

/// Whom to let in first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precedence {
    /// A batch of saves.
    Ahead,
    /// Everything else.
    InLine,
}

impl GroupCommit {
    pub(super) fn over(pool: SqlitePool) -> Self {
        let line = Arc::new(Semaphore::new(LINE));
        Self { pool, turn: Arc::default(), head: Arc::new(Semaphore::new(HEAD)), line, undone: Arc::default() }
    }

    pub(super) const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// How many groups came to nothing so far.
    pub(super) fn undone(&self) -> u64 {
        self.undone.load(Ordering::SeqCst)
    }

    /// Begins a transaction of `store`, as a group's first or next. Not tried for longer than `patience`.
    pub(super) async fn begin(
        &self,
        store: &Store,
        precedence: Precedence,
        patience: Duration,
    ) -> Result<Member, StoreError> {
        let line_up = async {
            match precedence {
                Precedence::Ahead => (self.turn.clone().lock_owned().await, None),
                Precedence::InLine => {
                    let place = self.line.clone().acquire_owned().await.ok();
                    (self.next_turn().await, place)
                }
            }
        };
        let (mut turn, place) = tokio::time::timeout(patience, line_up)
            .await
            .map_err(|_| StoreError::unavailable(sqlx::Error::PoolTimedOut))?;
        turn.undo_unfinished().await;
        match &mut turn.0 {
            // Immediate: a deferred transaction that turns writer later fails with SQLITE_BUSY at once.
            none @ None => {
                let transaction = self.pool.begin_with("begin immediate").await?;
                *none = Some(Group::of(transaction, self.undone.clone()));
            }
            Some(group) => group.run("savepoint member").await?,
        }
        let abandoned = Abandoned(Some(self.clone()));
        let member = Member { turn, abandoned, precedence, _place: place, store: store.clone() };
        Ok(member.begun())
    }

    /// The turn of whoever is in line.
    async fn next_turn(&self) -> OwnedMutexGuard<Turn> {
        // Never closed, so there is a place for everybody.
        let _head = self.head.acquire().await;
        self.turn.clone().lock_owned().await
    }

    /// Waits for a turn and sees to the end of a group, unless somebody else does before.
    async fn settle(self, store: Store, fate: Fate) -> Result<(), StoreError> {
        let mut turn = tokio::select! {
            biased;
            ended = fate.wait() => return ended.clone(),
            turn = self.next_turn() => turn,
        };
        turn.undo_unfinished().await;
        if fate.get().is_none() {
            turn.commit(&store).await;
        }
        ended(&fate)
    }
}

fn ended(fate: &Fate) -> Result<(), StoreError> {
    fate.get().cloned().unwrap_or_else(|| Err(StoreError::away("the group ended without a commit")))
}

impl Turn {
    /// Takes back what somebody wrote who was refused or went away in the middle.
    async fn undo_unfinished(&mut self) {
        let Some(group) = self.0.as_mut().filter(|group| group.is_unfinished) else { return };
        if group.members > 0 {
            // The savepoint stays, and ends with the group: undoing it again after a broken-off undo does no harm.
            match group.run("rollback to member").await {
                Ok(()) => group.is_unfinished = false,
                // SQLite has taken everything back by itself, of all: the disk is full, for one.
                Err(error) => self.end(Err(StoreError::unavailable(error))),
            }
        } else if let Some(group) = self.0.take()
            && let Err(error) = group.transaction.rollback().await
        {
            tracing::debug!(%error, "SQLite had taken it back already");
        }
    }

    async fn commit(&mut self, store: &Store) {
        let Some(group) = self.0.take() else { return };
        metrics::histogram!("minhchung_commit_transactions").record(group.members as f64);
        // Once a sync has failed nothing more is written, whoever met it.
        let Group { transaction, fate, undone, .. } = group;
        let outcome = match store.refuse_after_failed_sync() {
            Ok(()) => transaction.commit().await.map_err(StoreError::from),
            Err(refused) => Err(refused),
        };
        if matches!(&outcome, Err(StoreError::SyncFailed(_))) {
            store.note_failed_sync();
        }
        tell(&fate, &undone, outcome);
    }

    /// Ends the group without a commit.
    fn end(&mut self, outcome: Result<(), StoreError>) {
        if let Some(group) = self.0.take() {
            tell(&group.fate, &group.undone, outcome);
        }
    }
}

/// Counted before anybody is told: whoever tries again finds the count as it is.
fn tell(fate: &Fate, undone: &AtomicU64, outcome: Result<(), StoreError>) {
    if outcome.is_err() {
        undone.fetch_add(1, Ordering::SeqCst);
    }
    fate.set(outcome).expect("a group ends once");
}

impl Group {
    fn of(transaction: sqlx::Transaction<'static, Sqlite>, undone: Arc<AtomicU64>) -> Self {
        Self { transaction, fate: Fate::default(), members: 0, is_unfinished: false, undone }
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(statement).execute(&mut *self.transaction).await.map(drop)
    }
}

/// A transaction that has its turn. Dropped, it is undone.
#[derive(Debug)]
pub struct Member {
    turn: OwnedMutexGuard<Turn>,
    // Dropped after the turn is given on.
    abandoned: Abandoned,
    precedence: Precedence,
    _place: Option<OwnedSemaphorePermit>,
    store: Store,
}

/// Undoes a member that was dropped, when nobody else comes who would.
#[derive(Debug)]
struct Abandoned(Option<GroupCommit>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        if let (Some(line), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move { line.turn.lock().await.undo_unfinished().await });
        }
    }
}

impl Member {
    fn begun(mut self) -> Self {
        self.group().is_unfinished = true;
        self
    }

    fn group(&mut self) -> &mut Group {
        self.turn.0.as_mut().expect("a group is open while a member has its turn")
    }

    pub(super) fn link(&mut self) -> Connection<'_> {
        Connection::Sqlite(&mut self.group().transaction)
    }

    /// Acknowledged: on the disk, with whoever else was in the group.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let group = self.group();
        group.members += 1;
        group.is_unfinished = false;
        self.settled().await
    }

    /// Takes everything back. Who is refused may be so because of what others of the group wrote: their commit is waited
    /// for. If it fails, the refusal is worth nothing.
    pub(super) async fn roll_back(mut self, has_sync_failed: bool) -> Result<(), StoreError> {
        if has_sync_failed {
            self.store.note_failed_sync();
        }
        if self.group().members > 0 {
            return self.settled().await;
        }
        self.abandoned.0 = None;
        self.turn.undo_unfinished().await;
        Ok(())
    }

    /// Sees to the group's end, or gives the turn on and waits for it. It comes also when nobody waits any more.
    async fn settled(mut self) -> Result<(), StoreError> {
        let fate = self.group().fate.clone();
        let Some(line) = self.abandoned.0.take() else { return Ok(()) };
        let Self { mut turn, precedence, _place: place, store, .. } = self;
        let settled = if precedence == Precedence::Ahead {
            tokio::spawn(async move {
                turn.undo_unfinished().await;
                turn.commit(&store).await;
                ended(&fate)
            })
        } else {
            drop((turn, place));
            tokio::spawn(line.settle(store, fate))
        };
        settled.await.unwrap_or_else(|_| Err(StoreError::away("the commit broke off")))
    }
}

#[cfg(test)]
mod tests;
