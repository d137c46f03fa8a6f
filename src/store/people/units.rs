//! The tree of units and their names through time.

use crate::domain::identifier::UnitId;
use crate::domain::people::unit::Unit;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// Every unit with its name as at `at`; parents may come after children.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut Connection<'_>, at: Timestamp) -> Result<Vec<Unit>, StoreError> {
    let rows: Vec<(String, Option<String>, String)> = on!(connection, c => sqlx::query_as(
        "select u.id, u.parent_id, n.name
         from unit u join unit_name n on n.unit_id = u.id
         where n.valid_from <= $1 and (n.valid_until is null or n.valid_until > $1)
         order by n.name, u.id",
    )
    .bind(at.micros())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|(id, parent, name)| {
            Ok(Unit {
                id: UnitId::parse(&id).ok_or(StoreError::Unreadable("unit.id"))?,
                parent: parent
                    .map(|id| UnitId::parse(&id).ok_or(StoreError::Unreadable("unit.parent_id")))
                    .transpose()?,
                name,
            })
        })
        .collect()
}

/// The names from the top of the tree down to a unit, as at `at`.
///
/// # Errors
/// When the database fails.
pub async fn path(connection: &mut Connection<'_>, unit: &UnitId, at: Timestamp) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "with recursive up (id, parent_id, height) as (
             select id, parent_id, 0 from unit where id = $1
             union all
             select u.id, u.parent_id, up.height + 1 from unit u join up on u.id = up.parent_id
         )
         select n.name from up join unit_name n on n.unit_id = up.id
         where n.valid_from <= $2 and (n.valid_until is null or n.valid_until > $2)
         order by up.height desc",
    )
    .bind(unit.as_str())
    .bind(at.micros())
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Adds a unit whose name holds from the beginning of time.
///
/// # Errors
/// When the database fails.
pub async fn insert(connection: &mut Connection<'_>, unit: &Unit, now: Timestamp) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("insert into unit (id, parent_id, created_at) values ($1, $2, $3)")
        .bind(unit.id.as_str())
        .bind(unit.parent.as_ref().map(UnitId::as_str))
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop))?;
    insert_name(connection, &unit.id, &unit.name, Timestamp::from_micros(0)).await
}

/// Renames a unit from a day on; certificates and attempts keep the name they were made with.
/// False when there is no such unit, or a name already starts on or after that day.
///
/// # Errors
/// When the database fails.
pub async fn rename(
    connection: &mut Connection<'_>,
    unit: &UnitId,
    name: &str,
    from: Timestamp,
) -> Result<bool, StoreError> {
    let ended = on!(connection, c => sqlx::query(
        "update unit_name set valid_until = $2 where unit_id = $1 and valid_until is null and valid_from < $2",
    )
    .bind(unit.as_str())
    .bind(from.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    if ended == 0 {
        return Ok(false);
    }
    insert_name(connection, unit, name, from).await?;
    Ok(true)
}

async fn insert_name(
    connection: &mut Connection<'_>,
    unit: &UnitId,
    name: &str,
    from: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("insert into unit_name (unit_id, name, valid_from) values ($1, $2, $3)")
        .bind(unit.as_str())
        .bind(name)
        .bind(from.micros())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}
