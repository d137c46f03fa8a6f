//! Attempts: frozen at the start, closed once.

use super::banks::{from_json, to_json};
use crate::domain::assessment::accommodation::Accommodation;
use crate::domain::assessment::attempt::{Attempt, InProgress, Sitting, Submitted};
use crate::domain::assessment::form::Form;
use crate::domain::assessment::scoring::{Centipoints, Score};
use crate::domain::assessment::way::Way;
use crate::domain::identifier::{AttemptId, PersonId, UnitId, from_hex, hex};
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};
use std::time::Duration;

/// An attempt and, once submitted, how it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAttempt {
    /// The attempt.
    pub attempt: Attempt,
    /// `None` while in progress.
    pub judged: Option<Judged>,
    /// The person's unit when the attempt began.
    pub unit: Option<UnitId>,
    /// How far it has come.
    pub way: Way,
}

/// The stored result of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whether every cut was reached.
    pub passed: bool,
    /// The score.
    pub score: Score,
    /// The decisions on items it takes into account: those of its revision up to this number.
    pub decisions: i64,
    /// The version of the rules that made it.
    pub rules_version: i64,
}

#[derive(sqlx::FromRow)]
struct AttemptRow {
    id: String,
    assessment_code: String,
    assessment_version: i64,
    revision_id: String,
    person_id: String,
    unit_id: Option<String>,
    number: i64,
    language: String,
    seed: String,
    form: String,
    started_at: i64,
    deadline: i64,
    accepts_until: i64,
    closed_at: Option<i64>,
    by_timeout: Option<bool>,
    outcome: Option<String>,
    earned: Option<i64>,
    possible: Option<i64>,
    decisions: i64,
    rules_version: Option<i64>,
    reached: Option<i64>,
    open_through: Option<i64>,
    section_until: Option<i64>,
    accommodation: Option<String>,
    paused_at: Option<i64>,
    paused_for: i64,
}

impl AttemptRow {
    fn into_stored(self) -> Result<StoredAttempt, StoreError> {
        let sitting = Sitting {
            id: AttemptId::parse(&self.id).ok_or(StoreError::Unreadable("attempt.id"))?,
            assessment: self.assessment_code,
            assessment_version: self.assessment_version,
            revision: self.revision_id,
            person: PersonId::parse(&self.person_id).ok_or(StoreError::Unreadable("attempt.person_id"))?,
            number: self.number,
            language: Language::from_code(&self.language).ok_or(StoreError::Unreadable("attempt.language"))?,
            seed: from_hex(&self.seed)
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or(StoreError::Unreadable("attempt.seed"))?,
            form: from_json(&self.form, "attempt.form")?,
            started_at: Timestamp::from_micros(self.started_at),
            deadline: Timestamp::from_micros(self.deadline),
            accepts_until: Timestamp::from_micros(self.accepts_until),
            accommodation: match &self.accommodation {
                Some(arranged) => from_json(arranged, "attempt.accommodation")?,
                None => Accommodation::default(),
            },
            paused_for: Duration::from_micros(self.paused_for.unsigned_abs()),
        };
        let unit = self.unit_id.and_then(|id| UnitId::parse(&id));
        let way = Way::from_stored(self.reached, self.open_through);
        let (Some(closed_at), Some(by_timeout)) = (self.closed_at, self.by_timeout) else {
            let open = InProgress {
                sitting,
                paused_at: self.paused_at.map(Timestamp::from_micros),
                section_until: self.section_until.map(Timestamp::from_micros),
            };
            return Ok(StoredAttempt { attempt: Attempt::InProgress(open), judged: None, unit, way });
        };
        let points = |value: Option<i64>| {
            value
                .and_then(|value| u32::try_from(value).ok())
                .map(Centipoints)
                .ok_or(StoreError::Unreadable("attempt.earned"))
        };
        let score = Score { earned: points(self.earned)?, possible: points(self.possible)? };
        let judged = Judged {
            passed: self.outcome.as_deref() == Some("passed"),
            score,
            decisions: self.decisions,
            rules_version: self.rules_version.unwrap_or_default(),
        };
        let attempt =
            Attempt::Submitted(Submitted { sitting, closed_at: Timestamp::from_micros(closed_at), by_timeout });
        Ok(StoredAttempt { attempt, judged: Some(judged), unit, way })
    }
}

