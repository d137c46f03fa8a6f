//! Report progress: by unit, who was assigned, started, passed, holds a certificate; and who has not passed.

use crate::domain::identifier::UnitId;
use crate::domain::people::person::sort_key;
use crate::domain::people::unit::{PATH_SEPARATOR, Unit};
use crate::domain::text::search_form;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::people::reports::{self, NotDone, UnitCount};
use crate::store::{StoreError, people::units};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Counts that add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Candidates.
    pub assigned: i64,
    /// Began at least once.
    pub started: i64,
    /// Passed.
    pub passed: i64,
    /// Hold a certificate.
    pub certified: i64,
    /// Are in the middle of a sitting.
    pub in_progress: i64,
}

impl Progress {
    fn add(&mut self, count: &UnitCount) {
        self.assigned += count.assigned;
        self.started += count.started;
        self.passed += count.passed;
        self.certified += count.certified;
        self.in_progress += count.in_progress;
    }
}

/// A unit with everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitProgress {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its name with those above it.
    pub path: String,
    /// 0 at the top.
    pub depth: usize,
    /// Its own people and those of the units below.
    pub progress: Progress,
}

/// The report of one assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Everybody, those without a unit too.
    pub total: Progress,
    /// Every unit that has people in or below it, in the order of the tree.
    pub units: Vec<UnitProgress>,
    /// When it was counted.
    pub at: Timestamp,
}

/// The tree by id.
pub(super) struct Tree {
    units: HashMap<UnitId, Unit>,
}

impl Tree {
    /// From the top down to the unit itself. A circle, which the store cannot hold, would end at 64.
    fn line(&self, unit: &UnitId) -> Vec<&Unit> {
        let mut line: Vec<&Unit> = std::iter::successors(self.units.get(unit), |unit| {
            unit.parent.as_ref().and_then(|parent| self.units.get(parent))
        })
        .take(64)
        .collect();
        line.reverse();
        line
    }

    /// The names of that line.
    pub fn path(&self, unit: &UnitId) -> String {
        self.line(unit).iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(PATH_SEPARATOR)
    }
}

/// Reports progress with an assessment. Where counting everybody takes long, the last report is given again for a while.
///
/// # Errors
/// When the store failed.
pub async fn report_progress(service: &Arc<Service>, assessment: &str) -> Result<Report, StoreError> {
    let (counting, code) = (service.clone(), assessment.to_owned());
    service.progress.find(assessment, async move { count_progress(&counting, &code).await }).await
}

async fn count_progress(service: &Service, assessment: &str) -> Result<Report, StoreError> {
    let at = service.clock.now();
    let mut reader = service.store.read_whole().await?;
    let connection = &mut reader.link();
    let tree = tree(units::all(connection, at).await?);
    let counts = reports::by_unit(connection, assessment).await?;
    let mut total = Progress::default();
    let mut by_unit: HashMap<&UnitId, Progress> = HashMap::new();
    for count in &counts {
        total.add(count);
        for unit in count.unit.as_ref().map(|unit| tree.line(unit)).unwrap_or_default() {
            by_unit.entry(&unit.id).or_default().add(count);
        }
    }
    let mut units: Vec<UnitProgress> = by_unit
        .into_iter()
        .map(|(unit, progress)| UnitProgress {
            unit: unit.clone(),
            name: tree.units[unit].name.clone(),
            path: tree.path(unit),
            depth: tree.line(unit).len() - 1,
            progress,
        })
        .collect();
    units.sort_by_key(|unit| sorted_path(&unit.path));
    Ok(Report { total, units, at })
}

/// A candidate who has not passed, with the unit's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Who.
    pub person: NotDone,
    /// The unit with those above it.
    pub unit_path: Arc<str>,
    /// Name and staff code as they are searched.
    searched: String,
}

/// Everybody who has not passed, by Vietnamese name order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Everybody {
    people: Arc<[Remaining]>,
    at: Timestamp,
}

/// Which of them.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those of a unit and of the units below it.
    pub within: Option<UnitId>,
    /// Only those whose name or staff code has this in it.
    pub search: String,
}

/// Those who have not passed and are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDoneList {
    everybody: Everybody,
    /// Where they stand among everybody.
    wanted: Vec<usize>,
}

impl NotDoneList {
    /// How many.
    pub fn len(&self) -> usize {
        self.wanted.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// They, by Vietnamese name order.
    pub fn iter(&self) -> impl Iterator<Item = &Remaining> {
        self.wanted.iter().map(|place| &self.everybody.people[*place])
    }

    /// When they were looked for.
    pub const fn at(&self) -> Timestamp {
        self.everybody.at
    }
}

/// Who has not passed, in a unit and below it (everywhere without one), by Vietnamese name order. Where reading everybody
/// takes long, what was read last is given again for a while.
///
/// # Errors
/// When the store failed.
pub async fn list_not_done(
    service: &Arc<Service>,
    assessment: &str,
    wanted: &Wanted,
) -> Result<NotDoneList, StoreError> {
    let (reading, code) = (service.clone(), assessment.to_owned());
    let everybody = service.not_done.find(assessment, async move { read_not_done(&reading, &code).await }).await?;
    let search = search_form(&wanted.search);
    let within = match &wanted.within {
        Some(unit) => {
            let all = units::all(&mut service.store.read().await?.link(), service.clock.now()).await?;
            Some(below(&tree(all), unit))
        }
        None => None,
    };
    let is_wanted = |one: &Remaining| {
        let unit = one.person.unit.as_ref();
        within.as_ref().is_none_or(|within| unit.is_some_and(|unit| within.contains(unit)))
            && (search.is_empty() || one.searched.contains(&search))
    };
    let people = everybody.people.iter().enumerate();
    let wanted = people.filter(|(_, one)| is_wanted(one)).map(|(place, _)| place).collect();
    Ok(NotDoneList { everybody, wanted })
}

async fn read_not_done(service: &Service, assessment: &str) -> Result<Everybody, StoreError> {
    let at = service.clock.now();
    let mut reader = service.store.read_whole().await?;
    let connection = &mut reader.link();
    let tree = tree(units::all(connection, at).await?);
    let mut paths: HashMap<UnitId, Arc<str>> = HashMap::new();
    let nowhere: Arc<str> = Arc::from("");
    let mut people: Vec<Remaining> = reports::not_done(connection, assessment)
        .await?
        .into_iter()
        .map(|person| Remaining {
            unit_path: person.unit.as_ref().map_or_else(
                || nowhere.clone(),
                |unit| paths.entry(unit.clone()).or_insert_with(|| tree.path(unit).into()).clone(),
            ),
            searched: format!("{}\n{}", search_form(&person.full_name), search_form(&person.login)),
            person,
        })
        .collect();
    people.sort_by_cached_key(|remaining| (sort_key(&remaining.person.full_name), remaining.person.login.clone()));
    Ok(Everybody { people: people.into(), at })
}

pub(super) fn tree(units: Vec<Unit>) -> Tree {
    Tree { units: units.into_iter().map(|unit| (unit.id.clone(), unit)).collect() }
}

/// A unit and all below it.
fn below(tree: &Tree, unit: &UnitId) -> HashSet<UnitId> {
    let is_below = |id: &&UnitId| tree.line(id).iter().any(|above| above.id == *unit);
    tree.units.keys().filter(is_below).cloned().collect()
}

fn sorted_path(path: &str) -> Vec<String> {
    path.split(PATH_SEPARATOR).map(search_form).collect()
}
