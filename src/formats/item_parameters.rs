//! Parameters of calibrated items as CSV: written after a calibration, read for a simulation, whose exposures are CSV too.
//!
//! Reading is strict: commas, decimal points, known columns, one row for each item. `item`, `discrimination` and
//! `difficulty` must be there; the other columns may be left out. `revision` is that of the bank that the item was calibrated
//! on.

use super::csv_out::write_figures;
use super::mistake::{Mistake, Mistakes, quote};
use crate::domain::assessment::adaptive::ItemParameters as WholeParameters;
use crate::domain::measurement::calibration::CalibratedItem;
use crate::domain::measurement::curve::{Curve, DIFFICULTIES, DISCRIMINATIONS};
use crate::domain::measurement::simulation::Outcomes;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

/// The largest bank has some ten thousand items.
const LARGEST_FILE: usize = 4 * 1024 * 1024;

const COLUMNS: [&str; 13] = [
    "item",
    "answers",
    "right",
    "discrimination",
    "discrimination_error",
    "difficulty",
    "difficulty_error",
    "infit",
    "outfit",
    "chi_square",
    "chi_square_degrees",
    "chi_square_chance",
    REVISION,
];
const ITEM: &str = "item";
const DISCRIMINATION: &str = "discrimination";
const DIFFICULTY: &str = "difficulty";
const REVISION: &str = "revision";

/// The file of a calibration on a revision of a bank.
pub fn parameters_csv<'a>(items: impl IntoIterator<Item = (&'a str, &'a CalibratedItem)>, revision: &str) -> Vec<u8> {
    let optional = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.6}"));
    let rows = items.into_iter().map(|(id, item)| {
        let fit = item.fit.chi_square;
        [
            id.to_owned(),
            item.tally.given.to_string(),
            item.tally.right.to_string(),
            format!("{:.6}", item.curve.discrimination()),
            format!("{:.6}", item.discrimination_error),
            format!("{:.6}", item.curve.difficulty()),
            format!("{:.6}", item.difficulty_error),
            optional(item.fit.infit),
            optional(item.fit.outfit),
            optional(fit.map(|fit| fit.value)),
            fit.map_or_else(String::new, |fit| fit.degrees.to_string()),
            optional(fit.map(|fit| fit.chance)),
            revision.to_owned(),
        ]
    });
    write_figures(&COLUMNS, rows)
}

/// The parameters alone, as a definition has them.
pub fn bare_csv(parameters: &BTreeMap<String, WholeParameters>) -> Vec<u8> {
    let rows = parameters.iter().map(|(id, whole)| {
        let curve = whole.curve();
        [id.clone(), format!("{:.6}", curve.discrimination()), format!("{:.6}", curve.difficulty())]
    });
    write_figures(&[ITEM, DISCRIMINATION, DIFFICULTY], rows)
}

/// How often each item of a simulation was shown, as a share of the people; the last column only with an adaptive test.
pub fn exposure_csv(items: &[(String, Curve)], fixed: &Outcomes, adaptive: Option<&Outcomes>) -> Vec<u8> {
    let header = [ITEM, DISCRIMINATION, DIFFICULTY, "shown_by_fixed_form", "shown_adaptively"];
    let length = if adaptive.is_some() { header.len() } else { header.len() - 1 };
    let rows = items.iter().enumerate().map(|(place, (id, curve))| {
        let curve = [curve.discrimination(), curve.difficulty()];
        let shares = std::iter::once(fixed.exposure(place)).chain(adaptive.map(|outcomes| outcomes.exposure(place)));
        let figures = curve.into_iter().chain(shares).map(|figure| format!("{figure:.6}"));
        std::iter::once(id.clone()).chain(figures).collect::<Vec<_>>()
    });
    write_figures(&header[..length], rows)
}

/// A row that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemParameters {
    /// From 1.
    pub line: u32,
    /// The item's id.
    pub item: String,
    /// Its curve.
    pub curve: Curve,
    /// The revision of the bank that it was calibrated on, where the file says so.
    pub revision: Option<String>,
}

/// The revisions that parameters were calibrated on, other than this one.
pub fn other_revisions<'a>(rows: &'a [ItemParameters], revision: &str) -> BTreeSet<&'a str> {
    rows.iter().filter_map(|row| row.revision.as_deref()).filter(|own| *own != revision).collect()
}

