//! Draft a decision: make the list, see that every certificate on it could be issued, keep it for a second person.

use super::claim_of_row::Programme;
use super::freeze_claim::{FreezeRefusal, unit_line};
use super::numbering::sample_number;
use super::sign_certificate;
use crate::domain::assessment::definition::IssuePolicy;
use crate::domain::certification::basis::Basis;
use crate::domain::certification::decision::{DecisionReference, ListKind, ListedResult, iso_date};
use crate::domain::identifier::{DecisionId, UnitId};
use crate::domain::people::person::sort_key;
use crate::flows::Service;
use crate::flows::assessment::load_bank;
use crate::flows::people::find_administrator::find_administrator;
use crate::formats::credential::keys::Purpose;
use crate::formats::decision_list::{About, ListHash, line, read_line};
use crate::store::assessment::assessments;
use crate::store::audit::{self, Deed};
use crate::store::certification::decision_rows::{self, Line};
use crate::store::certification::decisions::{self, Decision};
use crate::store::certification::waiting::{self, WaitingPass};
use crate::store::people::units;
use crate::store::{Connection, Failure, StoreError, transact};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Results in one list; what waits beyond them waits for the next one.
pub const MAX_ROWS: usize = 100_000;
/// Lines written by one statement.
const LINES_AT_ONCE: usize = 2_000;
/// Rows shown of a list.
const SAMPLE: usize = 5;

/// What a draft came to.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it is kept; `None` when nothing was to be written.
    pub id: Option<DecisionId>,
    /// Results on the list.
    pub rows: usize,
    /// SHA-256 of the list, hexadecimal: what the paper has to say.
    pub list_hash: String,
    /// Passes that wait and are not on the list, each with its reason.
    pub left_out: Vec<LeftOut>,
    /// The first rows.
    pub sample: Vec<ListedResult>,
}

/// A result that cannot be on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its place, from 0, among the results that were given.
    pub index: usize,
    /// Whose it is.
    pub full_name: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why a result cannot be on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOutReason {
    /// The preflight refused, with its code.
    Refused(String),
    /// The decision of this number recognised the person before.
    Recognised(String),
    /// The person holds a certificate of this assessment.
    Certified,
    /// A better pass of the same person is on the list.
    AnotherPass,
}

impl LeftOutReason {
    /// Stable, kebab-case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "would-not-print",
            Self::Recognised(_) => "already-recognised",
            Self::Certified => "already-certified",
            Self::AnotherPass => "another-pass",
        }
    }
}

/// Why there is no draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftRefusal {
    /// No such assessment.
    UnknownAssessment,
    /// Nothing can be issued today.
    CannotIssue(FreezeRefusal),
    /// Nobody is on the list.
    Empty,
    /// More than fit one list.
    TooMany,
    /// The list has results that cannot be recognised; a list from elsewhere is taken whole or not at all.
    Rows(Vec<LeftOut>),
    /// A decision has recognised this very list.
    ListRecognised(DecisionReference),
    /// Who drafts is no administrator.
    NotAdministrator,
}

type Refused = Failure<DraftRefusal>;

const fn refuse<T>(refusal: DraftRefusal) -> Result<T, Refused> {
    Err(Failure::Refused(refusal))
}

/// Drafts the recognition of results from elsewhere: all of them or none. With `dry_run` nothing is written.
///
/// # Errors
/// Refused, or the store failed.
pub async fn draft_list(
    service: &Service,
    assessment: &str,
    listed: Vec<ListedResult>,
    actor: &str,
    dry_run: bool,
) -> Result<Draft, Refused> {
    let version = current_version(service, assessment).await?;
    match listed.len() {
        0 => return refuse(DraftRefusal::Empty),
        1..=MAX_ROWS => {}
        _ => return refuse(DraftRefusal::TooMany),
    }
    let known = recognised(&mut service.store.read().await?.link(), assessment, &listed).await?;
    let mut left_out = rehearse(service, assessment, vec![version; listed.len()], &listed).await?;
    left_out.extend(known);
    left_out.sort_by_key(|left_out| left_out.index);
    if !left_out.is_empty() {
        return refuse(DraftRefusal::Rows(left_out));
    }
    keep(service, (ListKind::List, assessment, version), listed, left_out, actor, dry_run).await
}

