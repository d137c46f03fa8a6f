//! Banks written as files that an author can go on with: one items file per competency, stable, readable.

use super::adaptive;
use super::assessment::{NAVIGATION, PAUSE, PRESENTATION, REVIEW, TIME_LIMIT};
use super::certificate::ISSUE;
use super::{ASSESSMENT_FILE, BANK_FILE};
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::{Assessment, CertificateTerms, IssuePolicy};
use crate::domain::assessment::item::{Blank, Item, ItemOption, ItemType};
use crate::domain::assessment::key::{Answer, BlankAnswer, BlankKey, NumberKey, PartialCredit, TextKey};
use crate::domain::assessment::picture::{Area, AreaShape};
use crate::domain::assessment::scoring::CutScore;
use crate::domain::text::{Language, Localized};
use crate::domain::timestamp::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use time::format_description::well_known::Rfc3339;

/// A file is closed when it has grown to this; no single item has as many bytes as are left to the limit.
const FULL: usize = 800_000;

/// The files of a bank. Reading them gives the same bank and assessment again, when every text has the
/// form that reading gives it: composed, trimmed, lines ended by `\n`.
pub fn write(bank: &Bank, assessment: Option<&Assessment>) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![(BANK_FILE.to_owned(), manifest(bank).into_bytes())];
    files.extend(assessment.map(|assessment| (ASSESSMENT_FILE.to_owned(), definition(assessment).into_bytes())));
    files.extend(assessment.and_then(|assessment| assessment.adaptive.as_ref()).map(adaptive::parameters_file));
    let mut by_competency: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in &bank.items {
        by_competency.entry(&item.traits.competency).or_default().push(item);
    }
    for (code, items) in by_competency {
        files.extend(items_files(code, &items));
    }
    files.extend(bank.pictures.iter().map(|(sha256, png)| (picture_file(sha256), png.clone())));
    files
}

/// Named by what is in it: the author's own name is not kept.
fn picture_file(sha256: &str) -> String {
    format!("pictures/{}.png", sha256.get(..16).unwrap_or(sha256))
}

/// `items/verification.toml`, and `items/verification.2.toml` when the first is full.
fn items_files(code: &str, items: &[&Item]) -> Vec<(String, Vec<u8>)> {
    let mut texts = vec![String::new()];
    for item in items {
        if texts.last().is_some_and(|text| text.len() > FULL) {
            texts.push(String::new());
        }
        if let Some(text) = texts.last_mut() {
            text.push_str(if text.is_empty() { "" } else { "\n" });
            text.push_str(&item_table(item));
        }
    }
    let name =
        |index| if index == 0 { format!("items/{code}.toml") } else { format!("items/{code}.{}.toml", index + 1) };
    texts.into_iter().enumerate().map(|(index, text)| (name(index), text.into_bytes())).collect()
}

fn manifest(bank: &Bank) -> String {
    let mut out = String::new();
    field(&mut out, "code", &quoted(&bank.code));
    field(&mut out, "languages", &languages(&bank.languages));
    field(&mut out, "framework", &quoted(&bank.framework));
    field(&mut out, "licence", &quoted(&bank.licence));
    texts(&mut out, "title", &bank.title);
    texts(&mut out, "description", &bank.description);
    for competency in &bank.competencies {
        out.push_str("\n[[competency]]\n");
        field(&mut out, "code", &quoted(&competency.code));
        dotted(&mut out, "title", &competency.title);
    }
    out
}

