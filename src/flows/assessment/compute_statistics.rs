//! Compute the statistics of a test and its items from the responses as they are stored.
//!
//! Of each person the first attempt counts, once it is submitted: a second one is not independent of it. Figures are
//! of one revision of the bank, whose items and keys are the same for everybody; attempts at adaptive tests stay out. Marks are made anew from responses
//! and keys, by the rules that scored them and under the decisions on items as they are now: a withdrawn item has no
//! figures. Of very many attempts a part drawn by chance has to do.

use super::compare_groups::{Comparison, Observed};
use super::load_bank::{self, Faces, Keys};
use super::rulings;
use crate::domain::assessment::differential::ItemDifference;
use crate::domain::assessment::key::ItemKey;
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::pace::{Pace, pace};
use crate::domain::assessment::rescoring::{Ruled, Rulings};
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{Centipoints, CutScore, Marked};
use crate::domain::assessment::statistics::{Given, ItemFacts, Sheet, Statistics, statistics};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::answers::{self, Answered};
use crate::store::assessment::assessments;
use crate::store::people::units;
use crate::store::{Failure, StoreError};
use std::collections::HashMap;
use std::sync::Arc;

/// Attempts read at once.
const AT_ONCE: i64 = 2_000;
/// Attempts that the figures are of at most. Ids are random, so that the first ones in their order are drawn by chance, and
/// so many tell a facility to two thousandths; each takes two kilobytes until the figures are made.
const ENOUGH: usize = 50_000;
/// More than this many options of an item cannot be told apart.
const MOST_OPTIONS: usize = 32;

/// Why there are no statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatisticsRefusal {
    /// No assessment has this code.
    NotFound,
    /// The assessment has no attempts on this revision.
    NoSuchRevision,
}

/// The statistics of one revision.
#[derive(Debug)]
pub struct Computed {
    /// The cut score of the current version.
    pub cut: CutScore,
    /// Revisions with first attempts, and how many.
    pub revisions: Vec<(String, i64)>,
    /// The one the figures are of; `None` when nobody has submitted.
    pub revision: Option<String>,
    /// The items as compared.
    pub items: Vec<ItemFacts>,
    /// The figures.
    pub statistics: Statistics,
    /// How long each item takes.
    pub paces: Vec<Pace>,
    /// Whether items treat groups of people alike, by language and by unit.
    pub comparisons: Vec<Comparison>,
    /// Items of the revision that were withdrawn.
    pub withdrawn: usize,
    /// Whether wrong choices cost something now: the figures are of marks before that.
    pub has_deductions: bool,
    /// First attempts at adaptive versions, which have no part in the figures.
    pub adaptive: i64,
    /// When the attempts were read.
    pub at: Timestamp,
}

impl Computed {
    /// Every comparison of an item between a group and the others: what groups people, the label, the figures.
    pub fn compared(&self) -> impl Iterator<Item = (&'static str, &str, &ItemDifference)> {
        self.comparisons.iter().flat_map(|comparison| {
            let found = comparison.differences.iter();
            found.map(|found| (comparison.grouping.name(), comparison.label(found.group), found))
        })
    }
}

/// Statistics that were looked for.
pub type Found = Result<Arc<Computed>, StatisticsRefusal>;

/// The same as [`compute_statistics`], for whoever looks at a page: where computing takes long, the last figures are given
/// again for a while.
///
/// # Errors
/// Refused, or the store failed.
pub async fn find_statistics(
    service: &Arc<Service>,
    code: &str,
    revision: Option<&str>,
) -> Result<Arc<Computed>, Failure<StatisticsRefusal>> {
    let (computing, of, on) = (service.clone(), code.to_owned(), revision.map(str::to_owned));
    let look = async move {
        match compute_statistics(&computing, &of, on.as_deref()).await {
            Ok(computed) => Ok(Ok(Arc::new(computed))),
            Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
            Err(Failure::Store(error)) => Err(error),
        }
    };
    let about = format!("{code} {}", revision.unwrap_or_default());
    service.statistics.find(&about, look).await?.map_err(Failure::Refused)
}

