//! Copies of a SQLite database: made while others write, and looked at without changing them.

use super::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::time::Duration;

/// Writes the content of a database, as it is in one moment, into a file that is not there yet. Nobody waits for it:
/// others read and write meanwhile. The schema stays as it is. The file is not synced.
///
/// # Errors
/// When the database cannot be read or the copy not be written.
pub async fn copy(database: &Path, to: &Path) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::new().filename(database).busy_timeout(Duration::from_secs(30));
    let mut connection = options.connect().await?;
    let copied = sqlx::query("vacuum into $1").bind(to.display().to_string()).execute(&mut connection).await;
    connection.close().await?;
    copied?;
    Ok(())
}

/// What SQLite finds wrong with a file that nobody writes to; nothing when it is whole. Leaves no file beside it.
pub async fn faults(copy: &Path) -> Vec<String> {
    let options = SqliteConnectOptions::new().filename(copy).read_only(true).immutable(true);
    let found = async {
        let mut connection = options.connect().await?;
        let mut found = integrity(&mut connection).await?;
        let dangling: Vec<(String, Option<i64>, String, i64)> =
            sqlx::query_as("pragma foreign_key_check").fetch_all(&mut connection).await?;
        found
            .extend(dangling.iter().map(|(table, ..)| format!("a row of `{table}` refers to a row that is not there")));
        connection.close().await?;
        Ok::<_, sqlx::Error>(found)
    };
    found.await.unwrap_or_else(|error| vec![error.to_string()])
}

async fn integrity(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let said: Vec<(String,)> = sqlx::query_as("pragma integrity_check").fetch_all(connection).await?;
    Ok(said.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
}
