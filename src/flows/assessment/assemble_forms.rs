//! Assemble equivalent forms before anybody sits, and give each sitting its form.
//!
//! How hard an item is, is known from the first attempts that had it; an item that nobody has answered counts as hard
//! as those of its level, and where none of its level has been answered, the level itself is taken: a fifth for each.

use super::compute_statistics::compute_statistics;
use super::load_bank::{self, Faces};
use crate::domain::assessment::assembly::{PrebuiltForm, assemble};
use crate::domain::assessment::blueprint::Blueprint;
use crate::domain::assessment::form::{self, Candidate, Form, TooFewItems};
use crate::flows::Service;
use crate::store::assessment::assessments::{self, Defined};
use crate::store::assessment::prebuilt_forms::{self, FormSet};
use crate::store::audit::{self, Deed};
use crate::store::{Connection, Failure, StoreError, transact};
use std::collections::{HashMap, HashSet};

/// Why no forms were assembled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssembleRefusal {
    /// No assessment has this code.
    NotFound,
    /// Its definition asks for no forms made beforehand.
    NotAsked,
    /// The bank cannot serve a rule so often.
    TooFewItems(TooFewItems),
}

/// How hard items are, as far as attempts tell.
#[derive(Clone, Debug, Default)]
pub struct Difficulties {
    of_items: HashMap<String, f64>,
}

impl Difficulties {
    /// From the first attempts at an assessment; nothing is known where there are none.
    ///
    /// # Errors
    /// When the store failed.
    pub async fn known(service: &Service, code: &str) -> Result<Self, StoreError> {
        let computed = match compute_statistics(service, code, None).await {
            Ok(computed) => computed,
            Err(Failure::Refused(_)) => return Ok(Self::default()),
            Err(Failure::Store(error)) => return Err(error),
        };
        let figures = computed.items.into_iter().zip(computed.statistics.items);
        let of_items = figures.filter_map(|(facts, figures)| Some((facts.id, 1.0 - figures.facility?))).collect();
        Ok(Self { of_items })
    }

    /// How many items somebody has answered.
    pub fn count(&self) -> usize {
        self.of_items.len()
    }

    /// Of each item of a bank, 0 to 1.
    fn of(&self, bank: &[Candidate<'_>]) -> HashMap<String, f64> {
        let mean_of_level = |level: u8| {
            let known: Vec<f64> = bank
                .iter()
                .filter(|candidate| candidate.traits.level == level)
                .filter_map(|candidate| self.of_items.get(&candidate.face.id).copied())
                .collect();
            if known.is_empty() { f64::from(level) / 5.0 } else { known.iter().sum::<f64>() / known.len() as f64 }
        };
        let of_levels: HashMap<u8, f64> = (1..=4).map(|level| (level, mean_of_level(level))).collect();
        let of_item = |candidate: &Candidate<'_>| {
            let id = &candidate.face.id;
            let of_level = of_levels.get(&candidate.traits.level).copied().unwrap_or_default();
            (id.clone(), self.of_items.get(id).copied().unwrap_or(of_level))
        };
        bank.iter().map(of_item).collect()
    }

    /// The forms that a blueprint asks for; `None` when it asks for none.
    ///
    /// # Errors
    /// When the bank cannot serve a rule so often.
    pub fn forms(
        &self,
        bank: &[Candidate<'_>],
        blueprint: &Blueprint,
        seed: [u8; 16],
    ) -> Result<Option<Vec<PrebuiltForm>>, TooFewItems> {
        let Some(count) = blueprint.forms else { return Ok(None) };
        let difficulties = self.of(bank);
        let of = |candidate: &Candidate<'_>| difficulties.get(&candidate.face.id).copied().unwrap_or_default();
        assemble(bank, blueprint, usize::from(count), of, seed).map(Some)
    }
}

/// The current version of an assessment and its forms made beforehand; `None` when there is no such assessment.
///
/// # Errors
/// When the store failed.
pub async fn read_forms(service: &Service, code: &str) -> Result<Option<(Defined, Option<FormSet>)>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(defined) = assessments::find(connection, code).await? else { return Ok(None) };
    let forms = prebuilt_forms::of_version(connection, code, defined.version).await?;
    Ok(Some((defined, forms)))
}

/// Assembles the forms of an assessment anew, by what attempts tell now. Sittings that have begun keep theirs.
///
/// # Errors
/// Refused, or the store failed; then the forms are as before.
pub async fn assemble_forms(service: &Service, code: &str, actor: &str) -> Result<FormSet, Failure<AssembleRefusal>> {
    let difficulties = Difficulties::known(service, code).await?;
    let (defined, faces) = {
        let mut reader = service.store.read().await?;
        let connection = &mut reader.link();
        let found = assessments::find(connection, code).await?;
        let defined = found.ok_or(Failure::Refused(AssembleRefusal::NotFound))?;
        let faces = load_bank::faces(service, connection, &defined.revision).await?;
        (defined, faces)
    };
    let forms = difficulties
        .forms(&candidates(&faces), &defined.assessment.blueprint, crate::chance::bytes())
        .map_err(|too_few| Failure::Refused(AssembleRefusal::TooFewItems(too_few)))?
        .ok_or(Failure::Refused(AssembleRefusal::NotAsked))?;
    let now = service.clock.now();
    let set = FormSet { forms, built_at: now, built_by: actor.to_owned() };
    transact!(service.store, Failure<AssembleRefusal>, |c| {
        prebuilt_forms::replace(c, (code, defined.version), &set.forms, actor, now).await?;
        let detail = format!("{{\"version\":{},\"forms\":{}}}", defined.version, set.forms.len());
        audit::append(c, now, &Deed { actor, action: "assessment.forms", subject: code, detail: &detail }).await?;
        Ok(set.clone())
    })
}

/// The draw's view of a revision.
pub fn candidates(faces: &Faces) -> Vec<Candidate<'_>> {
    faces.rows.iter().map(|row| Candidate { face: &row.face, traits: &row.traits }).collect()
}

/// The form of a sitting: one made beforehand where there are such, drawn otherwise. Items that this person has seen
/// stay away while the bank allows.
///
/// # Errors
/// When the store failed; the inner one when the bank cannot serve a rule.
pub async fn form_of_sitting(
    connection: &mut Connection<'_>,
    defined: &Defined,
    bank: &[Candidate<'_>],
    seen: &HashSet<String>,
    seed: [u8; 16],
) -> Result<Result<Form, TooFewItems>, StoreError> {
    let (code, blueprint) = (&defined.assessment.code, &defined.assessment.blueprint);
    if blueprint.forms.is_some() {
        let lot = u32::from_be_bytes([seed[0], seed[1], seed[2], seed[3]]);
        let items = if seen.is_empty() {
            prebuilt_forms::drawn(connection, code, defined.version, lot).await?
        } else {
            let set = prebuilt_forms::of_version(connection, code, defined.version).await?;
            set.and_then(|set| least_seen(set.forms, seen, lot))
        };
        if let Some(items) = items {
            return Ok(Ok(form::draw_order(bank, &items, seed)));
        }
    }
    Ok(form::draw_avoiding(bank, blueprint, seen, seed))
}

/// The form with the fewest items seen; among equals the first from the lot on.
fn least_seen(mut forms: Vec<PrebuiltForm>, seen: &HashSet<String>, lot: u32) -> Option<Vec<String>> {
    let first = usize::try_from(lot).ok()?.checked_rem(forms.len())?;
    forms.rotate_left(first);
    forms.into_iter().map(|form| form.items).min_by_key(|items| items.iter().filter(|id| seen.contains(*id)).count())
}
