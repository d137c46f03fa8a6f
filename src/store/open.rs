//! Opening the store: pools, pragmas, migrations, and the checks without which nothing is promised.

use super::error::{OpenError, StoreError};
use super::group_commit::GroupCommit;
use super::{Connection, PooledConnection};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a request waits for a connection before it is told to come back.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The engine behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Connections to PostgreSQL for everything but saves.
const POSTGRES: u32 = 12;
/// Connections to it that nobody but the writers of saves takes, so that no crowd at another door keeps an answer from being
/// saved. What is written by one of these is a transaction by itself: never begin one here, for one that is dropped before the
/// database has answered stays open, and a save would be called saved without being so.
const SAVES: u32 = 2;
/// Connections to read what saves need, beside those.
const AHEAD: u32 = 2;

/// The database: pools to write through, to read from, and for saves alone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) pools: Pools,
    /// Whether a sync has failed; then nothing is written any more.
    has_sync_failed: watch::Sender<bool>,
}

#[derive(Clone, Debug)]
pub(super) enum Pools {
    /// What saves write goes through the one that writes.
    Sqlite {
        write: GroupCommit,
        read: SqlitePool,
        ahead: SqlitePool,
    },
    Postgres {
        pool: PgPool,
        saves: PgPool,
        ahead: PgPool,
    },
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://...`, migrates under a lock and refuses lossy settings.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let store = if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(path.trim_start_matches("//")).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url).await?
        } else {
            return Err(OpenError::UnknownUrl);
        };
        store.refuse_lossy_settings().await?;
        Ok(store)
    }

    async fn open_sqlite(path: &str) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("wal_autocheckpoint", "4000");
        // SQLite itself has no lock for migrations; concurrent first opens fail without this one.
        let lock = lock_beside(PathBuf::from(path)).await?;
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // When the disk is full SQLite ends a transaction by itself and the connection does not notice:
            // such a one is replaced, so that writing goes on as soon as there is room again.
            .before_acquire(|connection, _| {
                let is_idle = !sqlx::Connection::is_in_transaction(connection);
                Box::pin(async move { Ok(is_idle) })
            })
            .connect_with(options.clone())
            .await
            .map_err(OpenError::Database)?;
        move_log_into_file(&write).await.map_err(OpenError::Database)?;
        MIGRATIONS.run(&write).await.map_err(OpenError::Migration)?;
        drop(lock);
        let options = options.pragma("query_only", "on");
        let reading = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .max_lifetime(None)
                .idle_timeout(None)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .connect_with(options.clone())
        };
        let read = reading(8).await.map_err(OpenError::Database)?;
        let ahead = reading(1).await.map_err(OpenError::Database)?;
        Ok(Self::new(Pools::Sqlite { write: GroupCommit::over(write), read, ahead }))
    }

    async fn open_postgres(url: &str) -> Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url).map_err(OpenError::Database)?;
        let connected = |connections| {
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .connect_with(options.clone())
        };
        let pool = connected(POSTGRES).await.map_err(OpenError::Database)?;
        MIGRATIONS.run(&pool).await.map_err(OpenError::Migration)?;
        let saves = connected(SAVES).await.map_err(OpenError::Database)?;
        let ahead = connected(AHEAD).await.map_err(OpenError::Database)?;
        Ok(Self::new(Pools::Postgres { pool, saves, ahead }))
    }

    fn new(pools: Pools) -> Self {
        Self { pools, has_sync_failed: watch::Sender::new(false) }
    }

    /// The engine behind it.
    pub const fn engine(&self) -> Engine {
        match &self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// How many groups of transactions came to nothing whose members saw each other's work; never more than none where
    /// transactions do not.
    pub fn undone(&self) -> u64 {
        match &self.pools {
            Pools::Sqlite { write, .. } => write.undone(),
            Pools::Postgres { .. } => 0,
        }
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// When none is to be had within five seconds.
    pub async fn read(&self) -> Result<PooledConnection, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { read, .. } => {
                PooledConnection::Sqlite(read.acquire().await.map_err(StoreError::unavailable)?)
            }
            Pools::Postgres { pool, .. } => {
                PooledConnection::Postgres(pool.acquire().await.map_err(StoreError::unavailable)?)
            }
        })
    }

    /// A connection to read what a save needs, with nobody before it but other saves.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_ahead(&self) -> Result<PooledConnection, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { ahead, .. } => {
                PooledConnection::Sqlite(ahead.acquire().await.map_err(StoreError::unavailable)?)
            }
            Pools::Postgres { ahead, .. } => {
                PooledConnection::Postgres(ahead.acquire().await.map_err(StoreError::unavailable)?)
            }
        })
    }

    /// A connection to join whole tables. Of one that has just grown PostgreSQL knows the old size for a minute, and would
    /// compare each of its rows with all rows of the other: 14 seconds for 20,500 people in the first minute of an exam.
    ///
    /// # Errors
    /// As [`Self::read`], or when the database fails.
    pub async fn read_whole(&self) -> Result<PooledConnection, StoreError> {
        let Pools::Postgres { pool, .. } = &self.pools else { return self.read().await };
        let mut transaction = pool.begin_with("begin read only").await.map_err(StoreError::unavailable)?;
        sqlx::query("set local enable_nestloop = off").execute(&mut *transaction).await?;
        Ok(PooledConnection::PostgresTransaction(transaction))
    }

    /// Closes every connection; what was committed is on disk already. After a failed sync nothing is closed.
    pub async fn close(&self) {
        if self.has_sync_failed() {
            return;
        }
        match &self.pools {
            Pools::Sqlite { write, read, ahead } => {
                read.close().await;
                ahead.close().await;
                write.pool().close().await;
            }
            Pools::Postgres { pool, saves, ahead } => {
                pool.close().await;
                ahead.close().await;
                saves.close().await;
            }
        }
    }

    /// From now on nothing is written, and the files stay as they are: the last connection that closes would copy
    /// from the log what may not be there when it is read again.
    pub(super) fn note_failed_sync(&self) {
        if !self.has_sync_failed.send_replace(true) {
            // One that is never dropped keeps the pools open until the process ends.
            std::mem::forget(self.clone());
        }
    }

    /// Whether a sync has failed.
    pub fn has_sync_failed(&self) -> bool {
        *self.has_sync_failed.borrow()
    }

    /// Waits until a sync fails, for whoever then ends the process.
    pub async fn sync_failed(&self) {
        // The sender is ours, so that there is no other end of waiting.
        drop(self.has_sync_failed.subscribe().wait_for(|failed| *failed).await);
    }

    pub(super) fn refuse_after_failed_sync(&self) -> Result<(), StoreError> {
        if self.has_sync_failed() {
            let earlier = sqlx::Error::Io(std::io::Error::other("an earlier sync failed"));
            return Err(StoreError::SyncFailed(Arc::new(earlier)));
        }
        Ok(())
    }

    async fn refuse_lossy_settings(&self) -> Result<(), OpenError> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                let write = write.pool();
                let (synchronous,): (i64,) =
                    sqlx::query_as("pragma synchronous").fetch_one(write).await.map_err(OpenError::Database)?;
                let (journal,): (String,) =
                    sqlx::query_as("pragma journal_mode").fetch_one(write).await.map_err(OpenError::Database)?;
                refuse_unless(synchronous == 2, || format!("synchronous = {synchronous}"))?;
                refuse_unless(journal == "wal", || format!("journal_mode = {journal}"))
            }
            Pools::Postgres { pool, .. } => {
                for (setting, query) in [("synchronous_commit", "show synchronous_commit"), ("fsync", "show fsync")] {
                    let (value,): (String,) =
                        sqlx::query_as(query).fetch_one(pool).await.map_err(OpenError::Database)?;
                    refuse_unless(value != "off", || format!("{setting} = {value}"))?;
                }
                Ok(())
            }
        }
    }
}

