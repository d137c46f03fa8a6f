//! What can go wrong in the store, and which of it may be tried again.

use std::fmt;

/// The store could not do what was asked.
#[derive(Debug)]
pub enum StoreError {
    /// Another transaction was in the way; trying the whole transaction again may help.
    Conflict(sqlx::Error),
    /// The database is away, full, read-only or has no connection to give: try later.
    Unavailable(sqlx::Error),
    /// A constraint said no where no constraint was expected to.
    Constraint(sqlx::Error),
    /// Anything else.
    Other(sqlx::Error),
    /// A stored value that this program cannot read.
    Unreadable(&'static str),
}

impl StoreError {
    /// Something beside the database that a flow needs is away: try later.
    pub fn away(what: &'static str) -> Self {
        Self::Unavailable(sqlx::Error::Io(std::io::Error::other(what)))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => match code_class(&database.code().unwrap_or_default()) {
                Class::Conflict => Self::Conflict(error),
                Class::Unavailable => Self::Unavailable(error),
                Class::Constraint => Self::Constraint(error),
                Class::Other => Self::Other(error),
            },
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error)
            }
            _ => Self::Other(error),
        }
    }
}

enum Class {
    Conflict,
    Unavailable,
    Constraint,
    Other,
}

/// SQLite gives (extended) result codes as numbers, PostgreSQL five-letter SQLSTATEs.
fn code_class(code: &str) -> Class {
    if let (Ok(number), true) = (code.parse::<i64>(), code.len() < 5) {
        return match number & 0xff {
            5 | 6 => Class::Conflict,
            // read-only, I/O error, full, cannot open
            8 | 10 | 13 | 14 => Class::Unavailable,
            19 => Class::Constraint,
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

/// Whether doing the whole transaction again may succeed.
pub trait Transient {
    /// True for conflicts between transactions; never for a lost connection, whose commit may have happened.
    fn is_transient(&self) -> bool;
}

impl Transient for StoreError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
}

impl<R> Transient for Failure<R> {
    fn is_transient(&self) -> bool {
        match self {
            Self::Refused(_) => false,
            Self::Store(error) => error.is_transient(),
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
