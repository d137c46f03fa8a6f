//! Levels by competency on the page of a result: bars with intervals, and what stands in the table behind them.

use crate::domain::assessment::proficiency::ProficiencyScale;
use crate::flows::assessment::report_attempt::CompetencyReport;
use crate::i18n::Texts;

/// One competency.
#[derive(Clone, Debug)]
pub struct ProficiencyRow {
    /// Its title.
    pub title: String,
    /// How many items.
    pub items: String,
    /// The share of points.
    pub share: String,
    /// Its standard error, in percentage points.
    pub error: String,
    /// The interval.
    pub range: String,
    /// What is said of the level.
    pub level: String,
    /// What the picture shows, in words.
    pub described: String,
    /// Where the levels begin in the picture.
    pub boundaries: Vec<String>,
    /// Where the interval begins.
    pub from: String,
    /// How wide it is.
    pub width: String,
    /// Where the share stands.
    pub at: String,
}

impl ProficiencyRow {
    /// The row of a report, in the reader's language.
    pub fn of(report: &CompetencyReport, scale: Option<&ProficiencyScale>, t: Texts) -> Self {
        let found = &report.estimate;
        let percent = |share: f64| format!("{}%", t.real(100.0 * share, 0));
        let across = |share: f64| 10.0 + 300.0 * share;
        let title =
            |level: &crate::domain::assessment::proficiency::ProficiencyLevel| level.title.get(t.language()).to_owned();
        let (share, low, high) = (percent(found.share), percent(found.low), percent(found.high));
        let boundaries = scale.iter().flat_map(|scale| &scale.levels).filter_map(|level| level.from);
        Self {
            title: report.title.get(t.language()).to_owned(),
            items: t.number(found.items),
            error: format!("{}%", t.real(100.0 * found.standard_error, 1)),
            range: t.proficiency_range(&low, &high),
            level: match (&report.level, &report.or_else) {
                (Some(level), Some(other)) => t.proficiency_between(&title(level), &title(other)),
                (Some(level), None) => t.proficiency_level(&title(level)),
                (None, _) => t.proficiency_not_enough().to_owned(),
            },
            described: t.proficiency_bar(&share, &low, &high),
            boundaries: boundaries
                .map(|from| format!("{:.1}", across(f64::from(from.basis_points()) / 10_000.0)))
                .collect(),
            from: format!("{:.1}", across(found.low)),
            width: format!("{:.1}", 300.0 * (found.high - found.low)),
            at: format!("{:.1}", across(found.share) - 2.0),
            share,
        }
    }
}
