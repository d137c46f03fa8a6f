//! Log in with a staff code and a secret, or a code that opens once; log out; and who asks.

use super::hash_secret::canonical;
use super::one_time_codes::TypedCode;
use crate::domain::identifier::{encode, hex};
use crate::domain::people::person::Person;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::waiting_room::{Place, WaitingRoom};
use crate::store::people::sessions::{self, Session};
use crate::store::{Connection, Failure, StoreError, people::persons, transact};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How long a session lasts: longer than an exam morning with its rush.
pub const SESSION_LENGTH: Duration = Duration::from_secs(12 * 3600);

/// Wrong tries of one account from one address in a window before that address has to wait. The account
/// is never locked: otherwise anybody could lock out anybody.
const TRIES: u32 = 10;
const WINDOW: Duration = Duration::from_secs(60);

/// Log-ins that are hashed or about to be: some seconds of work, so that nobody's request hangs for long.
pub const AT_ONCE: usize = 128;

/// Log-ins by code, each a small transaction, that are under way.
pub const CODES_AT_ONCE: usize = 32;

/// Why nobody was logged in. Missing account and wrong secret are one case on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInRefusal {
    /// No such pair.
    WrongCredentials,
    /// Too many wrong tries; after so many seconds.
    TooManyTries(u64),
    /// Too many people log in at once: this is the place in the queue.
    Busy(Place),
}

/// A fresh session and the token that only its owner gets.
#[derive(Clone)]
pub struct LoggedIn {
    /// For the cookie or the `Authorization` header.
    pub token: String,
    /// What was stored.
    pub session: Session,
}

/// The hash under which a token is stored.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The token that a page's forms carry: derived, so that checking it costs no look-up.
pub fn csrf_token(token: &str) -> String {
    hex(&Sha256::new().chain_update(b"minhchung csrf v1").chain_update(token).finalize()[..16])
}

/// What somebody shows who waits to log in, so that their place is known again; says nothing to anybody else.
pub fn new_ticket() -> String {
    encode(crate::chance::bytes())
}

/// Logs a person in, who may have waited with a ticket.
///
/// # Errors
/// Refused, or the store failed.
#[tracing::instrument(level = "trace", skip_all)]
pub async fn log_in(
    service: &Service,
    login: &str,
    secret: &str,
    (peer, ticket): (Option<IpAddr>, &str),
) -> Result<LoggedIn, Failure<LogInRefusal>> {
    let login = canonical_login(login);
    let now = service.clock.now();
    if let Some(wait) = service.tries.must_wait(&login, peer, now) {
        return Err(Failure::Refused(LogInRefusal::TooManyTries(wait)));
    }
    let enter = |room: &WaitingRoom| {
        room.enter(ticket, Instant::now()).map_err(|place| Failure::Refused(LogInRefusal::Busy(place)))
    };
    if let Some(code) = TypedCode::read(service, &login, secret) {
        let _served = enter(&service.code_log_ins)?;
        if let Some(logged_in) = by_code(service, &code).await? {
            return Ok(logged_in);
        }
    }
    let _served = enter(&service.log_ins)?;
    // No staff code has a NUL, and PostgreSQL takes none.
    let found = match login.contains('\0') {
        true => None,
        false => persons::find_by_login(&mut service.store.read().await?.link(), &login).await?,
    };
    let (person, hash) = found.unzip();
    let matches = service.hasher.verify(canonical(secret), hash).await;
    let Some(person) = person.filter(|_| matches) else {
        service.tries.note_wrong(&login, peer, now);
        return Err(Failure::Refused(LogInRefusal::WrongCredentials));
    };
    let logged_in = LoggedIn::new(person, now);
    transact!(service.store, StoreError, |c| { logged_in.store(c, now).await })?;
    Ok(logged_in)
}

/// Whoever shows a code that opens now is not hashed for.
async fn by_code(service: &Service, code: &TypedCode) -> Result<Option<LoggedIn>, StoreError> {
    let now = service.clock.now();
    // Read first: whoever guesses costs no write.
    if code.owner(&mut service.store.read().await?.link(), now).await?.is_none() {
        return Ok(None);
    }
    transact!(service.store, StoreError, |c| {
        let Some(person) = code.owner(c, now).await? else { return Ok(None) };
        code.use_up(c, now).await?;
        let logged_in = LoggedIn::new(person, now);
        logged_in.store(c, now).await?;
        Ok(Some(logged_in))
    })
}

impl LoggedIn {
    fn new(person: Person, now: Timestamp) -> Self {
        let token = encode(crate::chance::bytes());
        let expires_at = now.plus(SESSION_LENGTH);
        Self { session: Session { token_hash: token_hash(&token), person, expires_at, has_bank: false }, token }
    }

    async fn store(&self, connection: &mut Connection<'_>, now: Timestamp) -> Result<(), StoreError> {
        let Session { token_hash, person, expires_at, .. } = &self.session;
        sessions::insert(connection, token_hash, &person.id, now, *expires_at).await
    }
}

/// Ends a session at once, on the server.
///
/// # Errors
/// When the store failed.
pub async fn log_out(service: &Service, token: &str) -> Result<(), StoreError> {
    transact!(service.store, StoreError, |c| { sessions::delete(c, &token_hash(token)).await })
}

/// The session behind a token, if it is in force.
///
/// # Errors
/// When the store failed.
pub async fn who_asks(service: &Service, token: &str) -> Result<Option<Session>, StoreError> {
    sessions::find(&mut service.store.read().await?.link(), &token_hash(token), service.clock.now()).await
}

/// Staff codes are compared in capitals.
pub fn canonical_login(typed: &str) -> String {
    typed.trim().to_uppercase()
}

/// Wrong tries by account, in memory: a restart forgives.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<Tried, (Timestamp, u32)>>);

/// An account, and where it was tried from: a stranger's tries do not stop its owner.
type Tried = (String, Option<IpAddr>);

impl Tries {
    fn must_wait(&self, login: &str, peer: Option<IpAddr>, now: Timestamp) -> Option<u64> {
        let tries = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (since, count) = tries.get(&(login.to_owned(), peer))?;
        let age = now.since(*since);
        (*count >= TRIES && age < WINDOW).then(|| (WINDOW - age).as_secs().max(1))
    }

    fn note_wrong(&self, login: &str, peer: Option<IpAddr>, now: Timestamp) {
        let mut tries = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Bounded: what has aged out goes when the table grows.
        if tries.len() > 50_000 {
            tries.retain(|_, (since, _)| now.since(*since) < WINDOW);
        }
        let entry = tries.entry((login.chars().take(64).collect(), peer)).or_insert((now, 0));
        if now.since(entry.0) >= WINDOW {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}
