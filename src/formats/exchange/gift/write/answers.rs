//! What stands between the braces.

use super::Question;
use crate::domain::assessment::item::{BlankKind, Item, ItemOption, ItemType};
use crate::domain::assessment::key::{Answer, BlankAnswer, NumberKey, TextKey};
use crate::formats::exchange::gift::number::percent;
use crate::formats::exchange::gift::signs::escaped;
use crate::formats::exchange::tags::{ids_tags, letters, numbered, order_tag};
use std::collections::BTreeMap;

/// Right words of an item or of its blanks.
pub(super) fn texts(item: &Item) -> impl Iterator<Item = &String> {
    let keys: Vec<&TextKey> = match &item.key.answer {
        Answer::Text(key) => vec![key],
        Answer::Blanks(keys) => keys.values().filter_map(|key| text_of(&key.answer)).collect(),
        Answer::Correct(_) | Answer::Pairs(_) | Answer::Order(_) | Answer::Number(_) | Answer::Areas(_) => Vec::new(),
    };
    keys.into_iter().flat_map(|key| &key.accepted)
}

const fn text_of(answer: &BlankAnswer) -> Option<&TextKey> {
    match answer {
        BlankAnswer::Text(key) => Some(key),
        BlankAnswer::Option(_) | BlankAnswer::Number(_) => None,
    }
}

/// A Markdown text whose beginning is not taken for a format or a weight.
fn markdown(text: &str) -> String {
    let prefix = if text.starts_with(['[', '%']) { "[markdown]" } else { "" };
    format!("{prefix}{}", escaped(text))
}

impl Question<'_> {
    /// The answers with all that stands before the general feedback.
    pub fn answers(&mut self) -> String {
        let item = self.item;
        let face = &item.face;
        match &item.key.answer {
            Answer::Correct(right) if face.item_type == ItemType::TrueFalse => {
                if right.first().is_some_and(|right| right == "true") { "TRUE" } else { "FALSE" }.to_owned()
            }
            Answer::Correct(right) => self.options(&face.options, right, markdown),
            Answer::Pairs(pairs) => self.pairs(pairs),
            Answer::Number(key) => self.number(key),
            Answer::Text(key) => self.words(key),
            Answer::Blanks(keys) => {
                // One with more blanks, or without any, is not written.
                let Some(blank) = face.blanks.first() else { return String::new() };
                match keys.get(&blank.id).map(|key| &key.answer) {
                    Some(BlankAnswer::Option(right)) if blank.kind == BlankKind::Choice => {
                        let plain = |text: &str| format!("[plain]{}", escaped(text));
                        self.options(&blank.options, std::slice::from_ref(right), plain)
                    }
                    Some(BlankAnswer::Text(key)) => self.words(key),
                    Some(BlankAnswer::Number(key)) => self.number(key),
                    Some(BlankAnswer::Option(_)) | None => String::new(),
                }
            }
            // Such items are not written.
            Answer::Order(_) | Answer::Areas(_) => String::new(),
        }
    }

    fn options(&mut self, options: &[ItemOption], right: &[String], text: impl Fn(&str) -> String) -> String {
        let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
        self.ids("option_ids", &ids, &letters(ids.len()));
        let wrong = options.len() - right.len();
        let line = |option: &ItemOption| {
            let mark = match (right.contains(&option.id), right.len()) {
                (true, 1) => "=".to_owned(),
                (false, 1) => "~".to_owned(),
                (true, count) => format!("~%{}%", percent(count)),
                (false, _) => format!("~%-{}%", percent(wrong)),
            };
            format!("\n\t{mark}{}", text(self.get(&option.text)))
        };
        options.iter().map(line).collect()
    }

    fn ids(&mut self, name: &str, ids: &[&str], usual: &[String]) {
        for tag in ids_tags(name, ids, usual) {
            let (name, value) = tag.split_once(':').unwrap_or((&tag, ""));
            self.tag(name, value);
        }
    }

    fn pairs(&mut self, pairs: &BTreeMap<String, String>) -> String {
        let face = &self.item.face;
        let targets = &face.options;
        let place = |id: &String| targets.iter().position(|target| target.id == *id).unwrap_or(0);
        // As they appear in the file: first those that sources need.
        let mut shown: Vec<usize> = Vec::new();
        for source in &face.sources {
            let target = pairs.get(&source.id).map_or(0, place);
            if !shown.contains(&target) {
                shown.push(target);
            }
        }
        let used = shown.len();
        shown.extend((0..targets.len()).filter(|target| !shown.contains(target)).collect::<Vec<_>>());
        let mut order = vec![0; targets.len()];
        for (index, target) in shown.iter().enumerate() {
            order[*target] = index;
        }
        let ids: Vec<&str> = targets.iter().map(|target| target.id.as_str()).collect();
        self.ids("option_ids", &ids, &letters(ids.len()));
        let sources: Vec<&str> = face.sources.iter().map(|source| source.id.as_str()).collect();
        self.ids("source_ids", &sources, &numbered("s", sources.len()));
        if let Some(tag) = order_tag("option_order", &order) {
            self.tags.push(tag);
        }
        let mut out = String::new();
        for source in &face.sources {
            let target = &targets[pairs.get(&source.id).map_or(0, place)];
            let (source, target) = (self.source(self.get(&source.text)), self.get(&target.text));
            out.push_str(&format!("\n\t={source} -> {}", plain(target)));
        }
        for target in &shown[used..] {
            out.push_str(&format!("\n\t= -> {}", plain(self.get(&targets[*target].text))));
        }
        out
    }

    /// What a target is found for; `->` in it would part it.
    fn source(&mut self, text: &str) -> String {
        if text.contains("->") {
            let how = "`->` parts source and target there, and became `→`";
            self.ledger.change(&self.at, "match_source", "arrow-changed", how);
        }
        markdown(&text.replace("->", "→"))
    }

    fn words(&mut self, key: &TextKey) -> String {
        if key.minds_case {
            self.tags.push("minds_case".to_owned());
            self.as_tag("minds_case", "capitals do not count there");
        }
        if key.ignores_marks {
            self.tags.push("ignores_marks".to_owned());
            self.as_tag("ignores_marks", "marks cannot be left out there");
        }
        let line = |words: &String| format!("\n\t=%100%{}", plain(&words.replace('*', "\\*")));
        key.accepted.iter().map(line).collect()
    }

    fn number(&mut self, key: &NumberKey) -> String {
        for (name, size) in &key.units {
            self.tag("unit", &format!("{name}={size}"));
        }
        if let Some((usual, _)) = key.units.first() {
            self.as_tag("units", &format!("there the number alone is typed, in {usual}"));
        }
        let tolerance = if key.tolerance.is_zero() { String::new() } else { format!(":{}", key.tolerance) };
        format!("#\n\t={}{tolerance}", key.value)
    }
}

/// A plain text whose beginning is not taken for a format.
fn plain(text: &str) -> String {
    let prefix = if text.starts_with('[') { "[plain]" } else { "" };
    format!("{prefix}{}", escaped(text))
}