/// Drafts the recognition of the passes that wait for it. What cannot be recognised is left out and goes on waiting.
///
/// # Errors
/// Refused, or the store failed.
pub async fn draft_campaign(service: &Service, assessment: &str, actor: &str, dry_run: bool) -> Result<Draft, Refused> {
    let version = current_version(service, assessment).await?;
    let waiting = campaign(service, &mut service.store.read().await?.link(), assessment).await?;
    let (versions, listed): (Vec<i64>, Vec<ListedResult>) = waiting.listed.into_iter().unzip();
    let mut left_out = waiting.left_out;
    let refused = rehearse(service, assessment, versions, &listed).await?;
    let out: HashSet<usize> = refused.iter().map(|left_out| left_out.index).collect();
    let listed: Vec<ListedResult> =
        listed.into_iter().enumerate().filter(|(index, _)| !out.contains(index)).map(|(_, listed)| listed).collect();
    left_out.extend(refused);
    if listed.is_empty() && left_out.is_empty() {
        return refuse(DraftRefusal::Empty);
    }
    if listed.is_empty() {
        return refuse(DraftRefusal::Rows(left_out));
    }
    keep(service, (ListKind::Campaign, assessment, version), listed, left_out, actor, dry_run).await
}

async fn current_version(service: &Service, assessment: &str) -> Result<i64, Refused> {
    let found = assessments::find(&mut service.store.read().await?.link(), assessment).await?;
    match found {
        Some(defined) if defined.assessment.certificate.is_some() => Ok(defined.version),
        Some(_) => refuse(DraftRefusal::CannotIssue(FreezeRefusal::NoTerms)),
        None => refuse(DraftRefusal::UnknownAssessment),
    }
}

/// Whom a decision has recognised before.
async fn recognised(
    connection: &mut Connection<'_>,
    assessment: &str,
    listed: &[ListedResult],
) -> Result<Vec<LeftOut>, StoreError> {
    let keys: Vec<String> = listed.iter().map(ListedResult::person_key).collect();
    let known: HashMap<String, String> =
        decisions::recognised_people(connection, assessment, &keys).await?.into_iter().collect();
    let found = keys.iter().zip(listed).enumerate().filter_map(|(index, (key, listed))| {
        let reason = LeftOutReason::Recognised(known.get(key)?.clone());
        Some(LeftOut { index, full_name: listed.full_name.clone(), reason })
    });
    Ok(found.collect())
}

/// The passes that wait: those for the list, each with the version it is bound to, and those that cannot be on it.
pub(super) struct Waiting {
    pub(super) listed: Vec<(i64, ListedResult)>,
    left_out: Vec<LeftOut>,
}

