//! Decide on an item after the event: an administrator proposes to withdraw it or to score it by another key, another
//! one confirms. Until then nothing happens, and either of them may drop it.

use super::{load_bank, rulings};
use crate::domain::assessment::rescoring::{DecisionState, ItemDecision, Ruled, Ruling};
use crate::domain::identifier::ItemDecisionId;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::people::find_administrator::find_administrator;
use crate::store::assessment::{banks, item_decisions};
use crate::store::audit::{self, Deed};
use crate::store::{Connection, Failure, StoreError, transact};

/// Characters of a reason.
pub const LONGEST_REASON: usize = 2_000;

/// Why nothing was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposeRefusal {
    /// The actor is no administrator.
    NotAdministrator,
    /// No reason was given, or one that is too long.
    ReasonMissing,
    /// No such revision.
    UnknownRevision,
    /// The revision has no such item.
    UnknownItem,
    /// The revision that the key should come from is none of the same bank, or has no such item.
    UnknownKey,
    /// Candidates saw something else than the item that the other key belongs to.
    OtherFace,
    /// The item is scored like that already.
    NothingChanges,
    /// Another proposal on this item waits.
    AlreadyProposed,
}

impl ProposeRefusal {
    /// Stable, kebab-case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAdministrator => "not-administrator",
            Self::ReasonMissing => "reason-missing",
            Self::UnknownRevision => "unknown-revision",
            Self::UnknownItem => "unknown-item",
            Self::UnknownKey => "unknown-key",
            Self::OtherFace => "other-face",
            Self::NothingChanges => "nothing-changes",
            Self::AlreadyProposed => "already-proposed",
        }
    }
}

/// Why a proposal was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecideRefusal {
    /// No such proposal.
    NotFound,
    /// The actor is no administrator.
    NotAdministrator,
    /// Whoever proposed it cannot confirm it.
    SamePerson,
    /// Confirmed or dropped already.
    AlreadyDecided,
}

/// What somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The revision whose attempts it is about.
    pub revision: String,
    /// The item's id in it.
    pub item: String,
    /// What is to be decided.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
}

/// Proposes a decision on an item. Changes nothing about any attempt.
///
/// # Errors
/// Refused, or the store failed.
pub async fn propose(
    service: &Service,
    proposal: &Proposal,
    actor: &str,
) -> Result<ItemDecisionId, Failure<ProposeRefusal>> {
    let reason = proposal.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Failure::Refused(ProposeRefusal::ReasonMissing));
    }
    let now = service.clock.now();
    let id = ItemDecisionId::from_bytes(crate::chance::bytes());
    transact!(service.store, Failure<ProposeRefusal>, |c| {
        let actor = find_administrator(c, actor).await?.ok_or(Failure::Refused(ProposeRefusal::NotAdministrator))?;
        check(service, c, proposal).await?;
        let decision = ItemDecision {
            id: id.clone(),
            revision: proposal.revision.clone(),
            item: proposal.item.clone(),
            ruling: proposal.ruling.clone(),
            reason: reason.to_owned(),
            proposed_by: actor,
            proposed_at: now,
            state: DecisionState::Proposed,
        };
        if !item_decisions::insert(c, &decision).await? {
            return Err(Failure::Refused(ProposeRefusal::AlreadyProposed));
        }
        note(c, "item.propose", &decision, &decision.proposed_by, now).await?;
        Ok(())
    })?;
    Ok(id)
}

