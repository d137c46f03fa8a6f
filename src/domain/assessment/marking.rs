//! The mark of one response: what it earns of the item's points, in whole hundredths, rounded half up.
//!
//! Rules version 2; what version 1 marked, version 2 marks the same. A blank earns nothing, and so does anything
//! under `all_or_nothing` that is not wholly right.
//!
//! - Single choice, true/false, number, short text: right or not.
//! - Multiple choice, `sum_clamped`: +1/right for each right option, −1/wrong for each wrong one, not below zero
//!   (Moodle's multiple response with even weights); choosing everything earns nothing.
//! - Matching and cloze, `each_part`: the share of right pairs, or of the weights of right blanks (Moodle's matching
//!   and embedded answers).
//! - Hotspot: +1/right for each right area found, −1/right for each point outside all of them, not below zero.
//! - Ordering: [`super::ordering`].
//!
//! What a wrong choice costs, where the definition of an assessment says so, is no mark: [`super::deduction`].

use super::decimal::Decimal;
use super::key::{Answer, BlankAnswer, BlankKey, ItemKey, NumberKey, PartialCredit, TextKey};
use super::ordering;
use super::picture::{AreaShape, Point};
use super::response::{Response, quantity};
use super::scoring::{Centipoints, Marked};
use crate::domain::text::{nfc, without_marks};
use std::collections::BTreeMap;

/// The version of the rules above; stored with every score.
pub const RULES_VERSION: i64 = 2;

/// Hundredths of a point earned on one item.
pub fn mark(marked: &Marked<'_>) -> Centipoints {
    let (key, Some(response)) = (marked.key, marked.response) else { return Centipoints(0) };
    if response.is_blank() {
        return Centipoints(0);
    }
    let (right, all) = match (&key.answer, response) {
        (Answer::Correct(correct), Response::Choice(chosen)) => {
            choice(correct, chosen, marked.options, key.partial_credit)
        }
        (Answer::Pairs(wanted), Response::Match(given)) => {
            (wanted.iter().filter(|(source, target)| given.get(*source) == Some(target)).count(), wanted.len())
        }
        (Answer::Order(wanted), Response::Order(given)) => order(wanted, given, key.partial_credit),
        (Answer::Number(wanted), Response::Number(given)) => (usize::from(is_number(wanted, given)), 1),
        (Answer::Text(wanted), Response::Text(given)) => (usize::from(is_text(wanted, given)), 1),
        (Answer::Blanks(wanted), Response::Blanks(given)) => blanks(wanted, given),
        (Answer::Areas(wanted), Response::Points(given)) => areas(wanted, given),
        (
            Answer::Correct(_)
            | Answer::Pairs(_)
            | Answer::Order(_)
            | Answer::Number(_)
            | Answer::Text(_)
            | Answer::Blanks(_)
            | Answer::Areas(_),
            // Of another type: saving refuses it.
            _,
        ) => (0, 1),
    };
    let counts = right == all || key.partial_credit != PartialCredit::AllOrNothing;
    Centipoints(if counts { share(key, right, all) } else { 0 })
}

/// `points × right/all` in hundredths, half up.
fn share(key: &ItemKey, right: usize, all: usize) -> u32 {
    let possible = u32::from(key.points) * 100;
    let all = all.max(1);
    u32::try_from((2 * possible as usize * right + all) / (2 * all)).unwrap_or(possible).min(possible)
}

/// `hits/right − misses/wrong` as parts; a single right option has no parts.
fn choice(correct: &[String], chosen: &[String], options: usize, rule: PartialCredit) -> (usize, usize) {
    let right = correct.len();
    let hits = chosen.iter().filter(|id| correct.contains(id)).count();
    let misses = chosen.len() - hits;
    if right < 2 || rule == PartialCredit::AllOrNothing {
        return (usize::from(hits == right && misses == 0), 1);
    }
    let wrong = options.saturating_sub(right).max(1);
    ((hits * wrong).saturating_sub(misses * right), right * wrong)
}

fn order(wanted: &[String], given: &[String], rule: PartialCredit) -> (usize, usize) {
    let places: Option<Vec<usize>> = given.iter().map(|id| wanted.iter().position(|known| known == id)).collect();
    match places {
        Some(places) if places.len() == wanted.len() && places.len() > 1 => ordering::parts(&places, rule),
        Some(_) | None => (0, 1),
    }
}

fn is_number(wanted: &NumberKey, given: &str) -> bool {
    let units: Vec<String> = wanted.units.iter().map(|(unit, _)| unit.clone()).collect();
    quantity(given, &units).is_some_and(|(number, unit)| {
        let size = wanted.units.get(unit).map_or(Decimal::ONE, |(_, size)| *size);
        number.is_within(size, (wanted.value, wanted.tolerance))
    })
}

fn is_text(wanted: &TextKey, given: &str) -> bool {
    let given = compared(wanted, given);
    wanted.accepted.iter().any(|accepted| compared(wanted, accepted) == given)
}

/// Texts that are equal here say the same to this key.
pub fn compared(key: &TextKey, text: &str) -> String {
    let text = nfc(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = if key.ignores_marks { without_marks(&text) } else { text };
    // By way of capitals, so that letters with two small forms are one.
    if key.minds_case { text } else { nfc(&text.to_uppercase().to_lowercase()) }
}

/// Each right area that was found, less each point that lies in none, of all right areas.
fn areas(wanted: &BTreeMap<String, AreaShape>, given: &[Point]) -> (usize, usize) {
    let hits = wanted.values().filter(|area| given.iter().any(|point| area.contains(*point))).count();
    let misses = given.iter().filter(|point| !wanted.values().any(|area| area.contains(**point))).count();
    (hits.saturating_sub(misses), wanted.len())
}

/// Whether a blank is filled rightly.
pub fn is_blank_right(key: &BlankKey, given: &str) -> bool {
    match &key.answer {
        BlankAnswer::Option(option) => option == given,
        BlankAnswer::Text(text) => is_text(text, given),
        BlankAnswer::Number(number) => is_number(number, given),
    }
}

fn blanks(wanted: &BTreeMap<String, BlankKey>, given: &BTreeMap<String, String>) -> (usize, usize) {
    let is_right = |id: &String, key: &BlankKey| given.get(id).is_some_and(|given| is_blank_right(key, given));
    let weight = |(_, key): (&String, &BlankKey)| usize::from(key.weight);
    let right = wanted.iter().filter(|(id, key)| is_right(id, key)).map(weight).sum();
    (right, wanted.iter().map(weight).sum())
}

#[cfg(test)]
pub(super) mod tests;
