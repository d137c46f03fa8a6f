//! Cloze questions: answers embedded in the text.

use super::embedded::{Alternative, Embedded, Kind, Piece, pieces, unescaped};
use super::feedback::{Feedback, label};
use super::number;
use super::numerical::{Numbers, RightNumber, Unit, inline};
use super::paper::{Paper, Unread, wrong};
use super::words::Words;
use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::number::Number;
use crate::formats::exchange::tags::{letters, numbered};
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::is_code;
use std::collections::BTreeSet;

/// Blanks of an item.
const BLANKS: usize = 20;
/// All of an answer.
const WHOLE: i64 = 10_000_000;

/// A cloze question; what is left of its text has `{1}` where the first answer was.
pub(super) fn read(paper: &mut Paper<'_>) -> Result<(), Unread> {
    let at = paper.stem.at.clone();
    let raw = std::mem::take(&mut paper.stem.raw);
    let pieces = pieces(&raw);
    if let Some(Piece::Broken(rest)) = pieces.last() {
        let message = format!("the embedded answer {} has no end", quote(rest));
        return Err(wrong(&at, "broken-blank", message, "end it with a `}`"));
    }
    let count = pieces.iter().filter(|piece| matches!(piece, Piece::Embedded(_))).count();
    if count == 0 || count > BLANKS {
        let message = format!("the text has {count} embedded answers, not 1 to {BLANKS}");
        return Err(wrong(&at, "blank-count", message, "write them like {1:SHORTANSWER:=answer}"));
    }
    let ids = paper.tags.ids("blank_ids", numbered("", count));
    let ignoring = paper.tags.all("ignores_marks", |number| number.parse::<usize>().ok());
    let ignoring: BTreeSet<usize> = ignoring.into_iter().flat_map(|(numbers, _)| numbers).collect();
    let mut text = String::with_capacity(raw.len());
    let mut number = 0;
    let mut sum = 0;
    for piece in pieces {
        match piece {
            Piece::Text(words) => text.push_str(&without_blanks(paper, words)),
            Piece::Embedded(embedded) => {
                let id = ids.get(number).cloned().unwrap_or_default();
                number += 1;
                text.push_str(&format!("{{{id}}}"));
                sum += blank(paper, &embedded, (number, &id, ignoring.contains(&number)))?;
            }
            // The last piece only, and then it was refused.
            Piece::Broken(_) => {}
        }
    }
    paper.stem.raw = text.into();
    paper.item.fields.text("type", "cloze", &paper.question.place.clone());
    paper.all_or_nothing();
    points(paper, sum);
    Ok(())
}

/// The points of the whole are those of its answers together, where no tag of ours says otherwise.
fn points(paper: &mut Paper<'_>, sum: u32) {
    paper.pass_over("defaultgrade", "sum-of-blanks", "the points are those of the embedded answers together");
    let said =
        paper.tags.one("points", |points| points.parse::<u16>().ok().filter(|points| (1..=100).contains(points)));
    if said.is_none() && sum > 100 {
        let how = format!("points go up to 100: {sum} became 100");
        paper.account.change(&paper.stem.at.clone(), "<questiontext>", "whole-points", how);
    }
    let sum = u16::try_from(sum.min(100)).unwrap_or(100);
    paper.points = Some(said.map_or(sum, |(points, _)| points));
}

