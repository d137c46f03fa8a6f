//! The transparency log's entries, each at the next position, and the hashes above them.

use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::certification::merkle::{Hash, leaf_hash};
use crate::domain::identifier::{from_hex, hex};
use crate::store::assessment::banks::to_json;
use crate::store::{Connection, StoreError, counters, on, over_rows};

/// Appends an entry in the caller's transaction: what is not logged does not happen.
///
/// # Errors
/// When the database fails.
pub async fn append(connection: &mut Connection<'_>, entry: &LogEntry) -> Result<(), StoreError> {
    append_all(connection, std::slice::from_ref(entry)).await
}

/// Appends entries in their order.
///
/// # Errors
/// When the database fails.
pub async fn append_all(connection: &mut Connection<'_>, entries: &[LogEntry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    // The counter's row is the lock that puts concurrent writers in order and leaves no position out.
    let first = counters::take(connection, "log", count).await? - count;
    let rows: Vec<_> = entries
        .iter()
        .zip(first..)
        .map(|(entry, position)| {
            let json = entry.canonical_json();
            let leaf_hash = hex(&leaf_hash(json.as_bytes()));
            (position, entry.occurrence.name(), &entry.id, json, leaf_hash)
        })
        .collect();
    let statement = over_rows!(
        connection,
        "insert into log_entry (position, occurrence, subject, entry, leaf_hash)
         select cast(s.value ->> 0 as bigint), s.value ->> 1, s.value ->> 2, s.value ->> 3, s.value ->> 4 from",
        ""
    );
    on!(connection, c => sqlx::query(statement).bind(to_json(&rows)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// How many entries there are.
///
/// # Errors
/// When the database fails.
pub async fn size(connection: &mut Connection<'_>) -> Result<u64, StoreError> {
    Ok(counters::value(connection, "log").await?.max(0).cast_unsigned())
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEntry {
    /// From 0.
    pub position: u64,
    /// What happened, as stored beside the entry.
    pub occurrence: String,
    /// What it is about, under our own name for it.
    pub subject: String,
    /// The leaf's bytes.
    pub entry: String,
    /// The stored hash of the leaf.
    pub leaf_hash: Hash,
}

type EntryRow = (i64, String, String, String, String);

fn logged((position, occurrence, subject, entry, leaf_hash): EntryRow) -> Result<LoggedEntry, StoreError> {
    let (position, leaf_hash) = (position.cast_unsigned(), hash(&leaf_hash)?);
    Ok(LoggedEntry { position, occurrence, subject, entry, leaf_hash })
}

fn hash(stored: &str) -> Result<Hash, StoreError> {
    from_hex(stored).and_then(|bytes| bytes.try_into().ok()).ok_or(StoreError::Unreadable("hash of the log"))
}

/// Up to `count` entries from `start` on, in order.
///
/// # Errors
/// When the database fails, or a stored hash is none.
pub async fn entries(connection: &mut Connection<'_>, start: u64, count: u64) -> Result<Vec<LoggedEntry>, StoreError> {
    let rows: Vec<EntryRow> = on!(connection, c => sqlx::query_as(
        "select position, occurrence, subject, entry, leaf_hash from log_entry
         where position >= $1 and position < $2 order by position",
    )
    .bind(start.cast_signed())
    .bind(start.saturating_add(count).cast_signed())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(logged).collect()
}

/// The first entry about a subject of this kind.
///
/// # Errors
/// When the database fails, or a stored hash is none.
pub async fn find(
    connection: &mut Connection<'_>,
    occurrence: Occurrence,
    subject: &str,
) -> Result<Option<LoggedEntry>, StoreError> {
    let row: Option<EntryRow> = on!(connection, c => sqlx::query_as(
        "select position, occurrence, subject, entry, leaf_hash from log_entry
         where subject = $1 and occurrence = $2 order by position limit 1",
    )
    .bind(subject)
    .bind(occurrence.name())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(logged).transpose()
}

/// The place of the latest entry that is not of an issue.
///
/// # Errors
/// When the database fails.
pub async fn latest_change(connection: &mut Connection<'_>) -> Result<Option<u64>, StoreError> {
    let (position,): (Option<i64>,) = on!(connection, c => sqlx::query_as(
        "select max(position) from log_entry where occurrence <> 'issue'",
    )
    .fetch_one(&mut **c)
    .await)?;
    position
        .map(|position| u64::try_from(position).map_err(|_| StoreError::Unreadable("log_entry.position")))
        .transpose()
}

/// The first entry that says a certificate was issued which the register does not have: its place and the code.
///
/// # Errors
/// When the database fails.
pub async fn first_without_certificate(connection: &mut Connection<'_>) -> Result<Option<(u64, String)>, StoreError> {
    let row: Option<(i64, String)> = on!(connection, c => sqlx::query_as(
        "select e.position, e.subject from log_entry e left join certificate c on c.id = e.subject
         where e.occurrence = 'issue' and (c.id is null or c.state <> 'issued')
         order by e.position limit 1",
    )
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(position, subject)| (position.cast_unsigned(), subject)))
}

/// Up to `count` hashes of a level from `start` on, in order: of leaves on level 0, else of whole subtrees.
///
/// # Errors
/// When the database fails, or a stored hash is none.
pub async fn hashes(
    connection: &mut Connection<'_>,
    level: u8,
    start: u64,
    count: u64,
) -> Result<Vec<Hash>, StoreError> {
    let end = start.saturating_add(count);
    let rows: Vec<(String,)> = if level == 0 {
        on!(connection, c => sqlx::query_as(
            "select leaf_hash from log_entry where position >= $1 and position < $2 order by position",
        )
        .bind(start.cast_signed())
        .bind(end.cast_signed())
        .fetch_all(&mut **c)
        .await)?
    } else {
        on!(connection, c => sqlx::query_as(
            "select hash from log_node where level = $1 and number >= $2 and number < $3 order by number",
        )
        .bind(i64::from(level))
        .bind(start.cast_signed())
        .bind(end.cast_signed())
        .fetch_all(&mut **c)
        .await)?
    };
    rows.iter().map(|(stored,)| hash(stored)).collect()
}

/// How many whole subtrees of a level have their root stored.
///
/// # Errors
/// When the database fails.
pub async fn nodes(connection: &mut Connection<'_>, level: u8) -> Result<u64, StoreError> {
    let (last,): (Option<i64>,) = on!(connection, c => sqlx::query_as(
        "select max(number) from log_node where level = $1",
    )
    .bind(i64::from(level))
    .fetch_one(&mut **c)
    .await)?;
    Ok(last.map_or(0, |last| last.cast_unsigned() + 1))
}

/// Stores the root of a whole subtree; the first one stands.
///
/// # Errors
/// When the database fails.
pub async fn insert_node(
    connection: &mut Connection<'_>,
    level: u8,
    number: u64,
    root: &Hash,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into log_node (level, number, hash) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(i64::from(level))
    .bind(number.cast_signed())
    .bind(hex(root))
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Whether the log has exactly this entry.
///
/// # Errors
/// When the database fails.
pub async fn contains(connection: &mut Connection<'_>, entry: &LogEntry) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = on!(connection, c => sqlx::query_as(
        "select position from log_entry where subject = $1 and entry = $2 limit 1",
    )
    .bind(&entry.id)
    .bind(entry.canonical_json())
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.is_some())
}
