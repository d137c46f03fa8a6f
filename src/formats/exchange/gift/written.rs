//! Questions that are answered by writing: words and numbers; and blanks to write into.

use super::answers::{self, Answer, WHOLE, none_is_right};
use super::number;
use super::paper::{Gap, Paper};
use super::signs::{self, Sign};
use super::source::{Unread, wrong};
use super::texts::{Format, prefixed};
use crate::domain::assessment::key::TextKey;
use crate::domain::assessment::marking::compared;
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::Lines;
use crate::formats::exchange::number::Number;
use crate::formats::exchange::wildcards::without_wildcards;
use crate::formats::mistake::quote;
use std::collections::HashSet;

/// `{=right =%50%partly right}` or `{right}`.
pub(super) fn words(paper: &mut Paper<'_>, answers: &[Sign], gap: Gap) -> Result<Gap, Unread> {
    let mut right: Vec<(String, Place)> = Vec::new();
    let mut had_wildcards = false;
    for answer in answers::read(paper, answers, (&['='], true))? {
        let (_, text) = prefixed(answer.text, Format::Plain);
        let pattern = signs::text(text);
        let label = if pattern == "*" { paper.say("Câu trả lời khác", "Any other answer") } else { &pattern };
        paper.feedback(label, answer.feedback);
        if !earns_all(paper, &answer, &pattern, "words are right or wrong here") {
            continue;
        }
        match without_wildcards(&pattern) {
            Some(words) => right.push((words, answer.at)),
            None => {
                had_wildcards = true;
                let why =
                    format!("{} accepts whatever stands for `*`; right answers are written out here", quote(&pattern));
                paper.account.drop(&answer.at, "answer", "no-wildcards", why);
            }
        }
    }
    if right.is_empty() && had_wildcards {
        return Err(Unread::Dropped("only-wildcards", "all its right answers have a `*` for anything".to_owned()));
    }
    let Some((_, at)) = right.first().cloned() else { return Err(none_is_right(&paper.at)) };
    let flags = ["minds_case", "ignores_marks"].map(|name| (name, paper.tags.flag(name, paper.source)));
    let accepted = accepted(paper, &right, (flags[0].1.is_some(), flags[1].1.is_some()));
    let lines = begin(paper, &gap, ("short_text", "text"));
    lines.texts("key", accepted.iter().map(String::as_str), &at);
    for (name, place) in &flags {
        if let Some(place) = place {
            lines.bare(name, "true", place);
        }
    }
    Ok(gap)
}

/// Whether an answer is right; one that earns a part is told, and one that earns nothing when nothing else is.
fn earns_all(paper: &mut Paper<'_>, answer: &Answer<'_>, shown: &str, why: &str) -> bool {
    let weight = answer.weight.unwrap_or(WHOLE);
    if weight == WHOLE {
        return true;
    }
    if weight != 0 {
        let how = format!("{} earned a part there; {why}", quote(shown));
        paper.account.change(&answer.at, "%weight%", "no-part-of-it", how);
    } else if answer.feedback.is_none() {
        let why = format!("{} earns nothing there, as whatever is not right does here", quote(shown));
        paper.account.drop(&answer.at, "answer", "wrong-answer", why);
    }
    false
}

fn accepted(
    paper: &mut Paper<'_>,
    right: &[(String, Place)],
    (minds_case, ignores_marks): (bool, bool),
) -> Vec<String> {
    let key = TextKey { accepted: Vec::new(), minds_case, ignores_marks };
    let mut known = HashSet::new();
    let mut accepted = Vec::new();
    for (words, at) in right {
        if known.insert(compared(&key, words)) {
            paper.account.keep("answer");
            accepted.push(words.clone());
        } else {
            let why = format!("{} says the same as an answer before it", quote(words));
            paper.account.drop(at, "answer", "same-words", why);
        }
    }
    accepted
}

/// The fields of the item, or those of its blank.
fn begin<'p>(paper: &'p mut Paper<'_>, gap: &Gap, (of_item, of_blank): (&str, &str)) -> &'p mut Lines {
    match gap {
        Gap::Blank(id) => paper.begin_blank(id, of_blank),
        Gap::None | Gap::Line => {
            paper.item.fields.text("type", of_item, &paper.at);
            &mut paper.item.fields
        }
    }
}

