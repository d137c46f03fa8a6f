//! Key events that are in the audit trail and the log already.

use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// What is recorded of the keys: name, state and since when, in order.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut Connection<'_>) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
    let rows: Vec<(String, String, i64)> = on!(connection, c => sqlx::query_as(
        "select key_id, state, since from key_event order by key_id, recorded_at, since",
    )
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows.into_iter().map(|(key_id, state, since)| (key_id, state, Timestamp::from_micros(since))).collect())
}

/// Notes that a key has been in a state since a moment. False when it was noted before, by us or another instance.
///
/// # Errors
/// When the database fails.
pub async fn note(
    connection: &mut Connection<'_>,
    key_id: &str,
    state: &str,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // Of two instances at once the second waits for the first one's commit, and then finds the row.
    let inserted = on!(connection, c => sqlx::query(
        "insert into key_event (key_id, state, since, recorded_at) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(key_id)
    .bind(state)
    .bind(since.micros())
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(inserted > 0)
}
