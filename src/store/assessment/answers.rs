//! What people answered, many attempts at a time: for statistics.

use super::banks::from_json;
use crate::domain::assessment::form::Form;
use crate::domain::assessment::response::Response;
use crate::store::{Connection, StoreError, on};
use std::collections::HashMap;

/// A submitted attempt and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The attempt.
    pub id: String,
    /// Its form.
    pub form: Form,
    /// Responses by place, from 1.
    pub responses: HashMap<i64, Response>,
}

/// How many first attempts at an assessment were submitted on each revision of its bank, most first.
///
/// # Errors
/// When the database fails.
pub async fn revisions(connection: &mut Connection<'_>, code: &str) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on!(connection, c => sqlx::query_as(
        "select revision_id, count(*) from attempt
         where assessment_code = $1 and state = 'submitted' and number = 1
         group by revision_id order by count(*) desc, revision_id",
    )
    .bind(code)
    .fetch_all(&mut **c)
    .await)?)
}

/// Up to `limit` submitted first attempts behind `after`, by id.
///
/// # Errors
/// When the database fails.
pub async fn after(
    connection: &mut Connection<'_>,
    (code, revision): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<Answered>, StoreError> {
    let rows: Vec<(String, String)> = on!(connection, c => sqlx::query_as(
        "select id, form from attempt
         where assessment_code = $1 and revision_id = $2 and state = 'submitted' and number = 1 and id > $3
         order by id limit $4",
    )
    .bind(code)
    .bind(revision)
    .bind(after)
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    let Some((last, _)) = rows.last() else { return Ok(Vec::new()) };
    let saved: Vec<(String, i64, String)> = on!(connection, c => sqlx::query_as(
        "select r.attempt_id, r.number, r.response from response r join attempt a on a.id = r.attempt_id
         where a.assessment_code = $1 and a.revision_id = $2 and a.state = 'submitted' and a.number = 1
           and r.attempt_id > $3 and r.attempt_id <= $4",
    )
    .bind(code)
    .bind(revision)
    .bind(after)
    .bind(last)
    .fetch_all(&mut **c)
    .await)?;
    let mut responses: HashMap<String, HashMap<i64, Response>> = HashMap::with_capacity(rows.len());
    for (attempt, number, response) in saved {
        responses.entry(attempt).or_default().insert(number, from_json(&response, "response.response")?);
    }
    rows.into_iter()
        .map(|(id, form)| {
            let responses = responses.remove(&id).unwrap_or_default();
            Ok(Answered { form: from_json(&form, "attempt.form")?, responses, id })
        })
        .collect()
}
