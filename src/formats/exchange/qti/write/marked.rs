//! What is right, what it is worth, and how SCORE comes about: declarations of responses and response processing.

use super::super::Version;
use super::super::declarations::{Micros, POINT, decimal};
use super::super::entries::BLANK;
use super::super::names::identifier;
use super::tags::Tags;
use crate::domain::assessment::item::{Item, ItemType};
use crate::domain::assessment::key::{Answer, BlankAnswer, BlankKey, NumberKey, PartialCredit, TextKey};

const RESPONSE: &str = "RESPONSE";

/// The worth of one of several equal parts.
fn share(item: &Item, parts: usize) -> Micros {
    Micros::from(item.key.points) * POINT / Micros::try_from(parts.max(1)).unwrap_or(1)
}

fn is_all_or_nothing(item: &Item) -> bool {
    item.key.partial_credit == PartialCredit::AllOrNothing
}

/// `responseDeclaration` for each response.
pub(super) fn declarations(tags: &mut Tags, item: &Item) {
    match &item.key.answer {
        Answer::Correct(right) => {
            let is_many = item.face.item_type == ItemType::MultipleChoice;
            let all = item.face.options.iter().map(|option| option.id.as_str());
            let wrong = item.face.options.len().saturating_sub(right.len());
            let taken = Some(share(item, wrong)).filter(|_| is_many && !is_all_or_nothing(item));
            several(tags, item, (right, is_many), (all, taken));
        }
        Answer::Areas(areas) => {
            let right: Vec<String> = areas.keys().cloned().collect();
            let all = item.face.areas.iter().map(|area| area.id.as_str());
            let taken = Some(share(item, right.len())).filter(|_| !is_all_or_nothing(item));
            several(tags, item, (&right, item.face.takes_points), (all, taken));
        }
        Answer::Order(order) => {
            begin(tags, RESPONSE, ("ordered", "identifier"));
            correct(tags, order.iter().map(|id| identifier(id)));
            tags.close();
        }
        Answer::Pairs(pairs) => {
            begin(tags, RESPONSE, ("multiple", "directedPair"));
            let pair = |(source, target): (&String, &String)| format!("{} {}", identifier(source), identifier(target));
            correct(tags, pairs.iter().map(pair));
            if !is_all_or_nothing(item) {
                let worth = decimal(share(item, pairs.len()));
                tags.open("mapping", &[("defaultValue", "0")]);
                pairs.iter().map(pair).for_each(|pair| entry(tags, &pair, &worth));
                tags.close();
            }
            tags.close();
        }
        Answer::Number(number) => number_declaration(tags, RESPONSE, number),
        Answer::Text(text) => text_declaration(tags, RESPONSE, (text, share(item, 1))),
        Answer::Blanks(keys) => {
            for blank in &item.face.blanks {
                if let Some(key) = keys.get(&blank.id) {
                    let response = format!("{BLANK}{}", blank.id);
                    blank_declaration(tags, &response, (key, blank_worth(item, key)));
                }
            }
        }
    }
}

fn begin(tags: &mut Tags, id: &str, (cardinality, base_type): (&str, &str)) {
    let attributes = [("identifier", id), ("cardinality", cardinality), ("baseType", base_type)];
    tags.open("responseDeclaration", &attributes);
}

fn correct(tags: &mut Tags, values: impl Iterator<Item = String>) {
    tags.open("correctResponse", &[]);
    values.for_each(|value| tags.leaf("value", &[], &value));
    tags.close();
}

fn entry(tags: &mut Tags, key: &str, worth: &str) {
    tags.empty("mapEntry", &[("mapKey", key), ("mappedValue", worth)]);
}