/// `{b}` in a text would be taken for a blank.
fn without_blanks(paper: &mut Paper<'_>, words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let end = after.bytes().take(65).position(|byte| byte == b'}');
        match end.map(|end| (&after[..end], &after[end + 1..])).filter(|(inside, _)| is_code(inside)) {
            Some((inside, behind)) => {
                let how = format!("{{{inside}}} would be a blank: it became {{ {inside} }}");
                paper.account.change(&paper.stem.at.clone(), "<questiontext>", "braces-spaced", how);
                out.push_str(&format!("{{ {inside} }}"));
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What fills a blank, and what it may be filled with.
enum Filled {
    Choice(String, Vec<(String, Localized)>),
    Words(Words, (bool, bool)),
    Number(RightNumber, Vec<Unit>),
}

/// Writes one blank down; its weight.
fn blank(
    paper: &mut Paper<'_>,
    embedded: &Embedded,
    (number, id, ignores): (usize, &str, bool),
) -> Result<u32, Unread> {
    let at = paper.stem.at.clone();
    let weight = weight(paper, &embedded.weight);
    let alternatives = &embedded.alternatives;
    let (name, filled) = match embedded.kind {
        Kind::Choice { is_shuffled } => {
            if is_shuffled {
                let how = "the answers of a blank always stand in the author's order";
                paper.account.change(&at, "<questiontext>", "no-shuffled-blanks", how);
            }
            ("choice", choice(paper, alternatives, number)?)
        }
        Kind::Words { minds_case } => ("text", words(paper, alternatives, (minds_case, ignores))?),
        Kind::Number => ("number", self::number(paper, alternatives, number)?),
        Kind::Several => {
            let why = "one of its embedded answers can be several at once or a pattern";
            return Err(Unread::Dropped("no-such-blank", why.to_owned()));
        }
    };
    let lines = paper.item.table("blank", &at);
    lines.text("id", id, &at);
    lines.bare("weight", &weight.to_string(), &at);
    lines.text("type", name, &at);
    match filled {
        Filled::Words(words, flags) => words.write(lines, flags, (&at, &mut paper.account))?,
        Filled::Number(right, units) => {
            right.write(lines)?;
            if !units.is_empty() {
                lines.bare("units", &inline(&units), &at);
            }
        }
        Filled::Choice(key, options) => {
            lines.text("key", &key, &at);
            for (id, text) in options {
                let lines = paper.item.table("blank.option", &at);
                lines.text("id", &id, &at);
                lines.by_language(&text, &at);
            }
        }
    }
    Ok(weight)
}

fn weight(paper: &mut Paper<'_>, written: &str) -> u32 {
    let weight = if written.is_empty() { 1 } else { written.parse::<u32>().unwrap_or(u32::MAX) };
    let clamped = weight.clamp(1, 100);
    if weight != clamped {
        let how = format!("weights go from 1 to 100: {} became {clamped}", quote(written));
        paper.account.change(&paper.stem.at.clone(), "<questiontext>", "whole-weights", how);
    }
    clamped
}

fn percent(alternative: &Alternative, at: &Place) -> Result<i64, Unread> {
    number::parse(&alternative.percent).and_then(Number::hundred_thousandths).ok_or_else(|| {
        let message = format!("the percentage {} is no number", quote(&alternative.percent));
        wrong(at, "bad-number", message, "write it like %50%")
    })
}

fn feedback(paper: &mut Paper<'_>, alternative: &Alternative, label: &Localized) {
    let said = Feedback::said(alternative.feedback.clone(), label);
    if said.is_some() {
        let how = "the rationale says it now, to everybody";
        paper.account.change(&paper.stem.at.clone(), "<questiontext> feedback", "feedback-merged", how);
    }
    paper.feedbacks.extend(said);
}

fn choice(paper: &mut Paper<'_>, alternatives: &[Alternative], number: usize) -> Result<Filled, Unread> {
    let at = paper.stem.at.clone();
    let ids = paper.tags.ids(&format!("blank_{number}_option_ids"), letters(alternatives.len()));
    let mut right = Vec::new();
    let mut options = Vec::new();
    let mut has_parts = false;
    for (alternative, id) in alternatives.iter().zip(ids) {
        let text = paper.line(&unescaped(&alternative.raw), "<questiontext>", &at);
        feedback(paper, alternative, &text);
        match percent(alternative, &at)? {
            WHOLE => right.push(id.clone()),
            part => has_parts |= part != 0,
        }
        options.push((id, text));
    }
    let [id] = &right[..] else {
        return Err(match right.len() {
            0 => wrong(&at, "no-right-answer", "no alternative of an embedded answer is right", "put a `=` before it"),
            count => {
                let why = format!("{count} alternatives of an embedded answer are right; a blank has one key");
                Unread::Dropped("several-right-answers", why)
            }
        });
    };
    if has_parts {
        let how = "the right alternative of a blank earns everything here, and the others nothing";
        paper.account.change(&at, "<questiontext>", "fractions-changed", how);
    }
    Ok(Filled::Choice(id.clone(), options))
}

fn words(paper: &mut Paper<'_>, alternatives: &[Alternative], flags: (bool, bool)) -> Result<Filled, Unread> {
    let at = paper.stem.at.clone();
    let mut words = Words::default();
    for alternative in alternatives {
        let pattern = unescaped(&alternative.raw).trim().to_owned();
        let label = label(&pattern, &paper.languages);
        feedback(paper, alternative, &label);
        let fraction = percent(alternative, &at)?;
        words.add(paper, &pattern, fraction, &at);
    }
    Ok(Filled::Words(words, flags))
}

fn number(paper: &mut Paper<'_>, alternatives: &[Alternative], number: usize) -> Result<Filled, Unread> {
    let at = paper.stem.at.clone();
    let mut numbers = Numbers::default();
    for alternative in alternatives {
        let written = unescaped(&alternative.raw);
        let (value, tolerance) = written.split_once(':').unwrap_or((&written, ""));
        let (value, tolerance) = (value.trim().to_owned(), tolerance.trim().to_owned());
        let label = label(&value, &paper.languages);
        feedback(paper, alternative, &label);
        let fraction = percent(alternative, &at)?;
        numbers.add(paper, RightNumber { value, tolerance, at: at.clone() }, fraction);
    }
    let unit = |written: &str| {
        let (name, size) = written.rsplit_once('=')?;
        Some((name.to_owned(), number::parse(size)?.written(), at.clone()))
    };
    let units = paper.tags.all(&format!("blank_{number}_unit"), unit);
    Ok(Filled::Number(numbers.right(&at)?, units.map(|(units, _)| units).unwrap_or_default()))
}