fn item_table(item: &Item) -> String {
    let mut out = "[[item]]\n".to_owned();
    let (face, key, explanation) = (&item.face, &item.key, &item.explanation);
    field(&mut out, "id", &quoted(&face.id));
    field(&mut out, "type", &quoted(face.item_type.name()));
    field(&mut out, "competency", &quoted(&item.traits.competency));
    field(&mut out, "level", &item.traits.level.to_string());
    field(&mut out, "kind", &quoted(item.traits.kind.name()));
    written_key(&mut out, face.item_type, &key.answer);
    if key.points != 1 {
        field(&mut out, "points", &key.points.to_string());
    }
    if PartialCredit::of(face.item_type).first() != Some(&key.partial_credit) {
        field(&mut out, "partial_credit", &quoted(name_of(&PartialCredit::NAMES, key.partial_credit)));
    }
    field(&mut out, "source", &quoted(&explanation.source));
    field(&mut out, "as_of", &explanation.as_of.to_string());
    field(&mut out, "review_by", &explanation.review_by.to_string());
    if !item.digcomp.is_empty() {
        field(&mut out, "digcomp", &list(item.digcomp.iter().map(String::as_str)));
    }
    if !item.traits.enemies.is_empty() {
        field(&mut out, "enemies", &list(item.traits.enemies.iter().map(String::as_str)));
    }
    if face.keeps_order {
        field(&mut out, "keep_order", "true");
    }
    if let Some(picture) = &face.picture {
        field(&mut out, "picture", &quoted(&picture_file(&picture.sha256)));
    }
    texts(&mut out, "item.stem", &face.stem);
    if let Some(picture) = &face.picture {
        texts(&mut out, "item.picture_text", &picture.text);
    }
    for area in &face.areas {
        area_table(&mut out, area);
    }
    options(&mut out, "item.match_source", &face.sources);
    if face.item_type != ItemType::TrueFalse {
        options(&mut out, "item.option", &face.options);
    }
    if let Answer::Blanks(keys) = &key.answer {
        for blank in &face.blanks {
            if let Some(key) = keys.get(&blank.id) {
                blank_table(&mut out, blank, key);
            }
        }
    }
    texts(&mut out, "item.rationale", &explanation.rationale);
    texts(&mut out, "item.legal_basis", &explanation.legal_basis);
    out
}

fn options(out: &mut String, name: &str, options: &[ItemOption]) {
    for option in options {
        let _ = writeln!(out, "\n[[{name}]]");
        field(out, "id", &quoted(&option.id));
        by_language(out, "", &option.text);
    }
}

fn written_key(out: &mut String, item_type: ItemType, answer: &Answer) {
    match answer {
        Answer::Correct(ids) if item_type == ItemType::MultipleChoice => {
            field(out, "key", &list(ids.iter().map(String::as_str)));
        }
        Answer::Correct(ids) => {
            let first = ids.first().map_or("", String::as_str);
            field(out, "key", &if item_type == ItemType::TrueFalse { first.to_owned() } else { quoted(first) });
        }
        Answer::Pairs(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(source, target)| format!("{source} = {}", quoted(target))).collect();
            field(out, "key", &format!("{{ {} }}", pairs.join(", ")));
        }
        Answer::Order(order) => field(out, "key", &list(order.iter().map(String::as_str))),
        Answer::Number(number) => number_key(out, number),
        Answer::Text(text) => text_key(out, text),
        Answer::Areas(areas) if areas.len() == 1 => {
            field(out, "key", &quoted(areas.keys().next().map_or("", String::as_str)));
        }
        Answer::Areas(areas) => field(out, "key", &list(areas.keys().map(String::as_str))),
        Answer::Blanks(_) => {}
    }
}

fn area_table(out: &mut String, area: &Area) {
    out.push_str("\n[[item.area]]\n");
    field(out, "id", &quoted(&area.id));
    let (name, numbers) = match &area.shape {
        AreaShape::Rectangle(corners) => ("rectangle", corners.concat()),
        AreaShape::Circle([x, y], radius) => ("circle", vec![*x, *y, *radius]),
        AreaShape::Polygon(corners) => ("polygon", corners.concat()),
    };
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    field(out, name, &format!("[{}]", numbers.join(", ")));
    by_language(out, "", &area.text);
}

