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
    /// Whether outcome and score are those that are stored, and every mark, deduction and the grade are those recorded.
    pub agrees: bool,
}

/// Recomputes.
pub fn replay(record: &AttemptRecord) -> Replayed {
    let cuts = Cuts { whole: record.cuts.whole, by_competency: record.cuts.by_competency.clone() };
    let counted = record.items.iter().filter(|item| item.counts);
    let standing = Standing::from(&judge(counted.map(marked), &cuts, record.wrong_costs));
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
        && (standing.outcome(), standing.score.earned, standing.score.possible)
            == (stored.outcome.as_str(), stored.earned, stored.possible);
    Replayed { standing, grade, other_marks, other_deductions, agrees }
}

fn marked(item: &RecordedItem) -> Marked<'_> {
    Marked {
        competency: &item.competency,
        key: &item.key,
        options: item.options.len(),
        response: item.response.as_ref().map(|response| &response.value),
    }
}
