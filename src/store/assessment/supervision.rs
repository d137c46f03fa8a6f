//! What supervisors see and do: who sits now, who waits to be let in, and the code of the room.

use super::banks::from_json;
use crate::domain::assessment::accommodation::Accommodation;
use crate::domain::assessment::admission::AccessCode;
use crate::domain::assessment::signal::SignalCounts;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// An attempt that runs.
#[derive(Clone, Debug)]
pub struct RunningAttempt {
    /// The attempt.
    pub id: AttemptId,
    /// What they log in with.
    pub login: String,
    /// Their name.
    pub full_name: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ends, if it is not held.
    pub deadline: Timestamp,
    /// Since when it is held.
    pub paused_at: Option<Timestamp>,
    /// What is arranged.
    pub accommodation: Accommodation,
    /// Items with a saved answer, blank ones among them.
    pub saved: i64,
    /// The last save.
    pub last_saved_at: Option<Timestamp>,
    /// What its pages told, where that is recorded.
    pub signals: SignalCounts,
}

#[derive(sqlx::FromRow)]
struct RunningRow {
    id: String,
    login: String,
    full_name: String,
    started_at: i64,
    deadline: i64,
    paused_at: Option<i64>,
    accommodation: Option<String>,
    saved: i64,
    last_saved_at: Option<i64>,
    left_page: i64,
    seconds_away: i64,
    taken_over: i64,
}

/// Somebody who asked to be let in.
#[derive(Clone, Debug)]
pub struct WaitingPerson {
    /// Who.
    pub id: PersonId,
    /// What they log in with.
    pub login: String,
    /// Their name.
    pub full_name: String,
    /// When they asked.
    pub asked_at: Timestamp,
}

/// How a wish to be let in stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// There is none.
    None,
    /// It waits since then.
    Waits(Timestamp),
    /// A supervisor has let the person in.
    Released,
}

/// Attempts that run, held ones first, then those that end first.
///
/// # Errors
/// When the database fails.
pub async fn running(
    connection: &mut Connection<'_>,
    assessment: &str,
    limit: i64,
) -> Result<Vec<RunningAttempt>, StoreError> {
    let rows: Vec<RunningRow> = on!(connection, c => sqlx::query_as(
        "select a.id, p.login, p.full_name, a.started_at, a.deadline, a.paused_at, a.accommodation,
                (select count(*) from response r where r.attempt_id = a.id) as saved,
                (select max(r.saved_at) from response r where r.attempt_id = a.id) as last_saved_at,
                (select count(*) from attempt_signal s where s.attempt_id = a.id and s.kind = 'left_page') as left_page,
                (select cast(coalesce(sum(s.seconds), 0) as bigint) from attempt_signal s
                 where s.attempt_id = a.id) as seconds_away,
                (select count(*) from attempt_signal s where s.attempt_id = a.id and s.kind = 'taken_over') as taken_over
         from attempt a join person p on p.id = a.person_id
         where a.assessment_code = $1 and a.state = 'in_progress'
         order by case when a.paused_at is null then 1 else 0 end, a.deadline, a.id limit $2",
    )
    .bind(assessment)
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(RunningAttempt {
                id: AttemptId::parse(&row.id).ok_or(StoreError::Unreadable("attempt.id"))?,
                login: row.login,
                full_name: row.full_name,
                started_at: Timestamp::from_micros(row.started_at),
                deadline: Timestamp::from_micros(row.deadline),
                paused_at: row.paused_at.map(Timestamp::from_micros),
                accommodation: match &row.accommodation {
                    Some(arranged) => from_json(arranged, "attempt.accommodation")?,
                    None => Accommodation::default(),
                },
                saved: row.saved,
                last_saved_at: row.last_saved_at.map(Timestamp::from_micros),
                signals: SignalCounts {
                    left_page: row.left_page,
                    seconds_away: row.seconds_away,
                    taken_over: row.taken_over,
                },
            })
        })
        .collect()
}

