//! Write transactions, begun so that the engine cannot deadlock them, tried again when it may help.

use super::open::{Pools, Store};
use super::{Connection, StoreError, Transient};
use sqlx::{Postgres, Sqlite};
use std::time::Duration;

/// Tries of one transaction before the conflict is reported.
const MAX_TRIES: u32 = 8;

/// An open write transaction; rolls back when dropped.
#[derive(Debug)]
pub(crate) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Store {
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        let transaction = match &self.pools {
            // Immediate: a deferred transaction that turns writer later fails with SQLITE_BUSY at once.
            Pools::Sqlite { write, .. } => Transaction::Sqlite(write.begin_with("begin immediate").await?),
            // Whatever keeps a server from giving a connection, it may pass.
            Pools::Postgres(pool) => Transaction::Postgres(pool.begin().await.map_err(StoreError::unavailable)?),
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
    pub(crate) fn link(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(transaction) => Connection::Sqlite(transaction),
            Self::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
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
            let value = outcome?;
            transaction.commit().await?;
            Ok(value)
        })
    };
}
pub(crate) use transact;
