//! The transparency log's entries, each at the next position.

use crate::domain::certification::log_entry::LogEntry;
use crate::domain::identifier::hex;
use crate::store::{Connection, StoreError, counters, on};
use sha2::{Digest, Sha256};

/// Appends an entry in the caller's transaction: what is not logged does not happen.
///
/// # Errors
/// When the database fails.
pub async fn append(connection: &mut Connection<'_>, entry: &LogEntry) -> Result<(), StoreError> {
    // The counter's row is the lock that puts concurrent writers in order and leaves no position out.
    let position = counters::next(connection, "log").await? - 1;
    let json = entry.canonical_json();
    let leaf_hash = leaf_hash(&json);
    on!(connection, c => sqlx::query("insert into log_entry (position, entry, leaf_hash) values ($1, $2, $3)")
        .bind(position)
        .bind(&json)
        .bind(&leaf_hash)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether the log has exactly this entry.
///
/// # Errors
/// When the database fails.
pub async fn contains(connection: &mut Connection<'_>, entry: &LogEntry) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = on!(connection, c => sqlx::query_as(
        "select position from log_entry where leaf_hash = $1 limit 1",
    )
    .bind(leaf_hash(&entry.canonical_json()))
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.is_some())
}

/// The RFC 6962 hash of a leaf, hexadecimal.
fn leaf_hash(json: &str) -> String {
    hex(&Sha256::new().chain_update([0]).chain_update(json).finalize())
}
