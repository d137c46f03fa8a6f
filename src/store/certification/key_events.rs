//! Key events that are in the audit trail and the log already.

use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

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
