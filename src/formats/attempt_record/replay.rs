//! Recompute the score of a record by the rules of this program, and compare it with what the record says.

use super::{AttemptRecord, RecordedItem};
use crate::domain::assessment::deduction::deduction;
use crate::domain::assessment::grade::grade_of;
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::rescoring::Standing;
use crate::domain::assessment::scoring::{Centipoints, Cuts, Marked, judge};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// The result as recomputed.
    pub standing: Standing,
    /// The code of its grade.
    pub grade: Option<String>,
    /// Places whose mark is another one than the record says: number, recomputed, recorded.
    pub other_marks: Vec<(i64, Centipoints, Centipoints)>,
    /// Places where a wrong choice costs something else than the record says.
    pub other_deductions: Vec<i64>,
    /// Whether an adaptive test's ability and its error are those recorded.
    pub is_same_estimate: bool,
    /// Whether outcome and score are those that are stored, and everything else is as recorded.
    pub agrees: bool,
}

/// Recomputes.
pub fn replay(record: &AttemptRecord) -> Replayed {
    let cuts = Cuts { whole: record.cuts.whole, by_competency: record.cuts.by_competency.clone() };
    let counted = record.items.iter().filter(|item| item.counts);
    let adaptive = record.adaptive.as_ref().map(|adaptive| (adaptive, adaptive.judge(&record.items, &cuts)));
    let standing = match &adaptive {
        Some((_, result)) => Standing::from(&result.outcome),
        None => Standing::from(&judge(counted.map(marked), &cuts, record.wrong_costs)),
    };
    let is_same_estimate = adaptive.is_none_or(|(recorded, result)| {
        (recorded.ability, recorded.ability_error) == (result.estimated.ability, result.estimated.error)
    });
    let other_marks: Vec<_> = record
        .items
        .iter()
        .map(|item| (item, if item.counts { mark(&marked(item)) } else { Centipoints(0) }))
        .filter(|(item, earned)| item.earned != *earned)
        .map(|(item, earned)| (item.number, earned, item.earned))
        .collect();
    let deducted = |item: &&RecordedItem| item.counts.then(|| deduction(&marked(item), record.wrong_costs));
    let other_deductions: Vec<i64> = record
        .items
        .iter()
        .filter(|item| deducted(item).unwrap_or_default() != item.deducted)
        .map(|item| item.number)
        .collect();
    let stored = &record.stored;
    let grade = grade_of(&record.grades, standing.score, standing.is_pass).map(|grade| grade.code.clone());
    let agrees = other_marks.is_empty()
        && other_deductions.is_empty()
        && grade == record.grade
        && is_same_estimate
        && (standing.outcome(), standing.score.earned, standing.score.possible)
            == (stored.outcome.as_str(), stored.earned, stored.possible);
    Replayed { standing, grade, other_marks, other_deductions, is_same_estimate, agrees }
}

fn marked(item: &RecordedItem) -> Marked<'_> {
    Marked {
        competency: &item.competency,
        key: &item.key,
        options: item.options.len(),
        response: item.response.as_ref().map(|response| &response.value),
    }
}
