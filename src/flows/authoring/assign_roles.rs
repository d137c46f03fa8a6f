//! Say who writes and who reviews a bank. Who ever had a part in it cannot sit it.

use crate::domain::assessment::bank::{Bank, Competency};
use crate::domain::authoring::BankRole;
use crate::domain::text::{Language, Localized};
use crate::flows::Service;
use crate::flows::people::log_in::canonical_login;
use crate::formats::bank::{manifest, read_manifest};
use crate::formats::mistake::Mistakes;
use crate::store::assessment::banks;
use crate::store::audit::{self, Deed};
use crate::store::authoring::drafts;
use crate::store::authoring::roles::{self, RoleRow};
use crate::store::people::persons;
use crate::store::{Failure, StoreError, transact};
use std::collections::BTreeMap;

/// Why no role was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleRefusal {
    /// Nobody has this log-in.
    NoSuchPerson,
}

/// Gives a role in a bank.
///
/// # Errors
/// Refused, or the store failed.
pub async fn give_role(
    service: &Service,
    (code, login, role): (&str, &str, BankRole),
    actor: &str,
) -> Result<(), Failure<RoleRefusal>> {
    let now = service.clock.now();
    let login = canonical_login(login);
    transact!(service.store, Failure<RoleRefusal>, |c| {
        let found = persons::find_by_login(c, &login).await?;
        let (person, _) = found.ok_or(Failure::Refused(RoleRefusal::NoSuchPerson))?;
        if roles::insert(c, (code, &person.login, role), (actor, now)).await? {
            banks::name_author(c, (code, &person.login), now).await?;
            let detail = format!("{{\"bank\":\"{code}\",\"role\":\"{}\"}}", role.name());
            audit::append(c, now, &Deed { actor, action: "role.give", subject: &person.login, detail: &detail })
                .await?;
        }
        Ok(())
    })
}

/// Takes a role away.
///
/// # Errors
/// When the store failed.
pub async fn take_role(
    service: &Service,
    (code, login, role): (&str, &str, BankRole),
    actor: &str,
) -> Result<bool, StoreError> {
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        let taken = roles::delete(c, (code, login, role)).await?;
        if taken {
            let detail = format!("{{\"bank\":\"{code}\",\"role\":\"{}\"}}", role.name());
            audit::append(c, now, &Deed { actor, action: "role.take", subject: login, detail: &detail }).await?;
        }
        Ok(taken)
    })
}

/// Everybody with a role in a bank, by name.
///
/// # Errors
/// When the store failed.
pub async fn roles_of_bank(service: &Service, code: &str) -> Result<Vec<RoleRow>, StoreError> {
    roles::of_bank(&mut service.store.read().await?.link(), code).await
}

/// What a new bank is.
#[derive(Clone, Debug, Default)]
pub struct NewBank {
    /// Its code.
    pub code: String,
    /// Its title, in each of its languages.
    pub title: Localized,
    /// Titles of its competencies, a line each.
    pub competencies: String,
}

/// Why no bank was begun.
#[derive(Clone, Debug)]
pub enum BeginRefusal {
    /// There is a bank with this code.
    CodeTaken,
    /// What is wrong with it.
    Mistakes(Mistakes),
}

/// Begins a bank without items.
///
/// # Errors
/// Refused, or the store failed.
pub async fn begin_bank(service: &Service, new: &NewBank, actor: &str) -> Result<(), Failure<BeginRefusal>> {
    let languages: Vec<Language> = new.title.0.keys().copied().collect();
    let competency = |title: &str| {
        let code = crate::formats::exchange::codes::code_of(title).unwrap_or_default();
        Competency {
            code,
            title: Localized(languages.iter().map(|language| (*language, title.trim().to_owned())).collect()),
        }
    };
    let bank = Bank {
        code: new.code.trim().to_owned(),
        title: new.title.clone(),
        description: new.title.clone(),
        languages: languages.clone(),
        framework: "-".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
        competencies: new.competencies.lines().filter(|line| !line.trim().is_empty()).map(competency).collect(),
        items: Vec::new(),
        authors: Vec::new(),
        pictures: BTreeMap::new(),
        simulations: BTreeMap::new(),
    };
    let text = manifest(&bank);
    read_manifest(text.as_bytes()).map_err(|mistakes| Failure::Refused(BeginRefusal::Mistakes(mistakes)))?;
    let now = service.clock.now();
    transact!(service.store, Failure<BeginRefusal>, |c| {
        if drafts::bank_codes(c).await?.contains(&bank.code) {
            return Err(Failure::Refused(BeginRefusal::CodeTaken));
        }
        drafts::put_manifest(c, (&bank.code, &text), actor, now).await?;
        audit::append(c, now, &Deed { actor, action: "bank.begin", subject: &bank.code, detail: "{}" }).await?;
        Ok(())
    })
}
