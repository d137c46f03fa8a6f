//! Export an attempt with everything that a third party needs to recompute its score.

use super::judge_attempt::adaptive_result;
use super::{load_bank, rulings};
use crate::domain::assessment::adaptive::ItemParameters;
use crate::domain::assessment::attempt::{Attempt, Sitting, Submitted};
use crate::domain::assessment::deduction::{WrongCosts, deduction};
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::grade::grade_of;
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::rescoring::{DecisionState, ItemDecision, Ruled};
use crate::domain::assessment::scoring::{Centipoints, Marked};
use crate::domain::identifier::AttemptId;
use crate::flows::Service;
use crate::formats::attempt_record::{
    About, AttemptRecord, FORMAT, Quadrature, RecordedAdaptive, RecordedCuts, RecordedDecision, RecordedItem,
    RecordedPoolItem, RecordedResponse, StoredResult, VERSION,
};
use crate::store::assessment::attempts::Judged;
use crate::store::assessment::{attempts, item_decisions, responses};
use crate::store::{Connection, Failure, StoreError};

/// Why nothing was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportRefusal {
    /// No such attempt.
    NotFound,
    /// It is still in progress.
    StillOpen,
}

/// The record of a submitted attempt, whoever sat it. It tells keys.
///
/// # Errors
/// Refused, or the store failed.
pub async fn export_attempt(service: &Service, id: &AttemptId) -> Result<AttemptRecord, Failure<ExportRefusal>> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let stored = attempts::find(connection, id).await?.ok_or(Failure::Refused(ExportRefusal::NotFound))?;
    match (stored.attempt, stored.judged) {
        (Attempt::Submitted(submitted), Some(judged)) => Ok(record(service, connection, &submitted, judged).await?),
        (Attempt::Submitted(_) | Attempt::InProgress(_), _) => Err(Failure::Refused(ExportRefusal::StillOpen)),
    }
}

async fn record(
    service: &Service,
    connection: &mut Connection<'_>,
    submitted: &Submitted,
    judged: Judged,
) -> Result<AttemptRecord, StoreError> {
    let sitting = &submitted.sitting;
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    let items = items(service, connection, submitted, (judged.decisions, defined.assessment.wrong_costs)).await?;
    let decisions = item_decisions::confirmed(connection, &sitting.revision, judged.decisions).await?;
    let adaptive = adaptive(service, connection, sitting, (&defined.assessment, judged.decisions)).await?;
    let touches = |decision: &ItemDecision| defined.assessment.rests_on(&decision.item, &sitting.form);
    let decisions = decisions.into_iter().filter(touches).filter_map(recorded_decision).collect();
    let cuts = &defined.assessment.cuts;
    Ok(AttemptRecord {
        format: FORMAT.to_owned(),
        version: VERSION,
        attempt: About {
            id: sitting.id.as_str().to_owned(),
            assessment: sitting.assessment.clone(),
            assessment_version: sitting.assessment_version,
            bank_revision: sitting.revision.clone(),
            language: sitting.language.code().to_owned(),
            started_at: sitting.started_at.rfc3339(),
            deadline: sitting.deadline.rfc3339(),
            closed_at: submitted.closed_at.rfc3339(),
            by_timeout: submitted.by_timeout,
        },
        rules_version: judged.rules_version,
        cuts: RecordedCuts { whole: cuts.whole, by_competency: cuts.by_competency.clone() },
        wrong_costs: defined.assessment.wrong_costs,
        grades: defined.assessment.grades.clone(),
        adaptive,
        grade: grade_of(&defined.assessment.grades, judged.score, judged.passed).map(|grade| grade.code.clone()),
        decisions,
        keys_sha256: AttemptRecord::hash_of_keys(&items),
        items,
        stored: StoredResult {
            outcome: if judged.passed { "passed" } else { "failed" }.to_owned(),
            earned: judged.score.earned,
            possible: judged.score.possible,
        },
    })
}

