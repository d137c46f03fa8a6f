//! Read a record: strictly, for a score is judged by it.

use super::{AttemptRecord, FORMAT, RecordedItem, VERSION, adaptive};
use crate::domain::assessment::item::ItemType;
use crate::domain::assessment::key::Answer;
use crate::domain::assessment::marking::RULES_VERSION;
use crate::domain::assessment::response::ResponseShape;
use crate::domain::assessment::scoring::Centipoints;
use crate::domain::timestamp::Timestamp;
use crate::formats::mistake::{Mistake, Mistakes};
use serde_json::Value;
use std::collections::BTreeSet;

/// No attempt is larger.
pub const LARGEST_RECORD: usize = 4 * 1024 * 1024;

/// Reads a record. `file` is its name, for mistakes.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(file: &str, bytes: &[u8]) -> Result<AttemptRecord, Mistakes> {
    let whole = |code, message: &str, hint: &str| Mistakes::from(Mistake::of_file(file, code, message, hint));
    if bytes.len() > LARGEST_RECORD {
        return Err(whole("too-large", "the file is larger than 4 MB", "give a file that `attempt export` wrote"));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| broken(file, "not-json", &error))?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        let message = format!("`format` is not `{FORMAT}`");
        return Err(whole("not-an-attempt", &message, "give a file that `attempt export` wrote"));
    }
    if value.get("version").and_then(Value::as_u64) != Some(u64::from(VERSION)) {
        let message = format!("`version` is not {VERSION}");
        return Err(whole("unknown-version", &message, "replay it with the program that wrote it, or a newer one"));
    }
    let record: AttemptRecord = serde_json::from_slice(bytes).map_err(|error| broken(file, "wrong-shape", &error))?;
    // Whatever was read over or read otherwise shows when it is written again.
    let written = serde_json::to_value(&record).expect("plain data");
    if let Some(place) = difference(&written, &value) {
        let message = format!("`{place}` is not part of the format, or not written as it should be");
        return Err(whole("unknown-field", &message, "leave the file as `attempt export` wrote it"));
    }
    if record.bytes().trim_ascii_end() != bytes.trim_ascii_end() {
        let message = "the JSON is not canonical: members are sorted and stand once, without white space";
        return Err(whole("not-canonical", message, "leave the file as `attempt export` wrote it"));
    }
    let mut mistakes = Mistakes::default();
    check(&record, &mut |place, message, hint| {
        mistakes.push(Mistake::of_file(file, "inconsistent", &format!("`{place}`: {message}"), hint));
    });
    mistakes.or(record)
}

fn broken(file: &str, code: &'static str, error: &serde_json::Error) -> Mistakes {
    let place = |number: usize| u32::try_from(number.max(1)).unwrap_or(u32::MAX);
    let said: String = error.to_string().chars().filter(|letter| !letter.is_control()).take(200).collect();
    let message = said.split(" at line ").next().unwrap_or_default().to_owned();
    Mistakes::from(Mistake {
        file: file.to_owned(),
        line: place(error.line()),
        column: place(error.column()),
        code,
        message,
        hint: Some("leave the file as `attempt export` wrote it".to_owned()),
    })
}

/// Where two values differ first: `items/3/key/points`; `None` when they do not.
fn difference(ours: &Value, theirs: &Value) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            names.into_iter().find_map(|name| match (ours.get(name), theirs.get(name)) {
                (Some(one), Some(other)) => difference(one, other).map(|rest| inside(name, rest)),
                (Some(_), None) | (None, Some(_)) | (None, None) => Some(printable(name)),
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let mut pairs = ours.iter().zip(theirs).enumerate();
            pairs.find_map(|(place, (one, other))| difference(one, other).map(|rest| inside(&place.to_string(), rest)))
        }
        (one, other) => (one != other).then(String::new),
    }
}

fn inside(name: &str, rest: String) -> String {
    if rest.is_empty() { printable(name) } else { format!("{}/{rest}", printable(name)) }
}

