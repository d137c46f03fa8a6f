//! Import a roster: people and their units, all or nothing. New people get a secret, shown once.

use super::hash_secret::{canonical, hash_now, new_secret};
use super::log_in::canonical_login;
use crate::domain::identifier::{PersonId, UnitId, hex};
use crate::domain::people::person::{Person, Role};
use crate::domain::people::unit::Unit;
use crate::flows::Service;
use crate::formats::roster::RosterRow;
use crate::formats::roster::identity;
use crate::store::audit::{self, Deed};
use crate::store::people::persons::{self, NewPerson};
use crate::store::people::units;
use crate::store::{Connection, Failure, StoreError, transact};
use std::collections::{HashMap, HashSet};

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// People not known before.
    pub added: usize,
    /// People whose facts were taken over.
    pub updated: usize,
    /// Units not known before.
    pub units: usize,
    /// The secrets of new people, in the roster's order; for a file that goes to them and nowhere else.
    pub secrets: Vec<IssuedSecret>,
}

/// A secret that is shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedSecret {
    /// What they type to log in.
    pub login: String,
    /// Who.
    pub full_name: String,
    /// The secret in clear.
    pub secret: String,
}

impl std::fmt::Debug for IssuedSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("IssuedSecret").field("login", &self.login).finish_non_exhaustive()
    }
}

/// What an import does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import {
    /// Only says what it would do.
    Plan,
    /// Gives new people a secret, each a slow hash.
    WithSecrets,
    /// Leaves new people without one: they come in with the codes of a sitting.
    WithoutSecrets,
}

/// Imports a checked roster.
///
/// # Errors
/// When the store failed; then nothing was written.
pub async fn import_people(
    service: &Service,
    rows: &[RosterRow],
    actor: &str,
    import: Import,
) -> Result<Imported, StoreError> {
    let now = service.clock.now();
    let dry_run = import == Import::Plan;
    let known = known_logins(service, rows).await?;
    let secrets = match import {
        Import::Plan | Import::WithoutSecrets => HashMap::new(),
        Import::WithSecrets => make_secrets(rows, &known).await,
    };
    let mut imported = transact!(service.store, StoreError, |c| {
        let mut tree = Tree::read(c, service).await?;
        let mut imported = Imported::default();
        for row in rows {
            let unit = tree.resolve(c, &row.unit, service, dry_run).await?;
            let is_known = known.contains(&canonical_login(&row.staff_code));
            imported.updated += usize::from(is_known);
            imported.added += usize::from(!is_known);
            if !dry_run {
                persons::upsert(c, &new_person(service, row, unit, &secrets), now).await?;
            }
        }
        imported.units = tree.added;
        if !dry_run {
            let detail = format!("{{\"added\":{},\"updated\":{}}}", imported.added, imported.updated);
            audit::append(c, now, &Deed { actor, action: "people.import", subject: "roster", detail: &detail }).await?;
        }
        Ok(imported)
    })?;
    imported.secrets = rows
        .iter()
        .filter_map(|row| {
            let login = canonical_login(&row.staff_code);
            let (secret, _) = secrets.get(&login)?;
            Some(IssuedSecret { full_name: row.full_name.clone(), secret: secret.clone(), login })
        })
        .collect();
    Ok(imported)
}

async fn known_logins(service: &Service, rows: &[RosterRow]) -> Result<HashSet<String>, StoreError> {
    let logins: Vec<String> = rows.iter().map(|row| canonical_login(&row.staff_code)).collect();
    let known = persons::existing_logins(&mut service.store.read().await?.link(), &logins).await?;
    Ok(known.into_iter().collect())
}

