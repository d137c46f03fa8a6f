//! What is told of a result besides its score: grades, and levels by competency.

use crate::domain::assessment::proficiency::ProficiencyLevel;
use crate::domain::text::{Language, Localized};
use crate::flows::assessment::report_attempt::CompetencyReport;
use serde::Serialize;
use utoipa::ToSchema;

/// A grade or a level.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedBody {
    /// Its code.
    pub code: String,
    /// What people call it, in the language of the items.
    pub title: String,
}

/// What the items of a competency tell; shares are 0 to 1, before deductions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompetencyBody {
    /// Its code.
    pub code: String,
    /// Its title, in the language of the items.
    pub title: String,
    /// How many items counted for it.
    pub items: usize,
    /// The share of points earned.
    pub share: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The 95 % interval by Wilson, from.
    pub low: f64,
    /// To.
    pub high: f64,
    /// The level; `null` when there are not enough items to say.
    pub level: Option<NamedBody>,
    /// The level beside it that is well possible, too.
    pub or_else: Option<NamedBody>,
}

impl NamedBody {
    /// In a language.
    pub fn new(code: String, title: &Localized, language: Language) -> Self {
        Self { code, title: title.get(language).to_owned() }
    }
}

impl CompetencyBody {
    /// From the flow's report.
    pub fn new(found: CompetencyReport, language: Language) -> Self {
        let level =
            |level: Option<ProficiencyLevel>| level.map(|level| NamedBody::new(level.code, &level.title, language));
        Self {
            title: found.title.get(language).to_owned(),
            code: found.code,
            items: found.estimate.items,
            share: found.estimate.share,
            standard_error: found.estimate.standard_error,
            low: found.estimate.low,
            high: found.estimate.high,
            level: level(found.level),
            or_else: level(found.or_else),
        }
    }
}