/// One or several of some things; with a mapping where a wrong one takes so much away.
fn several<'i>(
    tags: &mut Tags,
    item: &Item,
    (right, is_many): (&[String], bool),
    (all, taken): (impl Iterator<Item = &'i str>, Option<Micros>),
) {
    begin(tags, RESPONSE, (if is_many { "multiple" } else { "single" }, "identifier"));
    let is_truth = item.face.item_type == ItemType::TrueFalse;
    correct(tags, right.iter().map(|id| if is_truth { id.clone() } else { identifier(id) }));
    if let Some(taken) = taken {
        let (points, worth) = (item.key.points.to_string(), share(item, right.len()));
        tags.open("mapping", &[("lowerBound", "0"), ("upperBound", &points), ("defaultValue", "0")]);
        for id in all {
            let is_right = right.iter().any(|known| known == id);
            entry(tags, &identifier(id), &decimal(if is_right { worth } else { -taken }));
        }
        tags.close();
    }
    tags.close();
}

fn number_declaration(tags: &mut Tags, id: &str, number: &NumberKey) {
    begin(tags, id, ("single", "float"));
    correct(tags, std::iter::once(number.value.to_string()));
    tags.close();
}

fn text_declaration(tags: &mut Tags, id: &str, (text, worth): (&TextKey, Micros)) {
    begin(tags, id, ("single", "string"));
    correct(tags, text.accepted.iter().take(1).cloned());
    tags.open("mapping", &[("defaultValue", "0")]);
    let minds_case = if text.minds_case { "true" } else { "false" };
    for accepted in &text.accepted {
        let worth = decimal(worth);
        let attributes = [("mapKey", accepted.as_str()), ("mappedValue", &worth), ("caseSensitive", minds_case)];
        tags.empty("mapEntry", &attributes);
    }
    tags.close();
    tags.close();
}

fn blank_declaration(tags: &mut Tags, id: &str, (key, worth): (&BlankKey, Micros)) {
    match &key.answer {
        BlankAnswer::Option(right) => {
            begin(tags, id, ("single", "identifier"));
            correct(tags, std::iter::once(identifier(right)));
            tags.close();
        }
        BlankAnswer::Text(text) => text_declaration(tags, id, (text, worth)),
        BlankAnswer::Number(number) => number_declaration(tags, id, number),
    }
}

/// The share of a blank.
fn blank_worth(item: &Item, key: &BlankKey) -> Micros {
    let Answer::Blanks(keys) = &item.key.answer else { return 0 };
    let all: Micros = keys.values().map(|key| Micros::from(key.weight)).sum();
    Micros::from(item.key.points) * POINT * Micros::from(key.weight) / all.max(1)
}

/// `responseProcessing`
pub(super) fn processing(tags: &mut Tags, item: &Item, version: Version) {
    let is_mapped = match &item.key.answer {
        Answer::Correct(_) => item.face.item_type == ItemType::MultipleChoice && !is_all_or_nothing(item),
        Answer::Areas(_) | Answer::Pairs(_) => !is_all_or_nothing(item),
        Answer::Text(_) => true,
        Answer::Order(_) | Answer::Number(_) | Answer::Blanks(_) => false,
    };
    let is_number = matches!(item.key.answer, Answer::Number(_));
    let is_by_parts = matches!(item.key.answer, Answer::Blanks(_))
        || (item.face.item_type == ItemType::Ordering && item.key.partial_credit == PartialCredit::AbsolutePosition);
    if is_mapped {
        return tags.empty("responseProcessing", &[("template", &template(version, "map_response"))]);
    }
    if item.key.points == 1 && !is_number && !is_by_parts {
        return tags.empty("responseProcessing", &[("template", &template(version, "match_correct"))]);
    }
    tags.open("responseProcessing", &[]);
    match &item.key.answer {
        Answer::Blanks(_) if is_all_or_nothing(item) => {
            condition(tags, (share(item, 1), false), |tags| {
                tags.open("and", &[]);
                each_blank(item, |response, key, _| holds(tags, response, key));
                tags.close();
            });
        }
        Answer::Blanks(_) => each_blank(item, |response, key, worth| blank_part(tags, response, (key, worth))),
        Answer::Order(order) if is_by_parts => {
            let worth = share(item, order.len());
            (1..=order.len()).for_each(|place| condition(tags, (worth, true), |tags| stands_at(tags, place)));
        }
        Answer::Number(number) => condition(tags, (share(item, 1), false), |tags| is_near(tags, RESPONSE, number)),
        Answer::Correct(_) | Answer::Areas(_) | Answer::Pairs(_) | Answer::Order(_) | Answer::Text(_) => {
            condition(tags, (share(item, 1), false), |tags| is_correct(tags, RESPONSE));
        }
    }
    tags.close();
}

