//! Appeals against results.

use crate::domain::assessment::appeal::{Appeal, AppealAnswer, Ruling};
use crate::domain::identifier::{AttemptId, ItemDecisionId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

#[derive(sqlx::FromRow)]
struct AppealRow {
    attempt_id: String,
    reason: String,
    filed_at: i64,
    state: String,
    answer: Option<String>,
    item_decision_id: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
}

impl AppealRow {
    fn into_appeal(self) -> Result<Appeal, StoreError> {
        let decision = self
            .item_decision_id
            .map(|id| ItemDecisionId::parse(&id).ok_or(StoreError::Unreadable("appeal.item_decision_id")))
            .transpose()?;
        let ruling = match self.state.as_str() {
            "open" => None,
            "dismissed" => Some(Ruling::Dismissed),
            "upheld" => Some(Ruling::Upheld(decision)),
            _ => return Err(StoreError::Unreadable("appeal.state")),
        };
        let answer = match (ruling, self.answer, self.decided_by, self.decided_at) {
            (Some(ruling), Some(reasons), Some(by), Some(at)) => {
                Some(AppealAnswer { ruling, reasons, by, at: Timestamp::from_micros(at) })
            }
            _ => None,
        };
        Ok(Appeal {
            attempt: AttemptId::parse(&self.attempt_id).ok_or(StoreError::Unreadable("appeal.attempt_id"))?,
            reason: self.reason,
            filed_at: Timestamp::from_micros(self.filed_at),
            answer,
        })
    }
}

/// An appeal in a list: whose, and of which assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAppeal {
    /// The appeal.
    pub appeal: Appeal,
    /// The assessment's code.
    pub assessment: String,
    /// The candidate's log-in.
    pub login: String,
    /// The candidate's name.
    pub full_name: String,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    appeal: AppealRow,
    assessment_code: String,
    login: String,
    full_name: String,
}

/// Files an appeal. False when this attempt has one.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
    reason: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = on!(connection, c => sqlx::query(
        "insert into appeal (attempt_id, reason, filed_at, state) values ($1, $2, $3, 'open') on conflict do nothing",
    )
    .bind(attempt.as_str())
    .bind(reason)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(inserted > 0)
}

/// The appeal against an attempt's result.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, attempt: &AttemptId) -> Result<Option<Appeal>, StoreError> {
    let row: Option<AppealRow> = on!(connection, c => sqlx::query_as(
        "select attempt_id, reason, filed_at, state, answer, item_decision_id, decided_by, decided_at
         from appeal where attempt_id = $1",
    )
    .bind(attempt.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(AppealRow::into_appeal).transpose()
}

/// Those in a state, longest waiting first; without one all of them, those that wait first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    connection: &mut Connection<'_>,
    state: Option<&str>,
    limit: i64,
) -> Result<Vec<ListedAppeal>, StoreError> {
    let rows: Vec<ListedRow> = on!(connection, c => sqlx::query_as(
        "select p.attempt_id, p.reason, p.filed_at, p.state, p.answer, p.item_decision_id, p.decided_by, p.decided_at,
                a.assessment_code, person.login, person.full_name
         from appeal p
         join attempt a on a.id = p.attempt_id
         join person on person.id = a.person_id
         where $1 = '' or p.state = $1
         order by case p.state when 'open' then 0 else 1 end, p.filed_at, p.attempt_id
         limit $2",
    )
    .bind(state.unwrap_or_default())
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(ListedAppeal {
                appeal: row.appeal.into_appeal()?,
                assessment: row.assessment_code,
                login: row.login,
                full_name: row.full_name,
            })
        })
        .collect()
}

/// Answers an appeal. False when it was answered before: the first answer stands. Nor is one written by the person who
/// sat the attempt, whoever calls.
///
/// # Errors
/// When the database fails.
pub async fn answer(
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
    answer: &AppealAnswer,
) -> Result<bool, StoreError> {
    let changed = on!(connection, c => sqlx::query(
        "update appeal set state = $2, answer = $3, item_decision_id = $4, decided_by = $5, decided_at = $6
         where attempt_id = $1 and state = 'open'
           and not exists (select 1 from attempt a join person p on p.id = a.person_id
                           where a.id = $1 and p.login = $5)",
    )
    .bind(attempt.as_str())
    .bind(answer.ruling.name())
    .bind(&answer.reasons)
    .bind(answer.ruling.item_decision().map(ItemDecisionId::as_str))
    .bind(&answer.by)
    .bind(answer.at.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(changed > 0)
}
