//! Group commit on SQLite. A sync of the disk takes longer than all the statements of a submit, so those who hand in at
//! the bell share one, and each is told of its own only when it is over.
//!
//! There is one connection that writes, and whoever wants to write lines up for a turn at it. Whose statements are done
//! gives the turn on and lines up once more, behind those who came meanwhile; the first to come round commits for all whose
//! statements were done by then. Nobody waits for company: alone, a transaction commits at once. Each but the first of a
//! group has a savepoint, so that one that is refused or dropped takes back what it wrote and nothing else.

use super::open::Store;
use super::{Connection, StoreError};
use sqlx::{Sqlite, SqlitePool};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// Transactions that may line up. The others wait before the line, and a batch of saves passes them by.
const LINE: usize = 16;

/// The connection that writes, and the line before it.
#[derive(Clone, Debug)]
pub(super) struct GroupCommit {
    pool: SqlitePool,
    turn: Arc<Mutex<Turn>>,
    line: Arc<Semaphore>,
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
}

/// What became of a group, once it is known.
type Fate = Arc<OnceLock<Result<(), StoreError>>>;

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
        Self { pool, turn: Arc::default(), line: Arc::new(Semaphore::new(LINE)) }
    }

    pub(super) const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Begins a transaction of `store`, as a group's first or next. Not tried for longer than `patience`.
    pub(super) async fn begin(
        &self,
        store: &Store,
        precedence: Precedence,
        patience: Duration,
    ) -> Result<Member, StoreError> {
        let line_up = async {
            let place = match precedence {
                Precedence::Ahead => None,
                Precedence::InLine => self.line.clone().acquire_owned().await.ok(),
            };
            (self.turn.clone().lock_owned().await, place)
        };
        let (mut turn, place) = tokio::time::timeout(patience, line_up)
            .await
            .map_err(|_| StoreError::unavailable(sqlx::Error::PoolTimedOut))?;
        turn.undo_unfinished().await;
        match &mut turn.0 {
            // Immediate: a deferred transaction that turns writer later fails with SQLITE_BUSY at once.
            none @ None => *none = Some(Group::of(self.pool.begin_with("begin immediate").await?)),
            Some(group) => group.run("savepoint member").await?,
        }
        let member = Member { turn, abandoned: Abandoned(Some(self.clone())), _place: place, store: store.clone() };
        Ok(member.begun())
    }

    /// Waits for a turn and sees to the end of a group, unless it has ended.
    async fn settle(self, store: Store, fate: Fate) -> Result<(), StoreError> {
        let mut turn = self.turn.lock().await;
        turn.undo_unfinished().await;
        if fate.get().is_none() {
            turn.commit(&store).await;
        }
        fate.get().cloned().unwrap_or_else(|| Err(StoreError::away("the group ended without a commit")))
    }
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
        let outcome = match store.refuse_after_failed_sync() {
            Ok(()) => group.transaction.commit().await.map_err(StoreError::from),
            Err(refused) => Err(refused),
        };
        if matches!(&outcome, Err(StoreError::SyncFailed(_))) {
            store.note_failed_sync();
        }
        tell(&group.fate, outcome);
    }

    /// Ends the group without a commit.
    fn end(&mut self, outcome: Result<(), StoreError>) {
        if let Some(group) = self.0.take() {
            tell(&group.fate, outcome);
        }
    }
}

fn tell(fate: &Fate, outcome: Result<(), StoreError>) {
    fate.set(outcome).expect("a group ends once");
}