fn number_key(out: &mut String, number: &NumberKey) {
    field(out, "key", &quoted(&number.value.to_string()));
    if !number.tolerance.is_zero() {
        field(out, "tolerance", &quoted(&number.tolerance.to_string()));
    }
    if !number.units.is_empty() {
        let units: Vec<String> = number
            .units
            .iter()
            .map(|(unit, size)| format!("{} = {}", quoted(unit), quoted(&size.to_string())))
            .collect();
        field(out, "units", &format!("{{ {} }}", units.join(", ")));
    }
}

fn text_key(out: &mut String, text: &TextKey) {
    field(out, "key", &list(text.accepted.iter().map(String::as_str)));
    for (name, flag) in [("minds_case", text.minds_case), ("ignores_marks", text.ignores_marks)] {
        if flag {
            field(out, name, "true");
        }
    }
}

fn blank_table(out: &mut String, blank: &Blank, key: &BlankKey) {
    out.push_str("\n[[item.blank]]\n");
    field(out, "id", &quoted(&blank.id));
    field(out, "type", &quoted(blank.kind.name()));
    match &key.answer {
        BlankAnswer::Option(id) => field(out, "key", &quoted(id)),
        BlankAnswer::Text(text) => text_key(out, text),
        BlankAnswer::Number(number) => number_key(out, number),
    }
    if key.weight != 1 {
        field(out, "weight", &key.weight.to_string());
    }
    options(out, "item.blank.option", &blank.options);
}

fn definition(assessment: &Assessment) -> String {
    let mut out = String::new();
    field(&mut out, "code", &quoted(&assessment.code));
    field(&mut out, "bank", &quoted(&assessment.bank));
    field(&mut out, "languages", &languages(&assessment.languages));
    duration(&mut out, &TIME_LIMIT, assessment.time_limit_s);
    field(&mut out, "grace_seconds", &assessment.grace_s.to_string());
    let attempts = assessment.attempts.map_or_else(|| quoted("unlimited"), |count| count.to_string());
    field(&mut out, "attempts", &attempts);
    duration(&mut out, &PAUSE, assessment.pause_s);
    field(&mut out, "cut_score_percent", &percent(assessment.cuts.whole));
    if let Some(costs) = assessment.wrong_costs {
        field(&mut out, "wrong_costs", &quoted(&costs.to_string()));
    }
    for (name, moment) in [("opens_at", assessment.opens_at), ("closes_at", assessment.closes_at)] {
        if let Some(moment) = moment {
            field(&mut out, name, &local_time(moment));
        }
    }
    field(&mut out, "review", &quoted(name_of(&REVIEW, assessment.review)));
    field(&mut out, "presentation", &quoted(name_of(&PRESENTATION, assessment.presentation)));
    if let Some(days) = assessment.appeal_days {
        field(&mut out, "appeal_days", &days.to_string());
    }
    if !assessment.navigation.is_free() {
        field(&mut out, "navigation", &quoted(name_of(&NAVIGATION, assessment.navigation)));
    }
    let blueprint = &assessment.blueprint;
    if !blueprint.anchors.is_empty() {
        field(&mut out, "anchors", &list(blueprint.anchors.iter().map(String::as_str)));
    }
    if let Some(cap) = blueprint.exposure_cap {
        field(&mut out, "exposure_cap_percent", &cap.to_string());
    }
    if let Some(forms) = blueprint.forms {
        field(&mut out, "forms", &forms.to_string());
    }
    texts(&mut out, "title", &assessment.title);
    texts(&mut out, "description", &assessment.description);
    if !assessment.cuts.by_competency.is_empty() {
        out.push_str("\n[cut_score_percent_by_competency]\n");
        for (code, cut) in &assessment.cuts.by_competency {
            field(&mut out, code, &percent(*cut));
        }
    }
    for grade in &assessment.grades {
        step(&mut out, "grade", (&grade.code, &grade.title, Some(grade.from)));
    }
    if let Some(scale) = &assessment.proficiency {
        out.push_str("\n[proficiency]\n");
        field(&mut out, "fewest_items", &scale.fewest_items.to_string());
        for level in &scale.levels {
            step(&mut out, "proficiency.level", (&level.code, &level.title, level.from));
        }
    }
    if let Some(rule) = &assessment.adaptive {
        adaptive::write(&mut out, rule);
    }
    rules(&mut out, assessment);
    if let Some(terms) = &assessment.certificate {
        certificate(&mut out, terms);
    }
    out
}

