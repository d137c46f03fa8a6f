//! An item moves on: handed to review, sent back, approved by somebody who did not write it, retired; or a comment.

use super::check_item::check_form;
use super::open_desk::{Access, Desk, Entry};
use crate::domain::authoring::{DraftState, Step};
use crate::domain::people::person::Person;
use crate::flows::Service;
use crate::store::audit::{self, Deed};
use crate::store::authoring::drafts::{self, DraftRow, StepRow, VersionRow};
use crate::store::{Failure, StoreError, transact};

/// Why an item stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepRefusal {
    /// There is no such item.
    NotFound,
    /// The person may not do this.
    NotAllowed,
    /// Who wrote something cannot approve it.
    OwnWork,
    /// The item has mistakes.
    HasMistakes,
    /// The step is not open to an item in this state, or somebody changed it meanwhile.
    NotNow,
    /// A comment, or a reason for sending back, has to say something.
    NothingSaid,
    /// More words than a comment may have.
    TooLong,
}

/// Characters of a comment.
pub const LONGEST: usize = 2_000;

/// What is done with an item, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The item.
    pub item: &'a str,
    /// The version that the person looked at.
    pub version: i64,
    /// What is done.
    pub step: Step,
    /// In their own words.
    pub said: &'a str,
}

/// Moves an item on.
///
/// # Errors
/// Refused, or the store failed.
pub async fn take_step(
    service: &Service,
    desk: &Desk,
    asked: Asked<'_>,
    (person, access): (&Person, &Access),
) -> Result<DraftState, Failure<StepRefusal>> {
    let refuse = |refusal| Failure::Refused(refusal);
    let entry = desk.entries.get(asked.item).ok_or(refuse(StepRefusal::NotFound))?;
    check(desk, entry, &asked, access).map_err(refuse)?;
    if entry.version != asked.version {
        return Err(refuse(StepRefusal::NotNow));
    }
    let to = asked.step.after(entry.state).ok_or(refuse(StepRefusal::NotNow))?;
    let (code, now) = (&desk.bank.code, service.clock.now());
    if asked.step == Step::Approved {
        let versions = drafts::versions(&mut service.store.read().await?.link(), code, asked.item).await?;
        let steps = drafts::steps(&mut service.store.read().await?.link(), code, asked.item).await?;
        if wrote_since_approval(&versions, &steps, &person.login) {
            return Err(refuse(StepRefusal::OwnWork));
        }
    }
    let step = StepRow {
        step: asked.step,
        version: entry.version,
        said: asked.said.trim().to_owned(),
        login: person.login.clone(),
        at: now,
    };
    transact!(service.store, Failure<StepRefusal>, |c| {
        // An item that nobody changed here has no draft yet.
        if entry.version == 0 {
            let draft = DraftRow {
                item_id: asked.item.to_owned(),
                state: entry.state,
                version: 1,
                content: entry.content.clone(),
                written_by: String::new(),
                changed_at: now,
            };
            if !drafts::insert(c, code, &draft).await? {
                return Err(Failure::Refused(StepRefusal::NotNow));
            }
        }
        let at = (entry.version.max(1), entry.state, to);
        if !drafts::set_state(c, (code, asked.item), at, now).await? {
            return Err(Failure::Refused(StepRefusal::NotNow));
        }
        drafts::add_step(c, (code, asked.item), &step).await?;
        let subject = format!("{code}/{}", asked.item);
        let detail = format!("{{\"version\":{}}}", entry.version.max(1));
        let action = format!("item.{}", asked.step.name());
        audit::append(c, now, &Deed { actor: &person.login, action: &action, subject: &subject, detail: &detail })
            .await?;
        Ok(to)
    })
}

fn check(desk: &Desk, entry: &Entry, asked: &Asked<'_>, access: &Access) -> Result<(), StepRefusal> {
    let may = match asked.step {
        Step::Comment => access.may_read(),
        Step::Submitted | Step::Retired => access.may_write(),
        Step::Returned | Step::Approved => access.may_review(),
        // Written by writing, published by publishing.
        Step::Written | Step::Published => false,
    };
    if !may {
        return Err(StepRefusal::NotAllowed);
    }
    if asked.said.chars().count() > LONGEST {
        return Err(StepRefusal::TooLong);
    }
    if matches!(asked.step, Step::Comment | Step::Returned) && asked.said.trim().is_empty() {
        return Err(StepRefusal::NothingSaid);
    }
    let has_to_be_good = matches!(asked.step, Step::Submitted | Step::Approved);
    // The day matters for findings alone, which do not stand in the way.
    if has_to_be_good && check_form(desk, &entry.form(), time::Date::MIN).bank.is_err() {
        return Err(StepRefusal::HasMistakes);
    }
    Ok(())
}

/// Whether somebody wrote any version since the item was last approved.
fn wrote_since_approval(versions: &[VersionRow], steps: &[StepRow], login: &str) -> bool {
    let approved = steps.iter().filter(|step| step.step == Step::Approved).map(|step| step.version).max().unwrap_or(0);
    versions.iter().any(|version| version.version > approved && version.written_by == login)
}

/// What happened to an item in order, and all its versions, the latest first.
///
/// # Errors
/// When the store failed.
pub async fn history(service: &Service, code: &str, item: &str) -> Result<(Vec<StepRow>, Vec<VersionRow>), StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let steps = drafts::steps(connection, code, item).await?;
    Ok((steps, drafts::versions(connection, code, item).await?))
}
