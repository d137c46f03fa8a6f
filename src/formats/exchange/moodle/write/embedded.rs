//! Cloze items: blanks as answers embedded in the text.

use super::super::embedded::escaped as embedded_escaped;
use super::super::marked::block;
use super::super::plain::of_markdown;
use super::super::words::pattern;
use super::answers::option_ids;
use super::sheet::escaped;
use super::{Question, Writer};
use crate::domain::assessment::item::Blank;
use crate::domain::assessment::key::{BlankAnswer, BlankKey};
use crate::formats::exchange::rich_text::to_multilingual_html;
use crate::formats::exchange::tags::{ids_tags, letters, numbered};
use std::collections::BTreeMap;

impl<'b> Writer<'b> {
    /// Puts the blanks into the stem; whether each had its place.
    pub(super) fn blanks(&mut self, question: &mut Question<'b>, keys: &BTreeMap<String, BlankKey>) -> bool {
        let face = &question.item.face;
        let first = self.first_language();
        let stem = of_markdown(face.stem.get(first));
        let mut placed: Vec<&Blank> = Vec::new();
        let html = filled(&stem, &face.blanks, |blank| {
            placed.push(blank);
            keys.get(&blank.id).map_or_else(String::new, |key| embedded(blank, key))
        });
        let is_whole = placed.len() == face.blanks.len()
            && face.blanks.iter().all(|blank| placed.iter().any(|found| found.id == blank.id));
        if !is_whole {
            let why = "a blank has no place of its own in the text as HTML";
            self.ledger.drop(&question.at, "item", "blank-not-placed", why);
            return false;
        }
        question.stem = format!("{html}{}", no_blanks(&to_multilingual_html(&question.picture, str::to_owned)));
        question.before = no_blanks(&question.before);
        let others = face.stem.0.iter().filter(|(language, _)| **language != first);
        for (language, text) in others {
            question.behind.push_str(&block("stem", &[("lang", language.code())], &of_markdown(text)));
            let how = format!("blanks can be in one language only there: the text in {} is not asked", language.code());
            self.ledger.change(&question.at, "stem", "one-language", how);
        }
        self.blank_tags(question, &placed, keys);
        true
    }

    /// What embedded answers cannot say.
    fn blank_tags(&mut self, question: &mut Question<'b>, placed: &[&Blank], keys: &BTreeMap<String, BlankKey>) {
        let ids: Vec<&str> = placed.iter().map(|blank| blank.id.as_str()).collect();
        question.tags.extend(ids_tags("blank_ids", &ids, &numbered("", ids.len())));
        let mut sum = 0;
        for (place, blank) in placed.iter().enumerate() {
            let (Some(key), number) = (keys.get(&blank.id), place + 1) else { continue };
            sum += key.weight;
            match &key.answer {
                BlankAnswer::Option(_) => {
                    let name = format!("blank_{number}_option_ids");
                    question.tags.extend(option_ids(&name, &blank.options, &letters(blank.options.len())));
                }
                BlankAnswer::Text(text) if text.ignores_marks => {
                    question.tags.push(format!("ignores_marks:{number}"));
                    let how = "marks count there: an answer without them is wrong";
                    self.ledger.change(&question.at, "ignores_marks", "marks-count", how);
                }
                BlankAnswer::Text(_) => {}
                BlankAnswer::Number(found) => {
                    for (unit, size) in &found.units {
                        question.tags.push(format!("blank_{number}_unit:{unit}={size}"));
                    }
                    if !found.units.is_empty() {
                        let how = "an embedded number has no units there: one with a unit is wrong";
                        self.ledger.change(&question.at, "units", "no-units-in-blanks", how);
                    }
                }
            }
        }
        let points = question.item.key.points;
        if points != sum {
            question.tags.push(format!("points:{points}"));
            let how = format!("embedded answers are worth their weights there: {sum}, not {points}");
            self.ledger.change(&question.at, "points", "points-of-blanks", how);
        }
    }
}

/// The text with each `{id}` of a blank as what `fill` makes of it; other braces cannot be taken for one.
fn filled<'f>(html: &str, blanks: &'f [Blank], mut fill: impl FnMut(&'f Blank) -> String) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after.split_once('}').and_then(|(id, behind)| {
            let blank = blanks.iter().find(|blank| blank.id == id)?;
            Some((blank, behind))
        });
        match found {
            Some((blank, behind)) => {
                out.push_str(&fill(blank));
                rest = behind;
            }
            None => {
                out.push_str("&#123;");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn no_blanks(html: &str) -> String {
    html.replace('{', "&#123;")
}

/// `{2:SHORTANSWER:=Hà Nội}`
fn embedded(blank: &Blank, key: &BlankKey) -> String {
    let (kind, alternatives) = match &key.answer {
        BlankAnswer::Option(right) => {
            let alternative = |option: &crate::domain::assessment::item::ItemOption| {
                let html = to_multilingual_html(&option.text, escaped);
                format!("{}{}", if option.id == *right { "=" } else { "" }, embedded_escaped(&html))
            };
            ("MULTICHOICE", blank.options.iter().map(alternative).collect::<Vec<String>>())
        }
        BlankAnswer::Text(text) => {
            let kind = if text.minds_case { "SHORTANSWER_C" } else { "SHORTANSWER" };
            (kind, text.accepted.iter().map(|words| format!("={}", embedded_escaped(&pattern(words)))).collect())
        }
        BlankAnswer::Number(number) => ("NUMERICAL", vec![format!("={}:{}", number.value, number.tolerance)]),
    };
    format!("{{{}:{kind}:{}}}", key.weight, alternatives.join("~"))
}