/// Reads a file called `file` in mistakes.
///
/// # Errors
/// All mistakes, in order; a single one refuses it all.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<ItemParameters>, Mistakes> {
    let whole = |code, message: &str, hint: &str| Err(Mistake::of_file(file, code, message, hint).into());
    if bytes.len() > LARGEST_FILE {
        return whole("too-large", "the file is larger than 4 MB", "one row for each item is enough");
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return whole("not-utf8", "the file is not UTF-8 text", "save it as CSV, UTF-8");
    };
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().zip(1_u32..);
    let Some((header, _)) = lines.next().filter(|(header, _)| !header.trim().is_empty()) else {
        return whole("empty-file", "the first line is empty", "begin with `item,discrimination,difficulty`");
    };
    let mut reading = Reading { file, columns: Vec::new(), mistakes: Mistakes::default(), seen: HashMap::new() };
    reading.header(header);
    let mut rows = Vec::new();
    if reading.mistakes.is_empty() {
        for (line, number) in lines.filter(|(line, _)| !line.trim().is_empty()) {
            rows.extend(reading.row(line, number));
        }
        if rows.is_empty() && reading.mistakes.is_empty() {
            return whole("no-items", "the file has no items", "write one row for each item");
        }
    }
    reading.mistakes.or(rows)
}

struct Reading<'a> {
    file: &'a str,
    columns: Vec<&'static str>,
    mistakes: Mistakes,
    /// Items, and the line each was first seen on.
    seen: HashMap<String, u32>,
}

impl Reading<'_> {
    fn refuse(&mut self, (line, column): (u32, u32), code: &'static str, message: String, hint: &str) {
        let (file, hint) = (self.file.to_owned(), Some(hint.to_owned()));
        self.mistakes.push(Mistake { file, line, column, code, message, hint });
    }

    fn header(&mut self, header: &str) {
        for (column, name) in cells(header) {
            let Some(known) = COLUMNS.into_iter().find(|known| *known == name) else {
                let message = format!("unknown column {}", quote(name));
                self.refuse((1, column), "unknown-column", message, "separate columns by commas and keep their names");
                continue;
            };
            if self.columns.contains(&known) {
                self.refuse((1, column), "repeated-column", format!("`{known}` is there twice"), "delete one of them");
            }
            self.columns.push(known);
        }
        for needed in [ITEM, DISCRIMINATION, DIFFICULTY] {
            if !self.columns.contains(&needed) && self.mistakes.is_empty() {
                let hint = "begin with `item,discrimination,difficulty`";
                self.refuse((1, 1), "missing-column", format!("the column `{needed}` is missing"), hint);
            }
        }
    }

    fn row(&mut self, line: &str, number: u32) -> Option<ItemParameters> {
        let found = cells(line);
        if found.len() != self.columns.len() {
            let message = format!("the row has {} cells, the first line {}", found.len(), self.columns.len());
            self.refuse((number, 1), "ragged-row", message, "separate cells by commas and write decimal points");
            return None;
        }
        let before = self.mistakes.len();
        let (mut item, mut discrimination, mut difficulty, mut revision) = (String::new(), 0.0, 0.0, None);
        for (column, (place, cell)) in self.columns.clone().into_iter().zip(found) {
            let place = (number, place);
            match column {
                ITEM => item = self.item(place, cell),
                DISCRIMINATION => discrimination = self.number(place, (column, cell), Some(DISCRIMINATIONS)),
                DIFFICULTY => difficulty = self.number(place, (column, cell), Some(DIFFICULTIES)),
                _ if cell.is_empty() => {}
                REVISION => revision = self.revision(place, cell),
                _ => drop(self.number(place, (column, cell), None)),
            }
        }
        let curve = Curve::new(discrimination, difficulty)?;
        (self.mistakes.len() == before).then_some(ItemParameters { line: number, item, curve, revision })
    }

    fn item(&mut self, place: (u32, u32), cell: &str) -> String {
        if cell.is_empty() {
            self.refuse(place, "empty-field", "the item's id is empty".to_owned(), "write it as in the bank");
        } else if let Some(first) = self.seen.insert(cell.to_owned(), place.0) {
            let message = format!("the item {} is already on line {first}", quote(cell));
            self.refuse(place, "duplicate-item", message, "one row for each item");
        }
        cell.to_owned()
    }

    fn revision(&mut self, place: (u32, u32), cell: &str) -> Option<String> {
        let is_one =
            cell.len() == 64 && cell.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit));
        if !is_one {
            let message = format!("`{REVISION}` is {}, which names no revision of a bank", quote(cell));
            self.refuse(place, "bad-revision", message, "leave it as `assessment calibrate` wrote it, or empty");
        }
        is_one.then(|| cell.to_owned())
    }

    fn number(&mut self, place: (u32, u32), (column, cell): (&str, &str), bounds: Option<RangeInclusive<f64>>) -> f64 {
        let value = cell.parse::<f64>().ok().filter(|value| value.is_finite());
        let Some(value) = value else {
            let message = format!("`{column}` is {}, which is no number", quote(cell));
            self.refuse(place, "not-a-number", message, "write digits with a decimal point: 1.25");
            return 0.0;
        };
        if let Some(bounds) = bounds.filter(|bounds| !bounds.contains(&value)) {
            let message = format!("`{column}` must lie between {} and {}", bounds.start(), bounds.end());
            self.refuse(place, "out-of-range", message, "calibrate again, or leave the item out");
        }
        value
    }
}

