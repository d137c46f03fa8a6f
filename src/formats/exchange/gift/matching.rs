//! Matching: `{=source -> target =source -> target = -> target alone}`.

use super::answers::{self, Answer};
use super::choice::tell_line;
use super::paper::{Gap, Paper};
use super::signs::{self, Sign};
use super::source::{Unread, wrong};
use super::texts::Format;
use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::tags::{letters, numbered};
use std::collections::HashMap;

/// What was read so far.
#[derive(Default)]
struct Pairs {
    /// Each source with the place of its target among the targets.
    sources: Vec<(String, usize, Place)>,
    targets: Vec<(String, Place)>,
    known: HashMap<String, usize>,
}

impl Pairs {
    /// The place of a target; the same words are the same target.
    fn target(&mut self, text: String, at: &Place) -> usize {
        let targets = &mut self.targets;
        *self.known.entry(text.clone()).or_insert_with(|| {
            targets.push((text, at.clone()));
            targets.len() - 1
        })
    }
}

/// A matching question.
pub(super) fn read(paper: &mut Paper<'_>, answers: &[Sign], gap: Gap) -> Result<Gap, Unread> {
    let mut pairs = Pairs::default();
    for answer in answers::read(paper, answers, (&['='], false))? {
        pair(paper, &answer, &mut pairs)?;
    }
    let source = paper.source;
    let order = paper.tags.order("option_order", source, pairs.targets.len());
    let ids = paper.tags.ids("option_ids", source, letters(pairs.targets.len()));
    let source_ids = paper.tags.ids("source_ids", source, numbered("s", pairs.sources.len()));
    let mut id_of = vec![""; pairs.targets.len()];
    for (place, id) in order.iter().zip(&ids) {
        id_of[*place] = id;
    }
    let key: Vec<String> = source_ids
        .iter()
        .zip(&pairs.sources)
        .map(|(id, (_, target, _))| format!("{id} = \"{}\"", id_of[*target]))
        .collect();
    let at = paper.at.clone();
    paper.item.fields.text("type", "matching", &at);
    paper.item.fields.bare("key", &format!("{{ {} }}", key.join(", ")), &at);
    paper.all_or_nothing();
    paper.keeps_order();
    tell_line(paper, &gap);
    let localized = |text: &str| Localized([(paper.language, text.to_owned())].into());
    for (id, (text, _, at)) in source_ids.iter().zip(&pairs.sources) {
        let lines = paper.item.table("match_source", at);
        lines.text("id", id, at);
        lines.by_language(&localized(text), at);
    }
    for (place, id) in order.iter().zip(&ids) {
        let (text, at) = &pairs.targets[*place];
        let lines = paper.item.table("option", at);
        lines.text("id", id, at);
        lines.by_language(&localized(text), at);
    }
    Ok(gap)
}

fn pair(paper: &mut Paper<'_>, answer: &Answer<'_>, pairs: &mut Pairs) -> Result<(), Unread> {
    if answer.weight.is_some() {
        let message = "a pair has a weight, which pairs do not have";
        return Err(wrong(answer.at.clone(), "weight-of-pair", message, "delete the weight"));
    }
    let Some(arrow) = signs::find_all(answer.text, "->") else {
        let hint = "write `=source -> target`";
        return Err(wrong(answer.at.clone(), "no-arrow", "this answer has no `->` and its target", hint));
    };
    let (source, target) = (&answer.text[..arrow], &answer.text[arrow + 2..]);
    if signs::trim(target).is_empty() {
        let hint = "write `=source -> target`";
        return Err(wrong(answer.at.clone(), "no-target", "nothing stands behind `->`", hint));
    }
    // Targets are plain text there, whatever the format of the question.
    let format = std::mem::replace(&mut paper.format, Format::Plain);
    let target = paper.line(target, "answer");
    paper.format = format;
    let text = paper.markdown(source, "answer");
    paper.feedback(&target, answer.feedback);
    let target = pairs.target(target, &answer.at);
    if !text.is_empty() {
        pairs.sources.push((text, target, answer.at.clone()));
    } else if !signs::trim(source).is_empty() {
        let why = "what is to be matched says nothing in words";
        paper.account.drop(&answer.at, "answer", "no-source", why);
    }
    paper.account.keep("answer");
    Ok(())
}
