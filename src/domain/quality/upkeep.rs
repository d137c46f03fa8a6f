//! Rules about what keeps an item alive: reasons, sources, days, translations.

use super::{Finding, Part, Rule};
use crate::domain::assessment::item::Item;
use crate::domain::text::Localized;
use time::Date;

/// Letters below which nothing was explained.
const SHORTEST_RATIONALE: usize = 20;
/// What stands in for a source that nobody wrote.
pub const NO_SOURCE: [&str; 2] = ["Chưa ghi nguồn", "Source not stated"];
/// Letters from which on lengths can be compared.
const COMPARED: usize = 40;

pub(super) fn check(item: &Item, today: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (language, rationale) in &item.explanation.rationale.0 {
        if rationale.chars().filter(|letter| letter.is_alphanumeric()).count() < SHORTEST_RATIONALE {
            findings.push(Finding::of(item, Part::Rationale(*language), Rule::MissingRationale, ""));
        }
    }
    let source = item.explanation.source.trim();
    if source.chars().filter(|letter| letter.is_alphabetic()).count() < 3 || NO_SOURCE.contains(&source) {
        findings.push(Finding::of(item, Part::Field("source"), Rule::MissingSource, ""));
    }
    if item.explanation.review_by < today {
        let detail = item.explanation.review_by.to_string();
        findings.push(Finding::of(item, Part::Field("review_by"), Rule::ReviewOverdue, detail));
    }
    let texts = [(&item.face.stem, Part::Stem as fn(_) -> _), (&item.explanation.rationale, Part::Rationale)];
    findings.extend(texts.into_iter().filter_map(|(texts, part)| short_translation(item, texts, part)));
    findings
}

fn short_translation(
    item: &Item,
    texts: &Localized,
    part: fn(crate::domain::text::Language) -> Part,
) -> Option<Finding> {
    let lengths = texts.0.iter().map(|(language, text)| (*language, text.chars().count()));
    let longest = lengths.clone().map(|(_, length)| length).max()?;
    let (language, shortest) = lengths.min_by_key(|(_, length)| *length)?;
    let is_short = longest >= COMPARED && shortest * 2 < longest;
    is_short.then(|| Finding::of(item, part(language), Rule::ShortTranslation, format!("{shortest} / {longest}")))
}
