//! Keys that are written rather than chosen: numbers with tolerance and units, words with what they mind.

use crate::domain::assessment::decimal::Decimal;
use crate::domain::assessment::key::{NumberKey, TextKey};
use crate::domain::assessment::marking::compared;
use crate::domain::assessment::response::{NUMBER_LIMIT, TEXT_LIMIT, quantity};
use crate::formats::mistake::quote;
use crate::formats::toml_file::fields::{Fields, Named, open_table};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::texts::{LINE, text};
use toml::de::DeValue;

/// Right words of one item or blank.
const ACCEPTED: usize = 50;
/// Units of one item or blank.
const UNITS: usize = 10;
/// Characters of a unit's name.
const UNIT_LIMIT: usize = 20;

/// A right number: `key`, `tolerance` and `units`.
pub(super) fn number(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<NumberKey> {
    let key = fields.need(sheet, "key").and_then(|named| decimal(sheet, named));
    let tolerance = match fields.get("tolerance") {
        None => Some(Decimal::default()),
        Some(named) => decimal(sheet, named).filter(|found| {
            if found.is_negative() {
                sheet.report(named.at(), "out-of-range", "`tolerance` is below zero");
            }
            !found.is_negative()
        }),
    };
    let units = match fields.get("units") {
        None => Some(Vec::new()),
        Some(named) => units(sheet, named),
    };
    Some(NumberKey { value: key?, tolerance: tolerance?, units: units? })
}

/// A number as written: `8.5`, or `"8,5"`.
fn decimal(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<Decimal> {
    let written = match named.value.get_ref() {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        DeValue::String(text) => text,
        _ => {
            named.wrong_type(sheet, "a number", Some(format!("write {} = 8.5", named.name)));
            return None;
        }
    };
    let found = Decimal::parse(written);
    if found.is_none() {
        let message = format!("`{}` is {}, which is no number of at most 15 digits", named.name, quote(written));
        sheet.advise(named.at(), "bad-number", message, "write digits and one decimal point: 8.5");
    }
    found
}

/// `units = { km = 1, m = 0.001 }`, the usual one first.
fn units(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<Vec<(String, Decimal)>> {
    let table = open_table(sheet, named, "the units")?;
    let mut found = Vec::new();
    for (name, size) in table.entries("units").take(UNITS + 1) {
        let unit = name.get_ref().trim();
        let reads_as_number = unit.chars().next().is_none_or(|first| first.is_ascii_digit() || ",.+-".contains(first));
        if reads_as_number || unit.chars().count() > UNIT_LIMIT {
            let message = format!("{} is no unit: 1 to {UNIT_LIMIT} characters, no digit first", quote(unit));
            sheet.report(name.span().start, "bad-unit", message);
        }
        let size = decimal(sheet, size).filter(|decimal| {
            // Longer ones could not be compared exactly.
            let is_good = !decimal.is_negative() && !decimal.is_zero() && decimal.to_string().len() <= 10;
            if !is_good {
                sheet.report(size.at(), "out-of-range", "the size of a unit is above zero and has at most 9 digits");
            }
            is_good
        })?;
        found.push((unit.to_owned(), size));
    }
    if found.len() > UNITS {
        sheet.report(named.at(), "out-of-range", format!("`units` lists more than {UNITS} units"));
    }
    if found.iter().filter(|(_, size)| *size == Decimal::ONE).count() != 1 {
        let hint = "the key is in this unit: units = { km = 1, m = 0.001 }";
        sheet.advise(named.at(), "usual-unit", "exactly one of the units must have the size 1", hint);
    }
    // The usual one first, the others as they stand in the alphabet.
    found.sort_by_key(|(_, size)| *size != Decimal::ONE);
    Some(found)
}

/// Right words: `key`, `minds_case` and `ignores_marks`.
pub(super) fn words(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<TextKey> {
    let named = fields.need(sheet, "key");
    let mut flag = |name| fields.get(name).map_or(Some(false), |named| named.flag(sheet));
    let (minds_case, ignores_marks) = (flag("minds_case"), flag("ignores_marks"));
    let named = named?;
    let entries = match named.value.get_ref() {
        DeValue::Array(_) => named.short_list(sheet, "[\"VNeID\"]", ACCEPTED)?,
        _ => vec![named],
    };
    if entries.is_empty() {
        sheet.report(named.at(), "key-count", "the key accepts nothing");
    }
    let accepted: Option<Vec<String>> = entries.iter().map(|entry| accepted(sheet, *entry)).collect();
    let key = TextKey { accepted: accepted?, minds_case: minds_case?, ignores_marks: ignores_marks? };
    let folded: Vec<String> = key.accepted.iter().map(|text| compared(&key, text)).collect();
    for (index, entry) in entries.iter().enumerate() {
        if folded[..index].contains(&folded[index]) {
            let message = format!("{} says the same as an answer before it", quote(&key.accepted[index]));
            sheet.advise(entry.at(), "duplicate-value", message, "delete it: capitals do not count unless you say so");
        }
    }
    Some(key)
}

fn accepted(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<String> {
    let text = text(sheet, named, "key", LINE)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > TEXT_LIMIT {
        sheet.report(named.at(), "text-too-long", format!("an answer has at most {TEXT_LIMIT} characters"));
        return None;
    }
    Some(text)
}

/// Whether the key itself could be typed as a response.
pub(super) fn fits_the_field(key: &NumberKey) -> bool {
    let units: Vec<String> = key.units.iter().map(|(unit, _)| unit.clone()).collect();
    let written = format!("{} {}", key.value, units.first().map_or("", String::as_str));
    written.chars().count() <= NUMBER_LIMIT && quantity(written.trim(), &units).is_some()
}
