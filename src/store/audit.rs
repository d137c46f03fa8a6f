//! The audit trail: who did what to what, each row chained to the one before by its hash.

use super::assessment::banks::to_json;
use super::{Connection, StoreError, counters, on, over_rows};
use crate::domain::timestamp::Timestamp;
use sha2::{Digest, Sha256};

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed<'a> {
    /// Login of a person, or `system`.
    pub actor: &'a str,
    /// `certificate.revoke`
    pub action: &'a str,
    /// What it was done to.
    pub subject: &'a str,
    /// JSON, without personal data.
    pub detail: &'a str,
}

/// A stored row.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditRow {
    /// 1, 2, 3, ...
    pub sequence: i64,
    /// Microseconds since 1970 UTC.
    pub at: i64,
    /// See [`Deed`].
    pub actor: String,
    /// See [`Deed`].
    pub action: String,
    /// See [`Deed`].
    pub subject: String,
    /// See [`Deed`].
    pub detail: String,
    /// Hash of the row before; 64 zeros before the first.
    pub previous_hash: String,
    /// Hash of this row.
    pub hash: String,
}

/// Writes a row in the caller's transaction: if it cannot be written, the deed does not happen.
///
/// # Errors
/// When the database fails.
pub async fn append(connection: &mut Connection<'_>, at: Timestamp, deed: &Deed<'_>) -> Result<(), StoreError> {
    append_all(connection, at, std::slice::from_ref(deed)).await
}

/// Writes a row for each deed, in their order.
///
/// # Errors
/// When the database fails.
pub async fn append_all(connection: &mut Connection<'_>, at: Timestamp, deeds: &[Deed<'_>]) -> Result<(), StoreError> {
    if deeds.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(deeds.len()).unwrap_or(i64::MAX);
    // The counter's row is the lock that puts concurrent writers in order.
    let last = counters::take(connection, "audit", count).await?;
    let previous: Option<(String,)> = on!(connection, c => sqlx::query_as("select hash from audit where sequence = $1")
        .bind(last - count)
        .fetch_optional(&mut **c)
        .await)?;
    let mut previous_hash = previous.map_or_else(|| "0".repeat(64), |(hash,)| hash);
    let mut rows = Vec::with_capacity(deeds.len());
    for (deed, sequence) in deeds.iter().zip(last - count + 1..) {
        let hash = hash(sequence, at.micros(), deed, &previous_hash);
        rows.push((
            sequence,
            at.micros(),
            deed.actor,
            deed.action,
            deed.subject,
            deed.detail,
            previous_hash,
            hash.clone(),
        ));
        previous_hash = hash;
    }
    let statement = over_rows!(
        connection,
        "insert into audit (sequence, at, actor, action, subject, detail, previous_hash, hash)
         select cast(s.value ->> 0 as bigint), cast(s.value ->> 1 as bigint), s.value ->> 2, s.value ->> 3,
                s.value ->> 4, s.value ->> 5, s.value ->> 6, s.value ->> 7 from",
        ""
    );
    on!(connection, c => sqlx::query(statement).bind(to_json(&rows)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Up to 1,000 rows after `sequence`, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn after(connection: &mut Connection<'_>, sequence: i64) -> Result<Vec<AuditRow>, StoreError> {
    Ok(on!(connection, c => sqlx::query_as(
        "select sequence, at, actor, action, subject, detail, previous_hash, hash
         from audit where sequence > $1 order by sequence limit 1000",
    )
    .bind(sequence)
    .fetch_all(&mut **c)
    .await)?)
}

/// The hash that a row must carry: SHA-256 over its fields, each with its length before it.
pub fn hash(sequence: i64, at: i64, deed: &Deed<'_>, previous_hash: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"minhchung audit v1");
    hasher.update(sequence.to_be_bytes());
    hasher.update(at.to_be_bytes());
    for field in [deed.actor, deed.action, deed.subject, deed.detail, previous_hash] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    crate::domain::identifier::hex(&hasher.finalize())
}