fn template(version: Version, name: &str) -> String {
    match version {
        Version::V2_1 => format!("http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}"),
        Version::V2_2 => format!("http://www.imsglobal.org/question/qti_v2p2/rptemplates/{name}"),
        Version::V3_0 => format!("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{name}.xml"),
    }
}

fn each_blank(item: &Item, mut with: impl FnMut(&str, &BlankKey, Micros)) {
    let Answer::Blanks(keys) = &item.key.answer else { return };
    for blank in &item.face.blanks {
        if let Some(key) = keys.get(&blank.id) {
            with(&format!("{BLANK}{}", blank.id), key, blank_worth(item, key));
        }
    }
}

/// What is asked, and what SCORE becomes: so much, or so much more.
fn condition(tags: &mut Tags, (worth, is_added): (Micros, bool), asked: impl FnOnce(&mut Tags)) {
    tags.open("responseCondition", &[]);
    tags.open("responseIf", &[]);
    asked(tags);
    set_score(tags, is_added, |tags| tags.leaf("baseValue", &[("baseType", "float")], &decimal(worth)));
    tags.close();
    tags.close();
}

fn set_score(tags: &mut Tags, is_added: bool, value: impl FnOnce(&mut Tags)) {
    tags.open("setOutcomeValue", &[("identifier", "SCORE")]);
    if is_added {
        tags.open("sum", &[]);
        tags.empty("variable", &[("identifier", "SCORE")]);
    }
    value(tags);
    if is_added {
        tags.close();
    }
    tags.close();
}

/// Words add what their mapping gives, unless nothing was written; the rest adds its share when it is right.
fn blank_part(tags: &mut Tags, response: &str, (key, worth): (&BlankKey, Micros)) {
    if !matches!(key.answer, BlankAnswer::Text(_)) {
        return condition(tags, (worth, true), |tags| holds(tags, response, key));
    }
    tags.open("responseCondition", &[]);
    tags.open("responseIf", &[]);
    tags.open("not", &[]);
    tags.open("isNull", &[]);
    tags.empty("variable", &[("identifier", response)]);
    tags.close();
    tags.close();
    set_score(tags, true, |tags| tags.empty("mapResponse", &[("identifier", response)]));
    tags.close();
    tags.close();
}

fn holds(tags: &mut Tags, response: &str, key: &BlankKey) {
    match &key.answer {
        BlankAnswer::Option(_) => is_correct(tags, response),
        BlankAnswer::Number(number) => is_near(tags, response, number),
        BlankAnswer::Text(_) => {
            tags.open("gt", &[]);
            tags.empty("mapResponse", &[("identifier", response)]);
            tags.leaf("baseValue", &[("baseType", "float")], "0");
            tags.close();
        }
    }
}

fn is_correct(tags: &mut Tags, response: &str) {
    tags.open("match", &[]);
    tags.empty("variable", &[("identifier", response)]);
    tags.empty("correct", &[("identifier", response)]);
    tags.close();
}

fn is_near(tags: &mut Tags, response: &str, number: &NumberKey) {
    let size = format!("{0} {0}", number.tolerance);
    if number.tolerance.is_zero() {
        tags.open("equal", &[("toleranceMode", "exact")]);
    } else {
        tags.open("equal", &[("toleranceMode", "absolute"), ("tolerance", &size)]);
    }
    tags.empty("variable", &[("identifier", response)]);
    tags.empty("correct", &[("identifier", response)]);
    tags.close();
}

fn stands_at(tags: &mut Tags, place: usize) {
    let place = place.to_string();
    tags.open("match", &[]);
    for name in ["variable", "correct"] {
        tags.open("index", &[("n", &place)]);
        tags.empty(name, &[("identifier", RESPONSE)]);
        tags.close();
    }
    tags.close();
}
