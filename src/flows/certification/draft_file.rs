//! Draft a decision from a file of results: read with all its mistakes, taken whole or not at all.

use super::draft_decision::{Draft, DraftRefusal, LeftOut, LeftOutReason, draft_list};
use super::freeze_claim::unit_line;
use crate::flows::Service;
use crate::formats::mistake::{Mistake, Mistakes};
use crate::formats::results::{self, Options, Results};
use crate::store::Failure;
use crate::store::assessment::assessments;

/// A file of results as it came.
#[derive(Clone, Copy, Debug)]
pub struct ResultsFile<'a> {
    /// What it is called in mistakes.
    pub name: &'a str,
    /// CSV or XLSX.
    pub bytes: &'a [u8],
}

/// Why a file gave no draft.
#[derive(Clone, Debug)]
pub enum FileRefusal {
    /// Mistakes in it, each at its place.
    Mistakes(Mistakes),
    /// Something else.
    Draft(DraftRefusal),
}

/// Reads a file of results and drafts their recognition. With `dry_run` nothing is written.
///
/// # Errors
/// Refused, or the store failed.
pub async fn draft_file(
    service: &Service,
    assessment: &str,
    file: ResultsFile<'_>,
    actor: &str,
    dry_run: bool,
) -> Result<(Draft, Mistakes), Failure<FileRefusal>> {
    let found = assessments::find(&mut service.store.read().await?.link(), assessment).await?;
    let Some(defined) = found else {
        return Err(Failure::Refused(FileRefusal::Draft(DraftRefusal::UnknownAssessment)));
    };
    let options = Options { today: service.clock.now().day_in_vietnam(), cut: defined.assessment.cuts.whole };
    let (name, bytes) = (file.name.to_owned(), file.bytes.to_vec());
    // Twenty megabytes take a moment: not on a thread that serves candidates.
    let reading = tokio::task::spawn_blocking(move || results::read(&name, &bytes, &options));
    let read = reading.await.expect("reading a file does not panic");
    let Results { rows, warnings } = read.map_err(|mistakes| Failure::Refused(FileRefusal::Mistakes(mistakes)))?;
    let places: Vec<u32> = rows.iter().map(|row| row.line).collect();
    let listed = rows.into_iter().filter_map(|row| row.listed(unit_line)).collect();
    match draft_list(service, assessment, listed, actor, dry_run).await {
        Ok(draft) => Ok((draft, warnings)),
        Err(Failure::Refused(DraftRefusal::Rows(rows))) => {
            let mistakes: Mistakes = rows.iter().map(|row| mistake(file.name, &places, row)).collect();
            Err(Failure::Refused(FileRefusal::Mistakes(mistakes.in_order())))
        }
        Err(Failure::Refused(refusal)) => Err(Failure::Refused(FileRefusal::Draft(refusal))),
        Err(Failure::Store(error)) => Err(Failure::Store(error)),
    }
}

/// A row that cannot be recognised, as a mistake on its line; names nobody.
fn mistake(file: &str, places: &[u32], row: &LeftOut) -> Mistake {
    let (message, hint) = match &row.reason {
        LeftOutReason::Refused(code) => {
            (format!("its certificate could not be made ({code})"), "correct or shorten name, unit or position")
        }
        LeftOutReason::Recognised(number) => {
            (format!("decision {number} has recognised this person's result before"), "delete the row")
        }
        LeftOutReason::Certified | LeftOutReason::AnotherPass => {
            ("the person has a certificate of this assessment".to_owned(), "delete the row")
        }
    };
    Mistake {
        file: file.to_owned(),
        line: places.get(row.index).copied().unwrap_or(1),
        column: 1,
        code: row.reason.code(),
        message,
        hint: Some(hint.to_owned()),
    }
}
