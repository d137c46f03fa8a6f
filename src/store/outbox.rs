//! Background work: rows written by the transaction that caused them, leased by workers.

use super::assessment::banks::to_json;
use super::{Connection, StoreError, on, over_rows};
use crate::domain::timestamp::Timestamp;

/// The kind of work that makes a certificate; its subject is the basis.
pub const ISSUE_CERTIFICATE: &str = "issue_certificate";

/// How much waits, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Rows not done.
    pub waiting: i64,
    /// Rows that failed at least once.
    pub failing: i64,
    /// When the oldest that somebody waits for was written. The many of a decision take the time they take, and what was
    /// refused waits for a person.
    pub oldest: Option<Timestamp>,
}

/// Whose turn is first: somebody who waits in front of a page, or one of many that a decision recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Somebody waits for it.
    Waited,
    /// One of many.
    Mass,
}

impl Priority {
    /// As stored; smaller is sooner.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Waited => 0,
            Self::Mass => 1,
        }
    }
}

/// Writes a piece of work that somebody waits for; the same piece twice is one.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    kind: &str,
    subject: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into outbox (kind, subject, created_at, available_at, leased_until, tries)
         values ($1, $2, $3, $3, 0, 0)
         on conflict (kind, subject) do nothing",
    )
    .bind(kind)
    .bind(subject)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Orders pieces of work, each as one of many; one that was done or given up is to be done again.
///
/// # Errors
/// When the database fails.
pub async fn order_again(
    connection: &mut Connection<'_>,
    kind: &str,
    subjects: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    if subjects.is_empty() {
        return Ok(());
    }
    let rows: Vec<[&str; 1]> = subjects.iter().map(|subject| [subject.as_str()]).collect();
    let statement = over_rows!(
        connection,
        "insert into outbox (kind, subject, created_at, available_at, leased_until, tries, priority)
         select $2, s.value ->> 0, $3, $3, 0, 0, $4 from",
        "where true on conflict (kind, subject) do update set
            done_at = null, available_at = excluded.available_at, leased_until = 0, last_error = null
         where outbox.done_at is not null"
    );
    on!(connection, c => sqlx::query(statement)
        .bind(to_json(&rows))
        .bind(kind)
        .bind(now.micros())
        .bind(Priority::Mass.number())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Leases up to `limit` pieces of work until `leased_until`; a worker that dies lets them go by then.
///
/// # Errors
/// When the database fails.
pub async fn lease(
    connection: &mut Connection<'_>,
    kind: &str,
    now: Timestamp,
    leased_until: Timestamp,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let statement = connection.dialect(
        "update outbox set leased_until = $3, tries = tries + 1
         where kind = $1 and subject in (
            select subject from outbox
            where kind = $1 and done_at is null and available_at <= $2 and leased_until <= $2
            order by priority, created_at, length(subject), subject limit $4)
         returning subject",
        "update outbox set leased_until = $3, tries = tries + 1
         where kind = $1 and subject in (
            select subject from outbox
            where kind = $1 and done_at is null and available_at <= $2 and leased_until <= $2
            order by priority, created_at, length(subject), subject limit $4 for update skip locked)
         returning subject",
    );
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(statement)
        .bind(kind)
        .bind(now.micros())
        .bind(leased_until.micros())
        .bind(limit)
        .fetch_all(&mut **c)
        .await)?;
    // `returning` keeps no order; the shorter subject first is the order of a decision's rows.
    let mut subjects: Vec<String> = rows.into_iter().map(|(subject,)| subject).collect();
    subjects.sort_unstable_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    Ok(subjects)
}

/// Gives back work that is not done, of a lease until `leased_until`: of another worker's lease nothing.
///
/// # Errors
/// When the database fails.
pub async fn give_back(
    connection: &mut Connection<'_>,
    kind: &str,
    subjects: &[String],
    leased_until: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<[&str; 1]> = subjects.iter().map(|subject| [subject.as_str()]).collect();
    let statement = over_rows!(
        connection,
        "update outbox set leased_until = 0
         where kind = $2 and leased_until = $3 and done_at is null and subject in (select s.value ->> 0 from",
        ")"
    );
    on!(connection, c => sqlx::query(statement)
        .bind(to_json(&rows))
        .bind(kind)
        .bind(leased_until.micros())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Marks work as done.
///
/// # Errors
/// When the database fails.
pub async fn finish_all(
    connection: &mut Connection<'_>,
    kind: &str,
    subjects: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<[&str; 1]> = subjects.iter().map(|subject| [subject.as_str()]).collect();
    let statement = over_rows!(
        connection,
        "update outbox set done_at = $3, last_error = null
         where kind = $2 and subject in (select s.value ->> 0 from",
        ")"
    );
    on!(connection, c => sqlx::query(statement)
        .bind(to_json(&rows))
        .bind(kind)
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Puts failed work back until `available_at`, with the code of what went wrong.
///
/// # Errors
/// When the database fails.
pub async fn postpone(
    connection: &mut Connection<'_>,
    kind: &str,
    subject: &str,
    error: &str,
    available_at: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "update outbox set available_at = $3, leased_until = 0, last_error = $4 where kind = $1 and subject = $2",
    )
    .bind(kind)
    .bind(subject)
    .bind(available_at.micros())
    .bind(error)
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// How much waits.
///
/// # Errors
/// When the database fails.
pub async fn backlog(connection: &mut Connection<'_>, kind: &str) -> Result<Backlog, StoreError> {
    let (waiting, failing, oldest): (i64, i64, Option<i64>) = on!(connection, c => sqlx::query_as(
        "select count(*), count(last_error), min(case when priority = 0 and last_error is null then created_at end)
         from outbox where kind = $1 and done_at is null",
    )
    .bind(kind)
    .fetch_one(&mut **c)
    .await)?;
    Ok(Backlog { waiting, failing, oldest: oldest.map(Timestamp::from_micros) })
}
