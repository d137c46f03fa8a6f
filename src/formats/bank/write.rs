//! Banks written as files that an author can go on with: one items file per competency, stable, readable.

use super::adaptive;
use super::{ASSESSMENT_FILE, BANK_FILE, STIMULI_FILE, write_definition as definition};
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::item::{Blank, Item, ItemOption, ItemType, Stimulus};
use crate::domain::assessment::key::{Answer, BlankAnswer, BlankKey, NumberKey, PartialCredit, TextKey};
use crate::domain::assessment::picture::{Area, AreaShape};
use crate::domain::text::{Language, Localized};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A file is closed when it has grown to this; no single item has as many bytes as are left to the limit.
const FULL: usize = 800_000;

/// The files of a bank. Reading them gives the same bank and assessment again, when every text has the
/// form that reading gives it: composed, trimmed, lines ended by `\n`.
pub fn write(bank: &Bank, assessment: Option<&Assessment>) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![(BANK_FILE.to_owned(), manifest(bank).into_bytes())];
    files.extend(
        assessment.map(|assessment| (ASSESSMENT_FILE.to_owned(), definition::definition(assessment).into_bytes())),
    );
    files.extend(assessment.and_then(|assessment| assessment.adaptive.as_ref()).map(adaptive::parameters_file));
    let mut by_competency: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in &bank.items {
        by_competency.entry(&item.traits.competency).or_default().push(item);
    }
    for (code, items) in by_competency {
        files.extend(items_files(code, &items));
    }
    let stimuli: BTreeMap<&str, &Stimulus> = bank
        .items
        .iter()
        .filter_map(|item| item.face.stimulus.as_ref())
        .map(|found| (found.id.as_str(), found))
        .collect();
    if !stimuli.is_empty() {
        files.push((STIMULI_FILE.to_owned(), stimuli_file(stimuli.into_values()).into_bytes()));
    }
    let simulation = |(sha256, html): (&String, &String)| (simulation_file(sha256), html.clone().into_bytes());
    files.extend(bank.simulations.iter().map(simulation));
    files.extend(bank.pictures.iter().map(|(sha256, png)| (picture_file(sha256), png.clone())));
    files
}

/// Named by what is in it: the author's own name is not kept.
fn picture_file(sha256: &str) -> String {
    format!("pictures/{}.png", sha256.get(..16).unwrap_or(sha256))
}

fn simulation_file(sha256: &str) -> String {
    format!("simulations/{}.html", sha256.get(..16).unwrap_or(sha256))
}

fn stimuli_file<'b>(stimuli: impl Iterator<Item = &'b Stimulus>) -> String {
    let mut out = String::new();
    for stimulus in stimuli {
        out.push_str(if out.is_empty() { "[[stimulus]]\n" } else { "\n[[stimulus]]\n" });
        field(&mut out, "id", &quoted(&stimulus.id));
        if let Some(picture) = &stimulus.picture {
            field(&mut out, "picture", &quoted(&picture_file(&picture.sha256)));
        }
        texts(&mut out, "stimulus.text", &stimulus.text);
        if let Some(picture) = &stimulus.picture {
            texts(&mut out, "stimulus.picture_text", &picture.text);
        }
    }
    out
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
            text.push_str(&item_file(item));
        }
    }
    let name =
        |index| if index == 0 { format!("items/{code}.toml") } else { format!("items/{code}.{}.toml", index + 1) };
    texts.into_iter().enumerate().map(|(index, text)| (name(index), text.into_bytes())).collect()
}

/// The words of `bank.toml`.
pub fn manifest(bank: &Bank) -> String {
    let mut out = String::new();
    field(&mut out, "code", &quoted(&bank.code));
    field(&mut out, "languages", &languages(&bank.languages));
    field(&mut out, "framework", &quoted(&bank.framework));
    field(&mut out, "licence", &quoted(&bank.licence));
    if !bank.authors.is_empty() {
        field(&mut out, "authors", &list(bank.authors.iter().map(String::as_str)));
    }
    texts(&mut out, "title", &bank.title);
    texts(&mut out, "description", &bank.description);
    for competency in &bank.competencies {
        out.push_str("\n[[competency]]\n");
        field(&mut out, "code", &quoted(&competency.code));
        dotted(&mut out, "title", &competency.title);
    }
    out
}

/// The text of an items file with one item.
pub fn item_file(item: &Item) -> String {
    let mut out = "[[item]]\n".to_owned();
    let (face, key, explanation) = (&item.face, &item.key, &item.explanation);
    field(&mut out, "id", &quoted(&face.id));
    field(&mut out, "type", &quoted(face.item_type.name()));
    if let Some(simulation) = &face.simulation {
        field(&mut out, "simulation", &quoted(&simulation_file(simulation)));
    }
    if let Some(stimulus) = &face.stimulus {
        field(&mut out, "stimulus", &quoted(&stimulus.id));
    }
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
    if !item.frameworks.is_empty() {
        field(&mut out, "frameworks", &list(item.frameworks.iter().map(String::as_str)));
    }
    if !item.accepts.is_empty() {
        field(&mut out, "accepts", &list(item.accepts.iter().map(String::as_str)));
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

pub(super) fn field(out: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name} = {value}");
}

/// A table of texts by language.
pub(super) fn texts(out: &mut String, name: &str, texts: &Localized) {
    let _ = writeln!(out, "\n[{name}]");
    by_language(out, "", texts);
}

pub(super) fn dotted(out: &mut String, name: &str, texts: &Localized) {
    by_language(out, &format!("{name}."), texts);
}

fn by_language(out: &mut String, prefix: &str, texts: &Localized) {
    for (language, text) in &texts.0 {
        field(out, &format!("{prefix}{}", language.code()), &quoted(text));
    }
}

pub(super) fn languages(languages: &[Language]) -> String {
    list(languages.iter().map(|language| language.code()))
}

pub(super) fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    format!("[{}]", texts.map(quoted).collect::<Vec<_>>().join(", "))
}

pub(super) fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names.iter().find(|(_, known)| *known == value).map_or("", |(name, _)| name)
}

/// A TOML text; over several lines when it has several.
pub(super) fn quoted(text: &str) -> String {
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
