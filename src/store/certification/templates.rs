//! Certificate templates, each version with its file; a version in use never changes.

use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// A stored version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTemplate {
    /// `national-landscape`
    pub code: String,
    /// From 1.
    pub version: u32,
    /// SHA-256 of the file, hexadecimal.
    pub digest: String,
    /// The first day on which it is used: `2025-01-01`.
    pub effective_from: String,
    /// The last one, when there is one.
    pub effective_until: Option<String>,
    /// When the first certificate used it.
    pub first_used_at: Option<Timestamp>,
}

type Row = (String, i64, String, String, Option<String>, Option<i64>);

fn stored(
    (code, version, digest, effective_from, effective_until, first_used_at): Row,
) -> Result<StoredTemplate, StoreError> {
    Ok(StoredTemplate {
        code,
        version: u32::try_from(version).map_err(|_| StoreError::Unreadable("certificate_template.version"))?,
        digest,
        effective_from,
        effective_until,
        first_used_at: first_used_at.map(Timestamp::from_micros),
    })
}

/// Stores a version, or replaces one that no certificate has used. False when one has.
///
/// # Errors
/// When the database fails.
pub async fn put(
    connection: &mut Connection<'_>,
    template: &StoredTemplate,
    source: &str,
    actor: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let written = on!(connection, c => sqlx::query(
        "insert into certificate_template
            (code, version, digest, source, effective_from, effective_until, stored_at, stored_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (code, version) do update
         set digest = $3, source = $4, effective_from = $5, effective_until = $6, stored_at = $7, stored_by = $8
         where certificate_template.first_used_at is null",
    )
    .bind(&template.code)
    .bind(i64::from(template.version))
    .bind(&template.digest)
    .bind(source)
    .bind(&template.effective_from)
    .bind(&template.effective_until)
    .bind(now.micros())
    .bind(actor)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(written == 1)
}

/// Stores a version unless there is one already.
///
/// # Errors
/// When the database fails.
pub async fn put_if_absent(
    connection: &mut Connection<'_>,
    template: &StoredTemplate,
    source: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into certificate_template
            (code, version, digest, source, effective_from, effective_until, stored_at, stored_by)
         values ($1, $2, $3, $4, $5, $6, $7, 'bundled')
         on conflict (code, version) do nothing",
    )
    .bind(&template.code)
    .bind(i64::from(template.version))
    .bind(&template.digest)
    .bind(source)
    .bind(&template.effective_from)
    .bind(&template.effective_until)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// From now on the version stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn freeze(
    connection: &mut Connection<'_>,
    code: &str,
    version: u32,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "update certificate_template set first_used_at = $3
         where code = $1 and version = $2 and first_used_at is null",
    )
    .bind(code)
    .bind(i64::from(version))
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Every stored version, by code, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut Connection<'_>) -> Result<Vec<StoredTemplate>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select code, version, digest, effective_from, effective_until, first_used_at
         from certificate_template order by code, version desc",
    )
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(stored).collect()
}

/// The stored versions of one template.
///
/// # Errors
/// When the database fails.
pub async fn versions(connection: &mut Connection<'_>, code: &str) -> Result<Vec<StoredTemplate>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select code, version, digest, effective_from, effective_until, first_used_at
         from certificate_template where code = $1",
    )
    .bind(code)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(stored).collect()
}

/// Digest and file of a version.
///
/// # Errors
/// When the database fails.
pub async fn source(
    connection: &mut Connection<'_>,
    code: &str,
    version: u32,
) -> Result<Option<(String, String)>, StoreError> {
    on!(connection, c => sqlx::query_as(
        "select digest, source from certificate_template where code = $1 and version = $2",
    )
    .bind(code)
    .bind(i64::from(version))
    .fetch_optional(&mut **c)
    .await)
    .map_err(StoreError::from)
}