fn printable(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

/// Where, what, and what to do.
type Tell<'a> = &'a mut dyn FnMut(&str, &str, &str);

fn check(record: &AttemptRecord, tell: Tell<'_>) {
    // What an older version scored, the present one scores the same.
    if !(1..=RULES_VERSION).contains(&record.rules_version) {
        let message = format!("these rules are not known here; this program scores by versions 1 to {RULES_VERSION}");
        tell("rules_version", &message, "replay it with the program that wrote it");
    }
    let about = &record.attempt;
    for (place, time) in
        [("started_at", &about.started_at), ("deadline", &about.deadline), ("closed_at", &about.closed_at)]
    {
        check_time(&format!("attempt/{place}"), time, tell);
    }
    if !matches!(record.stored.outcome.as_str(), "passed" | "failed") {
        tell("stored/outcome", "is neither `passed` nor `failed`", "take it from the register");
    }
    let known = |code: &String| record.grades.iter().any(|grade| grade.code == *code);
    if record.grade.as_ref().is_some_and(|code| !known(code)) {
        tell("grade", "is none of the grades", "export the attempt again");
    }
    for (item, number) in record.items.iter().zip(1..) {
        check_item(record, item, number, tell);
    }
    for (place, message) in adaptive::faults(record) {
        tell(&place, message, "export the attempt again");
    }
    let is_pooled = |item: &str| record.adaptive.as_ref().is_some_and(|adaptive| adaptive.of(item).is_some());
    for (place, decision) in record.decisions.iter().enumerate() {
        let is_ruling =
            matches!((decision.ruling.as_str(), &decision.key_revision), ("withdrawn", None) | ("rekeyed", Some(_)));
        let is_known = record.items.iter().any(|item| item.item == decision.item) || is_pooled(&decision.item);
        if !is_ruling || !is_known {
            tell(&format!("decisions/{place}"), "decides nothing on an item of this form", "export the attempt again");
        }
        check_time(&format!("decisions/{place}/confirmed_at"), &decision.confirmed_at, tell);
    }
    if !record.decisions.is_sorted_by(|one, other| one.number < other.number) {
        tell("decisions", "are not in the order of their numbers", "export the attempt again");
    }
    if record.keys_sha256 != AttemptRecord::hash_of_keys(&record.items) {
        tell(
            "keys_sha256",
            "is not the hash of these keys",
            "a key was altered, or the hash was: compare with the bank",
        );
    }
}

fn check_time(place: &str, time: &str, tell: Tell<'_>) {
    if Timestamp::parse(time).is_none() {
        tell(place, "is no time as RFC 3339 has it", "write it like 2026-12-01T02:00:00Z");
    }
}

fn check_item(record: &AttemptRecord, item: &RecordedItem, number: i64, tell: Tell<'_>) {
    let place = format!("items/{}", number - 1);
    let again = "export the attempt again";
    if item.number != number {
        tell(&format!("{place}/number"), "places are numbered from 1 without gaps", again);
    }
    if record.items.iter().filter(|other| other.item == item.item).count() > 1 {
        tell(&format!("{place}/item"), "stands on the form twice", again);
    }
    let unique: BTreeSet<&String> = item.options.iter().collect();
    if unique.len() != item.options.len() {
        tell(&format!("{place}/options"), "one option is there twice", again);
    }
    // By the decisions: the last one on the item.
    let ruling = record.decisions.iter().rfind(|decision| decision.item == item.item);
    let key_revision = ruling.and_then(|ruling| ruling.key_revision.as_ref()).unwrap_or(&record.attempt.bank_revision);
    let counts = ruling.is_none_or(|ruling| ruling.ruling != "withdrawn");
    if item.key_revision != *key_revision || item.counts != counts {
        tell(&place, "key and counting do not follow from the decisions", again);
    }
    let possible = Centipoints(if item.counts { u32::from(item.key.points) * 100 } else { 0 });
    if item.possible != possible || item.earned > item.possible || item.deducted > item.possible {
        tell(&format!("{place}/possible"), "does not follow from the key", again);
    }
    let Some(response) = &item.response else { return };
    if shape(item).is_some_and(|shape| response.value.clone().fitted(&shape).as_ref() != Ok(&response.value)) {
        tell(&format!("{place}/response/value"), "does not fit the item", again);
    }
    if response.revision < 1 {
        tell(&format!("{place}/response/revision"), "counts from 1", again);
    }
    check_time(&format!("{place}/response/saved_at"), &response.saved_at, tell);
}

/// What the response may say, as far as options and key tell; `None` where only the item itself would.
fn shape(item: &RecordedItem) -> Option<ResponseShape> {
    let options = || item.options.clone();
    match item.item_type {
        ItemType::SingleChoice | ItemType::TrueFalse => {
            Some(ResponseShape::Choice { options: options(), is_single: true })
        }
        ItemType::MultipleChoice => Some(ResponseShape::Choice { options: options(), is_single: false }),
        ItemType::Ordering => Some(ResponseShape::Order(options())),
        ItemType::Numeric => Some(ResponseShape::Number(item.key.units())),
        ItemType::ShortText => Some(ResponseShape::Text),
        ItemType::Matching => match &item.key.answer {
            Answer::Pairs(pairs) => {
                Some(ResponseShape::Match { sources: pairs.keys().cloned().collect(), targets: options() })
            }
            Answer::Correct(_)
            | Answer::Order(_)
            | Answer::Number(_)
            | Answer::Text(_)
            | Answer::Blanks(_)
            | Answer::Areas(_) => None,
        },
        ItemType::Cloze | ItemType::Hotspot => None,
    }
}