/// Stores a new attempt. False when this person has an open one, or one with this number: nothing was written.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    sitting: &Sitting,
    unit: Option<&UnitId>,
    (way, section_until): (Way, Option<Timestamp>),
) -> Result<bool, StoreError> {
    let (reached, open_through) = way.stored();
    let inserted = on!(connection, c => sqlx::query(
        "insert into attempt (id, assessment_code, assessment_version, revision_id, person_id, unit_id, number, state,
                              language, seed, form, started_at, deadline, accepts_until, locked_at, reached, accommodation,
                              open_through, section_until)
         values ($1, $2, $3, $4, $5, $6, $7, 'in_progress', $8, $9, $10, $11, $12, $13, $11, $14, $15, $16, $17)
         on conflict do nothing",
    )
    .bind(sitting.id.as_str())
    .bind(&sitting.assessment)
    .bind(sitting.assessment_version)
    .bind(&sitting.revision)
    .bind(sitting.person.as_str())
    .bind(unit.map(UnitId::as_str))
    .bind(sitting.number)
    .bind(sitting.language.code())
    .bind(hex(&sitting.seed))
    .bind(to_json(&sitting.form))
    .bind(sitting.started_at.micros())
    .bind(sitting.deadline.micros())
    .bind(sitting.accepts_until.micros())
    .bind(reached)
    .bind((!sitting.accommodation.is_none()).then(|| to_json(&sitting.accommodation)))
    .bind(open_through)
    .bind(section_until.map(Timestamp::micros))
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(inserted > 0)
}

