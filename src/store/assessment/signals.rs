//! Who holds an attempt's page, and what pages told of it.

use crate::domain::assessment::signal::{Signal, SignalCounts};
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// Makes a session the one that holds an attempt of this person; gives the one before, if another held it.
///
/// # Errors
/// When the database fails.
pub async fn take_over(
    connection: &mut Connection<'_>,
    id: &AttemptId,
    person: &PersonId,
    token_hash: &str,
) -> Result<Option<String>, StoreError> {
    let before: Option<(Option<String>,)> = on!(connection, c => sqlx::query_as(
        "select holder from attempt where id = $1 and person_id = $2",
    )
    .bind(id.as_str())
    .bind(person.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    on!(connection, c => sqlx::query("update attempt set holder = $3 where id = $1 and person_id = $2")
        .bind(id.as_str())
        .bind(person.as_str())
        .bind(token_hash)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(before.and_then(|(holder,)| holder).filter(|holder| holder != token_hash))
}

/// The session that holds an attempt; `None` before its page was opened.
///
/// # Errors
/// When the database fails.
pub async fn holder(connection: &mut Connection<'_>, id: &AttemptId) -> Result<Option<String>, StoreError> {
    let row: Option<(Option<String>,)> = on!(connection, c => sqlx::query_as("select holder from attempt where id = $1")
        .bind(id.as_str())
        .fetch_optional(&mut **c)
        .await)?;
    Ok(row.and_then(|(holder,)| holder))
}

/// Writes a signal, unless there are `most` of this attempt already. The caller holds the attempt's row.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    id: &AttemptId,
    signal: Signal,
    (now, most): (Timestamp, i64),
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into attempt_signal (attempt_id, number, at, kind, seconds)
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from attempt_signal where attempt_id = $1
         having coalesce(max(number), 0) < $5",
    )
    .bind(id.as_str())
    .bind(now.micros())
    .bind(signal.kind.name())
    .bind(i64::from(signal.seconds))
    .bind(most)
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// What was told of an attempt, counted.
///
/// # Errors
/// When the database fails.
pub async fn counts(connection: &mut Connection<'_>, id: &AttemptId) -> Result<SignalCounts, StoreError> {
    let rows: Vec<(String, i64, i64)> = on!(connection, c => sqlx::query_as(
        "select kind, count(*), cast(coalesce(sum(seconds), 0) as bigint) from attempt_signal
         where attempt_id = $1 group by kind",
    )
    .bind(id.as_str())
    .fetch_all(&mut **c)
    .await)?;
    let of =
        |kind: &str| rows.iter().find(|(found, ..)| found == kind).map_or((0, 0), |(_, count, sum)| (*count, *sum));
    let ((left_page, seconds_away), (taken_over, _)) = (of("left_page"), of("taken_over"));
    Ok(SignalCounts { left_page, seconds_away, taken_over })
}