/// Secret and hash for everybody new, hashed on all processors.
async fn make_secrets(rows: &[RosterRow], known: &HashSet<String>) -> HashMap<String, (String, String)> {
    let logins: Vec<String> =
        rows.iter().map(|row| canonical_login(&row.staff_code)).filter(|login| !known.contains(login)).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let tasks: Vec<_> = logins
        .chunks(logins.len().div_ceil(threads).max(1))
        .map(|part| {
            let part = part.to_vec();
            tokio::task::spawn_blocking(move || {
                part.into_iter()
                    .map(|login| {
                        let secret = new_secret();
                        let hash = hash_now(&canonical(&secret));
                        (login, (secret, hash))
                    })
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    let mut secrets = HashMap::with_capacity(logins.len());
    for task in tasks {
        secrets.extend(task.await.expect("hashing does not panic"));
    }
    secrets
}

fn new_person(
    service: &Service,
    row: &RosterRow,
    unit: Option<UnitId>,
    secrets: &HashMap<String, (String, String)>,
) -> NewPerson {
    let login = canonical_login(&row.staff_code);
    let number = row.identity_number.as_ref();
    NewPerson {
        email: row.email.clone(),
        birth_date: row.birth_date.map(|date| date.to_string()),
        identity_hash: number.map(|number| hex(&identity::keyed_hash(&service.settings.identity_secret, number))),
        identity_tail: number.map(identity::tail),
        // Empty for whoever has none. Somebody known keeps theirs: the statement does not touch it.
        secret_hash: secrets.get(&login).map(|(_, hash)| hash.clone()).unwrap_or_default(),
        person: Person {
            id: PersonId::from_bytes(crate::chance::bytes()),
            login,
            full_name: row.full_name.clone(),
            unit,
            position: row.position.clone(),
            role: row.role,
        },
    }
}

/// The tree by parent and name, as it grows during the import.
struct Tree {
    by_name: HashMap<(Option<UnitId>, String), UnitId>,
    added: usize,
}

impl Tree {
    async fn read(connection: &mut Connection<'_>, service: &Service) -> Result<Self, StoreError> {
        let units = units::all(connection, service.clock.now()).await?;
        let by_name = units.into_iter().map(|unit| ((unit.parent, unit.name), unit.id)).collect();
        Ok(Self { by_name, added: 0 })
    }

    async fn resolve(
        &mut self,
        connection: &mut Connection<'_>,
        path: &[String],
        service: &Service,
        dry_run: bool,
    ) -> Result<Option<UnitId>, StoreError> {
        let mut parent = None;
        for name in path {
            let place = (parent.clone(), name.clone());
            let id = match self.by_name.get(&place) {
                Some(id) => id.clone(),
                None => {
                    let id = UnitId::from_bytes(crate::chance::bytes());
                    let unit = Unit { id: id.clone(), parent: parent.clone(), name: name.clone() };
                    if !dry_run {
                        units::insert(connection, &unit, service.clock.now()).await?;
                    }
                    self.by_name.insert(place, id.clone());
                    self.added += 1;
                    id
                }
            };
            parent = Some(id);
        }
        Ok(parent)
    }
}

/// Adds an administrator.
///
/// # Errors
/// Refused when the staff code is taken, or the store failed.
pub async fn add_administrator(
    service: &Service,
    login: &str,
    full_name: &str,
) -> Result<IssuedSecret, Failure<LoginTaken>> {
    let login = canonical_login(login);
    let secret = new_secret();
    let clear = canonical(&secret);
    let secret_hash = tokio::task::spawn_blocking(move || hash_now(&clear)).await.expect("hashing does not panic");
    let now = service.clock.now();
    let new = NewPerson {
        person: Person {
            id: PersonId::from_bytes(crate::chance::bytes()),
            login: login.clone(),
            full_name: full_name.to_owned(),
            unit: None,
            position: String::new(),
            role: Role::Administrator,
        },
        email: None,
        birth_date: None,
        identity_hash: None,
        identity_tail: None,
        secret_hash: secret_hash.clone(),
    };
    transact!(service.store, Failure<LoginTaken>, |c| {
        if persons::find_by_login(c, &login).await?.is_some() {
            return Err(Failure::Refused(LoginTaken));
        }
        persons::upsert(c, &new, now).await?;
        let deed = Deed { actor: "operator", action: "administrator.add", subject: &login, detail: "{}" };
        audit::append(c, now, &deed).await?;
        Ok(())
    })?;
    Ok(IssuedSecret { login, full_name: full_name.to_owned(), secret })
}

/// Somebody has this staff code already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginTaken;

/// Gives somebody a new secret and ends their sessions; nothing else about them changes. `None` when
/// nobody has this staff code.
///
/// # Errors
/// When the store failed.
pub async fn renew_secret(service: &Service, login: &str) -> Result<Option<IssuedSecret>, StoreError> {
    let login = canonical_login(login);
    let secret = new_secret();
    let clear = canonical(&secret);
    let secret_hash = tokio::task::spawn_blocking(move || hash_now(&clear)).await.expect("hashing does not panic");
    let now = service.clock.now();
    let found = transact!(service.store, StoreError, |c| {
        let Some((person, _)) = persons::find_by_login(c, &login).await? else { return Ok(None) };
        persons::set_secret(c, &login, &secret_hash).await?;
        let deed = Deed { actor: "operator", action: "secret.renew", subject: &login, detail: "{}" };
        audit::append(c, now, &deed).await?;
        Ok(Some(person))
    })?;
    Ok(found.map(|person| IssuedSecret { login: person.login, full_name: person.full_name, secret }))
}
