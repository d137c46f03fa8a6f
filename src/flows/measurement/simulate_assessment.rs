//! Try an assessment on made-up people: the fixed form as its blueprint draws it, and an adaptive test of the same items.

use crate::domain::assessment::blueprint::BlueprintRule;
use crate::domain::assessment::form::{Candidate, TooFewItems, draw};
use crate::domain::measurement::curve::Curve;
use crate::domain::measurement::selection::Strand;
use crate::domain::measurement::simulation::{Adaptive, Outcomes, Trial, cut_ability};
use crate::domain::measurement::standard::{Standard, Worth};
use crate::flows::Service;
use crate::flows::assessment::load_bank::{self, Faces};
use crate::store::assessment::assessments;
use crate::store::assessment::banks::FaceRow;
use crate::store::{Failure, StoreError};
use std::collections::HashMap;
use std::sync::Arc;

/// People between two words of progress.
const AT_ONCE: u64 = 1_000;

/// Why nothing is simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulationRefusal {
    /// No assessment has this code.
    NotFound,
    /// Items that the bank does not have, by their place among the parameters.
    UnknownItems(Vec<usize>),
    /// Too few items have parameters for a rule of the blueprint.
    TooFewItems {
        /// The rule.
        rule: BlueprintRule,
        /// How many items it finds.
        available: usize,
    },
}

/// What to simulate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// How many people.
    pub people: u64,
    /// The seed of everything that happens by chance.
    pub seed: u64,
    /// The adaptive test; `None` for the fixed form alone. `most` is lowered to the length of a form.
    pub adaptive: Option<Adaptive>,
}

/// What came of it.
#[derive(Debug)]
pub struct Simulated {
    /// The revision of the bank.
    pub revision: String,
    /// The items with parameters, in the order of the figures.
    pub items: Vec<(String, Curve)>,
    /// How many items have none and were left out.
    pub left_out: usize,
    /// The ability from which on people should pass; `None` when nobody should.
    pub cut: Option<f64>,
    /// Of the fixed form.
    pub fixed: Outcomes,
    /// Of the adaptive test.
    pub adaptive: Option<Outcomes>,
}

/// Simulates the current version of an assessment; `watch` hears how many people have sat.
///
/// # Errors
/// Refused, or the store failed.
pub async fn simulate_assessment(
    service: &Service,
    code: &str,
    parameters: &[(String, Curve)],
    plan: Plan,
    watch: impl FnMut(u64) + Send + 'static,
) -> Result<Simulated, Failure<SimulationRefusal>> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(defined) = assessments::find(connection, code).await? else {
        return Err(Failure::Refused(SimulationRefusal::NotFound));
    };
    let faces = load_bank::faces(service, connection, &defined.revision).await?;
    let keys = load_bank::keys(service, connection, &defined.revision).await?;
    drop(reader);
    let unknown: Vec<usize> =
        (0..parameters.len()).filter(|place| faces.get(&parameters[*place].0).is_none()).collect();
    if !unknown.is_empty() {
        return Err(Failure::Refused(SimulationRefusal::UnknownItems(unknown)));
    }
    let curves: HashMap<&str, Curve> = parameters.iter().map(|(id, curve)| (id.as_str(), *curve)).collect();
    let rows: Vec<(usize, Curve)> =
        (0..faces.rows.len()).filter_map(|row| Some((row, *curves.get(faces.rows[row].face.id.as_str())?))).collect();
    let worth = |(row, _): &(usize, Curve)| {
        let row = &faces.rows[*row];
        let key = keys.key(&row.face.id).ok_or(StoreError::Unreadable("item_key"))?;
        Ok(Worth { points: key.points, competency: row.traits.competency.clone() })
    };
    let worths = rows.iter().map(worth).collect::<Result<Vec<_>, StoreError>>()?;
    let standard = Standard { items: worths, cuts: defined.assessment.cuts.clone() };
    let blueprint = defined.assessment.blueprint.clone();
    let left_out = faces.rows.len() - rows.len();
    let stage = Stage { faces, rows, standard, blueprint, plan };
    let refused =
        |TooFewItems { rule, available }| Failure::Refused(SimulationRefusal::TooFewItems { rule, available });
    let played = tokio::task::spawn_blocking(move || stage.play(watch))
        .await
        .map_err(|_| StoreError::Unreadable("simulation"))?;
    let (items, cut, fixed, adaptive) = played.map_err(refused)?;
    Ok(Simulated { revision: defined.revision, items, left_out, cut, fixed, adaptive })
}

/// All that a simulation needs.
struct Stage {
    faces: Arc<Faces>,
    /// The rows of the items with parameters.
    rows: Vec<(usize, Curve)>,
    standard: Standard,
    blueprint: crate::domain::assessment::blueprint::Blueprint,
    plan: Plan,
}

type Played = (Vec<(String, Curve)>, Option<f64>, Outcomes, Option<Outcomes>);

impl Stage {
    fn row(&self, item: usize) -> &FaceRow {
        &self.faces.rows[self.rows[item].0]
    }

    fn play(self, mut watch: impl FnMut(u64)) -> Result<Played, TooFewItems> {
        let count = self.rows.len();
        let curves: Vec<Curve> = self.rows.iter().map(|(_, curve)| *curve).collect();
        let strand = |rule: &BlueprintRule| Strand {
            count: rule.count,
            items: (0..count).filter(|item| rule.admits(&self.row(*item).traits)).collect(),
        };
        let strands: Vec<Strand> = self.blueprint.rules.iter().map(strand).collect();
        let cut = cut_ability(|ability| self.standard.is_expected_of(ability, &curves, &strands));
        let trial = Trial { curves, strands, cut, seed: self.plan.seed };
        let pool: Vec<Candidate<'_>> =
            (0..count).map(|item| Candidate { face: &self.row(item).face, traits: &self.row(item).traits }).collect();
        let places: HashMap<&str, usize> = (0..count).map(|item| (self.row(item).face.id.as_str(), item)).collect();
        let form = |seed| {
            let form = draw(&pool, &self.blueprint, seed)?;
            Ok(form.0.iter().filter_map(|place| places.get(place.item.as_str()).copied()).collect())
        };
        let adaptive = self.plan.adaptive.map(|mut test| {
            test.limits.most = test.limits.most.min(self.blueprint.length());
            test
        });
        let (mut fixed, mut adapted) = (Outcomes::nothing(count), adaptive.map(|_| Outcomes::nothing(count)));
        for person in 0..self.plan.people {
            fixed.count(&trial.fixed(person, form, |answers| self.standard.is_reached_by(answers))?, cut);
            if let Some((test, outcomes)) = adaptive.as_ref().zip(adapted.as_mut()) {
                outcomes.count(&trial.adaptive(person, test), cut);
            }
            if (person + 1) % AT_ONCE == 0 {
                watch(person + 1);
            }
        }
        let items = (0..count).map(|item| (self.row(item).face.id.clone(), self.rows[item].1)).collect();
        Ok((items, cut, fixed, adapted))
    }
}
