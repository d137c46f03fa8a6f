//! Write transactions, begun so that the engine cannot deadlock them, tried again when it may help.

use super::group_commit::{Member, Precedence};
use super::open::{ACQUIRE_TIMEOUT, Pools, Store};
use super::{Connection, StoreError, Transient};
use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use std::time::Duration;

/// Tries of one transaction before the conflict is reported.
const MAX_TRIES: u32 = 8;

/// An open write transaction; undone when dropped.
#[derive(Debug)]
pub enum Transaction {
    /// One of a group.
    Sqlite(Member),
    /// One of its own.
    Postgres(sqlx::Transaction<'static, Postgres>),
    /// A statement that is a transaction by itself.
    PostgresStatement(PoolConnection<Postgres>),
}

impl Store {
    /// Begins a transaction; code of ours goes by [`transact`], which tries again where that helps.
    ///
    /// # Errors
    /// When no connection is to be had within five seconds, or a sync has failed.
    #[tracing::instrument(level = "trace", skip_all)]
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        let transaction = match &self.pools {
            Pools::Sqlite { write, .. } => {
                Transaction::Sqlite(write.begin(self, Precedence::InLine, ACQUIRE_TIMEOUT).await?)
            }
            Pools::Postgres { pool, .. } => {
                // A task of its own goes on when whoever asks goes away: dropped before the database has answered, a
                // transaction would stay open on a connection that somebody else gets.
                let pool = pool.clone();
                let begun = tokio::spawn(async move { pool.begin().await }).await;
                let begun = begun.map_err(|_| StoreError::away("the transaction was not begun"))?;
                // Whatever keeps a server from giving a connection, it may pass.
                Transaction::Postgres(begun.map_err(StoreError::unavailable)?)
            }
        };
        self.refuse_after_failed_sync()?;
        Ok(transaction)
    }

    /// For one statement with the work of many, which waits behind as few as possible.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn begin_statement(&self) -> Result<Transaction, StoreError> {
        let transaction = match &self.pools {
            Pools::Sqlite { write, .. } => {
                Transaction::Sqlite(write.begin(self, Precedence::Ahead, ACQUIRE_TIMEOUT).await?)
            }
            Pools::Postgres { saves, .. } => {
                Transaction::PostgresStatement(saves.acquire().await.map_err(StoreError::unavailable)?)
            }
        };
        self.refuse_after_failed_sync()?;
        Ok(transaction)
    }

    /// Whether to try a write again that failed for the so-manieth time. Every failed write comes by here, so that a
    /// failed sync is noted, whoever met it.
    pub(crate) fn may_try_again(&self, error: &impl Transient, try_number: u32) -> bool {
        if error.is_fatal() {
            self.note_failed_sync();
        }
        try_number < MAX_TRIES && error.is_transient()
    }
}

impl Transaction {
    /// The connection, to hand to store functions.
    pub fn link(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(member) => member.link(),
            Self::Postgres(transaction) => Connection::Postgres(transaction),
            Self::PostgresStatement(connection) => Connection::Postgres(connection),
        }
    }

    /// Commits what went well, and undoes what did not.
    ///
    /// # Errors
    /// The outcome's own; else why it was not committed.
    #[tracing::instrument(level = "trace", skip_all)]
    pub async fn end<T, E>(self, outcome: Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError> + Transient,
    {
        let is_fatal = outcome.as_ref().err().map(Transient::is_fatal);
        match (self, is_fatal) {
            (Self::Sqlite(member), None) => member.commit().await?,
            (Self::Sqlite(member), Some(is_fatal)) => member.roll_back(is_fatal).await?,
            (Self::Postgres(transaction), None) => transaction.commit().await.map_err(StoreError::from)?,
            (Self::Postgres(_), Some(_)) | (Self::PostgresStatement(_), _) => {}
        }
        outcome
    }
}

/// A growing wait with chance in it, so that two losers do not meet again.
pub(crate) async fn wait_before(try_number: u32) {
    let spread = crate::chance::below(4_000 << try_number.min(6));
    tokio::time::sleep(Duration::from_micros(u64::from(spread) + 500)).await;
}

/// Writes, and writes again as long as it may help; the error says (by [`super::Transient`]) whether it may.
macro_rules! retry {
    ($store:expr, $error:ty, $write:expr) => {{
        let mut try_number = 1;
        loop {
            let result: Result<_, $error> = $write.await;
            match result {
                Err(error) if $store.may_try_again(&error, try_number) => {
                    $crate::store::wait_before(try_number).await;
                    try_number += 1;
                }
                result => break result,
            }
        }
    }};
}
pub(crate) use retry;

/// Runs a block as one write transaction: `transact!(store, Error, |c| { ... Ok(value) })`. The block
/// may run several times, see [`retry`].
macro_rules! transact {
    ($store:expr, $error:ty, |$c:ident| $body:block) => {
        $crate::store::retry!($store, $error, async {
            let mut transaction = $store.begin().await?;
            let outcome: Result<_, $error> = {
                let mut link = transaction.link();
                let $c = &mut link;
                async { $body }.await
            };
            transaction.end(outcome).await
        })
    };
}
pub(crate) use transact;