/// A grade or a level.
fn step(out: &mut String, name: &str, (code, title, from): (&str, &Localized, Option<CutScore>)) {
    let _ = writeln!(out, "\n[[{name}]]");
    field(out, "code", &quoted(code));
    if let Some(from) = from {
        field(out, "percent", &percent(from));
    }
    dotted(out, "title", title);
}

fn rules(out: &mut String, assessment: &Assessment) {
    for rule in &assessment.blueprint.rules {
        out.push_str("\n[[blueprint]]\n");
        if let Some(code) = &rule.competency {
            field(out, "competency", &quoted(code));
        }
        if let Some(level) = rule.level {
            field(out, "level", &level.to_string());
        }
        if let Some(kind) = rule.kind {
            field(out, "kind", &quoted(kind.name()));
        }
        field(out, "count", &rule.count.to_string());
    }
}

fn certificate(out: &mut String, terms: &CertificateTerms) {
    out.push_str("\n[certificate]\n");
    if let Some(template) = &terms.template {
        field(out, "template", &quoted(template));
    }
    field(out, "serial_pattern", &quoted(&terms.serial_pattern));
    field(out, "register_pattern", &quoted(&terms.register_pattern));
    field(out, "shows_score", &terms.shows_score.to_string());
    if let Some(months) = terms.valid_months {
        field(out, "valid_months", &months.to_string());
    }
    if terms.issue != IssuePolicy::default() {
        field(out, "issue", &quoted(name_of(&ISSUE, terms.issue)));
    }
    dotted(out, "subtitle", &terms.subtitle);
    dotted(out, "statement", &terms.statement);
    dotted(out, "description", &terms.description);
    dotted(out, "criteria", &terms.criteria);
}

pub(super) fn field(out: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name} = {value}");
}

/// A table of texts by language.
fn texts(out: &mut String, name: &str, texts: &Localized) {
    let _ = writeln!(out, "\n[{name}]");
    by_language(out, "", texts);
}

fn dotted(out: &mut String, name: &str, texts: &Localized) {
    by_language(out, &format!("{name}."), texts);
}

fn by_language(out: &mut String, prefix: &str, texts: &Localized) {
    for (language, text) in &texts.0 {
        field(out, &format!("{prefix}{}", language.code()), &quoted(text));
    }
}

fn languages(languages: &[Language]) -> String {
    list(languages.iter().map(|language| language.code()))
}

fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    format!("[{}]", texts.map(quoted).collect::<Vec<_>>().join(", "))
}

/// In the largest unit that says it exactly.
fn duration(out: &mut String, units: &[(&str, u32)], seconds: u32) {
    if let Some((name, unit)) = units.iter().find(|(_, unit)| seconds.is_multiple_of(*unit)) {
        field(out, name, &(seconds / unit).to_string());
    }
}

fn percent(cut: CutScore) -> String {
    match (cut.basis_points() / 100, cut.basis_points() % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

/// As the clock in Việt Nam shows it.
fn local_time(moment: Timestamp) -> String {
    moment.in_vietnam().format(&Rfc3339).unwrap_or_else(|_| moment.rfc3339())
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names.iter().find(|(_, known)| *known == value).map_or("", |(name, _)| name)
}

/// A TOML text; over several lines when it has several.
fn quoted(text: &str) -> String {
    let is_long = text.contains('\n');
    let mut out = if is_long { "\"\"\"\n".to_owned() } else { "\"".to_owned() };
    for letter in text.chars() {
        match letter {
            '\n' => out.push('\n'),
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\t' => out.push_str("\\t"),
            hidden if hidden.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(hidden));
            }
            plain => out.push(plain),
        }
    }
    out.push_str(if is_long { "\n\"\"\"" } else { "\"" });
    out
}
