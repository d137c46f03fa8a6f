//! What an assessment makes of marks: what wrong choices cost, grades of a pass, levels by competency.

use crate::domain::assessment::deduction::WrongCosts;
use crate::domain::assessment::grade::Grade;
use crate::domain::assessment::proficiency::{ProficiencyLevel, ProficiencyScale};
use crate::domain::assessment::scoring::{CutScore, Cuts};
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::texts::{LINE, Languages, localized};

const GRADE: Shape = Shape { noun: "a grade", known: &["code", "title", "percent"] };
const SCALE: Shape = Shape { noun: "the proficiency", known: &["fewest_items", "level"] };
const LEVEL: Shape = Shape { noun: "a level", known: &["code", "title", "percent"] };
/// Grades, or levels, of one assessment.
const LIMIT: usize = 10;

/// What a wrong choice costs: `"1/3"` or `"25%"`.
pub(super) fn wrong_costs(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Option<WrongCosts>> {
    let Some(named) = fields.get("wrong_costs") else { return Some(None) };
    let written = named.raw_text(sheet)?;
    let found = WrongCosts::parse(written);
    if found.is_none() {
        let message = format!("`wrong_costs` is {}, not a share of an item's points", quote(written));
        let hint = "write \"1/3\" or \"25%\": above nothing, at most all; delete the field when nothing is taken away";
        sheet.advise(named.at(), "out-of-range", message, hint);
    }
    found.map(Some)
}

/// The grades, highest first.
pub(super) fn grades(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    languages: &Languages,
    cuts: Option<&Cuts>,
) -> Option<Vec<Grade>> {
    let written = bounded(sheet, fields, "grade")?;
    let places: Vec<usize> = written.iter().map(Named::at).collect();
    let read: Vec<Option<Grade>> = written.into_iter().map(|named| grade(sheet, named, languages)).collect();
    let mut grades: Vec<Grade> = read.into_iter().collect::<Option<_>>()?;
    let taken: Vec<(&str, Option<CutScore>)> =
        grades.iter().map(|grade| (grade.code.as_str(), Some(grade.from))).collect();
    report_twins(sheet, "grade", &taken, &places);
    for (grade, at) in grades.iter().zip(&places) {
        if cuts.is_some_and(|cuts| grade.from < cuts.whole) {
            let message = format!("the grade {} begins below the cut score", quote(&grade.code));
            sheet.advise(*at, "grade-below-cut", message, "only a pass has a grade: raise its `percent`, or delete it");
        }
    }
    grades.sort_by_key(|grade| std::cmp::Reverse(grade.from));
    Some(grades)
}

fn grade(sheet: &mut Sheet<'_>, named: Named<'_, '_>, languages: &Languages) -> Option<Grade> {
    let fields = Fields::of(sheet, named, &GRADE)?;
    let code = fields.need(sheet, "code").and_then(|named| code(sheet, named));
    let title = localized(sheet, &fields, "title", (LINE, languages));
    let from = fields.need(sheet, "percent").and_then(|named| named.percent(sheet));
    Some(Grade { code: code?, title: title?, from: from? })
}

/// The levels by competency, lowest first.
pub(super) fn proficiency(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    languages: &Languages,
) -> Option<Option<ProficiencyScale>> {
    let Some(named) = fields.get("proficiency") else { return Some(None) };
    let at = named.at();
    let fields = Fields::of(sheet, named, &SCALE)?;
    let fewest = fields.need(sheet, "fewest_items").and_then(|named| named.integer(sheet, 2..=500));
    let written = bounded(sheet, &fields, "level")?;
    let places: Vec<usize> = written.iter().map(Named::at).collect();
    let read: Vec<Option<ProficiencyLevel>> = written.into_iter().map(|named| level(sheet, named, languages)).collect();
    let mut levels: Vec<ProficiencyLevel> = read.into_iter().collect::<Option<_>>()?;
    let taken: Vec<(&str, Option<CutScore>)> = levels.iter().map(|level| (level.code.as_str(), level.from)).collect();
    report_twins(sheet, "level", &taken, &places);
    levels.sort_by_key(|level| level.from);
    let lowest = levels.iter().filter(|level| level.from.is_none()).count();
    if lowest == 0 || levels.len() < 2 {
        let message = "there are not two levels at least, the lowest of them without `percent`";
        sheet.advise(at, "level-missing", message, "add [[proficiency.level]] tables; the lowest begins at nothing");
    }
    Some(Some(ProficiencyScale { fewest_items: u16::try_from(fewest?).ok()?, levels }))
}

fn level(sheet: &mut Sheet<'_>, named: Named<'_, '_>, languages: &Languages) -> Option<ProficiencyLevel> {
    let fields = Fields::of(sheet, named, &LEVEL)?;
    let code = fields.need(sheet, "code").and_then(|named| code(sheet, named));
    let title = localized(sheet, &fields, "title", (LINE, languages));
    let from = match fields.get("percent") {
        None => Some(None),
        Some(named) => named.percent(sheet).map(Some),
    };
    Some(ProficiencyLevel { code: code?, title: title?, from: from? })
}

fn bounded<'t, 'i>(sheet: &mut Sheet<'_>, fields: &Fields<'t, 'i>, name: &'static str) -> Option<Vec<Named<'t, 'i>>> {
    let written = fields.tables(sheet, name);
    if written.len() > LIMIT {
        let at = fields.key_at(name).unwrap_or(fields.at);
        sheet.report(at, "out-of-range", format!("there are {} of `{name}`, more than {LIMIT}", written.len()));
        return None;
    }
    Some(written)
}

/// Codes and boundaries that stand there twice.
fn report_twins(sheet: &mut Sheet<'_>, noun: &str, taken: &[(&str, Option<CutScore>)], places: &[usize]) {
    for (number, ((code, from), at)) in taken.iter().zip(places).enumerate() {
        let earlier = &taken[..number];
        if earlier.iter().any(|(other, _)| other == code) {
            sheet.report(*at, "duplicate-value", format!("two of `{noun}` have the code {}", quote(code)));
        }
        if earlier.iter().any(|(_, other)| other == from) {
            sheet.report(*at, "duplicate-value", format!("two of `{noun}` begin at the same `percent`"));
        }
    }
}
