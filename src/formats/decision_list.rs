//! The list of a decision as bytes: what its hash covers, and what `sha256sum` of the file gives again.
//!
//! UTF-8, lines ended by `\n`. The first line is a JSON object about the list, each further line a JSON list of the
//! columns it names, all of them texts but the row's number; what is not known is an empty text.

use crate::domain::assessment::scoring::Score;
use crate::domain::certification::decision::{ListKind, ListedResult, iso_date, score};
use crate::domain::identifier::{AttemptId, hex};
use serde::Serialize;
use sha2::{Digest, Sha256};

const COLUMNS: [&str; 9] =
    ["row", "full_name", "unit", "position", "birth_date", "score", "assessed_on", "staff_code", "attempt"];

/// What a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About<'a> {
    /// Where the results come from.
    pub kind: ListKind,
    /// The assessment's code.
    pub assessment: &'a str,
    /// The version of its definition.
    pub version: i64,
    /// Lines under the first one.
    pub rows: usize,
}

/// The first line, without its end.
pub fn first_line(about: &About<'_>) -> String {
    #[derive(Serialize)]
    struct Header<'a> {
        v: u8,
        kind: &'a str,
        assessment: &'a str,
        version: i64,
        rows: usize,
        columns: [&'a str; 9],
    }
    let About { kind, assessment, version, rows } = *about;
    let header = Header { v: 1, kind: kind.name(), assessment, version, rows, columns: COLUMNS };
    serde_json::to_string(&header).expect("plain data")
}

/// One line, without its end.
pub fn line(row: u32, listed: &ListedResult) -> String {
    let points = |Score { earned, possible }| format!("{}/{}", earned.decimal(), possible.decimal());
    let cells = (
        row,
        &listed.full_name,
        &listed.unit,
        &listed.position,
        listed.birth_date.map(|date| date.to_string()).unwrap_or_default(),
        listed.score.map(points).unwrap_or_default(),
        listed.assessed_on.to_string(),
        &listed.staff_code,
        listed.attempt.as_ref().map_or("", AttemptId::as_str),
    );
    serde_json::to_string(&cells).expect("plain data")
}

/// Reads a line again.
pub fn read_line(line: &str) -> Option<ListedResult> {
    type Cells = (u32, String, String, String, String, String, String, String, String);
    let (_, full_name, unit, position, birth, points, assessed_on, staff_code, attempt): Cells =
        serde_json::from_str(line).ok()?;
    let optional = |text: String| (!text.is_empty()).then_some(text);
    Some(ListedResult {
        full_name,
        unit,
        position,
        birth_date: match optional(birth) {
            Some(birth) => Some(iso_date(&birth)?),
            None => None,
        },
        score: match optional(points) {
            Some(points) => Some(score(&points)?),
            None => None,
        },
        assessed_on: iso_date(&assessed_on)?,
        staff_code,
        attempt: match optional(attempt) {
            Some(attempt) => Some(AttemptId::parse(&attempt)?),
            None => None,
        },
    })
}

/// SHA-256 of a list, line by line.
#[derive(Clone, Debug)]
pub struct ListHash(Sha256);

impl ListHash {
    /// Of the list about this.
    pub fn of(about: &About<'_>) -> Self {
        let mut hash = Self(Sha256::new());
        hash.add(&first_line(about));
        hash
    }

    /// Adds a line.
    pub fn add(&mut self, line: &str) {
        self.0.update(line);
        self.0.update("\n");
    }

    /// Hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed(name: &str, unit: &str) -> ListedResult {
        ListedResult {
            full_name: name.to_owned(),
            unit: unit.to_owned(),
            position: String::new(),
            birth_date: iso_date("1990-11-05"),
            score: score("20.5/25"),
            assessed_on: iso_date("2026-11-05").expect("a date"),
            staff_code: "CB-1".to_owned(),
            attempt: None,
        }
    }

    #[test]
    fn a_list_is_written_in_one_way_only() {
        let about = About { kind: ListKind::List, assessment: "thu", version: 2, rows: 1 };
        let text = format!("{}\n{}\n", first_line(&about), line(1, &listed("Nguyễn \"Ánh\"", "Sở Y tế")));
        let expected = concat!(
            r#"{"v":1,"kind":"list","assessment":"thu","version":2,"rows":1,"columns":["row","full_name","unit","#,
            r#""position","birth_date","score","assessed_on","staff_code","attempt"]}"#,
            "\n",
            r#"[1,"Nguyễn \"Ánh\"","Sở Y tế","","1990-11-05","20.5/25","2026-11-05","CB-1",""]"#,
            "\n"
        );
        assert_eq!(text, expected);
        let mut hash = ListHash::of(&about);
        hash.add(&line(1, &listed("Nguyễn \"Ánh\"", "Sở Y tế")));
        assert_eq!(hash.finish(), hex(&Sha256::digest(expected)));
    }

    proptest! {
        #[test]
        fn a_line_is_read_as_it_was_written(name in "\\PC{1,20}", unit in "\\PC{1,20}", bytes: [u8; 16], here: bool) {
            let mut listed = listed(&name, &unit);
            if here {
                listed.attempt = Some(AttemptId::from_bytes(bytes));
                listed.birth_date = None;
                listed.score = None;
            }
            prop_assert_eq!(read_line(&line(7, &listed)), Some(listed));
        }
    }
}
