//! Sessions: the hash of a token, whose it is, until when.

use super::persons::PersonRow;
use crate::domain::identifier::PersonId;
use crate::domain::people::person::Person;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// A session that is in force, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// Who.
    pub person: Person,
    /// Until when.
    pub expires_at: Timestamp,
    /// Whether they write or review any bank.
    pub has_bank: bool,
}

/// Stores a new session.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    token_hash: &str,
    person: &PersonId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into session (token_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)",
    )
    .bind(token_hash)
    .bind(person.as_str())
    .bind(now.micros())
    .bind(expires_at.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    token_hash: String,
    expires_at: i64,
    has_bank: bool,
    #[sqlx(flatten)]
    person: PersonRow,
}

/// The session with this token hash, if it is in force and its person is not disabled.
///
/// # Errors
/// When the database fails.
pub async fn find(
    connection: &mut Connection<'_>,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let row: Option<SessionRow> = on!(connection, c => sqlx::query_as(
        "select s.token_hash, s.expires_at, p.id, p.login, p.full_name, p.unit_id, p.position, p.role,
            exists (select 1 from bank_role r where r.login = p.login) as has_bank
         from session s join person p on p.id = s.person_id
         where s.token_hash = $1 and s.expires_at > $2 and p.disabled_at is null",
    )
    .bind(token_hash)
    .bind(now.micros())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(|row| {
        Ok(Session {
            token_hash: row.token_hash,
            person: row.person.into_person()?,
            expires_at: Timestamp::from_micros(row.expires_at),
            has_bank: row.has_bank,
        })
    })
    .transpose()
}

/// Ends a session at once.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection<'_>, token_hash: &str) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("delete from session where token_hash = $1")
        .bind(token_hash)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes sessions that are over; gives how many.
///
/// # Errors
/// When the database fails.
pub async fn delete_expired(connection: &mut Connection<'_>, now: Timestamp) -> Result<u64, StoreError> {
    Ok(on!(connection, c => sqlx::query("delete from session where expires_at <= $1")
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?)
}
