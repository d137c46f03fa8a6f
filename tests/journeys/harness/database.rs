//! A database for one story, and the back door through which a story looks at it or spoils it.

use sqlx::{AssertSqlSafe, Column, Decode, PgPool, Row, SqlitePool, Type, TypeInfo};
use std::collections::BTreeMap;
use std::path::Path;

/// The engine a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The back door. Drops a PostgreSQL database when it goes.
pub struct Database {
    pub url: String,
    pool: Pool,
    /// The server and the database's name, to drop it.
    server: Option<(String, String)>,
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// One row as text; `None` for null.
pub type TextRow = Vec<Option<String>>;

fn server() -> String {
    std::env::var("MINHCHUNG_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "this story needs PostgreSQL: `bash scripts/test.sh` starts a throwaway server, or name one of yours \
             with MINHCHUNG_TEST_POSTGRES=postgres://user@127.0.0.1:5432"
        )
    })
}

impl Database {
    pub async fn create(engine: Engine, folder: &Path) -> Self {
        match engine {
            Engine::Sqlite => {
                let file = folder.join("minhchung.db");
                let url = format!("sqlite:{}", file.display());
                let options = sqlx::sqlite::SqliteConnectOptions::new()
                    .filename(file)
                    .create_if_missing(true)
                    .busy_timeout(std::time::Duration::from_secs(10));
                let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options);
                Self { url, pool: Pool::Sqlite(pool), server: None }
            }
            Engine::Postgres => {
                let server = server().trim_end_matches('/').to_owned();
                let name = format!("journey_{}", minhchung::domain::identifier::hex(&minhchung::chance::bytes::<8>()));
                run_on(&server, &format!("create database {name}")).await;
                let url = format!("{server}/{name}");
                let options = sqlx::postgres::PgPoolOptions::new().max_connections(2);
                let pool = options.connect_lazy(&url).expect("a URL of PostgreSQL");
                Self { url, pool: Pool::Postgres(pool), server: Some((server, name)) }
            }
        }
    }

    /// Runs statements, several if need be.
    pub async fn run(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.pool {
            Pool::Sqlite(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.expect("the statement runs")),
            Pool::Postgres(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.expect("the statement runs")),
        }
    }

    /// Whether the database itself refuses a statement.
    pub async fn refuses(&self, sql: &str) -> bool {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.pool {
            Pool::Sqlite(pool) => sqlx::raw_sql(sql).execute(pool).await.is_err(),
            Pool::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.is_err(),
        }
    }

    /// Everything a query gives, as text.
    pub async fn rows(&self, sql: &str) -> Vec<TextRow> {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.pool {
            Pool::Sqlite(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await.expect("the query runs");
                rows.iter().map(texts).collect()
            }
            Pool::Postgres(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await.expect("the query runs");
                rows.iter().map(texts).collect()
            }
        }
    }

    /// All rows of each table, as one text that changes with any of them.
    pub async fn contents(&self) -> BTreeMap<String, String> {
        let tables = match &self.pool {
            Pool::Sqlite(_) => "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
            Pool::Postgres(_) => "select table_name::text from information_schema.tables where table_schema = 'public'",
        };
        let mut contents = BTreeMap::new();
        for table in self.rows(tables).await.into_iter().filter_map(|row| row.into_iter().next().flatten()) {
            let rows = match &self.pool {
                Pool::Sqlite(_) => {
                    let columns = self.rows(&format!("select name from pragma_table_info('{table}')")).await;
                    let quoted = columns.iter().flatten().flatten().map(|column| format!("quote(\"{column}\")"));
                    let row = quoted.collect::<Vec<_>>().join(" || ',' || ");
                    format!("select group_concat({row}, ';') from \"{table}\"")
                }
                Pool::Postgres(_) => {
                    format!("select string_agg(t::text, ';' order by t::text) from \"{table}\" t")
                }
            };
            contents.insert(table, self.value(&rows).await);
        }
        contents
    }

    /// The single value of a query; empty for null and for no row.
    pub async fn value(&self, sql: &str) -> String {
        let rows = self.rows(sql).await;
        rows.first().and_then(|row| row[0].clone()).unwrap_or_default()
    }

    pub async fn number(&self, sql: &str) -> i64 {
        self.value(sql).await.parse().expect("a number")
    }

    /// Runs a statement on the server, outside the story's database.
    pub async fn on_server(&self, sql: &str) {
        let (server, _) = self.server.as_ref().expect("PostgreSQL");
        run_on(server, sql).await;
    }

    /// The database's name on the server.
    pub fn name(&self) -> &str {
        &self.server.as_ref().expect("PostgreSQL").1
    }

    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

fn texts<'r, R: Row>(row: &'r R) -> TextRow
where
    usize: sqlx::ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    i32: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
{
    row.columns()
        .iter()
        .map(|column| {
            let place = column.ordinal();
            if let Ok(text) = row.try_get::<Option<String>, _>(place) {
                return text;
            }
            if let Ok(number) = row.try_get::<Option<i64>, _>(place) {
                return number.map(|number| number.to_string());
            }
            if let Ok(number) = row.try_get::<Option<i32>, _>(place) {
                return number.map(|number| number.to_string());
            }
            match row.try_get::<Option<bool>, _>(place) {
                Ok(flag) => flag.map(|flag| i64::from(flag).to_string()),
                Err(_) => panic!("no text for a column of type {}", column.type_info().name()),
            }
        })
        .collect()
}

async fn run_on(server: &str, sql: &str) {
    use sqlx::Connection;
    let mut connection = sqlx::PgConnection::connect(&format!("{server}/postgres")).await.expect("PostgreSQL answers");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("the server does it");
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = self.server.take() else { return };
        // A thread and a runtime of its own: the story's may be gone.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(run_on(&server, &format!("drop database if exists {name} with (force)")));
        });
        if dropped.join().is_err() {
            eprintln!("a test database was left behind");
        }
    }
}
