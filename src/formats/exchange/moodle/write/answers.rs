//! What is answered, type by type.

use super::super::choice::GRADING;
use super::super::marked::block;
use super::super::markers::MARKER;
use super::super::number::{self, multiplier_of};
use super::super::plain::of_markdown;
use super::super::words::pattern;
use super::sheet::{Sheet, escaped};
use super::{Question, Writer, file_name};
use crate::domain::assessment::item::{ItemFace, ItemOption, ItemType};
use crate::domain::assessment::key::{Answer, NumberKey, PartialCredit};
use crate::domain::assessment::picture::AreaShape;
use crate::formats::exchange::rich_text::to_multilingual_html;
use crate::formats::exchange::tags::{ids_tags, letters, numbered, order_tag};
use std::collections::BTreeMap;

impl<'b> Writer<'b> {
    /// Writes the answers; the name of Moodle's type, or nothing when the item cannot be written.
    pub(super) fn answers(&mut self, question: &mut Question<'b>, sheet: &mut Sheet) -> Option<&'static str> {
        let item = question.item;
        let face = &item.face;
        self.partial_credit(question);
        match &item.key.answer {
            Answer::Correct(right) if face.item_type == ItemType::TrueFalse => {
                for truth in ["true", "false"] {
                    let fraction = if right.iter().any(|id| id == truth) { "100" } else { "0" };
                    sheet.answer((fraction, "moodle_auto_format"), truth, &[]);
                }
                Some("truefalse")
            }
            Answer::Correct(right) => {
                choice(face, right, sheet);
                question.tags.extend(option_ids("option_ids", &face.options, &letters(face.options.len())));
                Some("multichoice")
            }
            Answer::Order(order) => {
                self.order(question, order, sheet);
                Some("ordering")
            }
            Answer::Pairs(pairs) => {
                self.pairs(question, pairs, sheet);
                Some("matching")
            }
            Answer::Number(number) => {
                self.number(question, number, sheet);
                Some("numerical")
            }
            Answer::Text(text) => {
                sheet.value(2, "usecase", if text.minds_case { "1" } else { "0" });
                for words in &text.accepted {
                    sheet.answer(("100", "moodle_auto_format"), &pattern(words), &[]);
                }
                if text.ignores_marks {
                    question.tags.push("ignores_marks".to_owned());
                    let how = "marks count there: an answer without them is wrong";
                    self.ledger.change(&question.at, "ignores_marks", "marks-count", how);
                }
                Some("shortanswer")
            }
            Answer::Areas(right) => {
                self.areas(question, right, sheet);
                Some("ddmarker")
            }
            Answer::Blanks(keys) => self.blanks(question, keys).then_some("cloze"),
        }
    }

    /// Moodle has one rule for each type but ordering.
    fn partial_credit(&mut self, question: &mut Question<'b>) {
        let key = &question.item.key;
        let item_type = question.item.face.item_type;
        let has_choice = PartialCredit::of(item_type).len() > 1 && item_type != ItemType::Ordering;
        if has_choice && key.partial_credit == PartialCredit::AllOrNothing {
            question.tags.push("partial_credit:all_or_nothing".to_owned());
            let how = "what is partly right earns a part there";
            self.ledger.change(&question.at, "partial_credit", "parts-count", how);
        }
    }

    fn order(&mut self, question: &mut Question<'b>, order: &[String], sheet: &mut Sheet) {
        let item = question.item;
        let rule = PartialCredit::NAMES.iter().find(|(_, rule)| *rule == item.key.partial_credit);
        let rule = rule.map_or("", |(name, _)| *name);
        let grading = GRADING.iter().find(|(_, ours)| *ours == rule).map_or("", |(theirs, _)| theirs);
        let options = &item.face.options;
        let count = options.len().to_string();
        for (name, value) in [("selecttype", "ALL"), ("selectcount", &count), ("gradingtype", grading)] {
            sheet.value(2, name, value);
        }
        for (place, id) in order.iter().enumerate() {
            if let Some(option) = options.iter().find(|option| option.id == *id) {
                let fraction = format!("{}.0000000", place + 1);
                sheet.answer((&fraction, "html"), &to_multilingual_html(&option.text, of_markdown), &[]);
            }
        }
        let places: Vec<usize> =
            options.iter().filter_map(|option| order.iter().position(|id| *id == option.id)).collect();
        question.tags.extend(order_tag("option_order", &places));
        question.tags.extend(option_ids("option_ids", options, &letters(options.len())));
    }

    fn pairs(&mut self, question: &mut Question<'b>, pairs: &BTreeMap<String, String>, sheet: &mut Sheet) {
        let face = &question.item.face;
        // Sources are never shuffled here.
        sheet.value(2, "shuffleanswers", "false");
        let mut written: Vec<&str> = Vec::new();
        let target = |id: &str| face.options.iter().find(|option| option.id == id);
        for source in &face.sources {
            let Some(target) = pairs.get(&source.id).and_then(|id| target(id)) else { continue };
            subquestion(&to_multilingual_html(&source.text, of_markdown), target, sheet);
            if !written.contains(&target.id.as_str()) {
                written.push(&target.id);
            }
        }
        for option in &face.options {
            if !written.contains(&option.id.as_str()) {
                subquestion("", option, sheet);
                written.push(&option.id);
            }
        }
        let places: Vec<usize> =
            face.options.iter().filter_map(|option| written.iter().position(|id| *id == option.id)).collect();
        question.tags.extend(order_tag("option_order", &places));
        question.tags.extend(option_ids("option_ids", &face.options, &letters(face.options.len())));
        question.tags.extend(option_ids("source_ids", &face.sources, &numbered("s", face.sources.len())));
        if face.keeps_order {
            question.tags.push("keep_order".to_owned());
            let how = "what is matched with is always shuffled there";
            self.ledger.change(&question.at, "keep_order", "targets-shuffled", how);
        }
    }

    fn number(&mut self, question: &Question<'b>, number: &NumberKey, sheet: &mut Sheet) {
        let tolerance = [format!("<tolerance>{}</tolerance>", number.tolerance)];
        sheet.answer(("100", "moodle_auto_format"), &number.value.to_string(), &tolerance);
        if number.units.is_empty() {
            return sheet.value(2, "showunits", "3");
        }
        sheet.line(2, "<units>");
        for (unit, size) in &number.units {
            // The size of a unit is above zero and has few digits.
            let Some((multiplier, is_exact)) = number::parse(&size.to_string()).and_then(multiplier_of) else {
                self.ledger.drop(&question.at, "units", "no-such-unit", format!("{unit} has no size there"));
                continue;
            };
            if !is_exact {
                let how = format!("the multiplier of {unit} is a decimal number there, and this one never ends");
                self.ledger.change(&question.at, "units", "multiplier-rounded", how);
            }
            sheet.line(3, "<unit>");
            sheet.value(4, "multiplier", &multiplier.written());
            sheet.value(4, "unit_name", unit);
            sheet.line(3, "</unit>");
        }
        sheet.line(2, "</units>");
        for (name, value) in [("unitgradingtype", "0"), ("showunits", "0")] {
            sheet.value(2, name, value);
        }
    }

    fn areas(&mut self, question: &mut Question<'b>, right: &BTreeMap<String, AreaShape>, sheet: &mut Sheet) {
        let face = &question.item.face;
        if let Some(picture) = &face.picture {
            if let Some(png) = self.bank.pictures.get(&picture.sha256) {
                sheet.file(2, &file_name(picture), png);
            }
            question.behind.push_str(&block("picture-text", &[], &to_multilingual_html(&picture.text, escaped)));
        }
        sheet.line(2, "<drag>");
        sheet.value(3, "no", "1");
        sheet.value(3, "text", MARKER);
        sheet.value(3, "noofdrags", &right.len().to_string());
        sheet.line(2, "</drag>");
        let mut zones = 0;
        for area in &face.areas {
            let (shape, coords) = coords(&area.shape);
            let attributes = [("data-id", area.id.as_str()), ("data-shape", shape), ("data-coords", &coords)];
            question.behind.push_str(&block("area", &attributes, &to_multilingual_html(&area.text, escaped)));
            if right.contains_key(&area.id) {
                zones += 1;
                sheet.line(2, "<drop>");
                for (name, value) in
                    [("no", zones.to_string().as_str()), ("shape", shape), ("coords", &coords), ("choice", "1")]
                {
                    sheet.value(3, name, value);
                }
                sheet.line(2, "</drop>");
            }
        }
        let how = "wrong areas and their words are no part of the question there; who cannot point has no list";
        self.ledger.change(&question.at, "area", "areas-for-review-only", how);
        if zones > 1 {
            let how = "a point outside of all right areas takes a part away here; there it only earns nothing";
            self.ledger.change(&question.at, "partial_credit", "marking-of-markers", how);
        }
    }
}

fn choice(face: &ItemFace, right: &[String], sheet: &mut Sheet) {
    let is_single = face.item_type == ItemType::SingleChoice;
    sheet.value(2, "single", if is_single { "true" } else { "false" });
    sheet.value(2, "shuffleanswers", if face.keeps_order { "false" } else { "true" });
    let wrong = face.options.len() - right.len();
    for option in &face.options {
        let fraction = match (right.contains(&option.id), is_single) {
            (true, true) => "100".to_owned(),
            (false, true) => "0".to_owned(),
            (true, false) => share(right.len()),
            (false, false) => format!("-{}", share(wrong)),
        };
        sheet.answer((&fraction, "html"), &to_multilingual_html(&option.text, of_markdown), &[]);
    }
}

/// `33.33333`: a part of 100 with the five digits that Moodle writes.
fn share(count: usize) -> String {
    let count = count.max(1);
    let whole = (10_000_000 + count / 2) / count;
    format!("{}.{:05}", whole / 100_000, whole % 100_000).trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn subquestion(source: &str, target: &ItemOption, sheet: &mut Sheet) {
    sheet.line(2, "<subquestion format=\"html\">");
    sheet.text(3, source);
    sheet.line(3, "<answer>");
    sheet.text(4, &to_multilingual_html(&target.text, escaped));
    sheet.line(3, "</answer>");
    sheet.line(2, "</subquestion>");
}

/// Tags for ids that are not the usual ones.
pub(super) fn option_ids(name: &str, options: &[ItemOption], usual: &[String]) -> Vec<String> {
    let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
    ids_tags(name, &ids, usual)
}

/// `100,50;20`
fn coords(shape: &AreaShape) -> (&'static str, String) {
    match shape {
        AreaShape::Rectangle([[left, top], [right, bottom]]) => {
            ("rectangle", format!("{left},{top};{},{}", right - left, bottom - top))
        }
        AreaShape::Circle([x, y], radius) => ("circle", format!("{x},{y};{radius}")),
        AreaShape::Polygon(corners) => {
            let corners: Vec<String> = corners.iter().map(|[x, y]| format!("{x},{y}")).collect();
            ("polygon", corners.join(";"))
        }
    }
}
