//! A connection to whichever engine is open, and the macro that runs one expression on it.

use super::StoreError;
use crate::domain::timestamp::Timestamp;
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
    /// PostgreSQL, with settings that end with it.
    PostgresTransaction(sqlx::Transaction<'static, Postgres>),
}

impl PooledConnection {
    /// The connection, to hand to store functions.
    pub fn link(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Connection::Sqlite(connection),
            Self::Postgres(connection) => Connection::Postgres(connection),
            Self::PostgresTransaction(transaction) => Connection::Postgres(transaction),
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

    /// The time by the database's own clock; `None` where it has no other than ours.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn time(&mut self) -> Result<Option<Timestamp>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(connection) => {
                let micros = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";
                let (micros,): (i64,) = sqlx::query_as(micros).fetch_one(&mut **connection).await?;
                Ok(Some(Timestamp::from_micros(micros)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{Connection, Store};
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    /// The two texts of each call of `over_rows!`, where both are written out.
    fn statements(text: &str) -> Vec<(String, String)> {
        let texts = |call: &str| {
            let call = call.split("\n    );").next().unwrap_or_default();
            let parts: Vec<String> = call.split('"').skip(1).step_by(2).map(str::to_owned).collect();
            <[String; 2]>::try_from(parts).ok().map(|[before, after]| (before, after))
        };
        text.split("over_rows!(\n").skip(1).filter_map(texts).collect()
    }

    /// Read inside another table's loop, the list would be parsed once for each row of that table.
    #[tokio::test]
    async fn a_list_of_rows_is_parsed_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&format!("sqlite:{}", folder.path().join("a.db").display())).await.expect("open");
        let mut reader = store.read().await.expect("a connection");
        let Connection::Sqlite(link) = &mut reader.link() else { panic!("SQLite") };
        let mut count = 0;
        for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")) {
            for (before, after) in statements(&std::fs::read_to_string(&file).expect("text")) {
                let explain = format!("explain query plan {before} json_each($1) s {after}");
                let explain = sqlx::AssertSqlSafe(explain);
                let plan: Vec<(i64, i64, i64, String)> =
                    sqlx::query_as(explain).fetch_all(&mut **link).await.expect("a plan");
                let inner = plan.iter().enumerate().find(|(place, (_, parent, _, step))| {
                    step.starts_with("SCAN s ") && plan[..*place].iter().any(|(_, other, _, _)| other == parent)
                });
                assert!(inner.is_none(), "{}: {before}: {plan:?}", file.display());
                count += 1;
            }
        }
        assert!(count >= 10, "only {count} statements were found");
    }
}
