//! Confirm a decision: a second person enters what the signed paper says, and its certificates are ordered.

use super::claim_of_row::Programme;
use super::draft_decision::{campaign, lines};
use super::record::record;
use super::sign_certificate;
use crate::domain::certification::decision::{DecisionReference, ListKind, ListedResult};
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::identifier::{DecisionId, from_hex};
use crate::flows::Service;
use crate::flows::people::find_administrator::find_administrator;
use crate::formats::credential::keys::Purpose;
use crate::formats::decision_list::read_line;
use crate::store::audit::{self, Deed};
use crate::store::certification::decision_rows;
use crate::store::certification::decisions::{self, Confirmed, Decision};
use crate::store::{Connection, Failure, StoreError, counters, transact};
use time::Date;

/// What the second person enters.
#[derive(Clone, Debug)]
pub struct Confirmation<'a> {
    /// The paper's number.
    pub number: &'a str,
    /// Its date.
    pub date: Date,
    /// Who signed it.
    pub signer: &'a str,
    /// The hash that stands on it, in hexadecimal; spaces and letter case do not matter.
    pub list_hash: &'a str,
    /// Who enters it.
    pub actor: &'a str,
}

/// Why a decision was not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmRefusal {
    /// No such decision.
    NotFound,
    /// It is confirmed already.
    AlreadyConfirmed,
    /// Who drafted it cannot confirm it.
    SamePerson,
    /// The paper was signed for another list.
    OtherHash,
    /// A decision has recognised this very list.
    ListRecognised(DecisionReference),
    /// People, units or passes have changed since, or another decision has recognised somebody on it: it has to be
    /// drafted anew.
    ListChanged,
    /// The number is not one printable line of 1 to 40 characters.
    BadNumber,
    /// Dated after today, or before a result on the list could be known.
    BadDate,
    /// Nobody is named as who signed.
    NameMissing,
    /// Who confirms is no administrator.
    NotAdministrator,
    /// With this decision the certificates could not be printed, with the preflight's code.
    WouldNotPrint(String),
}

type Refused = Failure<ConfirmRefusal>;

const fn refuse<T>(refusal: ConfirmRefusal) -> Result<T, Refused> {
    Err(Failure::Refused(refusal))
}

/// Lines of a list read at once.
const LINES_AT_ONCE: i64 = 10_000;
/// Characters of the signer's name.
const LONGEST_NAME: usize = 100;

/// Confirms a draft and orders its certificates, all in one transaction.
///
/// # Errors
/// Refused, or the store failed.
pub async fn confirm_decision(
    service: &Service,
    id: &DecisionId,
    confirmation: &Confirmation<'_>,
) -> Result<Decision, Refused> {
    let now = service.clock.now();
    let Some(reference) = DecisionReference::new(confirmation.number, confirmation.date) else {
        return refuse(ConfirmRefusal::BadNumber);
    };
    let signer = confirmation.signer.trim();
    if signer.is_empty() || signer.chars().count() > LONGEST_NAME {
        return refuse(ConfirmRefusal::NameMissing);
    }
    if confirmation.date > now.day_in_vietnam() || confirmation.date.year() < 2000 {
        return refuse(ConfirmRefusal::BadDate);
    }
    let typed: String = confirmation.list_hash.split_whitespace().collect::<String>().to_lowercase();
    let by = find_administrator(&mut service.store.read().await?.link(), confirmation.actor).await?;
    let Some(by) = by else { return refuse(ConfirmRefusal::NotAdministrator) };
    let confirmed = Confirmed { reference, signer: signer.to_owned(), by, at: now };
    transact!(service.store, Refused, |c| {
        // One confirmation at a time: two lists with the same people must not pass each other.
        counters::next(c, "decision").await?;
        let Some(draft) = decisions::find(c, id).await? else { return refuse(ConfirmRefusal::NotFound) };
        check(service, c, &draft, &typed, &confirmed).await?;
        if !decisions::confirm(c, id, &draft.list_hash, &confirmed).await? {
            return refuse(ConfirmRefusal::AlreadyConfirmed);
        }
        decisions::order_certificates(c, id, now).await?;
        let detail = serde_json::json!({
            "number": confirmed.reference.number,
            "date": confirmed.reference.date.to_string(),
            "rows": draft.rows,
            "list_sha256": draft.list_hash,
        });
        let detail = detail.to_string();
        let deed = Deed { actor: &confirmed.by, action: "decision.confirm", subject: id.as_str(), detail: &detail };
        let hash = from_hex(&draft.list_hash).and_then(|bytes| bytes.try_into().ok());
        let hash = hash.ok_or(StoreError::Unreadable("decision.list_hash"))?;
        let entry = LogEntry { occurrence: Occurrence::Decision, id: id.as_str().to_owned(), hash, at: now };
        record(c, now, &deed, &entry).await?;
        Ok(Decision { confirmed: Some(confirmed.clone()), ..draft })
    })
}

