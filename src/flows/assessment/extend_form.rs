//! Extend the form of an adaptive test by the item that comes next: the first at the start, each further one in the
//! transaction that leaves the one before it.

use super::assemble_forms::candidates;
use super::judge_attempt::Judge;
use super::start_attempt::seen;
use super::{load_bank, rulings};
use crate::domain::assessment::adaptive::AdaptiveRule;
use crate::domain::assessment::adaptive::ability::estimate;
use crate::domain::assessment::adaptive::next_item::{Course, SoFar, next_item};
use crate::domain::assessment::attempt::Sitting;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::form::Form;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::assessments::Defined;
use crate::store::assessment::{attempts, responses};
use crate::store::{Connection, StoreError};
use std::collections::HashSet;
use std::time::Duration;

/// The form of a new attempt: its first item. `None` when the bank has none left.
///
/// # Errors
/// When the store failed.
pub(super) async fn first_place(
    service: &Service,
    connection: &mut Connection<'_>,
    (defined, rule): (&Defined, &AdaptiveRule),
    seen: &HashSet<String>,
    (seed, time): ([u8; 16], Duration),
) -> Result<Option<Form>, StoreError> {
    let faces = load_bank::faces(service, connection, &defined.revision).await?;
    let (_, rulings) = rulings::current(service, connection, &defined.revision).await?;
    let (bank, form) = (candidates(&faces), Form(Vec::new()));
    let course = Course { rule, blueprint: &defined.assessment.blueprint, bank: &bank, seen, seed, time };
    let withdrawn = rulings.withdrawn().map(str::to_owned).collect();
    let so_far = SoFar { form: &form, estimated: estimate(&[]), withdrawn: &withdrawn, spent: Duration::ZERO };
    Ok(next_item(&course, &so_far).map(|place| Form(vec![place])))
}

/// The form of a sitting with the item that follows from the responses as they are stored; `None` when the test ends. The
/// caller holds the attempt's row, so that no response changes any more.
///
/// # Errors
/// When the store failed.
pub(super) async fn next_form(
    service: &Service,
    connection: &mut Connection<'_>,
    (assessment, rule): (&Assessment, &AdaptiveRule),
    sitting: &Sitting,
    now: Timestamp,
) -> Result<Option<Form>, StoreError> {
    let saved = responses::of_attempt(connection, &sitting.id).await?;
    let (_, rulings) = rulings::current(service, connection, &sitting.revision).await?;
    let judge = Judge::of(service, connection, &sitting.revision, rulings.clone()).await?;
    let answers = judge.answers(&sitting.form, rule, |number| {
        saved.iter().find(|stored| stored.number == number).map(|stored| &stored.response)
    })?;
    let all = attempts::of_person(connection, &sitting.person).await?;
    // Only sittings that had begun by then: what later ones show meanwhile must not change the way of this one.
    let earlier = all.iter().map(|stored| (stored, stored.attempt.sitting()));
    let earlier = earlier.filter(|(_, other)| other.id != sitting.id && other.started_at <= sitting.started_at);
    let seen = seen(earlier.map(|(stored, _)| stored), &sitting.assessment, &sitting.revision);
    let faces = load_bank::faces(service, connection, &sitting.revision).await?;
    let bank = candidates(&faces);
    let course = Course {
        rule,
        blueprint: &assessment.blueprint,
        bank: &bank,
        seen: &seen,
        seed: sitting.seed,
        time: sitting.deadline.since(sitting.started_at),
    };
    let withdrawn = rulings.withdrawn().map(str::to_owned).collect();
    let so_far = SoFar {
        form: &sitting.form,
        estimated: estimate(&answers),
        withdrawn: &withdrawn,
        spent: now.since(sitting.started_at),
    };
    Ok(next_item(&course, &so_far).map(|place| {
        let mut form = sitting.form.clone();
        form.0.push(place);
        form
    }))
}
