//! Assessments and the versions of their definitions.

use super::banks::{from_json, to_json};
use crate::domain::assessment::definition::Assessment;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// A definition as stored: its version and the bank revision it draws from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defined {
    /// The definition.
    pub assessment: Assessment,
    /// 1, 2, 3, ...
    pub version: i64,
    /// The bank revision.
    pub revision: String,
    /// Whether an administrator has opened it.
    pub is_open: bool,
}

type Row = (String, i64, String, bool);

fn defined((definition, version, revision, is_open): Row) -> Result<Defined, StoreError> {
    Ok(Defined { assessment: from_json(&definition, "assessment_version.definition")?, version, revision, is_open })
}

/// Stores a definition as the current version, unless the current one is the very same. Gives the version.
///
/// # Errors
/// When the database fails.
pub async fn put(
    connection: &mut Connection<'_>,
    assessment: &Assessment,
    revision: &str,
    actor: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    // Raising the version first takes the row's lock on both engines.
    let (version,): (i64,) = on!(connection, c => sqlx::query_as(
        "insert into assessment (code, current_version, is_open, created_at) values ($1, 1, true, $2)
         on conflict (code) do update set current_version = assessment.current_version + 1
         returning current_version",
    )
    .bind(&assessment.code)
    .bind(now.micros())
    .fetch_one(&mut **c)
    .await)?;
    let definition = to_json(assessment);
    let same: Option<(i64,)> = on!(connection, c => sqlx::query_as(
        "select version from assessment_version
         where assessment_code = $1 and version = $2 and revision_id = $3 and definition = $4",
    )
    .bind(&assessment.code)
    .bind(version - 1)
    .bind(revision)
    .bind(&definition)
    .fetch_optional(&mut **c)
    .await)?;
    if let Some((current,)) = same {
        set_current(connection, &assessment.code, current).await?;
        return Ok(current);
    }
    on!(connection, c => sqlx::query(
        "insert into assessment_version (assessment_code, version, revision_id, definition, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&assessment.code)
    .bind(version)
    .bind(revision)
    .bind(&definition)
    .bind(now.micros())
    .bind(actor)
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(version)
}

async fn set_current(connection: &mut Connection<'_>, code: &str, version: i64) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("update assessment set current_version = $2 where code = $1")
        .bind(code)
        .bind(version)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// All assessments in their current version, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut Connection<'_>) -> Result<Vec<Defined>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select v.definition, v.version, v.revision_id, a.is_open
         from assessment a
         join assessment_version v on v.assessment_code = a.code and v.version = a.current_version
         order by a.code",
    )
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(defined).collect()
}

/// An assessment in its current version.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, code: &str) -> Result<Option<Defined>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select v.definition, v.version, v.revision_id, a.is_open
         from assessment a
         join assessment_version v on v.assessment_code = a.code and v.version = a.current_version
         where a.code = $1",
    )
    .bind(code)
    .fetch_optional(&mut **c)
    .await)?;
    row.map(defined).transpose()
}

/// An assessment in a given version: the one an attempt is bound to.
///
/// # Errors
/// When the database fails.
pub async fn version(connection: &mut Connection<'_>, code: &str, version: i64) -> Result<Option<Defined>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select v.definition, v.version, v.revision_id, a.is_open
         from assessment a join assessment_version v on v.assessment_code = a.code
         where a.code = $1 and v.version = $2",
    )
    .bind(code)
    .bind(version)
    .fetch_optional(&mut **c)
    .await)?;
    row.map(defined).transpose()
}

/// Opens or closes an assessment for new attempts. False when it stood so already, or does not exist.
///
/// # Errors
/// When the database fails.
pub async fn set_open(connection: &mut Connection<'_>, code: &str, is_open: bool) -> Result<bool, StoreError> {
    let changed = on!(connection, c => sqlx::query("update assessment set is_open = $2 where code = $1 and is_open <> $2")
        .bind(code)
        .bind(is_open)
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?;
    Ok(changed > 0)
}