/// What the score of an adaptive test rests on.
async fn adaptive(
    service: &Service,
    connection: &mut Connection<'_>,
    sitting: &Sitting,
    (assessment, decisions): (&Assessment, i64),
) -> Result<Option<RecordedAdaptive>, StoreError> {
    let result = adaptive_result(service, connection, sitting, decisions).await?;
    let Some((rule, result)) = assessment.adaptive.as_ref().zip(result) else { return Ok(None) };
    let faces = load_bank::faces(service, connection, &sitting.revision).await?;
    let keys = load_bank::keys(service, connection, &sitting.revision).await?;
    let rulings = rulings::through(service, connection, &sitting.revision, decisions).await?;
    let pooled = |(item, parameters): (&String, &ItemParameters)| {
        let row = faces.get(item).ok_or(StoreError::Unreadable("assessment_version.definition"))?;
        let own = keys.key(item).ok_or(StoreError::Unreadable("item_key"))?;
        let scores = rulings.key(item, own);
        Ok(RecordedPoolItem {
            item: item.clone(),
            competency: row.traits.competency.clone(),
            points: scores.unwrap_or(own).points,
            parameters: *parameters,
            counts: scores.is_some(),
        })
    };
    Ok(Some(RecordedAdaptive {
        least_items: rule.least_items,
        most_items: rule.most_items,
        standard_error: rule.standard_error,
        randomesque: rule.randomesque,
        quadrature: Quadrature::OURS,
        pool: rule.parameters.iter().map(pooled).collect::<Result<_, StoreError>>()?,
        ability: result.estimated.ability,
        ability_error: result.estimated.error,
    }))
}

fn recorded_decision(decision: ItemDecision) -> Option<RecordedDecision> {
    match decision.state {
        DecisionState::Confirmed { at, number, .. } => Some(RecordedDecision {
            id: decision.id.as_str().to_owned(),
            number,
            item: decision.item,
            ruling: decision.ruling.name().to_owned(),
            key_revision: decision.ruling.key_revision().map(str::to_owned),
            confirmed_at: at.rfc3339(),
        }),
        DecisionState::Proposed | DecisionState::Dropped { .. } => None,
    }
}

async fn items(
    service: &Service,
    connection: &mut Connection<'_>,
    submitted: &Submitted,
    (decisions, wrong_costs): (i64, Option<WrongCosts>),
) -> Result<Vec<RecordedItem>, StoreError> {
    let sitting = &submitted.sitting;
    let saved = responses::of_attempt(connection, &sitting.id).await?;
    let faces = load_bank::faces(service, connection, &sitting.revision).await?;
    let keys = load_bank::keys(service, connection, &sitting.revision).await?;
    let rulings = rulings::through(service, connection, &sitting.revision, decisions).await?;
    let mut items = Vec::with_capacity(sitting.form.0.len());
    for (place, number) in sitting.form.0.iter().zip(1..) {
        let row = faces.get(&place.item).ok_or(StoreError::Unreadable("attempt.form"))?;
        let own = keys.key(&place.item).ok_or(StoreError::Unreadable("item_key"))?;
        let (key, key_revision, counts) = match rulings.of(&place.item) {
            None => (own, &sitting.revision, true),
            Some(Ruled::Withdrawn) => (own, &sitting.revision, false),
            Some(Ruled::Rekeyed { revision, key }) => (key, revision, true),
        };
        let found = saved.iter().find(|stored| stored.number == number);
        let response = found.map(|stored| &stored.response);
        let marked = Marked { competency: &row.traits.competency, key, options: place.options.len(), response };
        items.push(RecordedItem {
            number,
            item: place.item.clone(),
            item_type: row.face.item_type,
            competency: row.traits.competency.clone(),
            options: place.options.clone(),
            earned: if counts { mark(&marked) } else { Centipoints(0) },
            deducted: if counts { deduction(&marked, wrong_costs) } else { Centipoints(0) },
            possible: Centipoints(if counts { u32::from(key.points) * 100 } else { 0 }),
            key: key.clone(),
            key_revision: key_revision.clone(),
            counts,
            response: found.map(|stored| RecordedResponse {
                value: stored.response.clone(),
                revision: stored.revision,
                saved_at: stored.saved_at.rfc3339(),
            }),
        });
    }
    Ok(items)
}
