//! Items that somebody works on, every version of them, and what happened to them.

use crate::domain::authoring::{DraftState, Step};
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// A draft as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// The item's id in its bank.
    pub item_id: String,
    /// Where it stands.
    pub state: DraftState,
    /// From 1; grows with each change of the text.
    pub version: i64,
    /// The text of an items file with one item.
    pub content: String,
    /// Who wrote this version, by log-in.
    pub written_by: String,
    /// When it last changed in any way.
    pub changed_at: Timestamp,
}

/// An earlier version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// From 1.
    pub version: i64,
    /// The text of an items file with one item.
    pub content: String,
    /// Who wrote it, by log-in.
    pub written_by: String,
    /// When.
    pub written_at: Timestamp,
}

/// What happened to an item, or was said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// What.
    pub step: Step,
    /// Of which version.
    pub version: i64,
    /// In the person's own words; may be empty.
    pub said: String,
    /// By log-in.
    pub login: String,
    /// When.
    pub at: Timestamp,
}

type Draft = (String, String, i64, String, String, i64);

fn draft((item_id, state, version, content, written_by, changed_at): Draft) -> Result<DraftRow, StoreError> {
    let state = DraftState::from_name(&state).ok_or(StoreError::Unreadable("draft.state"))?;
    Ok(DraftRow { item_id, state, version, content, written_by, changed_at: Timestamp::from_micros(changed_at) })
}

/// All drafts of a bank, by id.
///
/// # Errors
/// When the database fails.
pub async fn of_bank(connection: &mut Connection<'_>, bank: &str) -> Result<Vec<DraftRow>, StoreError> {
    let rows: Vec<Draft> = on!(connection, c => sqlx::query_as(
        "select item_id, state, version, content, written_by, changed_at from draft where bank_code = $1 order by item_id",
    )
    .bind(bank)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(draft).collect()
}

/// One draft.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, bank: &str, item: &str) -> Result<Option<DraftRow>, StoreError> {
    let row: Option<Draft> = on!(connection, c => sqlx::query_as(
        "select item_id, state, version, content, written_by, changed_at from draft where bank_code = $1 and item_id = $2",
    )
    .bind(bank)
    .bind(item)
    .fetch_optional(&mut **c)
    .await)?;
    row.map(draft).transpose()
}

/// Binds a version of an item as `$1` to `$6`: bank, item, version, content, writer, moment.
macro_rules! bind_version {
    ($query:expr, $bank:expr, $draft:expr) => {
        $query
            .bind($bank)
            .bind(&$draft.item_id)
            .bind($draft.version)
            .bind(&$draft.content)
            .bind(&$draft.written_by)
            .bind($draft.changed_at.micros())
    };
}

