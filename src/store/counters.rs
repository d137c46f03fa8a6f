//! Numbers that never repeat: counters raised in the transaction that uses them.

use super::{Connection, StoreError, on};

/// Raises a counter and gives its new value; the first is 1. Holds the row until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn next(connection: &mut Connection<'_>, name: &str) -> Result<i64, StoreError> {
    take(connection, name, 1).await
}

/// Raises a counter by `count` in one step and gives the last of the values taken; the others come right before it.
///
/// # Errors
/// When the database fails.
pub async fn take(connection: &mut Connection<'_>, name: &str, count: i64) -> Result<i64, StoreError> {
    let (value,): (i64,) = on!(connection, c => sqlx::query_as(
        "insert into counter (name, value) values ($1, $2)
         on conflict (name) do update set value = counter.value + excluded.value
         returning value",
    )
    .bind(name)
    .bind(count)
    .fetch_one(&mut **c)
    .await)?;
    Ok(value)
}

/// Raises a counter to at least `value`; holds its row until the transaction ends even when it stands higher.
///
/// # Errors
/// When the database fails.
pub async fn raise_to(connection: &mut Connection<'_>, name: &str, value: i64) -> Result<(), StoreError> {
    raise_above(connection, name, value).await.map(drop)
}

/// Raises a counter to `value`. False when it is as high or higher: nothing was written. Holds the row until the
/// transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn raise_above(connection: &mut Connection<'_>, name: &str, value: i64) -> Result<bool, StoreError> {
    let raised = on!(connection, c => sqlx::query(
        "insert into counter (name, value) values ($1, $2)
         on conflict (name) do update set value = excluded.value where counter.value < excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(raised > 0)
}

/// A counter's value; zero when it was never raised.
///
/// # Errors
/// When the database fails.
pub async fn value(connection: &mut Connection<'_>, name: &str) -> Result<i64, StoreError> {
    let row: Option<(i64,)> = on!(connection, c => sqlx::query_as("select value from counter where name = $1")
        .bind(name)
        .fetch_optional(&mut **c)
        .await)?;
    Ok(row.map_or(0, |(value,)| value))
}