async fn check(
    service: &Service,
    connection: &mut Connection<'_>,
    draft: &Decision,
    typed_hash: &str,
    confirmed: &Confirmed,
) -> Result<(), Refused> {
    if draft.confirmed.is_some() {
        return refuse(ConfirmRefusal::AlreadyConfirmed);
    }
    if draft.drafted_by == confirmed.by {
        return refuse(ConfirmRefusal::SamePerson);
    }
    if draft.list_hash != typed_hash {
        return refuse(ConfirmRefusal::OtherHash);
    }
    if let Some(before) = decisions::of_list(connection, &draft.list_hash).await? {
        return refuse(ConfirmRefusal::ListRecognised(before));
    }
    if draft.kind == ListKind::Campaign && !is_as_drafted(service, connection, draft).await? {
        return refuse(ConfirmRefusal::ListChanged);
    }
    look_through(connection, draft, confirmed.reference.date).await?;
    would_print(service, connection, draft, &confirmed.reference).await
}

/// Goes through the list once more: nobody on it was recognised meanwhile, by whatever list, and no result is of a
/// day after the paper.
async fn look_through(connection: &mut Connection<'_>, draft: &Decision, date: Date) -> Result<(), Refused> {
    let mut row = 0;
    loop {
        let part = decision_rows::after(connection, &draft.id, row, LINES_AT_ONCE).await?;
        let Some(last) = part.last() else { return Ok(()) };
        row = last.row;
        for line in &part {
            let listed = read_line(&line.entry).ok_or(StoreError::Unreadable("decision_row.entry"))?;
            if listed.assessed_on > date {
                return refuse(ConfirmRefusal::BadDate);
            }
        }
        let keys: Vec<String> = part.into_iter().map(|line| line.person_key).collect();
        if !decisions::recognised_people(connection, &draft.assessment, &keys).await?.is_empty() {
            return refuse(ConfirmRefusal::ListChanged);
        }
    }
}

/// Whether every pass of a campaign's list still waits, for the person, name and unit that the list says.
async fn is_as_drafted(
    service: &Service,
    connection: &mut Connection<'_>,
    draft: &Decision,
) -> Result<bool, StoreError> {
    let mut drafted = std::collections::HashMap::new();
    let mut row = 0;
    loop {
        let part = decision_rows::after(connection, &draft.id, row, LINES_AT_ONCE).await?;
        let Some(last) = part.last() else { break };
        row = last.row;
        for line in part {
            let listed = read_line(&line.entry).ok_or(StoreError::Unreadable("decision_row.entry"))?;
            drafted.insert(line.basis, listed);
        }
    }
    // More may wait by now; they wait for the next decision.
    let waiting: Vec<ListedResult> =
        campaign(service, connection, &draft.assessment).await?.listed.into_iter().map(|(_, listed)| listed).collect();
    let about = (draft.kind, draft.assessment.as_str(), draft.version);
    let (now, _) = lines(&draft.id, about, &waiting);
    let same = now.iter().zip(&waiting).filter(|(line, listed)| drafted.get(&line.basis) == Some(listed)).count();
    Ok(same == drafted.len())
}

/// Whether the decision's line has its place on the page; it is the same on every certificate of the list.
async fn would_print(
    service: &Service,
    connection: &mut Connection<'_>,
    draft: &Decision,
    reference: &DecisionReference,
) -> Result<(), Refused> {
    let now = service.clock.now().whole_second();
    let cannot = |code: &str| refuse(ConfirmRefusal::WouldNotPrint(code.to_owned()));
    let first = decision_rows::after(connection, &draft.id, 0, 1).await?.pop();
    let Some(listed) = first.and_then(|line| read_line(&line.entry)) else {
        return Err(StoreError::Unreadable("decision_row.entry").into());
    };
    let about = (draft.assessment.as_str(), draft.version);
    let programme = match Programme::load(service, connection, about, now).await? {
        Ok(programme) => programme,
        Err(refusal) => return cannot(refusal.code()),
    };
    let keys = service.keys();
    let Some(key) = keys.as_ref().and_then(|keys| keys.signer(Purpose::Credential, now)) else {
        return cannot("no-signing-key");
    };
    let mut claim = programme.claim(listed, Some(reference.clone()), now);
    claim.status_list = 1;
    sign_certificate::rehearse(&claim, key.kid(), &service.renderer).or_else(|refusal| cannot(&refusal.code()))
}

/// Throws a draft away. False when there is no such draft.
///
/// # Errors
/// When the store failed.
pub async fn discard_draft(service: &Service, id: &DecisionId, actor: &str) -> Result<bool, StoreError> {
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        // Not while it is being confirmed.
        counters::next(c, "decision").await?;
        if !decisions::discard(c, id).await? {
            return Ok(false);
        }
        let deed = Deed { actor, action: "decision.discard", subject: id.as_str(), detail: "{}" };
        audit::append(c, now, &deed).await?;
        Ok(true)
    })
}
