//! All SQL, and nothing else: one schema and one text of SQL for SQLite and PostgreSQL.

mod connection;
mod error;
mod group_commit;
mod open;
mod transaction;

pub mod assessment;
pub mod audit;
pub mod authoring;
pub mod certification;
pub mod copy;
pub mod counters;
pub mod idempotency;
pub mod outbox;
pub mod people;

pub use connection::{Connection, PooledConnection};
pub(crate) use connection::{on, over_rows};
pub use error::{Failure, OpenError, StoreError, Transient};
pub use group_commit::Member;
pub use open::{Engine, Store};
pub use transaction::Transaction;
pub(crate) use transaction::{retry, transact, wait_before};
