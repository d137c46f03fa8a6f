//! What the definition of an assessment has told of a result besides its score: what wrong choices cost, and levels by
//! competency.

use super::{load_bank, rulings};
use crate::domain::assessment::attempt::Sitting;
use crate::domain::assessment::bank::Competency;
use crate::domain::assessment::deduction::deduction;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::proficiency::{Estimate, ProficiencyLevel, Told};
use crate::domain::assessment::scoring::{Centipoints, Marked, Score};
use crate::domain::text::Localized;
use crate::flows::Service;
use crate::store::assessment::{banks, responses};
use crate::store::{Connection, StoreError};
use std::collections::BTreeMap;

/// The report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// What wrong choices cost together, before the whole is kept from falling below zero.
    pub deducted: Centipoints,
    /// By competency, in the bank's order; those without items are left out.
    pub competencies: Vec<CompetencyReport>,
}

/// One competency.
#[derive(Clone, Debug, PartialEq)]
pub struct CompetencyReport {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: Localized,
    /// What its items tell.
    pub estimate: Estimate,
    /// The level that may be told.
    pub level: Option<ProficiencyLevel>,
    /// The level beside it that is well possible, too.
    pub or_else: Option<ProficiencyLevel>,
}

/// Reports on a submitted sitting under the decisions of its revision up to a number.
///
/// # Errors
/// When the store failed, or the form names an item that the revision does not have.
pub async fn report_attempt(
    service: &Service,
    connection: &mut Connection<'_>,
    (sitting, decisions): (&Sitting, i64),
    assessment: &Assessment,
) -> Result<Report, StoreError> {
    if assessment.wrong_costs.is_none() && assessment.proficiency.is_none() {
        return Ok(Report::default());
    }
    let saved = responses::of_attempt(connection, &sitting.id).await?;
    let faces = load_bank::faces(service, connection, &sitting.revision).await?;
    let keys = load_bank::keys(service, connection, &sitting.revision).await?;
    let rulings = rulings::through(service, connection, &sitting.revision, decisions).await?;
    let mut deducted = Centipoints(0);
    let mut parts: BTreeMap<&str, (Score, usize)> = BTreeMap::new();
    for (place, number) in sitting.form.0.iter().zip(1..) {
        let own = keys.key(&place.item).ok_or(StoreError::Unreadable("item_key"))?;
        let Some(key) = rulings.key(&place.item, own) else { continue };
        let row = faces.get(&place.item).ok_or(StoreError::Unreadable("attempt.form"))?;
        let response = saved.iter().find(|stored| stored.number == number).map(|stored| &stored.response);
        let marked = Marked { competency: &row.traits.competency, key, options: place.options.len(), response };
        let score = Score { earned: mark(&marked), possible: Centipoints(u32::from(key.points) * 100) };
        deducted.0 += deduction(&marked, assessment.wrong_costs).0;
        let part = parts.entry(&row.traits.competency).or_default();
        *part = (part.0.plus(score), part.1 + 1);
    }
    let competencies = match assessment.proficiency {
        Some(_) => banks::competencies(connection, &sitting.revision).await?,
        None => Vec::new(),
    };
    let report = |competency: Competency| report(competency, &parts, assessment);
    Ok(Report { deducted, competencies: competencies.into_iter().filter_map(report).collect() })
}

fn report(
    competency: Competency,
    parts: &BTreeMap<&str, (Score, usize)>,
    assessment: &Assessment,
) -> Option<CompetencyReport> {
    let scale = assessment.proficiency.as_ref()?;
    let (score, items) = parts.get(competency.code.as_str())?;
    let estimate = scale.estimate(*score, *items)?;
    let (level, or_else) = match estimate.told {
        Told::Level(level) => (scale.levels.get(level), None),
        Told::Between(level, other) => (scale.levels.get(level), scale.levels.get(other)),
        Told::NotEnough => (None, None),
    };
    let (level, or_else) = (level.cloned(), or_else.cloned());
    Some(CompetencyReport { code: competency.code, title: competency.title, estimate, level, or_else })
}
