//! Matching questions: each `<subquestion>` is a source with its target, or a target alone.

use super::paper::{Paper, Unread};
use super::texts::Written;
use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::tags::{letters, numbered};
use std::collections::HashMap;

/// What was written so far.
#[derive(Default)]
struct Pairs {
    /// Each source with the place of its target among the targets.
    sources: Vec<(Localized, usize, Place)>,
    targets: Vec<(Localized, Place)>,
    known: HashMap<Vec<String>, usize>,
}

impl Pairs {
    /// The place of a target; the same words are the same target.
    fn target(&mut self, text: Localized, at: &Place) -> usize {
        let words: Vec<String> = text.0.values().cloned().collect();
        let targets = &mut self.targets;
        *self.known.entry(words).or_insert_with(|| {
            targets.push((text, at.clone()));
            targets.len() - 1
        })
    }
}

/// A matching question.
pub(super) fn read(paper: &mut Paper<'_>) -> Result<(), Unread> {
    let at = paper.question.place.clone();
    if paper.switch("shuffleanswers").is_some_and(|(shuffles, _)| shuffles) {
        paper.pass_over("shuffleanswers", "no-shuffled-sources", "sources always stand in the author's order here");
    }
    paper.pass_over("shownumcorrect", "no-count", "how many are right is not told between tries");
    let pairs = pairs(paper)?;
    let order = paper.tags.order("option_order", pairs.targets.len());
    let ids = paper.tags.ids("option_ids", letters(pairs.targets.len()));
    let source_ids = paper.tags.ids("source_ids", numbered("s", pairs.sources.len()));
    let mut id_of = vec![""; pairs.targets.len()];
    for (place, id) in order.iter().zip(&ids) {
        id_of[*place] = id;
    }
    let key: Vec<String> = source_ids
        .iter()
        .zip(&pairs.sources)
        .map(|(id, (_, target, _))| format!("{id} = \"{}\"", id_of[*target]))
        .collect();
    paper.item.fields.text("type", "matching", &at);
    paper.item.fields.bare("key", &format!("{{ {} }}", key.join(", ")), &at);
    paper.all_or_nothing();
    if let Some(at) = paper.tags.flag("keep_order") {
        paper.item.fields.bare("keep_order", "true", &at);
    }
    for (id, (text, _, at)) in source_ids.iter().zip(&pairs.sources) {
        let lines = paper.item.table("match_source", at);
        lines.text("id", id, at);
        lines.by_language(text, at);
    }
    let options: Vec<_> = order
        .iter()
        .zip(&ids)
        .map(|(place, id)| (id.clone(), pairs.targets[*place].0.clone(), pairs.targets[*place].1.clone()))
        .collect();
    paper.options(&options);
    Ok(())
}

fn pairs(paper: &mut Paper<'_>) -> Result<Pairs, Unread> {
    let mut pairs = Pairs::default();
    let question = paper.question;
    for subquestion in question.all("subquestion") {
        let text = paper.option_text(subquestion)?;
        let Some(answer) = subquestion.first("answer") else {
            paper.account.drop_element(subquestion, "no-answer", "it has no answer to be matched with");
            continue;
        };
        let written = Written::of(answer);
        written.drop_files(&mut paper.account);
        let target = paper.line(&written.raw, "<answer>", &answer.place);
        if target.0.is_empty() {
            paper.account.drop_element(subquestion, "no-answer", "it has no answer to be matched with");
            continue;
        }
        let target = pairs.target(target, &answer.place);
        if !text.0.is_empty() {
            pairs.sources.push((text, target, subquestion.place.clone()));
        }
    }
    Ok(pairs)
}
