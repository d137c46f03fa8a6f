//! Idempotency keys: the same request with the same key gets the same answer, another one is refused.

use crate::domain::identifier::{PersonId, hex};
use crate::domain::timestamp::Timestamp;
use crate::store::idempotency::{self, Answered};
use crate::store::{Connection, StoreError};
use sha2::{Digest, Sha256};

/// A key that came with a request, and what the request asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnceKey {
    key: String,
    request_hash: String,
}

impl OnceKey {
    /// From the header and everything that makes the request what it is. `None` when the key is empty
    /// or longer than 200 characters.
    pub fn new(key: &str, method: &str, path: &str, body: &[u8]) -> Option<Self> {
        if key.is_empty() || key.len() > 200 {
            return None;
        }
        let mut hasher = Sha256::new();
        for part in [method.as_bytes(), path.as_bytes(), body] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Some(Self { key: key.to_owned(), request_hash: hex(&hasher.finalize()) })
    }
}

/// What is known about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing: do it.
    Never,
    /// The same request: this was the answer.
    Same(String),
    /// Another request had this key.
    Other,
}

/// Looks a key up.
///
/// # Errors
/// When the store failed.
pub async fn seen(
    connection: &mut Connection<'_>,
    person: &PersonId,
    key: Option<&OnceKey>,
) -> Result<Seen, StoreError> {
    let Some(key) = key else { return Ok(Seen::Never) };
    Ok(match idempotency::find(connection, person, &key.key).await? {
        None => Seen::Never,
        Some(answered) if answered.request_hash == key.request_hash => Seen::Same(answered.answer),
        Some(_) => Seen::Other,
    })
}

/// Stores the answer in the transaction that did the work.
///
/// # Errors
/// When the store failed.
pub async fn remember(
    connection: &mut Connection<'_>,
    person: &PersonId,
    key: Option<&OnceKey>,
    answer: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(key) = key else { return Ok(()) };
    let answered = Answered { request_hash: key.request_hash.clone(), answer: answer.to_owned() };
    idempotency::insert(connection, person, &key.key, &answered, now).await
}
