//! Write an item: a first version, or the next one. A changed item needs a new review.

use super::open_desk::Desk;
use crate::domain::authoring::{DraftState, Step};
use crate::domain::people::person::Person;
use crate::flows::Service;
use crate::formats::bank::item_form::ItemForm;
use crate::formats::toml_file::is_code;
use crate::store::assessment::banks;
use crate::store::audit::{self, Deed};
use crate::store::authoring::drafts::{self, DraftRow, StepRow};
use crate::store::{Failure, transact};

/// Why nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteRefusal {
    /// The id is no code.
    BadId,
    /// Another item has the id.
    IdTaken,
    /// Somebody else wrote a newer version meanwhile.
    Stale,
    /// There is no such item.
    NotFound,
    /// The item has grown beyond what an item can be.
    TooLarge,
}

/// Bytes of one item.
const LARGEST: usize = 200_000;

/// Writes the first version of a new item.
///
/// # Errors
/// Refused, or the store failed.
pub async fn begin_item(
    service: &Service,
    desk: &Desk,
    form: &ItemForm,
    person: &Person,
) -> Result<(), Failure<WriteRefusal>> {
    let id = form.id.trim();
    if !is_code(id) {
        return Err(Failure::Refused(WriteRefusal::BadId));
    }
    if desk.entries.contains_key(id) {
        return Err(Failure::Refused(WriteRefusal::IdTaken));
    }
    let draft = draft(service, desk, form, (1, person))?;
    let code = &desk.bank.code;
    transact!(service.store, Failure<WriteRefusal>, |c| {
        if !drafts::insert(c, code, &draft).await? {
            return Err(Failure::Refused(WriteRefusal::IdTaken));
        }
        note(c, code, &draft).await
    })
}

/// Writes the next version of an item whose version the writer has seen; false when nothing changed.
///
/// # Errors
/// Refused, or the store failed.
pub async fn rewrite_item(
    service: &Service,
    desk: &Desk,
    (form, seen): (&ItemForm, i64),
    person: &Person,
) -> Result<bool, Failure<WriteRefusal>> {
    let entry = desk.entries.get(form.id.trim()).ok_or(Failure::Refused(WriteRefusal::NotFound))?;
    if entry.version != seen {
        return Err(Failure::Refused(WriteRefusal::Stale));
    }
    let draft = draft(service, desk, form, (seen + 1, person))?;
    if draft.content == entry.form().draft(&desk.bank.languages).toml() {
        return Ok(false);
    }
    let code = &desk.bank.code;
    transact!(service.store, Failure<WriteRefusal>, |c| {
        let is_written = match seen {
            0 => drafts::insert(c, code, &draft).await?,
            _ => drafts::update(c, code, &draft).await?,
        };
        if !is_written {
            return Err(Failure::Refused(WriteRefusal::Stale));
        }
        note(c, code, &draft).await?;
        Ok(true)
    })
}

fn draft(
    service: &Service,
    desk: &Desk,
    form: &ItemForm,
    (version, person): (i64, &Person),
) -> Result<DraftRow, Failure<WriteRefusal>> {
    let content = form.draft(&desk.bank.languages).toml();
    if content.len() > LARGEST {
        return Err(Failure::Refused(WriteRefusal::TooLarge));
    }
    Ok(DraftRow {
        item_id: form.id.trim().to_owned(),
        state: DraftState::Draft,
        version,
        content,
        written_by: person.login.clone(),
        changed_at: service.clock.now(),
    })
}

async fn note(c: &mut crate::store::Connection<'_>, code: &str, draft: &DraftRow) -> Result<(), Failure<WriteRefusal>> {
    let step = StepRow {
        step: Step::Written,
        version: draft.version,
        said: String::new(),
        login: draft.written_by.clone(),
        at: draft.changed_at,
    };
    drafts::add_step(c, (code, &draft.item_id), &step).await?;
    // Whoever wrote an item knows its key, whatever part they were given.
    banks::name_author(c, (code, &draft.written_by), draft.changed_at).await?;
    let subject = format!("{code}/{}", draft.item_id);
    let detail = format!("{{\"version\":{}}}", draft.version);
    let deed = Deed { actor: &draft.written_by, action: "item.write", subject: &subject, detail: &detail };
    audit::append(c, draft.changed_at, &deed).await?;
    Ok(())
}
