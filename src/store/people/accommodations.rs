//! Accommodations on record, one for each person.

use crate::domain::assessment::accommodation::{Accommodation, Granted};
use crate::domain::identifier::PersonId;
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::{from_json, to_json};
use crate::store::{Connection, StoreError, on};

/// What is arranged for a person of the roster.
#[derive(Clone, Debug)]
pub struct ListedAccommodation {
    /// What is arranged, why and by whom.
    pub granted: Granted,
    /// What they log in with.
    pub login: String,
    /// Their name.
    pub full_name: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    arrangement: String,
    reason: String,
    granted_by: String,
    granted_at: i64,
    login: String,
    full_name: String,
}

/// Writes what is arranged for a person, in place of what was before.
///
/// # Errors
/// When the database fails.
pub async fn put(connection: &mut Connection<'_>, person: &PersonId, granted: &Granted) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into accommodation (person_id, arrangement, reason, granted_by, granted_at) values ($1, $2, $3, $4, $5)
         on conflict (person_id) do update set arrangement = excluded.arrangement, reason = excluded.reason,
            granted_by = excluded.granted_by, granted_at = excluded.granted_at",
    )
    .bind(person.as_str())
    .bind(to_json(&granted.accommodation))
    .bind(&granted.reason)
    .bind(&granted.by)
    .bind(granted.at.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Ends what is arranged for a person. False when nothing was.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection<'_>, person: &PersonId) -> Result<bool, StoreError> {
    let deleted = on!(connection, c => sqlx::query("delete from accommodation where person_id = $1")
        .bind(person.as_str())
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?;
    Ok(deleted > 0)
}

/// What is arranged for a person; nothing is an arrangement, too.
///
/// # Errors
/// When the database fails.
pub async fn of_person(connection: &mut Connection<'_>, person: &PersonId) -> Result<Accommodation, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as(
        "select arrangement from accommodation where person_id = $1",
    )
    .bind(person.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    row.map_or_else(|| Ok(Accommodation::default()), |(arranged,)| from_json(&arranged, "accommodation.arrangement"))
}

/// Everything arranged, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection<'_>, limit: i64) -> Result<Vec<ListedAccommodation>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select a.arrangement, a.reason, a.granted_by, a.granted_at, p.login, p.full_name
         from accommodation a cross join person p where p.id = a.person_id
         order by p.search_name, p.login limit $1",
    )
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|row| {
            let granted = Granted {
                accommodation: from_json(&row.arrangement, "accommodation.arrangement")?,
                reason: row.reason,
                by: row.granted_by,
                at: Timestamp::from_micros(row.granted_at),
            };
            Ok(ListedAccommodation { granted, login: row.login, full_name: row.full_name })
        })
        .collect()
}