/// An attempt of this person; somebody else's answers like a missing one.
///
/// # Errors
/// When the database fails.
pub async fn find_own(
    connection: &mut Connection<'_>,
    id: &AttemptId,
    person: &PersonId,
) -> Result<Option<StoredAttempt>, StoreError> {
    let row: Option<AttemptRow> = on!(connection, c => sqlx::query_as(
        "select id, assessment_code, assessment_version, revision_id, person_id, unit_id, number, language, seed, form,
                started_at, deadline, accepts_until, closed_at, by_timeout, outcome, earned, possible,
                decisions, rules_version, reached, open_through, section_until, accommodation, paused_at, paused_for
         from attempt where id = $1 and person_id = $2",
    )
    .bind(id.as_str())
    .bind(person.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(AttemptRow::into_stored).transpose()
}

/// An attempt whoever sat it; for the worker and the operator, never for a page.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: &AttemptId) -> Result<Option<StoredAttempt>, StoreError> {
    let row: Option<AttemptRow> = on!(connection, c => sqlx::query_as(
        "select id, assessment_code, assessment_version, revision_id, person_id, unit_id, number, language, seed, form,
                started_at, deadline, accepts_until, closed_at, by_timeout, outcome, earned, possible,
                decisions, rules_version, reached, open_through, section_until, accommodation, paused_at, paused_for
         from attempt where id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(AttemptRow::into_stored).transpose()
}

/// All attempts of a person, first sitting first.
///
/// # Errors
/// When the database fails.
pub async fn of_person(connection: &mut Connection<'_>, person: &PersonId) -> Result<Vec<StoredAttempt>, StoreError> {
    let rows: Vec<AttemptRow> = on!(connection, c => sqlx::query_as(
        "select id, assessment_code, assessment_version, revision_id, person_id, unit_id, number, language, seed, form,
                started_at, deadline, accepts_until, closed_at, by_timeout, outcome, earned, possible,
                decisions, rules_version, reached, open_through, section_until, accommodation, paused_at, paused_for
         from attempt where person_id = $1 order by assessment_code, number",
    )
    .bind(person.as_str())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(AttemptRow::into_stored).collect()
}

/// Takes the attempt's row for the rest of the transaction: saves wait, or come before. On SQLite a write transaction has
/// the whole file to itself.
///
/// # Errors
/// When the database fails.
pub async fn lock(connection: &mut Connection<'_>, id: &AttemptId) -> Result<(), StoreError> {
    if let Connection::Postgres(c) = connection {
        let statement = "select id from attempt where id = $1 for no key update";
        sqlx::query(statement).bind(id.as_str()).execute(&mut **c).await?;
    }
    Ok(())
}

/// Takes the row of an attempt of this person, as [`lock`] does; somebody else's is left alone.
///
/// # Errors
/// When the database fails.
pub async fn lock_own(connection: &mut Connection<'_>, id: &AttemptId, person: &PersonId) -> Result<(), StoreError> {
    if let Connection::Postgres(c) = connection {
        let statement = "select id from attempt where id = $1 and person_id = $2 for no key update";
        sqlx::query(statement).bind(id.as_str()).bind(person.as_str()).execute(&mut **c).await?;
    }
    Ok(())
}

/// Opens the item of a number and leaves the ones before it; the caller holds the attempt's row.
///
/// # Errors
/// When the database fails.
pub async fn reach(connection: &mut Connection<'_>, id: &AttemptId, number: i64) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("update attempt set reached = $2 where id = $1")
        .bind(id.as_str())
        .bind(number)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Holds an attempt: it takes no requests until it is let go on. False when it is held already, or over; the caller
/// holds its row.
///
/// # Errors
/// When the database fails.
pub async fn pause(connection: &mut Connection<'_>, id: &AttemptId, now: Timestamp) -> Result<bool, StoreError> {
    let held = on!(connection, c => sqlx::query(
        "update attempt set paused_at = $2
         where id = $1 and state = 'in_progress' and paused_at is null and accepts_until >= $2",
    )
    .bind(id.as_str())
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(held > 0)
}

/// Lets a held attempt go on: its deadline moves by as long as it was held. False when it is not held; the caller holds
/// its row.
///
/// # Errors
/// When the database fails.
pub async fn resume(connection: &mut Connection<'_>, id: &AttemptId, now: Timestamp) -> Result<bool, StoreError> {
    let resumed = on!(connection, c => sqlx::query(
        "update attempt set deadline = deadline + ($2 - paused_at), accepts_until = accepts_until + ($2 - paused_at),
                            section_until = section_until + ($2 - paused_at),
                            paused_for = paused_for + ($2 - paused_at), paused_at = null
         where id = $1 and paused_at is not null and paused_at <= $2",
    )
    .bind(id.as_str())
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(resumed > 0)
}

/// Opens a section by its numbers until then, and leaves the ones before it; the caller holds the attempt's row.
///
/// # Errors
/// When the database fails.
pub async fn open_section(
    connection: &mut Connection<'_>,
    id: &AttemptId,
    (first, last): (i64, i64),
    until: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "update attempt set reached = $2, open_through = $3, section_until = $4 where id = $1",
    )
    .bind(id.as_str())
    .bind(first)
    .bind(last)
    .bind(until.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Puts one more place on a form and opens it, leaving the ones before it; the caller holds the attempt's row.
///
/// # Errors
/// When the database fails.
pub async fn extend(connection: &mut Connection<'_>, id: &AttemptId, form: &Form) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("update attempt set form = $2, reached = $3 where id = $1")
        .bind(id.as_str())
        .bind(to_json(form))
        .bind(form.0.len() as i64)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Closes an attempt with its result. False when it was closed already: the first result stands.
///
/// # Errors
/// When the database fails.
pub async fn close(connection: &mut Connection<'_>, submitted: &Submitted, judged: Judged) -> Result<bool, StoreError> {
    let closed = on!(connection, c => sqlx::query(
        "update attempt set state = 'submitted', closed_at = $2, by_timeout = $3, outcome = $4,
                            earned = $5, possible = $6, rules_version = $7, decisions = $8
         where id = $1 and state = 'in_progress'",
    )
    .bind(submitted.sitting.id.as_str())
    .bind(submitted.closed_at.micros())
    .bind(submitted.by_timeout)
    .bind(if judged.passed { "passed" } else { "failed" })
    .bind(i64::from(judged.score.earned.0))
    .bind(i64::from(judged.score.possible.0))
    .bind(judged.rules_version)
    .bind(judged.decisions)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(closed > 0)
}

/// Whether anybody still sits an assessment, held attempts among them.
///
/// # Errors
/// When the database fails.
pub async fn any_runs(connection: &mut Connection<'_>, assessment: &str) -> Result<bool, StoreError> {
    let (count,): (i64,) = on!(connection, c => sqlx::query_as(
        "select count(*) from (select 1 from attempt where assessment_code = $1 and state = 'in_progress' limit 1) a",
    )
    .bind(assessment)
    .fetch_one(&mut **c)
    .await)?;
    Ok(count > 0)
}

/// Attempts that take no more requests and are still open: work for the sweeper.
///
/// # Errors
/// When the database fails.
pub async fn overdue(
    connection: &mut Connection<'_>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<AttemptId>, StoreError> {
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "select id from attempt
         where state = 'in_progress' and accepts_until < $1 and paused_at is null order by accepts_until limit $2",
    )
    .bind(now.micros())
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(|(id,)| AttemptId::parse(&id).ok_or(StoreError::Unreadable("attempt.id"))).collect()
}
