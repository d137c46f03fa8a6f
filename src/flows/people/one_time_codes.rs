//! Codes for a sitting: made for many people at once, open once. A log-in with one needs no slow hash, for 60 bits of
//! chance that open on one day are not guessed, and so a rush of thousands does not wait for it.

use super::hash_secret::canonical;
use super::log_in::canonical_login;
use super::report_progress::tree;
use crate::domain::identifier::{PersonId, encode, hex};
use crate::domain::people::person::Person;
use crate::domain::people::unit::parse_path;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::audit::{self, Deed};
use crate::store::people::one_time_codes::{self, Validity};
use crate::store::people::{persons, units};
use crate::store::{Connection, Failure, StoreError, transact};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use std::collections::BTreeSet;
use std::time::Duration;

/// Digits of a code: base 32, so 60 bits.
const DIGITS: usize = 12;
/// How long a code goes on opening after its first use: whoever lost the answer, or typed it on a phone that then ran
/// out of power, is not locked out.
pub const GRACE: Duration = Duration::from_secs(600);
/// The longest time between the first and the last moment at which a code opens.
pub const LONGEST: Duration = Duration::from_secs(3 * 86_400);
/// Separates this use of the secret from every other.
const DOMAIN: &[u8] = b"minhchung one-time code v1\0";

/// Whom codes are made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum For {
    /// Every candidate.
    Everybody,
    /// The candidates of a unit and of those below it, by its path: `Tỉnh A / Sở B`.
    Unit(String),
    /// These, by staff code.
    People(Vec<String>),
}

/// Why no code was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodesRefusal {
    /// No unit has this path.
    UnknownUnit,
    /// No candidates have these staff codes.
    UnknownPeople(Vec<String>),
    /// They would open for no time, for longer than [`LONGEST`], or only in the past.
    BadValidity,
}

/// A code that is shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedCode {
    id: PersonId,
    /// What they type to log in.
    pub login: String,
    /// Who.
    pub full_name: String,
    /// The names of their unit and those above it.
    pub unit: String,
    /// `ABCD-EFGH-JKMN`
    pub code: String,
}

/// Makes codes, each in the place of the one before; sorted by unit and staff code.
///
/// # Errors
/// Refused, or the store failed.
pub async fn make_codes(
    service: &Service,
    whom: &For,
    validity: Validity,
    actor: &str,
) -> Result<Vec<IssuedCode>, Failure<CodesRefusal>> {
    let now = service.clock.now();
    if validity.until <= validity.from || validity.until <= now || validity.until.since(validity.from) > LONGEST {
        return Err(Failure::Refused(CodesRefusal::BadValidity));
    }
    transact!(service.store, Failure<CodesRefusal>, |c| {
        let tree = tree(units::all(c, now).await?);
        let mut issued: Vec<IssuedCode> = persons::candidates(c)
            .await?
            .into_iter()
            .map(|person| {
                let unit = person.unit.as_ref().map(|unit| tree.path(unit)).unwrap_or_default();
                IssuedCode { code: new_code(), login: person.login, full_name: person.full_name, id: person.id, unit }
            })
            .collect();
        choose(&mut issued, whom).map_err(Failure::Refused)?;
        issued.sort_by(|one, other| (&one.unit, &one.login).cmp(&(&other.unit, &other.login)));
        let hash = |issued: &IssuedCode| code_hash(service, &issued.login, &canonical(&issued.code));
        let hashes: Vec<(PersonId, String)> = issued.iter().map(|issued| (issued.id.clone(), hash(issued))).collect();
        one_time_codes::put(c, &hashes, validity).await?;
        let detail =
            json!({ "count": issued.len(), "from": validity.from.rfc3339(), "until": validity.until.rfc3339() });
        let subject = match whom {
            For::Everybody => String::new(),
            For::Unit(path) => path.clone(),
            For::People(logins) => logins.join(" "),
        };
        let deed = Deed { actor, action: "codes.make", subject: &subject, detail: &detail.to_string() };
        audit::append(c, now, &deed).await?;
        Ok(issued)
    })
}

/// Keeps those that codes are for.
fn choose(issued: &mut Vec<IssuedCode>, whom: &For) -> Result<(), CodesRefusal> {
    match whom {
        For::Everybody => {}
        For::Unit(path) => {
            let wanted = parse_path(path);
            issued.retain(|issued| parse_path(&issued.unit).starts_with(&wanted));
            if issued.is_empty() || wanted.is_empty() {
                return Err(CodesRefusal::UnknownUnit);
            }
        }
        For::People(logins) => {
            let mut wanted: BTreeSet<String> = logins.iter().map(|login| canonical_login(login)).collect();
            issued.retain(|issued| wanted.remove(&issued.login));
            if !wanted.is_empty() {
                return Err(CodesRefusal::UnknownPeople(wanted.into_iter().collect()));
            }
        }
    }
    Ok(())
}

/// Twelve base-32 digits, 60 random bits, as `ABCD-EFGH-JKMN`.
fn new_code() -> String {
    let digits = encode(crate::chance::bytes());
    // The first digits of 128 bits in base 32 hold fewer bits; the last ones are full.
    let code = &digits[digits.len() - DIGITS..];
    format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..])
}

/// Under the operator's secret, if there is one; and a code opens for its owner alone.
fn code_hash(service: &Service, login: &str, code: &str) -> String {
    let secret: &[u8; 32] = &service.settings.identity_secret;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    [DOMAIN, login.as_bytes(), b"\0", code.as_bytes()].iter().for_each(|part| mac.update(part));
    hex(&mac.finalize().into_bytes())
}

/// What was typed as a secret and has the form of a code, as it is stored.
pub(super) struct TypedCode(String);

impl TypedCode {
    /// `None` for what has not the form of a code.
    pub fn read(service: &Service, login: &str, secret: &str) -> Option<Self> {
        let code = canonical(secret);
        (code.len() == DIGITS && code.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .then(|| Self(code_hash(service, login, &code)))
    }

    /// Whom it lets in now.
    pub async fn owner(&self, c: &mut Connection<'_>, now: Timestamp) -> Result<Option<Person>, StoreError> {
        one_time_codes::find_open(c, &self.0, now, GRACE).await
    }

    /// Notes that it was used.
    pub async fn use_up(&self, c: &mut Connection<'_>, now: Timestamp) -> Result<(), StoreError> {
        one_time_codes::use_up(c, &self.0, now).await
    }
}
