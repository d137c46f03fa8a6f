//! The roster.

use crate::domain::identifier::{PersonId, UnitId};
use crate::domain::people::person::{Person, Role};
use crate::domain::text::search_form;
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::to_json;
use crate::store::{Connection, StoreError, on, over_rows};

/// A person to be written; identity numbers come only as keyed hash and last digits.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Who.
    pub person: Person,
    /// Address for notices.
    pub email: Option<String>,
    /// `2001-12-31`
    pub birth_date: Option<String>,
    /// Keyed hash, hexadecimal.
    pub identity_hash: Option<String>,
    /// Last three digits.
    pub identity_tail: Option<String>,
    /// PHC string.
    pub secret_hash: String,
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct PersonRow {
    id: String,
    login: String,
    full_name: String,
    unit_id: Option<String>,
    position: String,
    role: String,
}

impl PersonRow {
    pub(super) fn into_person(self) -> Result<Person, StoreError> {
        Ok(Person {
            id: PersonId::parse(&self.id).ok_or(StoreError::Unreadable("person.id"))?,
            login: self.login,
            full_name: self.full_name,
            unit: self
                .unit_id
                .map(|id| UnitId::parse(&id).ok_or(StoreError::Unreadable("person.unit_id")))
                .transpose()?,
            position: self.position,
            role: Role::from_name(&self.role).ok_or(StoreError::Unreadable("person.role"))?,
        })
    }
}

/// Writes a person, or the new facts about one with this login (the secret and role stay). Gives
/// whether the person is new.
///
/// # Errors
/// When the database fails.
pub async fn upsert(connection: &mut Connection<'_>, new: &NewPerson, now: Timestamp) -> Result<bool, StoreError> {
    let person = &new.person;
    let (id,): (String,) = on!(connection, c => sqlx::query_as(
        "insert into person (id, login, full_name, search_name, unit_id, position, email, birth_date,
                             identity_hash, identity_tail, role, secret_hash, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (login) do update set
            full_name = excluded.full_name, search_name = excluded.search_name, unit_id = excluded.unit_id,
            position = excluded.position, email = excluded.email, birth_date = excluded.birth_date,
            identity_hash = coalesce(excluded.identity_hash, person.identity_hash),
            identity_tail = coalesce(excluded.identity_tail, person.identity_tail),
            disabled_at = null
         returning id",
    )
    .bind(person.id.as_str())
    .bind(&person.login)
    .bind(&person.full_name)
    .bind(search_form(&person.full_name))
    .bind(person.unit.as_ref().map(UnitId::as_str))
    .bind(&person.position)
    .bind(new.email.as_deref())
    .bind(new.birth_date.as_deref())
    .bind(new.identity_hash.as_deref())
    .bind(new.identity_tail.as_deref())
    .bind(person.role.name())
    .bind(&new.secret_hash)
    .bind(now.micros())
    .fetch_one(&mut **c)
    .await)?;
    Ok(id == person.id.as_str())
}

/// A person and the hash of their secret, by login (case does not matter).
///
/// # Errors
/// When the database fails.
pub async fn find_by_login(
    connection: &mut Connection<'_>,
    login: &str,
) -> Result<Option<(Person, String)>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        secret_hash: String,
        #[sqlx(flatten)]
        person: PersonRow,
    }
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select id, login, full_name, unit_id, position, role, secret_hash
         from person where login = $1 and disabled_at is null",
    )
    .bind(login)
    .fetch_optional(&mut **c)
    .await)?;
    row.map(|row| Ok((row.person.into_person()?, row.secret_hash))).transpose()
}

/// A person by id, disabled or not.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: &PersonId) -> Result<Option<Person>, StoreError> {
    let row: Option<PersonRow> = on!(connection, c => sqlx::query_as(
        "select id, login, full_name, unit_id, position, role from person where id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(PersonRow::into_person).transpose()
}

/// Which of these logins exist already.
///
/// # Errors
/// When the database fails.
pub async fn existing_logins(connection: &mut Connection<'_>, logins: &[String]) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for login in logins {
        let row: Option<(String,)> = on!(connection, c => sqlx::query_as("select login from person where login = $1")
            .bind(login)
            .fetch_optional(&mut **c)
            .await)?;
        found.extend(row.map(|(login,)| login));
    }
    Ok(found)
}

/// Who has one of these logins: login, person, name as searched.
///
/// # Errors
/// When the database fails.
pub async fn named(
    connection: &mut Connection<'_>,
    logins: &[String],
) -> Result<Vec<(String, PersonId, String)>, StoreError> {
    let rows: Vec<[&str; 1]> = logins.iter().map(|login| [login.as_str()]).collect();
    let statement = over_rows!(
        connection,
        "select login, id, search_name from person where login in (select s.value ->> 0 from",
        ")"
    );
    let rows: Vec<(String, String, String)> =
        on!(connection, c => sqlx::query_as(statement).bind(to_json(&rows)).fetch_all(&mut **c).await)?;
    rows.into_iter()
        .map(|(login, id, name)| Ok((login, PersonId::parse(&id).ok_or(StoreError::Unreadable("person.id"))?, name)))
        .collect()
}

/// Gives a person a new secret and ends their sessions and their code. False when there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn set_secret(connection: &mut Connection<'_>, login: &str, secret_hash: &str) -> Result<bool, StoreError> {
    let changed = on!(connection, c => sqlx::query("update person set secret_hash = $2 where login = $1")
        .bind(login)
        .bind(secret_hash)
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?;
    for statement in [
        "delete from session where person_id in (select id from person where login = $1)",
        "delete from one_time_code where person_id in (select id from person where login = $1)",
    ] {
        on!(connection, c => sqlx::query(statement).bind(login).execute(&mut **c).await.map(drop))?;
    }
    Ok(changed > 0)
}

/// Every candidate who is not disabled.
///
/// # Errors
/// When the database fails.
pub async fn candidates(connection: &mut Connection<'_>) -> Result<Vec<Person>, StoreError> {
    let rows: Vec<PersonRow> = on!(connection, c => sqlx::query_as(
        "select id, login, full_name, unit_id, position, role from person where role = $1 and disabled_at is null",
    )
    .bind(Role::Candidate.name())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(PersonRow::into_person).collect()
}

/// How many people have a role and are not disabled.
///
/// # Errors
/// When the database fails.
pub async fn count(connection: &mut Connection<'_>, role: Role) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(connection, c => sqlx::query_as(
        "select count(*) from person where role = $1 and disabled_at is null",
    )
    .bind(role.name())
    .fetch_one(&mut **c)
    .await)?;
    Ok(count)
}
