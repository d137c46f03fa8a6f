//! Recompute the score of a record by the rules of this program, and compare it with what the record says.

use super::{AttemptRecord, RecordedItem};
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::rescoring::Standing;
use crate::domain::assessment::scoring::{Centipoints, Cuts, Marked, judge};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// The result as recomputed.
    pub standing: Standing,
    /// Places whose mark is another one than the record says: number, recomputed, recorded.
    pub other_marks: Vec<(i64, Centipoints, Centipoints)>,
    /// Whether outcome and score are those that are stored, and every mark is the one recorded.
    pub agrees: bool,
}

/// Recomputes.
pub fn replay(record: &AttemptRecord) -> Replayed {
    let cuts = Cuts { whole: record.cuts.whole, by_competency: record.cuts.by_competency.clone() };
    let counted = record.items.iter().filter(|item| item.counts);
    let standing = Standing::from(&judge(counted.map(marked), &cuts));
    let other_marks: Vec<_> = record
        .items
        .iter()
        .map(|item| (item, if item.counts { mark(&marked(item)) } else { Centipoints(0) }))
        .filter(|(item, earned)| item.earned != *earned)
        .map(|(item, earned)| (item.number, earned, item.earned))
        .collect();
    let stored = &record.stored;
    let agrees = other_marks.is_empty()
        && (standing.outcome(), standing.score.earned, standing.score.possible)
            == (stored.outcome.as_str(), stored.earned, stored.possible);
    Replayed { standing, other_marks, agrees }
}

fn marked(item: &RecordedItem) -> Marked<'_> {
    Marked {
        competency: &item.competency,
        key: &item.key,
        options: item.options.len(),
        response: item.response.as_ref().map(|response| &response.value),
    }
}