/// A right number with its tolerance.
struct RightNumber {
    value: Number,
    tolerance: Option<Number>,
    at: Place,
}

/// `{#8:0.2}`, `{#1..5}`, `{#=8 =%50%8:1 ~#feedback to anything else}`
pub(super) fn number(paper: &mut Paper<'_>, answers: &[Sign], gap: Gap) -> Result<Gap, Unread> {
    let answers = &answers[1..];
    let (numbers, others) = answers.split_at(signs::find(answers, '~').unwrap_or(answers.len()));
    let mut right = Vec::new();
    for answer in answers::read(paper, numbers, (&['='], true))? {
        let (_, text) = prefixed(answer.text, Format::Plain);
        let written = signs::text(text);
        let label = if written == "*" { paper.say("Câu trả lời khác", "Any other answer") } else { &written };
        paper.feedback(label, answer.feedback);
        if !earns_all(paper, &answer, &written, "a number is right or wrong here") {
            continue;
        }
        if written == "*" {
            return Err(Unread::Dropped("any-number", "any number at all is right".to_owned()));
        }
        right.push(right_number(&written, &answer.at)?);
        paper.account.keep("answer");
    }
    other_numbers(paper, others);
    let count = right.len();
    let mut right = right.into_iter();
    let number = match (right.next(), right.next()) {
        (Some(number), None) => number,
        (None, _) => return Err(none_is_right(&paper.at)),
        (Some(_), Some(_)) => {
            let why = format!("{count} numbers of it are right; an item has one");
            return Err(Unread::Dropped("several-right-answers", why));
        }
    };
    let unit = |written: &str| written.rsplit_once('=').map(|(name, size)| (name.to_owned(), size.to_owned()));
    let units = paper.tags.all("unit", paper.source, unit);
    let lines = begin(paper, &gap, ("numeric", "number"));
    lines.text("key", &number.value.written(), &number.at);
    if let Some(tolerance) = number.tolerance {
        lines.text("tolerance", &tolerance.written(), &number.at);
    }
    if let Some((units, at)) = units {
        let table: Vec<String> =
            units.iter().map(|(name, size)| format!("{} = {}", quoted(name), quoted(size))).collect();
        lines.bare("units", &format!("{{ {} }}", table.join(", ")), &at);
    }
    Ok(gap)
}

/// What is said to all other numbers.
fn other_numbers(paper: &mut Paper<'_>, others: &[Sign]) {
    let Some((_, rest)) = others.split_first() else { return };
    let (number, feedback) = signs::split_once(rest, '#').unwrap_or((rest, &[]));
    if !signs::trim(number).is_empty() {
        let why = "it earns nothing there, as whatever is not right does here";
        paper.account.drop(&paper.place(signs::trim(number)), "answer", "wrong-answer", why);
    }
    let label = paper.say("Câu trả lời khác", "Any other answer");
    paper.feedback(label, Some(feedback));
}

/// `8`, `8:0.2` or `1..5`
fn right_number(written: &str, at: &Place) -> Result<RightNumber, Unread> {
    let exact = |written: &str| {
        number::parse(written).ok_or_else(|| {
            let message = format!("{} is no number", quote(written.trim()));
            wrong(at.clone(), "bad-number", message, "write `8`, `8:0.2` or `1..5`, with a decimal point")
        })
    };
    if let Some((least, most)) = written.split_once("..") {
        let (value, tolerance) = Number::middle(exact(least)?, exact(most)?).ok_or_else(|| {
            let message = format!("in {} the greater number stands first", quote(written));
            wrong(at.clone(), "bad-number", message, "write the smaller number first: `1..5`")
        })?;
        return Ok(RightNumber { value, tolerance: Some(tolerance), at: at.clone() });
    }
    let (value, tolerance) = match written.split_once(':') {
        Some((value, tolerance)) => (value, Some(exact(tolerance)?)),
        None => (written, None),
    };
    Ok(RightNumber { value: exact(value)?, tolerance, at: at.clone() })
}

/// A TOML text.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| !letter.is_control()).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}
