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
    let leaf_hash = hex(&Sha256::new().chain_update([0]).chain_update(&json).finalize());
    on!(connection, c => sqlx::query("insert into log_entry (position, entry, leaf_hash) values ($1, $2, $3)")
        .bind(position)
        .bind(&json)
        .bind(&leaf_hash)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}
