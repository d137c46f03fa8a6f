//! Questions of administrators: by unit, who has come how far.

use crate::domain::assessment::scoring::{Centipoints, Score};
use crate::domain::identifier::UnitId;
use crate::store::{Connection, StoreError, on};

/// People of one unit, counted by how far they have come with one assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCount {
    /// The unit; `None` for people without one.
    pub unit: Option<UnitId>,
    /// Candidates of the unit.
    pub assigned: i64,
    /// Of these, who has begun at least once.
    pub started: i64,
    /// Who has passed.
    pub passed: i64,
    /// Who holds an issued certificate that was not taken back.
    pub certified: i64,
    /// Who is in the middle of a sitting.
    pub in_progress: i64,
}

/// A candidate who has not passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDone {
    /// Staff code.
    pub login: String,
    /// Name.
    pub full_name: String,
    /// Position.
    pub position: String,
    /// Unit.
    pub unit: Option<UnitId>,
    /// How often they sat; an attempt in progress counts.
    pub attempts: i64,
    /// Whether one is in progress.
    pub in_progress: bool,
    /// The best score so far; forms of one assessment have the same possible score.
    pub best: Option<Score>,
}

/// Counts for every unit that has candidates, not rolled up.
///
/// # Errors
/// When the database fails.
pub async fn by_unit(connection: &mut Connection<'_>, assessment: &str) -> Result<Vec<UnitCount>, StoreError> {
    let rows: Vec<(Option<String>, i64, i64, i64, i64, i64)> = on!(connection, c => sqlx::query_as(
        "select p.unit_id, count(*), count(a.person_id), cast(sum(coalesce(a.passed, 0)) as bigint),
                cast(sum(coalesce(a.certified, 0)) as bigint), cast(sum(coalesce(a.in_progress, 0)) as bigint)
         from person p
         left join (
            select a.person_id,
                   max(case when a.outcome = 'passed' then 1 else 0 end) as passed,
                   max(case when a.state = 'in_progress' then 1 else 0 end) as in_progress,
                   max(case when c.state = 'issued' and r.certificate_id is null then 1 else 0 end) as certified
            from attempt a
            left join certificate c on c.attempt_id = a.id
            left join revocation r on r.certificate_id = c.id
            where a.assessment_code = $1
            group by a.person_id
         ) a on a.person_id = p.id
         where p.role = 'candidate' and p.disabled_at is null
         group by p.unit_id",
    )
    .bind(assessment)
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(unit, assigned, started, passed, certified, in_progress)| UnitCount {
            unit: unit.and_then(|id| UnitId::parse(&id)),
            assigned,
            started,
            passed,
            certified,
            in_progress,
        })
        .collect())
}

/// Every candidate who has not passed; the caller filters by unit and sorts by name.
///
/// # Errors
/// When the database fails.
pub async fn not_done(connection: &mut Connection<'_>, assessment: &str) -> Result<Vec<NotDone>, StoreError> {
    type Row = (String, String, String, Option<String>, i64, i64, Option<i64>, Option<i64>);
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select p.login, p.full_name, p.position, p.unit_id, count(a.id),
                cast(sum(case when a.state = 'in_progress' then 1 else 0 end) as bigint), max(a.earned), max(a.possible)
         from person p
         left join attempt a on a.person_id = p.id and a.assessment_code = $1
         where p.role = 'candidate' and p.disabled_at is null
           and not exists (select 1 from attempt b where b.assessment_code = $1 and b.person_id = p.id
                           and b.state = 'submitted' and b.outcome = 'passed')
         group by p.id, p.login, p.full_name, p.position, p.unit_id",
    )
    .bind(assessment)
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(login, full_name, position, unit, attempts, open, earned, possible)| NotDone {
            login,
            full_name,
            position,
            unit: unit.and_then(|id| UnitId::parse(&id)),
            attempts,
            in_progress: open > 0,
            best: earned.zip(possible).and_then(|(earned, possible)| {
                let points = |value: i64| u32::try_from(value).ok().map(Centipoints);
                Some(Score { earned: points(earned)?, possible: points(possible)? })
            }),
        })
        .collect())
}