fn refuse_unless(holds: bool, setting: impl FnOnce() -> String) -> Result<(), OpenError> {
    if holds { Ok(()) } else { Err(OpenError::LossySetting(setting())) }
}

/// Writes what a program before us left in the log to the database file, so that the next write begins the log anew. If
/// that program ended because a sync failed, the log may read well out of memory and have a hole on the disk: what would
/// be added behind the hole would be lost with it when the machine stops.
async fn move_log_into_file(write: &SqlitePool) -> Result<(), sqlx::Error> {
    // Passive: who else has the file open, as the service beside a command, is not disturbed.
    match sqlx::query("pragma wal_checkpoint(passive)").execute(write).await {
        // No room: nothing is acknowledged either before there is some.
        Err(sqlx::Error::Database(full)) if full.code().as_deref() == Some("13") => Ok(()),
        moved => moved.map(drop),
    }
}

/// Takes the operating system's lock on `PATH.lock`, waiting for whoever migrates now.
async fn lock_beside(path: PathBuf) -> Result<std::fs::File, OpenError> {
    let take = move || -> std::io::Result<std::fs::File> {
        let name = format!("{}.lock", path.file_name().unwrap_or_default().to_string_lossy());
        let lock = path.parent().unwrap_or(Path::new(".")).join(name);
        let file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(lock)?;
        file.lock()?;
        Ok(file)
    };
    tokio::task::spawn_blocking(take).await.map_err(|error| OpenError::Lock(error.into()))?.map_err(OpenError::Lock)
}