/// Computes the statistics of an assessment on a revision; without one on that with the most attempts.
///
/// # Errors
/// Refused, or the store failed.
pub async fn compute_statistics(
    service: &Service,
    code: &str,
    revision: Option<&str>,
) -> Result<Computed, Failure<StatisticsRefusal>> {
    let at = service.clock.now();
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(defined) = assessments::find(connection, code).await? else {
        return Err(Failure::Refused(StatisticsRefusal::NotFound));
    };
    let revisions = answers::revisions(connection, code).await?;
    let chosen = match revision {
        Some(asked) => {
            let found = revisions.iter().find(|(known, _)| known == asked);
            Some(found.ok_or(Failure::Refused(StatisticsRefusal::NoSuchRevision))?)
        }
        None => revisions.first(),
    };
    let chosen = chosen.map(|(revision, _)| revision.clone());
    let cut = defined.assessment.cuts.whole;
    let has_deductions = defined.assessment.wrong_costs.is_some();
    let adaptive = answers::adaptive(connection, code).await?;
    let Some(revision) = chosen else {
        return Ok(Computed {
            cut,
            revisions,
            revision: None,
            items: Vec::new(),
            statistics: statistics(&[], &[]),
            paces: Vec::new(),
            comparisons: Vec::new(),
            withdrawn: 0,
            has_deductions,
            adaptive,
            at,
        });
    };
    let faces = load_bank::faces(service, connection, &revision).await?;
    let keys = load_bank::keys(service, connection, &revision).await?;
    let (_, rulings) = rulings::current(service, connection, &revision).await?;
    let reading = Reading::new(&faces, &keys, &rulings)?;
    let mut sheets = Vec::new();
    let mut observed = Observed::new(reading.items.len());
    let mut last = String::new();
    loop {
        let part = answers::after(connection, (code, &revision), &last, AT_ONCE).await?;
        let Some(end) = part.last() else { break };
        last.clone_from(&end.id);
        for answered in &part {
            sheets.push(reading.sheet(answered, &keys, &rulings)?);
            observed.add(answered, |item| reading.places.get(item).map(|(place, _)| *place));
        }
        if sheets.len() >= ENOUGH {
            break;
        }
    }
    let names = units::all(connection, at).await?;
    drop(reader);
    let items = reading.items;
    let withdrawn = items.iter().filter(|item| matches!(rulings.of(&item.id), Some(Ruled::Withdrawn))).count();
    tokio::task::spawn_blocking(move || {
        let statistics = statistics(&items, &sheets);
        let comparisons = observed.compare(&items, &sheets, &names);
        let paces = observed.seconds.into_iter().map(pace).collect();
        Computed {
            cut,
            revisions,
            revision: Some(revision),
            items,
            statistics,
            paces,
            comparisons,
            withdrawn,
            has_deductions,
            adaptive,
            at,
        }
    })
    .await
    .map_err(|_| StoreError::Unreadable("statistics").into())
}

/// How stored attempts become sheets.
struct Reading {
    items: Vec<ItemFacts>,
    /// By item id: its place, and the places of its options.
    places: HashMap<String, (u32, HashMap<String, u32>)>,
}

impl Reading {
    fn new(faces: &Faces, keys: &Keys, rulings: &Rulings) -> Result<Self, StoreError> {
        let mut items = Vec::with_capacity(faces.rows.len());
        let mut places = HashMap::with_capacity(faces.rows.len());
        for (row, place) in faces.rows.iter().zip(0..) {
            let own = keys.key(&row.face.id).ok_or(StoreError::Unreadable("item_key"))?;
            let key = rulings.key(&row.face.id, own).unwrap_or(own);
            let right = key.correct_options();
            // Only a choice has options that are taken or left.
            let options: Vec<(String, bool)> = match right {
                [] => Vec::new(),
                right => {
                    row.face.options.iter().map(|option| (option.id.clone(), right.contains(&option.id))).collect()
                }
            };
            if options.len() > MOST_OPTIONS {
                return Err(StoreError::Unreadable("item.face"));
            }
            let numbered = options.iter().zip(0..).map(|((id, _), number)| (id.clone(), number)).collect();
            places.insert(row.face.id.clone(), (place, numbered));
            let possible = Centipoints(u32::from(key.points) * 100);
            items.push(ItemFacts { id: row.face.id.clone(), possible, options });
        }
        Ok(Self { items, places })
    }

    fn sheet(&self, answered: &Answered, keys: &Keys, rulings: &Rulings) -> Result<Sheet, StoreError> {
        let given = answered.items.iter().zip(1..).filter_map(|(id, number)| {
            let Some(own) = keys.key(id) else { return Some(Err(StoreError::Unreadable("item_key"))) };
            let key = rulings.key(id, own)?;
            Some(self.given(id, key, answered.responses.get(&number)))
        });
        given.collect()
    }

    fn given(&self, id: &String, key: &ItemKey, response: Option<&Response>) -> Result<Given, StoreError> {
        let (item, options) = self.places.get(id).ok_or(StoreError::Unreadable("attempt.form"))?;
        let marked = Marked { competency: "", key, options: options.len(), response };
        let chosen = match response {
            Some(Response::Choice(ids)) => {
                ids.iter().filter_map(|id| options.get(id)).fold(0, |bits, option| bits | 1 << option)
            }
            Some(
                Response::Match(_)
                | Response::Order(_)
                | Response::Number(_)
                | Response::Text(_)
                | Response::Blanks(_)
                | Response::Points(_),
            )
            | None => 0,
        };
        let is_blank = response.is_none_or(Response::is_blank);
        Ok(Given { item: *item, earned: mark(&marked), chosen, is_blank })
    }
}
