//! What people answered, many attempts at a time: for statistics. Attempts at adaptive tests stay out: who was given an
//! item depends on how they answered others, so that its figures would tell of the choice and not of the item.

use super::banks::from_json;
use crate::domain::assessment::response::Response;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};
use serde::Deserialize;
use std::collections::HashMap;

/// A submitted attempt and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The attempt.
    pub id: String,
    /// The items of its form, in order.
    pub items: Vec<String>,
    /// Responses by place, from 1.
    pub responses: HashMap<i64, Response>,
    /// When each was saved last, by place.
    pub saved_at: Vec<(i64, Timestamp)>,
    /// When it began.
    pub started_at: Timestamp,
    /// The language of its items.
    pub language: String,
    /// The unit the person belonged to then.
    pub unit: Option<String>,
}

/// A place of a stored form, without its options.
#[derive(Deserialize)]
struct Place {
    item: String,
}

/// Attempt, form, responses with their times, start, language, unit.
type Row = (String, String, String, i64, String, Option<String>);

/// Matches the stored definitions that are adaptive, by `like`. Nothing else in a definition reads so: in texts quotation
/// marks are escaped, and what is named by a competency's code is a number.
pub(super) const IS_ADAPTIVE: &str = r#"%"adaptive":{%"#;

/// How many first attempts at adaptive versions of an assessment were submitted.
///
/// # Errors
/// When the database fails.
pub async fn adaptive(connection: &mut Connection<'_>, code: &str) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(connection, c => sqlx::query_as(
        "select cast(coalesce(sum(f.attempts), 0) as bigint)
         from (select assessment_version, count(*) as attempts from attempt
               where assessment_code = $1 and state = 'submitted' and number = 1 group by assessment_version) f
         join assessment_version v on v.assessment_code = $1 and v.version = f.assessment_version
         where v.definition like $2",
    )
    .bind(code)
    .bind(IS_ADAPTIVE)
    .fetch_one(&mut **c)
    .await)?;
    Ok(count)
}

/// How many first attempts at an assessment were submitted on each revision of its bank, most first.
///
/// # Errors
/// When the database fails.
pub async fn revisions(connection: &mut Connection<'_>, code: &str) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on!(connection, c => sqlx::query_as(
        "select v.revision_id, cast(sum(f.attempts) as bigint) as attempts
         from (select assessment_version, count(*) as attempts from attempt
               where assessment_code = $1 and state = 'submitted' and number = 1 group by assessment_version) f
         join assessment_version v on v.assessment_code = $1 and v.version = f.assessment_version
         where v.definition not like $2
         group by v.revision_id order by attempts desc, v.revision_id",
    )
    .bind(code)
    .bind(IS_ADAPTIVE)
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
    // One row for each attempt, its responses gathered by the database: a row for each response takes twice as long.
    let statement = connection.dialect(
        "select a.id, a.form,
                (select json_group_object(r.number, json_array(json(r.response), r.saved_at)) from response r
                 where r.attempt_id = a.id),
                a.started_at, a.language, a.unit_id
         from attempt a
         where a.assessment_code = $1 and a.revision_id = $2 and a.state = 'submitted' and a.number = 1 and a.id > $3
               and a.assessment_version not in
                   (select version from assessment_version where assessment_code = $1 and definition like $5)
         order by a.id limit $4",
        "select a.id, a.form,
                coalesce((select json_object_agg(r.number, json_build_array(r.response::json, r.saved_at))::text
                          from response r where r.attempt_id = a.id), '{}'),
                a.started_at, a.language, a.unit_id
         from attempt a
         where a.assessment_code = $1 and a.revision_id = $2 and a.state = 'submitted' and a.number = 1 and a.id > $3
               and a.assessment_version not in
                   (select version from assessment_version where assessment_code = $1 and definition like $5)
         order by a.id limit $4",
    );
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(statement)
        .bind(code)
        .bind(revision)
        .bind(after)
        .bind(limit)
        .bind(IS_ADAPTIVE)
        .fetch_all(&mut **c)
        .await)?;
    rows.into_iter()
        .map(|(id, form, responses, started_at, language, unit)| {
            let places: Vec<Place> = from_json(&form, "attempt.form")?;
            let items = places.into_iter().map(|place| place.item).collect();
            let saved: HashMap<i64, (Response, i64)> = from_json(&responses, "response.response")?;
            let saved_at = saved.iter().map(|(number, (_, at))| (*number, Timestamp::from_micros(*at))).collect();
            let responses = saved.into_iter().map(|(number, (response, _))| (number, response)).collect();
            let started_at = Timestamp::from_micros(started_at);
            Ok(Answered { id, items, responses, saved_at, started_at, language, unit })
        })
        .collect()
}
