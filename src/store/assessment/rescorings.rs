//! Scoring again: the attempts that had an item, many at a time, and the history of what changed.

use super::answers::IS_ADAPTIVE;
use super::banks::{from_json, to_json};
use crate::domain::assessment::form::Form;
use crate::domain::assessment::rescoring::{ItemDecision, Standing};
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{Centipoints, Score};
use crate::domain::identifier::{AttemptId, ItemDecisionId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on, over_rows};
use std::collections::HashMap;

/// A submitted attempt that had an item.
#[derive(Clone, Debug)]
pub struct Scored {
    /// The attempt.
    pub id: AttemptId,
    /// Whose it is, for lists.
    pub login: String,
    /// The same.
    pub full_name: String,
    /// The assessment and the version it is bound to.
    pub assessment: (String, i64),
    /// Its form.
    pub form: Form,
    /// Responses by place, from 1.
    pub responses: HashMap<i64, Response>,
    /// The stored result.
    pub standing: Standing,
    /// The rules that made it.
    pub rules_version: i64,
    /// The decisions it takes into account.
    pub decisions: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    login: String,
    full_name: String,
    assessment_code: String,
    assessment_version: i64,
    form: String,
    responses: String,
    outcome: String,
    earned: i64,
    possible: i64,
    rules_version: i64,
    decisions: i64,
}

fn standing(outcome: &str, earned: i64, possible: i64) -> Result<Standing, StoreError> {
    let points =
        |value: i64| u32::try_from(value).map(Centipoints).map_err(|_| StoreError::Unreadable("attempt.earned"));
    let score = Score { earned: points(earned)?, possible: points(possible)? };
    Ok(Standing { is_pass: outcome == "passed", score })
}

impl Row {
    fn into_scored(self) -> Result<Scored, StoreError> {
        Ok(Scored {
            id: AttemptId::parse(&self.id).ok_or(StoreError::Unreadable("attempt.id"))?,
            login: self.login,
            full_name: self.full_name,
            assessment: (self.assessment_code, self.assessment_version),
            form: from_json(&self.form, "attempt.form")?,
            responses: from_json(&self.responses, "response.response")?,
            standing: standing(&self.outcome, self.earned, self.possible)?,
            rules_version: self.rules_version,
            decisions: self.decisions,
        })
    }
}

/// Up to `limit` submitted attempts behind `after`, by id, whose form may have the item, or whose adaptive test may have it
/// in its pool: the caller looks again.
///
/// # Errors
/// When the database fails.
pub async fn having(
    connection: &mut Connection<'_>,
    (revision, item): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<Scored>, StoreError> {
    // Responses are gathered by the database: a row for each response takes twice as long.
    let statement = connection.dialect(
        "select a.id, p.login, p.full_name, a.assessment_code, a.assessment_version, a.form,
                (select json_group_object(r.number, json(r.response)) from response r where r.attempt_id = a.id) as responses,
                a.outcome, a.earned, a.possible, a.rules_version, a.decisions
         from attempt a join person p on p.id = a.person_id
         where a.revision_id = $1 and a.state = 'submitted' and a.id > $2
               and (a.form like $3 or (a.assessment_code, a.assessment_version) in
                   (select assessment_code, version from assessment_version where revision_id = $1 and definition like $5))
         order by a.id limit $4",
        "select a.id, p.login, p.full_name, a.assessment_code, a.assessment_version, a.form,
                coalesce((select json_object_agg(r.number, r.response::json)::text from response r
                          where r.attempt_id = a.id), '{}') as responses,
                a.outcome, a.earned, a.possible, a.rules_version, a.decisions
         from attempt a join person p on p.id = a.person_id
         where a.revision_id = $1 and a.state = 'submitted' and a.id > $2
               and (a.form like $3 or (a.assessment_code, a.assessment_version) in
                   (select assessment_code, version from assessment_version where revision_id = $1 and definition like $5))
         order by a.id limit $4",
    );
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(statement)
        .bind(revision)
        .bind(after)
        .bind(format!("%{}%", to_json(&item)))
        .bind(limit)
        .bind(IS_ADAPTIVE)
        .fetch_all(&mut **c)
        .await)?;
    rows.into_iter().map(Row::into_scored).collect()
}