/// Reads the passes that wait for a decision, in the order of units and names.
pub(super) async fn campaign(
    service: &Service,
    connection: &mut Connection<'_>,
    assessment: &str,
) -> Result<Waiting, StoreError> {
    let limit = i64::try_from(MAX_ROWS).unwrap_or(i64::MAX);
    let mut passes = waiting::passes(connection, assessment, limit).await?;
    let mut waits: HashMap<i64, bool> = HashMap::new();
    for pass in &passes {
        if let Entry::Vacant(unknown) = waits.entry(pass.version) {
            let defined = load_bank::definition(service, connection, assessment, pass.version).await?;
            let terms = defined.assessment.certificate.as_ref();
            unknown.insert(terms.is_some_and(|terms| terms.issue == IssuePolicy::ByDecision));
        }
    }
    passes.retain(|pass| waits[&pass.version]);
    // The best of a person's passes comes first, then the earliest.
    passes.sort_by_key(|pass| (std::cmp::Reverse(pass.score.earned), pass.closed_at, pass.attempt.clone()));
    let mut lines: HashMap<UnitId, String> = HashMap::new();
    let now = service.clock.now();
    let mut listed = Vec::with_capacity(passes.len());
    for pass in passes {
        let unit = match &pass.unit {
            None => String::new(),
            Some(unit) => match lines.get(unit) {
                Some(line) => line.clone(),
                None => {
                    let line = unit_line(&units::path(connection, unit, now).await?);
                    lines.insert(unit.clone(), line.clone());
                    line
                }
            },
        };
        listed.push((pass.version, pass.is_certified, listed_pass(pass, unit)));
    }
    let results: Vec<ListedResult> = listed.iter().map(|(.., listed)| listed.clone()).collect();
    let known: HashMap<usize, LeftOutReason> =
        recognised(connection, assessment, &results).await?.into_iter().map(|out| (out.index, out.reason)).collect();
    let mut waiting = Waiting { listed: Vec::with_capacity(listed.len()), left_out: Vec::new() };
    let mut seen = HashSet::new();
    for (index, (version, is_certified, result)) in listed.into_iter().enumerate() {
        let reason = match known.get(&index) {
            Some(reason) => Some(reason.clone()),
            None if is_certified => Some(LeftOutReason::Certified),
            None if !seen.insert(result.person_key()) => Some(LeftOutReason::AnotherPass),
            None => None,
        };
        match reason {
            Some(reason) => waiting.left_out.push(LeftOut { index, full_name: result.full_name, reason }),
            None => waiting.listed.push((version, result)),
        }
    }
    waiting.listed.sort_by_cached_key(|(_, listed)| {
        (listed.unit.clone(), sort_key(&listed.full_name), listed.staff_code.clone())
    });
    Ok(waiting)
}

fn listed_pass(pass: WaitingPass, unit: String) -> ListedResult {
    ListedResult {
        full_name: pass.full_name,
        unit,
        position: pass.position,
        birth_date: pass.birth_date.as_deref().and_then(iso_date),
        score: Some(pass.score),
        assessed_on: pass.closed_at.day_in_vietnam(),
        staff_code: pass.login,
        attempt: Some(pass.attempt),
    }
}

/// The results whose certificate the preflight would refuse, checked on all processors.
async fn rehearse(
    service: &Service,
    assessment: &str,
    versions: Vec<i64>,
    listed: &[ListedResult],
) -> Result<Vec<LeftOut>, Refused> {
    let now = service.clock.now().whole_second();
    let keys = service.keys();
    let kid = match keys.as_ref().and_then(|keys| keys.signer(Purpose::Credential, now)) {
        Some(key) => key.kid(),
        None => return refuse(DraftRefusal::CannotIssue(FreezeRefusal::NoSigningKey)),
    };
    let mut programmes = HashMap::new();
    let mut reader = service.store.read().await?;
    for version in &versions {
        if !programmes.contains_key(version) {
            match Programme::load(service, &mut reader.link(), (assessment, *version), now).await? {
                Ok(programme) => programmes.insert(*version, programme),
                Err(refusal) => return refuse(DraftRefusal::CannotIssue(refusal)),
            };
        }
    }
    drop(reader);
    let programmes = Arc::new(programmes);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = listed.len().div_ceil(threads).max(1);
    let mut tasks = Vec::new();
    for (part, (listed, versions)) in listed.chunks(share).zip(versions.chunks(share)).enumerate() {
        let (listed, versions) = (listed.to_vec(), versions.to_vec());
        let (programmes, renderer) = (programmes.clone(), service.renderer.clone());
        tasks.push(tokio::task::spawn_blocking(move || {
            let rows = listed.into_iter().zip(versions).enumerate();
            rows.filter_map(|(index, (listed, version))| {
                let full_name = listed.full_name.clone();
                let mut claim = programmes[&version].claim(listed, None, now);
                claim.serial = sample_number(&claim.serial, now);
                claim.register_number = sample_number(&claim.register_number, now);
                claim.status_list = 1;
                let refusal = sign_certificate::rehearse(&claim, kid, &renderer).err()?;
                let reason = LeftOutReason::Refused(refusal.code());
                Some(LeftOut { index: part * share + index, full_name, reason })
            })
            .collect::<Vec<_>>()
        }));
    }
    let mut refused = Vec::new();
    for task in tasks {
        refused.extend(task.await.expect("a rehearsal does not panic"));
    }
    Ok(refused)
}

