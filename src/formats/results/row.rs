//! One result of a list, and how its cells become one.

use super::header::{Column, NAMES};
use crate::domain::assessment::scoring::{CutScore, Score};
use crate::domain::certification::decision::{ListedResult, score};
use crate::domain::text::search_form;
use crate::formats::mistake::quote;
use crate::formats::roster::cell::{self, Flaw, flaw};
use time::Date;

/// One row, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// Where the row begins in the file, from 1.
    pub line: u32,
    /// Own spelling, NFC.
    pub full_name: String,
    /// The names of the unit and of those above it, from the top.
    pub unit: Vec<String>,
    /// Or empty.
    pub position: String,
    /// Where there is one.
    pub birth_date: Option<Date>,
    /// Where there is one; at or above the cut.
    pub score: Option<Score>,
    /// The day of the assessment.
    pub assessed_on: Option<Date>,
    /// Or empty.
    pub staff_code: String,
}

impl ResultRow {
    /// A row of which nothing is known yet.
    pub(super) const fn blank(line: u32) -> Self {
        Self {
            line,
            full_name: String::new(),
            unit: Vec::new(),
            position: String::new(),
            birth_date: None,
            score: None,
            assessed_on: None,
            staff_code: String::new(),
        }
    }

    /// Takes over what the cell of `column` says.
    pub(super) fn take(&mut self, column: Column, text: &str, today: Date, cut: CutScore) -> Result<(), Flaw> {
        let is_blank = text.trim().is_empty();
        match column {
            _ if is_blank && Column::REQUIRED.contains(&column) => return Err(empty(column)),
            _ if is_blank => {}
            Column::FullName => self.full_name = cell::full_name(text)?,
            Column::Unit => self.unit = cell::unit(text)?,
            Column::Position => self.position = cell::plain(text),
            Column::BirthDate => self.birth_date = Some(cell::birth_date(text, today)?),
            Column::AssessedOn => self.assessed_on = Some(cell::assessment_date(text, today)?),
            Column::Score => self.score = Some(passing_score(text, cut)?),
            Column::Outcome => passed(text)?,
            Column::StaffCode => self.staff_code = cell::staff_code(text)?,
            Column::Ordinal => {}
        }
        Ok(())
    }

    /// The result for a decision's list; `unit` is how the unit stands on a certificate. `None` without a day, which
    /// no row that was read lacks.
    pub fn listed(self, unit: impl FnOnce(&[String]) -> String) -> Option<ListedResult> {
        Some(ListedResult {
            full_name: self.full_name,
            unit: unit(&self.unit),
            position: self.position,
            birth_date: self.birth_date,
            score: self.score,
            assessed_on: self.assessed_on?,
            staff_code: self.staff_code,
            attempt: None,
        })
    }
}

/// A required cell is empty.
fn empty(column: Column) -> Flaw {
    let message = format!("`{}` is empty", NAMES.title(column));
    Flaw { code: "empty-field", message, hint: Some("every result needs it; delete the row if it is nobody's") }
}

/// # Errors
/// `score-format`, `score-below-cut`.
fn passing_score(text: &str, cut: CutScore) -> Result<Score, Flaw> {
    let Some(score) = score(text) else {
        return flaw("score-format", "this is not a score", "write points of points (21/25) or percent (84%), as text");
    };
    if !score.reaches(cut) {
        let message = format!("the score is below the cut of {} %", f64::from(cut.basis_points()) / 100.0);
        return flaw("score-below-cut", message, "only results that passed can be recognised; delete the row");
    }
    Ok(score)
}

/// # Errors
/// `result-not-passed`.
fn passed(text: &str) -> Result<(), Flaw> {
    match search_form(text).as_str() {
        "dat" | "do" | "dat yeu cau" | "hoan thanh" | "passed" | "pass" | "completed" => Ok(()),
        _ => {
            let message = format!("{} does not say that the person passed", quote(text.trim()));
            flaw("result-not-passed", message, "write `đạt`; a row of somebody who did not pass must go")
        }
    }
}
