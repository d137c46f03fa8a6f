//! Whose result a decision on an item changes, as CSV: one row for each changed result.

use super::csv_out::write_csv;
use crate::domain::assessment::rescoring::{Change, Standing};

/// A row of the list.
#[derive(Clone, Debug)]
pub struct ChangedRow<'a> {
    /// The attempt.
    pub attempt: &'a str,
    /// Whose it is.
    pub login: &'a str,
    /// The same.
    pub full_name: &'a str,
    /// The result before.
    pub before: Standing,
    /// The result after.
    pub after: Standing,
    /// What lies between.
    pub change: Change,
    /// Certificates in force that rest on it, with spaces between.
    pub certificates: String,
}

/// The file.
pub fn changes_csv<'a>(rows: impl Iterator<Item = ChangedRow<'a>>) -> Vec<u8> {
    let header = [
        "attempt",
        "staff_code",
        "full_name",
        "outcome_before",
        "earned_before",
        "possible_before",
        "outcome_after",
        "earned_after",
        "possible_after",
        "change",
        "certificates",
    ];
    write_csv(
        &header,
        rows.map(|row| {
            let (before, after) = (row.before, row.after);
            [
                row.attempt.to_owned(),
                row.login.to_owned(),
                row.full_name.to_owned(),
                before.outcome().to_owned(),
                before.score.earned.decimal(),
                before.score.possible.decimal(),
                after.outcome().to_owned(),
                after.score.earned.decimal(),
                after.score.possible.decimal(),
                row.change.name().to_owned(),
                row.certificates,
            ]
        }),
    )
}