/// The attempts of an assessment that run (`is_held` false) or are held, in the order in which their rows are to be
/// taken.
///
/// # Errors
/// When the database fails.
pub async fn open_ids(
    connection: &mut Connection<'_>,
    assessment: &str,
    is_held: bool,
) -> Result<Vec<AttemptId>, StoreError> {
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "select id from attempt
         where assessment_code = $1 and state = 'in_progress' and (paused_at is not null) = $2 order by id",
    )
    .bind(assessment)
    .bind(is_held)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(|(id,)| AttemptId::parse(&id).ok_or(StoreError::Unreadable("attempt.id"))).collect()
}

/// The code of the room; `None` while nobody may start by code.
///
/// # Errors
/// When the database fails.
pub async fn access_code(connection: &mut Connection<'_>, assessment: &str) -> Result<Option<AccessCode>, StoreError> {
    let row: Option<(Option<String>,)> = on!(connection, c => sqlx::query_as(
        "select access_code from assessment where code = $1",
    )
    .bind(assessment)
    .fetch_optional(&mut **c)
    .await)?;
    let stored = row.and_then(|(code,)| code);
    stored.map(|code| AccessCode::parse(&code).ok_or(StoreError::Unreadable("assessment.access_code"))).transpose()
}

/// Sets or takes away the code of the room.
///
/// # Errors
/// When the database fails.
pub async fn set_access_code(
    connection: &mut Connection<'_>,
    assessment: &str,
    code: Option<&AccessCode>,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("update assessment set access_code = $2 where code = $1")
        .bind(assessment)
        .bind(code.map(AccessCode::as_str))
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a wish to be let in; asked again it stands as it did.
///
/// # Errors
/// When the database fails.
pub async fn ask(
    connection: &mut Connection<'_>,
    assessment: &str,
    person: &PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into admission (assessment_code, person_id, asked_at) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(assessment)
    .bind(person.as_str())
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// How a person's wish stands.
///
/// # Errors
/// When the database fails.
pub async fn wish(connection: &mut Connection<'_>, assessment: &str, person: &PersonId) -> Result<Wish, StoreError> {
    let row: Option<(i64, Option<i64>)> = on!(connection, c => sqlx::query_as(
        "select asked_at, released_at from admission where assessment_code = $1 and person_id = $2",
    )
    .bind(assessment)
    .bind(person.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    Ok(match row {
        None => Wish::None,
        Some((_, Some(_))) => Wish::Released,
        Some((asked, None)) => Wish::Waits(Timestamp::from_micros(asked)),
    })
}

/// Lets in one person who asked, or all who wait. Gives how many.
///
/// # Errors
/// When the database fails.
pub async fn release(
    connection: &mut Connection<'_>,
    assessment: &str,
    person: Option<&PersonId>,
    (by, now): (&str, Timestamp),
) -> Result<u64, StoreError> {
    Ok(on!(connection, c => sqlx::query(
        "update admission set released_at = $3, released_by = $4
         where assessment_code = $1 and released_at is null and ($2 = '' or person_id = $2)",
    )
    .bind(assessment)
    .bind(person.map_or("", PersonId::as_str))
    .bind(now.micros())
    .bind(by)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?)
}

/// Uses up that a person was let in. False when nobody let them in.
///
/// # Errors
/// When the database fails.
pub async fn use_up(connection: &mut Connection<'_>, assessment: &str, person: &PersonId) -> Result<bool, StoreError> {
    let used = on!(connection, c => sqlx::query(
        "delete from admission where assessment_code = $1 and person_id = $2 and released_at is not null",
    )
    .bind(assessment)
    .bind(person.as_str())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(used > 0)
}

/// Who waits, longest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    connection: &mut Connection<'_>,
    assessment: &str,
    limit: i64,
) -> Result<Vec<WaitingPerson>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = on!(connection, c => sqlx::query_as(
        "select p.id, p.login, p.full_name, w.asked_at
         from admission w join person p on p.id = w.person_id
         where w.assessment_code = $1 and w.released_at is null order by w.asked_at, p.id limit $2",
    )
    .bind(assessment)
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|(id, login, full_name, asked_at)| {
            let id = PersonId::parse(&id).ok_or(StoreError::Unreadable("person.id"))?;
            Ok(WaitingPerson { id, login, full_name, asked_at: Timestamp::from_micros(asked_at) })
        })
        .collect()
}
