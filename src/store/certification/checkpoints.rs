//! Published checkpoints: one for a size, never a smaller one after a larger one; and the witnesses' cosignatures.

use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, counters, on};

/// A published checkpoint with the lines that witnesses signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// How many entries it covers.
    pub size: u64,
    /// The note as the log signed it, then the lines of the witnesses.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

type Row = (i64, String, i64);

macro_rules! select_checkpoint {
    ($rest:literal) => {
        concat!("select size, note, published_at from log_checkpoint where origin = $1 ", $rest)
    };
}

/// Stores a checkpoint. False when one of this size or a larger one is there: nothing was written.
///
/// # Errors
/// When the database fails.
pub async fn publish(
    connection: &mut Connection<'_>,
    origin: &str,
    checkpoint: &Published,
    root: &str,
) -> Result<bool, StoreError> {
    // The counter's row is the lock: of two instances the second sees what the first has published.
    if !counters::raise_above(connection, &format!("log-checkpoint/{origin}"), checkpoint.size.cast_signed()).await? {
        return Ok(false);
    }
    on!(connection, c => sqlx::query(
        "insert into log_checkpoint (origin, size, root, note, published_at, witnesses) values ($1, $2, $3, $4, $5, 0)",
    )
    .bind(origin)
    .bind(checkpoint.size.cast_signed())
    .bind(root)
    .bind(&checkpoint.note)
    .bind(checkpoint.at.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(true)
}

/// Puts another signature of the log under the largest checkpoint. False when it is not the largest, or has another
/// root: nothing was written. Witnesses signed the text, which stays.
///
/// # Errors
/// When the database fails.
pub async fn sign_again(
    connection: &mut Connection<'_>,
    origin: &str,
    checkpoint: &Published,
    root: &str,
) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query(
        "update log_checkpoint set note = $4 where origin = $1 and size = $2 and root = $3
         and not exists (select 1 from log_checkpoint larger where larger.origin = $1 and larger.size > $2)",
    )
    .bind(origin)
    .bind(checkpoint.size.cast_signed())
    .bind(root)
    .bind(&checkpoint.note)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}

/// The largest checkpoint.
///
/// # Errors
/// When the database fails.
pub async fn latest(connection: &mut Connection<'_>, origin: &str) -> Result<Option<Published>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(select_checkpoint!("order by size desc limit 1"))
        .bind(origin)
        .fetch_optional(&mut **c)
        .await)?;
    with_cosignatures(connection, origin, row).await
}

/// How many entries are published.
///
/// # Errors
/// When the database fails.
pub async fn latest_size(connection: &mut Connection<'_>, origin: &str) -> Result<u64, StoreError> {
    let (size,): (Option<i64>,) = on!(connection, c => sqlx::query_as(
        "select max(size) from log_checkpoint where origin = $1",
    )
    .bind(origin)
    .fetch_one(&mut **c)
    .await)?;
    Ok(size.unwrap_or(0).cast_unsigned())
}

/// The first checkpoint that covers more than `index` entries.
///
/// # Errors
/// When the database fails.
pub async fn first_above(
    connection: &mut Connection<'_>,
    origin: &str,
    index: u64,
) -> Result<Option<Published>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        select_checkpoint!("and size > $2 order by size limit 1"),
    )
    .bind(origin)
    .bind(index.cast_signed())
    .fetch_optional(&mut **c)
    .await)?;
    with_cosignatures(connection, origin, row).await
}

/// Of the checkpoints that cover more than `index` entries the one that most witnesses signed; of several the newest.
///
/// # Errors
/// When the database fails.
pub async fn best_above(
    connection: &mut Connection<'_>,
    origin: &str,
    index: u64,
) -> Result<Option<Published>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        select_checkpoint!("and size > $2 order by witnesses desc, size desc limit 1"),
    )
    .bind(origin)
    .bind(index.cast_signed())
    .fetch_optional(&mut **c)
    .await)?;
    with_cosignatures(connection, origin, row).await
}

async fn with_cosignatures(
    connection: &mut Connection<'_>,
    origin: &str,
    row: Option<Row>,
) -> Result<Option<Published>, StoreError> {
    let Some((size, mut note, at)) = row else { return Ok(None) };
    let lines: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "select signature from log_cosignature where origin = $1 and size = $2 order by witness",
    )
    .bind(origin)
    .bind(size)
    .fetch_all(&mut **c)
    .await)?;
    for (line,) in lines {
        note.push_str(&line);
        note.push('\n');
    }
    Ok(Some(Published { size: size.cast_unsigned(), note, at: Timestamp::from_micros(at) }))
}

/// Stores a witness' line on a checkpoint; a second one of the same witness changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn cosign(
    connection: &mut Connection<'_>,
    origin: &str,
    size: u64,
    witness: &str,
    line: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let inserted = on!(connection, c => sqlx::query(
        "insert into log_cosignature (origin, size, witness, signature, cosigned_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
    )
    .bind(origin)
    .bind(size.cast_signed())
    .bind(witness)
    .bind(line)
    .bind(at.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    if inserted > 0 {
        on!(connection, c => sqlx::query(
            "update log_checkpoint set witnesses = witnesses + 1 where origin = $1 and size = $2",
        )
        .bind(origin)
        .bind(size.cast_signed())
        .execute(&mut **c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// The size that a witness signed last; 0 for none.
///
/// # Errors
/// When the database fails.
pub async fn last_cosigned(connection: &mut Connection<'_>, origin: &str, witness: &str) -> Result<u64, StoreError> {
    let (size,): (Option<i64>,) = on!(connection, c => sqlx::query_as(
        "select max(size) from log_cosignature where origin = $1 and witness = $2",
    )
    .bind(origin)
    .bind(witness)
    .fetch_one(&mut **c)
    .await)?;
    Ok(size.unwrap_or(0).cast_unsigned())
}
