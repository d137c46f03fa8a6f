//! Keys that are written rather than chosen: words and numbers, from mappings, correct responses and comparisons.

use super::super::Place;
use super::super::draft_item::Lines;
use super::declarations::{Entry, Micros, Response};
use super::metadata::Said;
use super::notes::{Notes, Told, refuse};
use super::processing::Check;
use super::scheme::{One, bounded};
use crate::domain::assessment::decimal::Decimal;
use crate::domain::assessment::key::TextKey;
use crate::domain::assessment::marking::compared;
use std::collections::BTreeSet;

/// What is right where something is written.
pub(super) enum Key {
    Number { value: String, tolerance: Option<String> },
    Words { accepted: Vec<String>, minds_case: bool },
}

/// The key of a response and what it is worth.
pub(super) fn key(response: &Response<'_>, how: &One<'_>, notes: &mut Notes) -> Told<(Key, Option<Micros>)> {
    if response.cardinality != "single" {
        return refuse(response.element, "several-entries", "one entry gives several responses");
    }
    if matches!(response.base_type, "integer" | "float") {
        number(response, how, notes)
    } else {
        words(response, how, notes)
    }
}

fn number(response: &Response<'_>, how: &One<'_>, notes: &mut Notes) -> Told<(Key, Option<Micros>)> {
    let correct = response.correct.clone();
    let (mut values, tolerance, worth) = match how {
        One::When(Check::Correct, worth) => (correct, None, Some(*worth)),
        One::When(Check::Is(value), worth) => (vec![value.clone()], None, Some(*worth)),
        One::When(Check::Near { value, tolerance }, worth) => {
            let tolerance = even(response, tolerance)?;
            let is_other =
                |value: &String| correct.iter().any(|correct| Decimal::parse(correct) != Decimal::parse(value));
            if value.as_ref().is_some_and(is_other) {
                let how = "the key is the middle of what is right, which is not the correct response that was shown";
                notes.change(response.element, "key-in-the-middle", how);
            }
            (value.clone().map_or(correct, |value| vec![value]), tolerance, Some(*worth))
        }
        One::Mapped { .. } | One::When(Check::MapsToSomething, _) => {
            let (values, worth) = best_entries(response, notes)?;
            let worth = if let One::When(_, joint) = how { *joint } else { worth };
            (values.into_iter().map(|entry| entry.key.clone()).collect(), None, Some(worth))
        }
        One::ByCorrect => (correct, None, None),
        One::When(Check::Words { .. } | Check::Place(_) | Check::Any(_) | Check::AtLeast(_) | Check::AtMost(_), _)
        | One::Places(_) => {
            return refuse(response.element, "no-key", "what is right is not understood");
        }
    };
    values.dedup();
    match &values[..] {
        [value] => Ok((Key::Number { value: value.trim().to_owned(), tolerance }, worth)),
        [] => refuse(response.element, "no-key", "it does not say which number is right"),
        _ => refuse(response.element, "several-numbers", "one number with its tolerance is right here, not several"),
    }
}

/// The same tolerance on both sides.
fn even(response: &Response<'_>, tolerance: &[String]) -> Told<Option<String>> {
    let first = tolerance.first();
    if tolerance.iter().any(|other| first.and_then(|first| Decimal::parse(first)) != Decimal::parse(other)) {
        let why = "it is right within another distance above than below, or within none that is understood";
        return refuse(response.element, "tolerance-not-even", why);
    }
    Ok(first.filter(|first| Decimal::parse(first).is_some_and(|size| !size.is_zero())).cloned())
}

/// The entries of a mapping that earn the most.
fn best_entries<'r>(response: &'r Response<'_>, notes: &mut Notes) -> Told<(Vec<&'r Entry>, Micros)> {
    let Some(mapping) = &response.mapping else { return refuse(response.element, "no-mapping", "there is no mapping") };
    let best = mapping.entries.iter().map(|entry| entry.worth).max().unwrap_or(0);
    if best <= 0 || mapping.default > 0 {
        return refuse(response.element, "no-key", "its mapping does not say what is right");
    }
    if mapping.default < 0 || mapping.entries.iter().any(|entry| entry.worth != best && entry.worth != 0) {
        let at = response.element.elements().find(|part| super::names::Qti::is(*part, "mapping"));
        let how = "answers that earn less than others are wrong here, and wrong ones take nothing away";
        notes.change(at.unwrap_or(response.element), "credit-changed", how);
    }
    Ok((mapping.entries.iter().filter(|entry| entry.worth == best).collect(), bounded(response, best)))
}

