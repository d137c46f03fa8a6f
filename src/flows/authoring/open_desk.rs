//! A bank as its authors see it: the latest revision, and over it whatever is being written.

use crate::domain::assessment::bank::Bank;
use crate::domain::authoring::{BankRole, DraftState};
use crate::domain::people::person::{Person, Role};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::formats::bank::item_form::ItemForm;
use crate::formats::bank::{self, item_file};
use crate::store::StoreError;
use crate::store::assessment::banks;
use crate::store::authoring::drafts::{self, DraftRow, NamedFile};
use crate::store::authoring::roles;
use std::collections::BTreeMap;

/// What somebody may do in a bank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Everything but approving what they wrote themselves.
    pub is_administrator: bool,
    /// What was given to them.
    pub roles: Vec<BankRole>,
}

impl Access {
    /// Whether they see the bank at all.
    pub fn may_read(&self) -> bool {
        self.is_administrator || !self.roles.is_empty()
    }

    /// Whether they write items.
    pub fn may_write(&self) -> bool {
        self.is_administrator || self.roles.contains(&BankRole::Author)
    }

    /// Whether they approve what others wrote.
    pub fn may_review(&self) -> bool {
        self.is_administrator || self.roles.contains(&BankRole::Reviewer)
    }
}

/// A bank on its desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// What the bank is; its items are those of the latest revision.
    pub bank: Bank,
    /// The latest revision, once there is one.
    pub revision: Option<String>,
    /// Every item, by id.
    pub entries: BTreeMap<String, Entry>,
    /// Pictures and texts of drafts.
    pub files: Vec<NamedFile>,
}

/// An item on the desk.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands.
    pub state: DraftState,
    /// 0 for an item that nobody changed here.
    pub version: i64,
    /// The text of an items file with this item.
    pub content: String,
    /// Who wrote the version, once somebody did here.
    pub written_by: Option<String>,
    /// When it last changed here.
    pub changed_at: Option<Timestamp>,
    /// Whether the latest revision has it.
    pub is_published: bool,
}

impl Entry {
    /// Its fields.
    pub fn form(&self) -> ItemForm {
        ItemForm::read(&self.content)
    }

    fn of_draft(draft: DraftRow, is_published: bool) -> Self {
        Self {
            state: draft.state,
            version: draft.version,
            content: draft.content,
            written_by: Some(draft.written_by),
            changed_at: Some(draft.changed_at),
            is_published,
        }
    }
}

/// A bank in the list of banks.
#[derive(Clone, Debug)]
pub struct ListedBank {
    /// Its code.
    pub code: String,
    /// The bank without its items.
    pub bank: Bank,
    /// What the reader may do.
    pub access: Access,
    /// Items by state.
    pub counts: BTreeMap<DraftState, usize>,
}

/// What somebody may do in a bank.
///
/// # Errors
/// When the store failed.
pub async fn access(service: &Service, person: &Person, code: &str) -> Result<Access, StoreError> {
    let mut reader = service.store.read().await?;
    let given = roles::of_person(&mut reader.link(), &person.login).await?;
    let roles = given.into_iter().filter(|role| role.bank_code == code).map(|role| role.role).collect();
    Ok(Access { is_administrator: person.role == Role::Administrator, roles })
}

/// The banks that somebody may see, by code.
///
/// # Errors
/// When the store failed.
pub async fn list_banks(service: &Service, person: &Person) -> Result<Vec<ListedBank>, StoreError> {
    let codes = drafts::bank_codes(&mut service.store.read().await?.link()).await?;
    let mut listed = Vec::new();
    for code in codes {
        let access = access(service, person, &code).await?;
        if !access.may_read() {
            continue;
        }
        if let Some(desk) = open_desk(service, &code).await? {
            let mut counts = BTreeMap::new();
            for entry in desk.entries.values() {
                *counts.entry(entry.state).or_default() += 1;
            }
            listed.push(ListedBank { code, bank: desk.bank, access, counts });
        }
    }
    Ok(listed)
}

/// A bank on its desk; `None` when there is no such bank.
///
/// # Errors
/// When the store failed.
pub async fn open_desk(service: &Service, code: &str) -> Result<Option<Desk>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let latest = banks::latest(connection, code).await?;
    let manifest = drafts::manifest(connection, code).await?;
    let authored = manifest.and_then(|manifest| bank::read_manifest(manifest.as_bytes()).ok());
    let (revision, bank) = match (latest, authored) {
        (Some((revision, bank)), Some(authored)) => {
            let Bank { items, pictures, simulations, authors, .. } = bank;
            (Some(revision), Bank { items, pictures, simulations, authors, ..authored })
        }
        (Some((revision, bank)), None) => (Some(revision), bank),
        (None, Some(authored)) => (None, authored),
        (None, None) => return Ok(None),
    };
    let rows = drafts::of_bank(connection, code).await?;
    let files = drafts::files(connection, code).await?;
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for item in &bank.items {
        let entry = Entry {
            state: DraftState::InUse,
            version: 0,
            content: item_file(item),
            written_by: None,
            changed_at: None,
            is_published: true,
        };
        entries.insert(item.face.id.clone(), entry);
    }
    for row in rows {
        let is_published = entries.contains_key(&row.item_id);
        entries.insert(row.item_id.clone(), Entry::of_draft(row, is_published));
    }
    Ok(Some(Desk { bank, revision, entries, files }))
}
