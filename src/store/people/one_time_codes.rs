//! Codes that open once: their keyed hashes, whose they are, and when they open.

use super::persons::PersonRow;
use crate::domain::identifier::PersonId;
use crate::domain::people::person::Person;
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::to_json;
use crate::store::{Connection, StoreError, on, over_rows};
use std::time::Duration;

/// From when and until when codes open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment at which they no longer do.
    pub until: Timestamp,
}

/// Gives people codes, each in the place of the one before.
///
/// # Errors
/// When the database fails.
pub async fn put(
    connection: &mut Connection<'_>,
    hashes: &[(PersonId, String)],
    validity: Validity,
) -> Result<(), StoreError> {
    let rows: Vec<[&str; 2]> = hashes.iter().map(|(person, hash)| [person.as_str(), hash.as_str()]).collect();
    // Without "where", SQLite would take "on conflict" for the condition of a join.
    let statement = over_rows!(
        connection,
        "insert into one_time_code (person_id, code_hash, valid_from, valid_until)
         select s.value ->> 0, s.value ->> 1, $2, $3 from",
        "where true
         on conflict (person_id) do update set code_hash = excluded.code_hash, valid_from = excluded.valid_from,
            valid_until = excluded.valid_until, first_used_at = null"
    );
    on!(connection, c => sqlx::query(statement)
        .bind(to_json(&rows))
        .bind(validity.from.micros())
        .bind(validity.until.micros())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whose code it is that opens now; one that was used opens for `grace` more, as often as needed.
///
/// # Errors
/// When the database fails.
pub async fn find_open(
    connection: &mut Connection<'_>,
    hash: &str,
    now: Timestamp,
    grace: Duration,
) -> Result<Option<Person>, StoreError> {
    let row: Option<PersonRow> = on!(connection, c => sqlx::query_as(
        "select p.id, p.login, p.full_name, p.unit_id, p.position, p.role
         from one_time_code o join person p on p.id = o.person_id
         where o.code_hash = $1 and o.valid_from <= $2 and o.valid_until > $2
            and coalesce(o.first_used_at, $2) > $3 and p.disabled_at is null",
    )
    .bind(hash)
    .bind(now.micros())
    .bind(now.micros() - i64::try_from(grace.as_micros()).unwrap_or(i64::MAX))
    .fetch_optional(&mut **c)
    .await)?;
    row.map(PersonRow::into_person).transpose()
}

/// Notes the first use of a code.
///
/// # Errors
/// When the database fails.
pub async fn use_up(connection: &mut Connection<'_>, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "update one_time_code set first_used_at = $2 where code_hash = $1 and first_used_at is null",
    )
    .bind(hash)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Removes codes that no longer open.
///
/// # Errors
/// When the database fails.
pub async fn delete_ended(connection: &mut Connection<'_>, now: Timestamp) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("delete from one_time_code where valid_until <= $1")
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}