/// The cells of a line and their columns in characters, from 1, without the quotation marks some programs put around all.
fn cells(line: &str) -> Vec<(u32, &str)> {
    let mut column = 1;
    line.split(',')
        .map(|cell| {
            let at = column;
            column += u32::try_from(cell.chars().count() + 1).unwrap_or(u32::MAX / 2);
            let cell = cell.trim();
            (at, cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measurement::item_fit::{ChiSquare, ItemFit};
    use crate::domain::measurement::response_patterns::Tally;
    use proptest::prelude::*;

    fn refused(text: &str) -> String {
        read("p.csv", text.as_bytes()).expect_err("mistakes").to_string()
    }

    #[test]
    fn what_is_written_reads_back() {
        let curve = Curve::new(1.25, -0.5).expect("within bounds");
        let chi_square = Some(ChiSquare { value: 7.5, degrees: 6, chance: 0.277 });
        let fit = ItemFit { infit: Some(1.0), outfit: None, chi_square };
        let tally = Tally { given: 900, right: 500 };
        let item = CalibratedItem { curve, discrimination_error: 0.08, difficulty_error: 0.05, tally, fit };
        let revision = "0a".repeat(32);
        let file = parameters_csv([("law-1", &item), ("law-2", &item)], &revision);
        let text = String::from_utf8(file.clone()).expect("UTF-8");
        let figures = "law-1,900,500,1.250000,0.080000,-0.500000,0.050000,1.000000,,7.500000,6,0.277000";
        assert!(text.contains(&format!("{figures},{revision}\r\n")), "{text}");
        let rows = read("p.csv", &file).expect("no mistakes");
        let second = ItemParameters { line: 3, item: "law-2".to_owned(), curve, revision: Some(revision.clone()) };
        assert_eq!(rows[1], second);
        assert!(other_revisions(&rows, &revision).is_empty());
        assert_eq!(other_revisions(&rows, "another").len(), 1);
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        let text = "item,discrimination,difficulty\nm1,1,0\nm1,abc,99\n,1,NaN\nm2;1;0\n";
        let lines = [
            "p.csv:3:1: duplicate-item: the item `m1` is already on line 2; one row for each item",
            "p.csv:3:4: not-a-number: `discrimination` is `abc`, which is no number; write digits with a decimal point: 1.25",
            "p.csv:3:8: out-of-range: `difficulty` must lie between -10 and 10; calibrate again, or leave the item out",
            "p.csv:4:1: empty-field: the item's id is empty; write it as in the bank",
            "p.csv:4:4: not-a-number: `difficulty` is `NaN`, which is no number; write digits with a decimal point: 1.25",
            "p.csv:5:1: ragged-row: the row has 1 cells, the first line 3; separate cells by commas and write decimal points",
        ];
        assert_eq!(refused(text).lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn files_that_are_something_else_are_refused_at_once() {
        for (text, code) in [
            ("item,discrimination,difficulty,revision\nm1,1,0,r1\n", "bad-revision"),
            ("", "empty-file"),
            ("\u{FEFF}\n", "empty-file"),
            ("item;discrimination;difficulty\n", "unknown-column"),
            ("item,difficulty\n", "missing-column"),
            ("item,item,discrimination,difficulty\n", "repeated-column"),
            ("item,discrimination,difficulty\n\n", "no-items"),
        ] {
            assert!(refused(text).contains(&format!(": {code}: ")), "{text:?}: {}", refused(text));
        }
        let binary = read("p.csv", b"item\xFF").expect_err("mistakes").to_string();
        assert!(binary.contains("not-utf8"), "{binary}");
    }

    #[test]
    fn a_spreadsheet_may_quote_every_cell() {
        let rows = read("p.csv", b"\"item\",\"difficulty\",\"discrimination\"\r\n\"m1\",\"-0.5\",\"2\"\r\n");
        assert_eq!(rows.expect("no mistakes")[0].curve, Curve::new(2.0, -0.5).expect("within bounds"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(item,discrimination,difficulty\n)?[-a-e0-9.,\"\n;é]{0,80}") {
            drop(read("p.csv", text.as_bytes()));
        }
    }
}