impl Connection<'_> {
    /// The engine it speaks to.
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{counters, on, transact};

    #[tokio::test]
    async fn writing_goes_on_once_a_full_disk_has_room_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&format!("sqlite:{}", folder.path().join("full.db").display())).await.expect("opens");
        let refused = transact!(store, StoreError, |c| {
            // No page may be added: what a full disk does, without filling one.
            on!(c, link => sqlx::query("pragma max_page_count = 1").execute(&mut **link).await.map(drop))?;
            for number in 0..10_000 {
                counters::next(c, &format!("a counter with a name that takes room {number}")).await?;
            }
            Ok(())
        });
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        let next = transact!(store, StoreError, |c| { counters::next(c, "after").await });
        assert_eq!(next.expect("written"), 1);
    }

    #[tokio::test]
    async fn nothing_is_written_after_a_failed_sync() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("broken.db");
        let store = Store::open(&format!("sqlite:{}", file.display())).await.expect("opens");
        let log = || std::fs::metadata(file.with_extension("db-wal")).map_or(0, |file| file.len());
        transact!(store, StoreError, |c| { counters::next(c, "before").await }).expect("written");
        let met = transact!(store, StoreError, |_c| {
            Err::<(), _>(StoreError::SyncFailed(Arc::new(sqlx::Error::WorkerCrashed)))
        });
        assert!(matches!(met, Err(StoreError::SyncFailed(_))), "{met:?}");
        store.sync_failed().await;
        let next = transact!(store, StoreError, |c| { counters::next(c, "after").await });
        assert!(matches!(next, Err(StoreError::SyncFailed(_))), "{next:?}");
        assert!(matches!(store.begin_statement().await, Err(StoreError::SyncFailed(_))));
        let mut reader = store.read().await.expect("reading does no harm");
        assert_eq!(counters::value(&mut reader.link(), "after").await.expect("read"), 0);
        drop(reader);
        let before = log();
        store.close().await;
        drop(store);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(before > 0 && log() == before, "the log stays as it is");
    }

    #[tokio::test]
    async fn what_a_dead_program_left_in_the_log_is_in_the_file_before_anything_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        let store = Store::open(&format!("sqlite:{}", place("first.db").display())).await.expect("opens");
        transact!(store, StoreError, |c| { counters::next(c, "kept").await }).expect("written");
        // As after kill -9: nobody closed the files.
        for end in ["db", "db-wal"] {
            std::fs::copy(place(&format!("first.{end}")), place(&format!("second.{end}"))).expect("copied");
        }
        let beginnings = || {
            let log = std::fs::read(place("second.db-wal")).expect("the log");
            u32::from_be_bytes(log[12..16].try_into().expect("four bytes"))
        };
        let before = beginnings();
        let second = Store::open(&format!("sqlite:{}", place("second.db").display())).await.expect("opens");
        let next = transact!(second, StoreError, |c| { counters::next(c, "kept").await });
        assert_eq!(next.expect("written"), 2);
        assert_eq!(beginnings(), before + 1, "the log began anew");
    }
}
