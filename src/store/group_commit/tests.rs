//! Those of a group share a commit, and nothing else.

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
    let other = SqlitePool::connect(&format!("sqlite:{}", folder.path().join("a.db").display())).await.expect("opens");
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
    assert!(before <= HEAD as i64, "{before} went before it");
    for task in line {
        task.await.expect("ran");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_saves_commits_in_its_own_turn_and_with_whoever_came_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = opened(&folder).await;
    let mut first = store.begin().await.expect("a turn");
    counters::next(&mut first.link(), "kept").await.expect("written");
    let batch = tokio::spawn({
        let store = store.clone();
        async move {
            let mut batch = store.begin_statement().await.expect("a turn");
            counters::next(&mut batch.link(), "kept").await.expect("written");
            committed(batch).await;
        }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let slow = tokio::spawn({
        let store = store.clone();
        async move {
            let _slow = store.begin().await.expect("a turn");
            std::future::pending::<()>().await;
        }
    });
    in_line(&store, 1).await;
    // Behind them stands one that takes for ever.
    committed(first).await;
    batch.await.expect("ran");
    assert_eq!(value(&store, "kept").await, 2);
    slow.abort();
    is_free(&folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_to_nothing_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = opened(&folder).await;
    count(&store, "kept").await;
    assert_eq!(store.undone(), 0);
    let mut first = store.begin().await.expect("a turn");
    counters::next(&mut first.link(), "kept").await.expect("written");
    run(&mut first.link(), "rollback").await;
    assert!(first.end(Ok::<_, StoreError>(())).await.is_err());
    assert_eq!(store.undone(), 1);
}

async fn run(connection: &mut Connection<'_>, sql: &'static str) {
    on!(connection, link => sqlx::query(sql).execute(&mut **link).await.map(drop)).expect("it runs");
}