/// A result that changes.
#[derive(Clone, Debug)]
pub struct Rescored<'a> {
    /// The attempt as it was.
    pub before: &'a Scored,
    /// The result as it is.
    pub after: Standing,
}

/// Notes that these attempts take a decision into account.
///
/// # Errors
/// When the database fails.
pub async fn take_into_account(
    connection: &mut Connection<'_>,
    attempts: &[&AttemptId],
    number: i64,
) -> Result<(), StoreError> {
    let rows: Vec<[&str; 1]> = attempts.iter().map(|id| [id.as_str()]).collect();
    let statement =
        over_rows!(connection, "update attempt set decisions = $2 where id in (select s.value ->> 0 from", ")");
    on!(connection, c => sqlx::query(statement).bind(to_json(&rows)).bind(number).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Writes results anew and keeps the old ones.
///
/// # Errors
/// When the database fails.
pub async fn write(
    connection: &mut Connection<'_>,
    (decision, actor): (&ItemDecisionId, &str),
    rescored: &[Rescored<'_>],
    rules_version: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<_> = rescored
        .iter()
        .map(|Rescored { before, after }| {
            let (old, new) = (before.standing, after);
            (
                before.id.as_str(),
                old.outcome(),
                old.score.earned.0,
                old.score.possible.0,
                before.rules_version,
                new.outcome(),
                new.score.earned.0,
                new.score.possible.0,
            )
        })
        .collect();
    let rows = to_json(&rows);
    let kept = over_rows!(
        connection,
        "insert into rescoring (attempt_id, decision_id, actor, at, old_outcome, old_earned, old_possible,
                                old_rules_version, new_outcome, new_earned, new_possible, new_rules_version)
         select s.value ->> 0, $2, $3, $4, s.value ->> 1, cast(s.value ->> 2 as bigint), cast(s.value ->> 3 as bigint),
                cast(s.value ->> 4 as bigint), s.value ->> 5, cast(s.value ->> 6 as bigint),
                cast(s.value ->> 7 as bigint), $5 from",
        ""
    );
    on!(connection, c => sqlx::query(kept)
        .bind(&rows)
        .bind(decision.as_str())
        .bind(actor)
        .bind(now.micros())
        .bind(rules_version)
        .execute(&mut **c)
        .await
        .map(drop))?;
    let written = over_rows!(
        connection,
        "update attempt set outcome = s.value ->> 5, earned = cast(s.value ->> 6 as bigint),
                            possible = cast(s.value ->> 7 as bigint), rules_version = $2
         from",
        "where attempt.id = s.value ->> 0"
    );
    on!(connection, c => sqlx::query(written).bind(&rows).bind(rules_version).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// A change as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The attempt.
    pub attempt: AttemptId,
    /// Whose it is.
    pub login: String,
    /// The same.
    pub full_name: String,
    /// The result before.
    pub before: Standing,
    /// The result after.
    pub after: Standing,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct RecordedRow {
    attempt_id: String,
    login: String,
    full_name: String,
    old_outcome: String,
    old_earned: i64,
    old_possible: i64,
    new_outcome: String,
    new_earned: i64,
    new_possible: i64,
    at: i64,
}

/// What a decision changed, attempt by attempt.
///
/// # Errors
/// When the database fails.
pub async fn recorded(connection: &mut Connection<'_>, decision: &ItemDecision) -> Result<Vec<Recorded>, StoreError> {
    let rows: Vec<RecordedRow> = on!(connection, c => sqlx::query_as(
        "select r.attempt_id, p.login, p.full_name, r.old_outcome, r.old_earned, r.old_possible,
                r.new_outcome, r.new_earned, r.new_possible, r.at
         from rescoring r join attempt a on a.id = r.attempt_id join person p on p.id = a.person_id
         where r.decision_id = $1 order by r.attempt_id",
    )
    .bind(decision.id.as_str())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Recorded {
                attempt: AttemptId::parse(&row.attempt_id).ok_or(StoreError::Unreadable("rescoring.attempt_id"))?,
                login: row.login,
                full_name: row.full_name,
                before: standing(&row.old_outcome, row.old_earned, row.old_possible)?,
                after: standing(&row.new_outcome, row.new_earned, row.new_possible)?,
                at: Timestamp::from_micros(row.at),
            })
        })
        .collect()
}
