//! What can go wrong in the store, and which of it may be tried again.

use std::fmt;
use std::sync::Arc;

/// The store could not do what was asked. Many who waited for one statement are told the same.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// Another transaction was in the way; trying the whole transaction again may help.
    Conflict(Arc<sqlx::Error>),
    /// The database is away, full, read-only or has no connection to give: try later.
    Unavailable(Arc<sqlx::Error>),
    /// A sync failed: what was written may not be on the disk, and a later sync that succeeds says nothing about it.
    /// Nothing may be acknowledged any more; the program has to end, and to recover when it starts again.
    SyncFailed(Arc<sqlx::Error>),
    /// A constraint said no where no constraint was expected to.
    Constraint(Arc<sqlx::Error>),
    /// Anything else.
    Other(Arc<sqlx::Error>),
    /// A stored value that this program cannot read.
    Unreadable(&'static str),
}

impl StoreError {
    /// Something beside the database that a flow needs is away: try later.
    pub fn away(what: &'static str) -> Self {
        Self::unavailable(sqlx::Error::Io(std::io::Error::other(what)))
    }

    /// Whatever keeps the database from answering, it may pass.
    pub(super) fn unavailable(error: sqlx::Error) -> Self {
        Self::Unavailable(Arc::new(error))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let class = match &error {
            sqlx::Error::Database(database) => code_class(&database.code().unwrap_or_default()),
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Class::Unavailable
            }
            _ => Class::Other,
        };
        let error = Arc::new(error);
        match class {
            Class::Conflict => Self::Conflict(error),
            Class::Unavailable => Self::Unavailable(error),
            Class::SyncFailed => Self::SyncFailed(error),
            Class::Constraint => Self::Constraint(error),
            Class::Other => Self::Other(error),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Conflict,
    Unavailable,
    SyncFailed,
    Constraint,
    Other,
}

/// SQLite gives (extended) result codes as numbers, PostgreSQL five-letter SQLSTATEs.
fn code_class(code: &str) -> Class {
    if let (Ok(number), true) = (code.parse::<i64>(), code.len() < 5) {
        return match (number, number & 0xff) {
            // SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC. A server of PostgreSQL ends itself when its log cannot be synced.
            (1034 | 1290, _) => Class::SyncFailed,
            (_, 5 | 6) => Class::Conflict,
            // read-only, I/O error, full, cannot open
            (_, 8 | 10 | 13 | 14) => Class::Unavailable,
            (_, 19) => Class::Constraint,
            _ => Class::Other,
        };
    }
    match code {
        "40001" | "40P01" => Class::Conflict,
        "25006" => Class::Unavailable,
        _ if code.starts_with("23") => Class::Constraint,
        _ if ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) => Class::Unavailable,
        _ => Class::Other,
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(error) => write!(formatter, "conflicting transaction: {error}"),
            Self::Unavailable(error) => write!(formatter, "database unavailable: {error}"),
            Self::SyncFailed(error) => write!(formatter, "a sync of the database failed: {error}"),
            Self::Constraint(error) => write!(formatter, "constraint: {error}"),
            Self::Other(error) => write!(formatter, "database: {error}"),
            Self::Unreadable(what) => write!(formatter, "stored value cannot be read: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// A flow's failure: it refused for a reason of its own, or the store failed.
#[derive(Debug)]
pub enum Failure<R> {
    /// The flow's own reason.
    Refused(R),
    /// The store's.
    Store(StoreError),
}

impl<R> Failure<R> {
    /// The refusal as another type.
    pub fn map<T>(self, map: impl FnOnce(R) -> T) -> Failure<T> {
        match self {
            Self::Refused(refusal) => Failure::Refused(map(refusal)),
            Self::Store(error) => Failure::Store(error),
        }
    }
}

impl<R> From<StoreError> for Failure<R> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<R> From<sqlx::Error> for Failure<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What is to be done about a failure: the whole transaction again, or nothing any more.
pub trait Transient {
    /// True for conflicts between transactions; never for a lost connection, whose commit may have happened.
    fn is_transient(&self) -> bool;

    /// True when a sync failed: nothing may be written any more.
    fn is_fatal(&self) -> bool;
}

impl Transient for StoreError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }

    fn is_fatal(&self) -> bool {
        matches!(self, Self::SyncFailed(_))
    }
}

impl<R> Transient for Failure<R> {
    fn is_transient(&self) -> bool {
        match self {
            Self::Refused(_) => false,
            Self::Store(error) => error.is_transient(),
        }
    }

    fn is_fatal(&self) -> bool {
        match self {
            Self::Refused(_) => false,
            Self::Store(error) => error.is_fatal(),
        }
    }
}

/// Why the store was not opened. Each is one sentence for the operator.
#[derive(Debug)]
pub enum OpenError {
    /// Not a URL of an engine we speak.
    UnknownUrl,
    /// The engine did not answer or refused.
    Database(sqlx::Error),
    /// A migration failed, or the schema is newer than this program.
    Migration(sqlx::migrate::MigrateError),
    /// A setting under which acknowledged writes can be lost.
    LossySetting(String),
    /// The lock beside the database file could not be taken.
    Lock(std::io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownUrl => write!(formatter, "the database must be `sqlite:PATH` or `postgres://...`"),
            Self::Database(error) => write!(formatter, "the database cannot be opened: {error}"),
            Self::Migration(sqlx::migrate::MigrateError::VersionMissing(version)) => {
                write!(
                    formatter,
                    "the database has schema version {version}, newer than this program; use a newer program"
                )
            }
            Self::Migration(error) => write!(formatter, "the database cannot be migrated: {error}"),
            Self::LossySetting(setting) => {
                write!(
                    formatter,
                    "the database runs with `{setting}`, under which a saved response can be lost; change it"
                )
            }
            Self::Lock(error) => write!(formatter, "the lock beside the database cannot be taken: {error}"),
        }
    }
}

impl std::error::Error for OpenError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_sync_is_not_taken_for_a_database_that_is_away() {
        // Of the file, and of its folder.
        for code in ["1034", "1290"] {
            assert_eq!(code_class(code), Class::SyncFailed, "{code}");
        }
        // Reading, writing, no room: what was acknowledged before is not in doubt.
        for code in ["10", "266", "778", "13", "08006", "57P01", "58030"] {
            assert_eq!(code_class(code), Class::Unavailable, "{code}");
        }
    }
}
