//! A connection to whichever engine is open, and the macro that runs one expression on it.

use super::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};

/// A borrowed connection; store functions take one and never know whether it is in a transaction.
#[derive(Debug)]
pub enum Connection<'c> {
    /// SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
}

/// A connection taken from a pool.
#[derive(Debug)]
pub enum PooledConnection {
    /// SQLite, `query_only`.
    Sqlite(PoolConnection<Sqlite>),
    /// PostgreSQL.
    Postgres(PoolConnection<Postgres>),
}

impl PooledConnection {
    /// The connection, to hand to store functions.
    pub fn link(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Connection::Sqlite(connection),
            Self::Postgres(connection) => Connection::Postgres(connection),
        }
    }
}

/// Runs one expression on whichever engine the connection speaks to. The expression is compiled
/// once for each, from the same text.
macro_rules! on {
    ($connection:expr, $c:ident => $body:expr) => {
        match $connection {
            $crate::store::Connection::Sqlite($c) => $body,
            $crate::store::Connection::Postgres($c) => $body,
        }
    };
}
pub(crate) use on;

/// A statement over many rows at once: `$1` is a JSON list of lists, read as the table `s` whose column `value`
/// is one of them; `s.value ->> 0` is its first cell as text.
macro_rules! over_rows {
    ($connection:expr, $before:expr, $after:expr) => {
        $connection.dialect(
            concat!($before, " json_each($1) s ", $after),
            concat!($before, " jsonb_array_elements($1::jsonb) as s (value) ", $after),
        )
    };
}
pub(crate) use over_rows;

impl Connection<'_> {
    /// The only place where the two engines get different SQL.
    pub(crate) const fn dialect(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }

    /// `select 1`, to see whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&mut self) -> Result<(), StoreError> {
        on!(self, c => sqlx::query("select 1").execute(&mut **c).await.map(drop))?;
        Ok(())
    }
}