impl Group {
    fn of(transaction: sqlx::Transaction<'static, Sqlite>) -> Self {
        Self { transaction, fate: Fate::default(), members: 0, is_unfinished: false }
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

    /// Gives the turn on and waits for the group's end, which comes also when nobody waits for it any more.
    async fn settled(mut self) -> Result<(), StoreError> {
        let fate = self.group().fate.clone();
        let Some(line) = self.abandoned.0.take() else { return Ok(()) };
        let store = self.store.clone();
        drop(self);
        let settled = tokio::spawn(line.settle(store, fate)).await;
        settled.unwrap_or_else(|_| Err(StoreError::away("the commit broke off")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open::Pools;
    use crate::store::transaction::Transaction;
    use crate::store::{counters, on, transact};

    fn group_commit(store: &Store) -> &GroupCommit {
        let Pools::Sqlite { write, .. } = &store.pools else { panic!("SQLite") };
        write
    }

    /// Waits until so many stand in line behind the one who has the turn.
    async fn in_line(store: &Store, count: usize) {
        while LINE - group_commit(store).line.available_permits() < count + 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    async fn opened(folder: &tempfile::TempDir) -> Store {
        Store::open(&format!("sqlite:{}", folder.path().join("a.db").display())).await.expect("opens")
    }

    /// As whoever else reads sees it.
    async fn value(store: &Store, name: &str) -> i64 {
        let mut reader = store.read().await.expect("a connection");
        counters::value(&mut reader.link(), name).await.expect("read")
    }

    async fn committed(transaction: Transaction) {
        transaction.end(Ok::<_, StoreError>(())).await.expect("committed");
    }

    async fn count(store: &Store, name: &str) -> i64 {
        let mut transaction = store.begin().await.expect("a turn");
        let next = counters::next(&mut transaction.link(), name).await.expect("written");
        transaction.end(Ok::<_, StoreError>(next)).await.expect("committed")
    }

    /// Whoever else opens the file can write.
    async fn is_free(folder: &tempfile::TempDir) {
        let other =
            SqlitePool::connect(&format!("sqlite:{}", folder.path().join("a.db").display())).await.expect("opens");
        sqlx::query("pragma busy_timeout = 2000").execute(&other).await.expect("set");
        other.begin_with("begin immediate").await.expect("nobody holds the file");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn those_who_come_while_one_is_at_work_share_its_commit_and_are_told_after_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let mut first = store.begin().await.expect("a turn");
        counters::next(&mut first.link(), "first").await.expect("written");
        let others: Vec<_> = (0..10)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let name = format!("other {number}");
                    count(&store, &name).await;
                    // Told: so it is there for everybody, and so are all of the group.
                    let mut seen = Vec::new();
                    for number in 0..10 {
                        seen.push(value(&store, &format!("other {number}")).await);
                    }
                    (value(&store, &name).await, seen.iter().sum::<i64>())
                })
            })
            .collect();
        in_line(&store, 10).await;
        assert_eq!(value(&store, "first").await, 0, "not committed before it is done");
        committed(first).await;
        assert_eq!(value(&store, "first").await, 1);
        for other in others {
            assert_eq!(other.await.expect("ran"), (1, 10));
        }
        is_free(&folder).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_of_a_group_takes_back_only_what_is_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let tasks: Vec<_> = (0..300)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut transaction = store.begin().await.expect("a turn");
                    counters::next(&mut transaction.link(), "kept").await.expect("written");
                    counters::next(&mut transaction.link(), "all").await.expect("written");
                    match number % 3 {
                        0 => committed(transaction).await,
                        1 => {
                            let refused = transaction.end(Err::<(), _>(StoreError::Unreadable("refused"))).await;
                            assert!(matches!(refused, Err(StoreError::Unreadable(_))), "{refused:?}");
                        }
                        // Whoever asked went away.
                        _ => drop(transaction),
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("ran");
        }
        assert_eq!(count(&store, "all").await, 101);
        assert_eq!(value(&store, "kept").await, 100);
        is_free(&folder).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_goes_away_alone_leaves_the_file_to_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let mut gone = store.begin().await.expect("a turn");
        counters::next(&mut gone.link(), "gone").await.expect("written");
        drop(gone);
        // No other transaction of ours comes by.
        is_free(&folder).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_is_left_uncommitted_when_those_who_asked_go_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let mut first = store.begin().await.expect("a turn");
        counters::next(&mut first.link(), "kept").await.expect("written");
        let second = tokio::spawn({
            let store = store.clone();
            async move {
                let mut second = store.begin().await.expect("a turn");
                counters::next(&mut second.link(), "kept").await.expect("written");
                // Keeps its turn until it is dropped.
                std::future::pending::<()>().await;
            }
        });
        in_line(&store, 1).await;
        // Its statements are done, the second has the turn, and nobody listens to the first any more.
        assert!(
            tokio::time::timeout(Duration::from_millis(50), first.end(Ok::<_, StoreError>(()))).await.is_err(),
            "waits for the second"
        );
        second.abort();
        while value(&store, "kept").await != 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        is_free(&folder).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_of_a_group_that_sqlite_took_back_is_told_that_it_stands() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let mut first = store.begin().await.expect("a turn");
        counters::next(&mut first.link(), "kept").await.expect("written");
        let refused = tokio::spawn({
            let store = store.clone();
            async move {
                // Because of what the first wrote.
                transact!(store, StoreError, |_c| { Err::<(), _>(StoreError::Unreadable("refused")) })
            }
        });
        in_line(&store, 1).await;
        let met = tokio::spawn({
            let store = store.clone();
            async move {
                transact!(store, StoreError, |c| {
                    // What SQLite does by itself after some errors of the disk.
                    on!(c, link => sqlx::query("rollback").execute(&mut **link).await.map(drop))?;
                    Err::<(), _>(StoreError::Unreadable("met"))
                })
            }
        });
        in_line(&store, 2).await;
        let told = first.end(Ok::<_, StoreError>(())).await;
        assert!(matches!(told, Err(StoreError::Unavailable(_))), "{told:?}");
        let told = refused.await.expect("ran");
        assert!(matches!(told, Err(StoreError::Unavailable(_))), "what it was refused for is gone: {told:?}");
        assert!(met.await.expect("ran").is_err());
        assert_eq!(value(&store, "kept").await, 0);
        assert_eq!(count(&store, "kept").await, 1, "writing goes on");
        is_free(&folder).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_that_finds_no_room_on_the_disk_takes_nobody_along_unheard() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let mut first = store.begin().await.expect("a turn");
        counters::next(&mut first.link(), "small").await.expect("written");
        let greedy = tokio::spawn({
            let store = store.clone();
            async move {
                transact!(store, StoreError, |c| {
                    // No page may be added: what a full disk does, without filling one.
                    on!(c, link => sqlx::query("pragma max_page_count = 1").execute(&mut **link).await.map(drop))?;
                    for number in 0..10_000 {
                        counters::next(c, &format!("a counter with a name that takes room {number}")).await?;
                    }
                    Ok(())
                })
            }
        });
        in_line(&store, 1).await;
        let told = first.end(Ok::<_, StoreError>(())).await;
        assert_eq!(value(&store, "small").await, i64::from(told.is_ok()), "{told:?}");
        let told = greedy.await.expect("ran");
        assert!(matches!(told, Err(StoreError::Unavailable(_))), "{told:?}");
        is_free(&folder).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_of_a_group_is_committed_once_a_sync_has_failed() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let mut first = store.begin().await.expect("a turn");
        counters::next(&mut first.link(), "before").await.expect("written");
        let met = tokio::spawn({
            let store = store.clone();
            async move {
                transact!(store, StoreError, |_c| {
                    Err::<(), _>(StoreError::SyncFailed(Arc::new(sqlx::Error::WorkerCrashed)))
                })
            }
        });
        in_line(&store, 1).await;
        let told = first.end(Ok::<_, StoreError>(())).await;
        assert!(matches!(told, Err(StoreError::SyncFailed(_))), "{told:?}");
        assert!(matches!(met.await.expect("ran"), Err(StoreError::SyncFailed(_))));
        assert_eq!(value(&store, "before").await, 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_finds_no_turn_in_time_is_told_to_come_back_and_saves_do_not_wait_behind_the_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = opened(&folder).await;
        let held = store.begin().await.expect("a turn");
        let late = group_commit(&store).begin(&store, Precedence::Ahead, Duration::from_millis(20)).await;
        assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
        let line: Vec<_> = (0..100)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { count(&store, "line").await })
            })
            .collect();
        in_line(&store, 15).await;
        let ahead = tokio::spawn({
            let store = store.clone();
            async move {
                let mut ahead = store.begin_statement().await.expect("a turn");
                let before = counters::value(&mut ahead.link(), "line").await.expect("read");
                committed(ahead).await;
                before
            }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        committed(held).await;
        let before = ahead.await.expect("ran");
        assert!(before < 32, "{before} went before it");
        for task in line {
            task.await.expect("ran");
        }
    }
}
