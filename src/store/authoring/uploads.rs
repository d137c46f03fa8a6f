//! Files that were brought, until they are taken into a bank or dropped.

use super::drafts::NamedFile;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// An upload without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadRow {
    /// Random.
    pub id: String,
    /// The bank it is for.
    pub bank_code: String,
    /// As the person called it.
    pub file_name: String,
    /// `open`, `taken` or `dropped`.
    pub state: String,
    /// The ledger as JSON.
    pub ledger: String,
    /// The words of a `bank.toml` that the file says.
    pub manifest: String,
    /// By log-in.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Timestamp,
}

/// An item of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadItem {
    /// From 1, in the order of the file.
    pub number: i64,
    /// The text of an items file with one item.
    pub content: String,
    /// Where it stands in the file: `12:1`.
    pub place: String,
}

/// Keeps an upload with its items and files.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    upload: &UploadRow,
    items: &[UploadItem],
    files: &[NamedFile],
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into bank_upload (id, bank_code, file_name, state, ledger, manifest, uploaded_by, uploaded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&upload.id)
    .bind(&upload.bank_code)
    .bind(&upload.file_name)
    .bind(&upload.state)
    .bind(&upload.ledger)
    .bind(&upload.manifest)
    .bind(&upload.uploaded_by)
    .bind(upload.uploaded_at.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    for some in items.chunks(500) {
        on!(connection, c => {
            let mut rows = sqlx::QueryBuilder::new("insert into bank_upload_item (upload_id, number, content, place) ");
            rows.push_values(some, |mut row, item| {
                row.push_bind(&upload.id).push_bind(item.number).push_bind(&item.content).push_bind(&item.place);
            });
            rows.build().execute(&mut **c).await?;
        });
    }
    for (name, content) in files {
        on!(connection, c => sqlx::query("insert into bank_upload_file (upload_id, name, content) values ($1, $2, $3)")
            .bind(&upload.id)
            .bind(name)
            .bind(content)
            .execute(&mut **c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// An upload.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: &str) -> Result<Option<UploadRow>, StoreError> {
    type Row = (String, String, String, String, String, String, String, i64);
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select id, bank_code, file_name, state, ledger, manifest, uploaded_by, uploaded_at from bank_upload where id = $1",
    )
    .bind(id)
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(id, bank_code, file_name, state, ledger, manifest, uploaded_by, at)| UploadRow {
        id,
        bank_code,
        file_name,
        state,
        ledger,
        manifest,
        uploaded_by,
        uploaded_at: Timestamp::from_micros(at),
    }))
}

/// The items of an upload, in the order of the file.
///
/// # Errors
/// When the database fails.
pub async fn items(connection: &mut Connection<'_>, id: &str) -> Result<Vec<UploadItem>, StoreError> {
    let rows: Vec<(i64, String, String)> = on!(connection, c => sqlx::query_as(
        "select number, content, place from bank_upload_item where upload_id = $1 order by number",
    )
    .bind(id)
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows.into_iter().map(|(number, content, place)| UploadItem { number, content, place }).collect())
}

/// The files of an upload by name.
///
/// # Errors
/// When the database fails.
pub async fn files(connection: &mut Connection<'_>, id: &str) -> Result<Vec<NamedFile>, StoreError> {
    Ok(on!(connection, c => sqlx::query_as(
        "select name, content from bank_upload_file where upload_id = $1 order by name",
    )
    .bind(id)
    .fetch_all(&mut **c)
    .await)?)
}

/// Writes an item anew; false when the upload is no longer open or has no such item.
///
/// # Errors
/// When the database fails.
pub async fn mend(
    connection: &mut Connection<'_>,
    (id, number): (&str, i64),
    content: &str,
) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query(
        "update bank_upload_item set content = $3 where upload_id = $1 and number = $2
         and exists (select 1 from bank_upload u where u.id = $1 and u.state = 'open')",
    )
    .bind(id)
    .bind(number)
    .bind(content)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}

/// Leaves an item out; false when the upload is no longer open or has no such item.
///
/// # Errors
/// When the database fails.
pub async fn leave_out(connection: &mut Connection<'_>, (id, number): (&str, i64)) -> Result<bool, StoreError> {
    let deleted = on!(connection, c => sqlx::query(
        "delete from bank_upload_item where upload_id = $1 and number = $2
         and exists (select 1 from bank_upload u where u.id = $1 and u.state = 'open')",
    )
    .bind(id)
    .bind(number)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(deleted > 0)
}

/// Ends an open upload: `taken` or `dropped`; false when it is not open.
///
/// # Errors
/// When the database fails.
pub async fn end(connection: &mut Connection<'_>, id: &str, state: &str) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query("update bank_upload set state = $2 where id = $1 and state = 'open'")
        .bind(id)
        .bind(state)
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}