async fn check(
    service: &Service,
    connection: &mut Connection<'_>,
    proposal: &Proposal,
) -> Result<(), Failure<ProposeRefusal>> {
    let refuse = |refusal| Err(Failure::Refused(refusal));
    let Some(bank) = banks::bank_of(connection, &proposal.revision).await? else {
        return refuse(ProposeRefusal::UnknownRevision);
    };
    let faces = load_bank::faces(service, connection, &proposal.revision).await?;
    let keys = load_bank::keys(service, connection, &proposal.revision).await?;
    let (Some(row), Some(own)) = (faces.get(&proposal.item), keys.key(&proposal.item)) else {
        return refuse(ProposeRefusal::UnknownItem);
    };
    if let Ruling::Rekeyed(other) = &proposal.ruling {
        if banks::bank_of(connection, other).await? != Some(bank) {
            return refuse(ProposeRefusal::UnknownKey);
        }
        let others = load_bank::faces(service, connection, other).await?;
        let Some(other) = others.get(&proposal.item) else { return refuse(ProposeRefusal::UnknownKey) };
        if other.face != row.face {
            return refuse(ProposeRefusal::OtherFace);
        }
    }
    let ruled = rulings::ruled(service, connection, &proposal.item, &proposal.ruling).await?;
    let (_, in_force) = rulings::current(service, connection, &proposal.revision).await?;
    let is_changed = match (&ruled, in_force.key(&proposal.item, own)) {
        (Ruled::Withdrawn, None) => false,
        (Ruled::Rekeyed { key, .. }, Some(scores)) => key != scores,
        (Ruled::Withdrawn, Some(_)) | (Ruled::Rekeyed { .. }, None) => true,
    };
    if is_changed { Ok(()) } else { refuse(ProposeRefusal::NothingChanges) }
}

/// Confirms a proposal: from now on it counts, and the worker scores again whoever had the item. Another person than
/// the one who proposed it.
///
/// # Errors
/// Refused, or the store failed.
pub async fn confirm(service: &Service, id: &ItemDecisionId, actor: &str) -> Result<(), Failure<DecideRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<DecideRefusal>, |c| {
        let (decision, actor) = to_be_decided(c, id, actor).await?;
        let number = item_decisions::count_one_more(c, &decision.revision).await?;
        // In one statement, which is where two deciders meet; when it changes nothing, the number goes back, too.
        if !item_decisions::confirm(c, id, number, &actor, now).await? {
            return Err(Failure::Refused(why_not(c, id).await?));
        }
        note(c, "item.confirm", &decision, &actor, now).await?;
        Ok(())
    })
}

/// Drops a proposal: nothing will come of it. Any administrator may.
///
/// # Errors
/// Refused, or the store failed.
pub async fn drop_proposal(service: &Service, id: &ItemDecisionId, actor: &str) -> Result<(), Failure<DecideRefusal>> {
    let now = service.clock.now();
    transact!(service.store, Failure<DecideRefusal>, |c| {
        let (decision, actor) = to_be_decided(c, id, actor).await?;
        if !item_decisions::drop_proposal(c, id, &actor, now).await? {
            return Err(Failure::Refused(DecideRefusal::AlreadyDecided));
        }
        note(c, "item.drop", &decision, &actor, now).await?;
        Ok(())
    })
}

/// The last hundred decisions, those that wait first.
///
/// # Errors
/// When the store failed.
pub async fn decisions(service: &Service) -> Result<Vec<ItemDecision>, StoreError> {
    item_decisions::latest(&mut service.store.read().await?.link()).await
}

async fn to_be_decided(
    connection: &mut Connection<'_>,
    id: &ItemDecisionId,
    actor: &str,
) -> Result<(ItemDecision, String), Failure<DecideRefusal>> {
    let actor =
        find_administrator(connection, actor).await?.ok_or(Failure::Refused(DecideRefusal::NotAdministrator))?;
    let decision = item_decisions::find(connection, id).await?.ok_or(Failure::Refused(DecideRefusal::NotFound))?;
    Ok((decision, actor))
}

async fn why_not(connection: &mut Connection<'_>, id: &ItemDecisionId) -> Result<DecideRefusal, StoreError> {
    Ok(match item_decisions::find(connection, id).await?.map(|decision| decision.state) {
        None => DecideRefusal::NotFound,
        Some(DecisionState::Proposed) => DecideRefusal::SamePerson,
        Some(DecisionState::Confirmed { .. } | DecisionState::Dropped { .. }) => DecideRefusal::AlreadyDecided,
    })
}

async fn note(
    connection: &mut Connection<'_>,
    action: &str,
    decision: &ItemDecision,
    actor: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let detail = serde_json::json!({
        "revision": decision.revision, "item": decision.item, "ruling": decision.ruling.name(),
        "key_revision": decision.ruling.key_revision(),
    });
    let (subject, detail) = (decision.id.as_str(), detail.to_string());
    audit::append(connection, now, &Deed { actor, action, subject, detail: &detail }).await
}
