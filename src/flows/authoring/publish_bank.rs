//! Put what was approved into use: a new revision of the bank, and a new version of each assessment that draws from it.
//! What was sat before keeps the revision that it was drawn from.

use super::check_item::attachments;
use super::open_desk::Desk;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::Assessment;
use crate::domain::authoring::{DraftState, Step};
use crate::flows::Service;
use crate::flows::assessment::import_bank::Import;
use crate::formats::bank::{ASSESSMENT_FILE, BANK_FILE, manifest, read_files, write};
use crate::formats::mistake::Mistakes;
use crate::store::assessment::{assessments, banks};
use crate::store::authoring::drafts::{self, NamedFile, StepRow};
use crate::store::{Failure, StoreError, transact};

/// What goes into the next revision, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Items the latest revision does not have.
    pub added: Vec<String>,
    /// Items that are there in another version.
    pub changed: Vec<String>,
    /// Items that leave.
    pub removed: Vec<String>,
    /// Items that stay as they are.
    pub kept: usize,
}

impl Changes {
    /// Whether the next revision would be the latest one.
    pub fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Why nothing was published.
#[derive(Clone, Debug)]
pub enum PublishRefusal {
    /// Nothing was approved or retired since.
    NothingToDo,
    /// The bank as it would be has mistakes.
    Mistakes(Mistakes),
    /// Somebody put another revision into use meanwhile.
    Stale,
}

/// What would change.
pub fn changes(desk: &Desk) -> Changes {
    let mut changes = Changes::default();
    for (id, entry) in &desk.entries {
        match (entry.state, entry.is_published) {
            (DraftState::Approved, true) => changes.changed.push(id.clone()),
            (DraftState::Approved, false) => changes.added.push(id.clone()),
            (DraftState::Retired, true) => changes.removed.push(id.clone()),
            (_, true) => changes.kept += 1,
            (_, false) => {}
        }
    }
    changes
}

/// The files of the bank as it would be: what was approved in place of what is in use, without what was retired.
fn next_files(desk: &Desk) -> Vec<NamedFile> {
    let mut files = vec![(BANK_FILE.to_owned(), manifest(&desk.bank).into_bytes())];
    for (id, entry) in &desk.entries {
        let published = desk.bank.items.iter().find(|item| item.face.id == *id);
        let content = match (entry.state, published) {
            (DraftState::Approved, _) => Some(entry.content.clone()),
            (DraftState::Retired, _) => None,
            (_, Some(item)) => Some(crate::formats::bank::item_file(item)),
            (_, None) => None,
        };
        files.extend(content.map(|content| (format!("items/{id}.toml"), content.into_bytes())));
    }
    files.extend(attachments(desk));
    files
}

/// The bank as it would be after publishing.
///
/// # Errors
/// What is wrong with it.
pub fn next_bank(desk: &Desk) -> Result<Bank, Mistakes> {
    read_files(&next_files(desk)).map(|folder| folder.bank)
}

/// The assessments that draw from the latest revision.
async fn drawing(service: &Service, desk: &Desk) -> Result<Vec<Assessment>, StoreError> {
    let defined = assessments::all(&mut service.store.read().await?.link()).await?;
    let draws = |revision: &String| desk.revision.as_ref() == Some(revision);
    Ok(defined.into_iter().filter(|defined| draws(&defined.revision)).map(|defined| defined.assessment).collect())
}

/// Publishes, all of it in one transaction; how many items the new revision has.
///
/// # Errors
/// Refused, or the store failed.
pub async fn publish_bank(service: &Service, desk: &Desk, actor: &str) -> Result<usize, Failure<PublishRefusal>> {
    let changes = changes(desk);
    if changes.is_nothing() {
        return Err(Failure::Refused(PublishRefusal::NothingToDo));
    }
    let refuse = |mistakes| Failure::Refused(PublishRefusal::Mistakes(mistakes));
    let bank = next_bank(desk).map_err(refuse)?;
    let assessments = drawing(service, desk).await?;
    for assessment in &assessments {
        // A blueprint that the bank can no longer serve is told before anything is written.
        let written = write(&bank, Some(assessment)).into_iter().filter(|(name, _)| name == ASSESSMENT_FILE);
        read_files(&next_files(desk).into_iter().chain(written).collect::<Vec<_>>()).map_err(refuse)?;
    }
    let mut imports = Vec::new();
    for assessment in &assessments {
        imports.push(Import::prepare(service, &bank, Some(assessment)).await?);
    }
    if imports.is_empty() {
        imports.push(Import::prepare(service, &bank, None).await?);
    }
    let now = service.clock.now();
    let approved = desk.entries.iter().filter(|(_, entry)| entry.state == DraftState::Approved);
    let approved: Vec<(&String, i64)> = approved.map(|(id, entry)| (id, entry.version)).collect();
    let code = &desk.bank.code;
    transact!(service.store, Failure<PublishRefusal>, |c| {
        banks::hold(c, code).await?;
        if banks::latest_revision(c, code).await? != desk.revision {
            return Err(Failure::Refused(PublishRefusal::Stale));
        }
        let mut revision = String::new();
        for import in &imports {
            revision = import.write(c, actor, now).await?.revision;
        }
        for (id, version) in &approved {
            let at = (*version, DraftState::Approved, DraftState::InUse);
            if drafts::set_state(c, (code, id), at, now).await? {
                let said = revision.get(..12).unwrap_or_default().to_owned();
                let step = StepRow { step: Step::Published, version: *version, said, login: actor.to_owned(), at: now };
                drafts::add_step(c, (code, id), &step).await?;
            }
        }
        Ok(bank.items.len())
    })
}