fn words(response: &Response<'_>, how: &One<'_>, notes: &mut Notes) -> Told<(Key, Option<Micros>)> {
    let correct = response.correct.clone();
    let (accepted, minds_case, worth) = match how {
        One::Mapped { .. } | One::When(Check::MapsToSomething, _) => {
            let (entries, worth) = best_entries(response, notes)?;
            let minds_case = one_case(response, entries.iter().map(|entry| entry.minds_case), notes);
            let texts: Vec<String> = entries.into_iter().map(|entry| entry.key.clone()).collect();
            let known: BTreeSet<String> = texts.iter().map(|text| folded(text, minds_case)).collect();
            if correct.iter().any(|correct| !known.contains(&folded(correct, minds_case))) {
                let why = "what is correct and what earns points are not the same";
                return refuse(response.element, "key-contradicts", why);
            }
            let worth = if let One::When(_, joint) = how { *joint } else { worth };
            ([correct, texts].concat(), minds_case, Some(worth))
        }
        One::When(check, worth) => {
            let (texts, cases) = compared_with(response, check)?;
            (texts, one_case(response, cases.into_iter(), notes), Some(*worth))
        }
        One::ByCorrect => {
            let entries = response.mapping.iter().flat_map(|mapping| &mapping.entries);
            let positive = entries.filter(|entry| entry.worth > 0).map(|entry| entry.key.clone());
            (correct.into_iter().chain(positive).collect(), false, None)
        }
        One::Places(_) => return refuse(response.element, "no-key", "what is right is not understood"),
    };
    let accepted = different(accepted, minds_case);
    if accepted.is_empty() {
        return refuse(response.element, "no-key", "it does not say what is right");
    }
    Ok((Key::Words { accepted, minds_case }, worth))
}

/// What a comparison compares with, and whether capitals count.
fn compared_with(response: &Response<'_>, check: &Check) -> Told<(Vec<String>, Vec<bool>)> {
    match check {
        Check::Correct => Ok((response.correct.clone(), vec![true])),
        Check::Is(value) => Ok((vec![value.clone()], vec![true])),
        Check::Words { value, minds_case } => {
            Ok((value.clone().map_or_else(|| response.correct.clone(), |value| vec![value]), vec![*minds_case]))
        }
        Check::Any(checks) => {
            let (mut texts, mut cases) = (Vec::new(), Vec::new());
            for check in checks {
                let (more, case) = compared_with(response, check)?;
                texts.extend(more);
                cases.extend(case);
            }
            Ok((texts, cases))
        }
        Check::Near { .. } | Check::MapsToSomething | Check::Place(_) | Check::AtLeast(_) | Check::AtMost(_) => {
            refuse(response.element, "no-key", "what is right is not understood")
        }
    }
}

/// Whether capitals count; of several answers that differ in it, they do.
fn one_case(response: &Response<'_>, mut cases: impl Iterator<Item = bool>, notes: &mut Notes) -> bool {
    let first = cases.next().unwrap_or(true);
    if cases.any(|other| other != first) {
        let how = "capitals count in some answers and not in others; here they count in all of them";
        notes.change(response.element, "capitals-count", how);
        return true;
    }
    first
}

fn folded(text: &str, minds_case: bool) -> String {
    compared(&TextKey { accepted: Vec::new(), minds_case, ignores_marks: false }, text)
}

/// Each answer once, as capitals count or not.
fn different(texts: Vec<String>, minds_case: bool) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.into_iter().filter(|text| !text.trim().is_empty() && seen.insert(folded(text, minds_case))).collect()
}

impl Key {
    /// Writes the key and what goes with it.
    pub fn write(&self, lines: &mut Lines, (said, response): (&Said, &str), at: &Place) {
        match self {
            Self::Number { value, tolerance } => {
                lines.text("key", value, at);
                if let Some(tolerance) = tolerance {
                    lines.text("tolerance", tolerance, at);
                }
                if let Some(units) = said.units.get(response) {
                    let unit = |(name, size): &(String, String)| format!("{} = {}", toml(name), toml(size));
                    let units: Vec<String> = units.iter().map(unit).collect();
                    lines.bare("units", &format!("{{ {} }}", units.join(", ")), at);
                }
            }
            Self::Words { accepted, minds_case } => {
                lines.texts("key", accepted.iter().map(String::as_str), at);
                if *minds_case {
                    lines.bare("minds_case", "true", at);
                }
                if said.ignores_marks.contains(response) {
                    lines.bare("ignores_marks", "true", at);
                }
            }
        }
    }
}

/// A text between quotes on one line.
fn toml(text: &str) -> String {
    let mut out = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            hidden if hidden.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(hidden))),
            plain => out.push(plain),
        }
    }
    out.push('"');
    out
}
