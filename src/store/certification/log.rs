//! The transparency log's entries, each at the next position.

use crate::domain::certification::log_entry::LogEntry;
use crate::domain::identifier::hex;
use crate::store::assessment::banks::to_json;
use crate::store::{Connection, StoreError, counters, on, over_rows};
use sha2::{Digest, Sha256};

/// Appends an entry in the caller's transaction: what is not logged does not happen.
///
/// # Errors
/// When the database fails.
pub async fn append(connection: &mut Connection<'_>, entry: &LogEntry) -> Result<(), StoreError> {
    append_all(connection, std::slice::from_ref(entry)).await
}

/// Appends entries in their order.
///
/// # Errors
/// When the database fails.
pub async fn append_all(connection: &mut Connection<'_>, entries: &[LogEntry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    // The counter's row is the lock that puts concurrent writers in order and leaves no position out.
    let first = counters::take(connection, "log", count).await? - count;
    let rows: Vec<(i64, String, String)> = entries
        .iter()
        .zip(first..)
        .map(|(entry, position)| {
            let json = entry.canonical_json();
            let leaf_hash = hex(&Sha256::new().chain_update([0]).chain_update(&json).finalize());
            (position, json, leaf_hash)
        })
        .collect();
    let statement = over_rows!(
        connection,
        "insert into log_entry (position, entry, leaf_hash)
         select cast(s.value ->> 0 as bigint), s.value ->> 1, s.value ->> 2 from",
        ""
    );
    on!(connection, c => sqlx::query(statement).bind(to_json(&rows)).execute(&mut **c).await.map(drop))?;
    Ok(())
}
