//! Record a deed on certificates: in the audit trail and in the transparency log, always in this order, so that
//! two writers never wait for each other.

use crate::domain::certification::log_entry::LogEntry;
use crate::domain::timestamp::Timestamp;
use crate::store::audit::{self, Deed};
use crate::store::certification::log;
use crate::store::{Connection, StoreError};

/// Writes both in the caller's transaction: what cannot be recorded does not happen.
///
/// # Errors
/// When the database fails.
pub async fn record(
    connection: &mut Connection<'_>,
    at: Timestamp,
    deed: &Deed<'_>,
    entry: &LogEntry,
) -> Result<(), StoreError> {
    audit::append(connection, at, deed).await?;
    log::append(connection, entry).await
}

/// Writes many of both, in their order, with one step of each counter.
///
/// # Errors
/// When the database fails.
pub async fn record_all(
    connection: &mut Connection<'_>,
    at: Timestamp,
    deeds: &[Deed<'_>],
    entries: &[LogEntry],
) -> Result<(), StoreError> {
    audit::append_all(connection, at, deeds).await?;
    log::append_all(connection, entries).await
}