/// Writes the first version of an item; false when there is a draft already.
///
/// # Errors
/// When the database fails.
pub async fn insert(connection: &mut Connection<'_>, bank: &str, draft: &DraftRow) -> Result<bool, StoreError> {
    let inserted = on!(connection, c => bind_version!(sqlx::query(
        "insert into draft (bank_code, item_id, version, content, written_by, changed_at, state)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (bank_code, item_id) do nothing",
    ), bank, draft)
    .bind(draft.state.name())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    if inserted > 0 {
        keep_version(connection, bank, draft).await?;
    }
    Ok(inserted > 0)
}

/// Writes the next version of an item; false when it is not at `draft.version - 1` any more.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection<'_>, bank: &str, draft: &DraftRow) -> Result<bool, StoreError> {
    let updated = on!(connection, c => bind_version!(sqlx::query(
        "update draft set version = $3, content = $4, written_by = $5, changed_at = $6, state = $7
         where bank_code = $1 and item_id = $2 and version = $3 - 1",
    ), bank, draft)
    .bind(draft.state.name())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    if updated > 0 {
        keep_version(connection, bank, draft).await?;
    }
    Ok(updated > 0)
}

async fn keep_version(connection: &mut Connection<'_>, bank: &str, draft: &DraftRow) -> Result<(), StoreError> {
    on!(connection, c => bind_version!(sqlx::query(
        "insert into draft_version (bank_code, item_id, version, content, written_by, written_at)
         values ($1, $2, $3, $4, $5, $6)",
    ), bank, draft)
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Moves a draft on; false when it is no longer in that state at that version.
///
/// # Errors
/// When the database fails.
pub async fn set_state(
    connection: &mut Connection<'_>,
    (bank, item): (&str, &str),
    (version, from, to): (i64, DraftState, DraftState),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query(
        "update draft set state = $5, changed_at = $6
         where bank_code = $1 and item_id = $2 and version = $3 and state = $4",
    )
    .bind(bank)
    .bind(item)
    .bind(version)
    .bind(from.name())
    .bind(to.name())
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}

/// Every version of an item, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn versions(connection: &mut Connection<'_>, bank: &str, item: &str) -> Result<Vec<VersionRow>, StoreError> {
    let rows: Vec<(i64, String, String, i64)> = on!(connection, c => sqlx::query_as(
        "select version, content, written_by, written_at from draft_version
         where bank_code = $1 and item_id = $2 order by version desc",
    )
    .bind(bank)
    .bind(item)
    .fetch_all(&mut **c)
    .await)?;
    let row = |(version, content, written_by, written_at)| VersionRow {
        version,
        content,
        written_by,
        written_at: Timestamp::from_micros(written_at),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Adds a step to what happened.
///
/// # Errors
/// When the database fails.
pub async fn add_step(
    connection: &mut Connection<'_>,
    (bank, item): (&str, &str),
    step: &StepRow,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into draft_step (bank_code, item_id, number, step, version, said, login, at)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7
         from draft_step where bank_code = $1 and item_id = $2",
    )
    .bind(bank)
    .bind(item)
    .bind(step.step.name())
    .bind(step.version)
    .bind(&step.said)
    .bind(&step.login)
    .bind(step.at.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// What happened to an item, in order.
///
/// # Errors
/// When the database fails.
pub async fn steps(connection: &mut Connection<'_>, bank: &str, item: &str) -> Result<Vec<StepRow>, StoreError> {
    let rows: Vec<(String, i64, String, String, i64)> = on!(connection, c => sqlx::query_as(
        "select step, version, said, login, at from draft_step where bank_code = $1 and item_id = $2 order by number",
    )
    .bind(bank)
    .bind(item)
    .fetch_all(&mut **c)
    .await)?;
    let row = |(step, version, said, login, at): (String, i64, String, String, i64)| {
        let step = Step::from_name(&step).ok_or(StoreError::Unreadable("draft_step.step"))?;
        Ok(StepRow { step, version, said, login, at: Timestamp::from_micros(at) })
    };
    rows.into_iter().map(row).collect()
}

/// The words of a bank's `bank.toml` as they were last written in the browser.
///
/// # Errors
/// When the database fails.
pub async fn manifest(connection: &mut Connection<'_>, bank: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as(
        "select manifest from authored_bank where bank_code = $1",
    )
    .bind(bank)
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(manifest,)| manifest))
}

/// Writes the words of a bank's `bank.toml`.
///
/// # Errors
/// When the database fails.
pub async fn put_manifest(
    connection: &mut Connection<'_>,
    (bank, manifest): (&str, &str),
    login: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into authored_bank (bank_code, manifest, changed_by, changed_at) values ($1, $2, $3, $4)
         on conflict (bank_code) do update set manifest = excluded.manifest, changed_by = excluded.changed_by,
            changed_at = excluded.changed_at",
    )
    .bind(bank)
    .bind(manifest)
    .bind(login)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Every bank that exists, imported or begun in the browser, by code.
///
/// # Errors
/// When the database fails.
pub async fn bank_codes(connection: &mut Connection<'_>) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "select bank_code from authored_bank union select bank_code from bank_revision order by bank_code",
    )
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// A file of a bank's folder: name and bytes.
pub type NamedFile = (String, Vec<u8>);

/// The files of a bank's drafts by name.
///
/// # Errors
/// When the database fails.
pub async fn files(connection: &mut Connection<'_>, bank: &str) -> Result<Vec<NamedFile>, StoreError> {
    Ok(on!(connection, c => sqlx::query_as(
        "select name, content from draft_file where bank_code = $1 order by name",
    )
    .bind(bank)
    .fetch_all(&mut **c)
    .await)?)
}

/// Keeps a file, in place of one with the same name.
///
/// # Errors
/// When the database fails.
pub async fn put_file(
    connection: &mut Connection<'_>,
    bank: &str,
    (name, content): (&str, &[u8]),
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into draft_file (bank_code, name, content) values ($1, $2, $3)
         on conflict (bank_code, name) do update set content = excluded.content",
    )
    .bind(bank)
    .bind(name)
    .bind(content)
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}
