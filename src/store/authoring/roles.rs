//! Who writes and who reviews which bank.

use crate::domain::authoring::BankRole;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// Somebody's role in a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRow {
    /// The bank.
    pub bank_code: String,
    /// Their log-in.
    pub login: String,
    /// What they may do.
    pub role: BankRole,
    /// Their name, when they are on the roster.
    pub full_name: Option<String>,
}

type Row = (String, String, String, Option<String>);

fn role((bank_code, login, role, full_name): Row) -> Result<RoleRow, StoreError> {
    let role = BankRole::from_name(&role).ok_or(StoreError::Unreadable("bank_role.role"))?;
    Ok(RoleRow { bank_code, login, role, full_name })
}

/// Everybody with a role in a bank, by name.
///
/// # Errors
/// When the database fails.
pub async fn of_bank(connection: &mut Connection<'_>, bank: &str) -> Result<Vec<RoleRow>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select r.bank_code, r.login, r.role, p.full_name from bank_role r left join person p on p.login = r.login
         where r.bank_code = $1 order by p.search_name, r.login, r.role",
    )
    .bind(bank)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(role).collect()
}

/// Everything that somebody may do in any bank.
///
/// # Errors
/// When the database fails.
pub async fn of_person(connection: &mut Connection<'_>, login: &str) -> Result<Vec<RoleRow>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select r.bank_code, r.login, r.role, p.full_name from bank_role r left join person p on p.login = r.login
         where r.login = $1 order by r.bank_code, r.role",
    )
    .bind(login)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(role).collect()
}

/// Gives a role; false when the person has it already.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    (bank, login, role): (&str, &str, BankRole),
    (actor, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    let inserted = on!(connection, c => sqlx::query(
        "insert into bank_role (bank_code, login, role, given_by, given_at) values ($1, $2, $3, $4, $5)
         on conflict (bank_code, login, role) do nothing",
    )
    .bind(bank)
    .bind(login)
    .bind(role.name())
    .bind(actor)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(inserted > 0)
}

/// Takes a role; false when the person did not have it.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    connection: &mut Connection<'_>,
    (bank, login, role): (&str, &str, BankRole),
) -> Result<bool, StoreError> {
    let deleted = on!(connection, c => sqlx::query(
        "delete from bank_role where bank_code = $1 and login = $2 and role = $3",
    )
    .bind(bank)
    .bind(login)
    .bind(role.name())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(deleted > 0)
}