/// The first results of a list.
///
/// # Errors
/// When the store failed.
pub async fn sample_of(service: &Service, id: &DecisionId) -> Result<Vec<ListedResult>, StoreError> {
    let limit = i64::try_from(SAMPLE).unwrap_or(i64::MAX);
    let lines = decision_rows::after(&mut service.store.read().await?.link(), id, 0, limit).await?;
    lines.iter().map(|line| read_line(&line.entry).ok_or(StoreError::Unreadable("decision_row.entry"))).collect()
}

/// The lines of a list, and its hash.
pub(super) fn lines(
    id: &DecisionId,
    (kind, assessment, version): (ListKind, &str, i64),
    listed: &[ListedResult],
) -> (Vec<Line>, String) {
    let mut hash = ListHash::of(&About { kind, assessment, version, rows: listed.len() });
    let lines = listed
        .iter()
        .zip(1..)
        .map(|(listed, row)| {
            let entry = line(row, listed);
            hash.add(&entry);
            let basis = match &listed.attempt {
                Some(attempt) => Basis::Attempt(attempt.clone()),
                None => Basis::Decision { decision: id.clone(), row },
            };
            Line { row, basis, person_key: listed.person_key(), entry }
        })
        .collect();
    (lines, hash.finish())
}

async fn keep(
    service: &Service,
    about: (ListKind, &str, i64),
    listed: Vec<ListedResult>,
    left_out: Vec<LeftOut>,
    actor: &str,
    dry_run: bool,
) -> Result<Draft, Refused> {
    let mut reader = service.store.read().await?;
    let Some(drafted_by) = find_administrator(&mut reader.link(), actor).await? else {
        return refuse(DraftRefusal::NotAdministrator);
    };
    let id = DecisionId::from_bytes(crate::chance::bytes());
    let (lines, list_hash) = lines(&id, about, &listed);
    if let Some(before) = decisions::of_list(&mut reader.link(), &list_hash).await? {
        return refuse(DraftRefusal::ListRecognised(before));
    }
    drop(reader);
    let (rows, sample) = (listed.len(), listed.into_iter().take(SAMPLE).collect());
    if !dry_run {
        let (kind, assessment, version) = about;
        let draft = Decision {
            id: id.clone(),
            assessment: assessment.to_owned(),
            version,
            kind,
            rows: i64::try_from(rows).unwrap_or(i64::MAX),
            list_hash: list_hash.clone(),
            drafted_by,
            drafted_at: service.clock.now(),
            confirmed: None,
        };
        let detail = format!("{{\"rows\":{rows},\"list_sha256\":\"{list_hash}\"}}");
        transact!(service.store, StoreError, |c| {
            decisions::insert(c, &draft).await?;
            for part in lines.chunks(LINES_AT_ONCE) {
                decision_rows::insert(c, &id, part).await?;
            }
            let deed =
                Deed { actor: &draft.drafted_by, action: "decision.draft", subject: id.as_str(), detail: &detail };
            audit::append(c, draft.drafted_at, &deed).await
        })?;
    }
    Ok(Draft { id: (!dry_run).then_some(id), rows, list_hash, left_out, sample })
}
