//! Similar answers as CSV.

use super::csv_out::write_csv;
use crate::domain::assessment::similarity::SimilarPair;

/// Log-in, name and attempt of one of a pair.
pub type Named<'a> = [&'a str; 3];

/// One row for each pair that chance does not explain, of so many compared.
pub fn similarity_csv<'a>(pairs: u64, found: impl Iterator<Item = ([Named<'a>; 2], SimilarPair)>) -> Vec<u8> {
    let header = [
        "login",
        "name",
        "attempt",
        "other_login",
        "other_name",
        "other_attempt",
        "both_wrong",
        "same_wrong_answer",
        "expected_by_chance",
        "chance_of_this_pair",
        "pairs_compared",
    ];
    let rows = found.map(|(people, figures)| {
        let mut row: Vec<String> = people.concat().into_iter().map(str::to_owned).collect();
        row.push(figures.both_wrong.to_string());
        row.push(figures.agreements.to_string());
        row.push(format!("{:.2}", figures.expected));
        row.push(format!("{:.3e}", figures.tail));
        row.push(pairs.to_string());
        row
    });
    write_csv(&header, rows)
}
