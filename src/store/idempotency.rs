//! Answers already given to a request that carried an Idempotency-Key.

use super::{Connection, StoreError, on};
use crate::domain::identifier::PersonId;
use crate::domain::timestamp::Timestamp;

/// A stored answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// SHA-256 of method, path and body, hexadecimal.
    pub request_hash: String,
    /// What the flow needs to give the same answer again.
    pub answer: String,
}

/// The answer given before to this key of this person.
///
/// # Errors
/// When the database fails.
pub async fn find(
    connection: &mut Connection<'_>,
    person: &PersonId,
    key: &str,
) -> Result<Option<Answered>, StoreError> {
    let row: Option<(String, String)> = on!(connection, c => sqlx::query_as(
        "select request_hash, answer from idempotency where person_id = $1 and key = $2",
    )
    .bind(person.as_str())
    .bind(key)
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(request_hash, answer)| Answered { request_hash, answer }))
}

/// Stores an answer beside what it did. The first one stays.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    person: &PersonId,
    key: &str,
    answered: &Answered,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into idempotency (person_id, key, request_hash, answer, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict (person_id, key) do nothing",
    )
    .bind(person.as_str())
    .bind(key)
    .bind(&answered.request_hash)
    .bind(&answered.answer)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Forgets answers older than `before`.
///
/// # Errors
/// When the database fails.
pub async fn delete_before(connection: &mut Connection<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(on!(connection, c => sqlx::query("delete from idempotency where created_at < $1")
        .bind(before.micros())
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?)
}
