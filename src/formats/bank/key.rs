//! The key of an item: what is right, what it is worth, how a partly right response is credited.

use super::options::COUNT;
use super::{parts, written};
use crate::domain::assessment::item::{ItemOption, ItemType};
use crate::domain::assessment::key::{Answer, BlankKey, ItemKey, PartialCredit};
use crate::domain::assessment::picture::{Area, AreaShape};
use crate::formats::mistake::quote;
use crate::formats::toml_file::fields::{Fields, Named};
use crate::formats::toml_file::sheet::Sheet;
use std::collections::BTreeMap;
use toml::de::DeValue;

/// Fields that belong to some types only.
const OF_TYPE: [(&str, &[ItemType]); 8] = [
    ("option", &[ItemType::SingleChoice, ItemType::MultipleChoice, ItemType::Matching, ItemType::Ordering]),
    ("match_source", &[ItemType::Matching]),
    ("blank", &[ItemType::Cloze]),
    ("area", &[ItemType::Hotspot]),
    ("tolerance", &[ItemType::Numeric]),
    ("units", &[ItemType::Numeric]),
    ("minds_case", &[ItemType::ShortText]),
    ("ignores_marks", &[ItemType::ShortText]),
];

/// What the key is checked against, where it is known.
pub(super) struct Parts<'a> {
    pub options: Option<&'a [ItemOption]>,
    pub sources: Option<&'a [ItemOption]>,
    pub blanks: Option<BTreeMap<String, BlankKey>>,
    pub areas: Option<&'a [Area]>,
}

/// The key, points and partial credit.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
    parts: Parts<'_>,
) -> Option<ItemKey> {
    let points = fields.get("points").map_or(Some(1), |named| named.integer(sheet, 1..=100));
    let partial_credit = partial_credit(sheet, fields, item_type);
    if let Some(item_type) = item_type {
        report_strangers(sheet, fields, item_type);
    }
    let answer = answer(sheet, fields, item_type, parts);
    Some(ItemKey { answer: answer?, points: u16::try_from(points?).ok()?, partial_credit: partial_credit? })
}

fn answer(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
    parts: Parts<'_>,
) -> Option<Answer> {
    let options = parts.options;
    let Some(item_type) = item_type else {
        fields.need(sheet, "key");
        return None;
    };
    match item_type {
        ItemType::SingleChoice | ItemType::MultipleChoice | ItemType::TrueFalse | ItemType::Ordering => {
            let key = fields.need(sheet, "key")?;
            let written = match item_type {
                ItemType::SingleChoice => single(sheet, key),
                ItemType::MultipleChoice => multiple(sheet, key, options.map(<[_]>::len)),
                ItemType::Ordering => order(sheet, key, options.map(<[_]>::len)),
                _ => truth(sheet, key),
            };
            let mut ids = known_options(sheet, written?, options)?;
            if item_type == ItemType::Ordering {
                return Some(Answer::Order(ids));
            }
            ids.sort();
            Some(Answer::Correct(ids))
        }
        ItemType::Matching => {
            let key = fields.need(sheet, "key")?;
            parts::pairs(sheet, key, (parts.sources, options)).map(Answer::Pairs)
        }
        ItemType::Numeric => {
            let key = written::number(sheet, fields)?;
            if !written::fits_the_field(&key) {
                let at = fields.key_at("key").unwrap_or(fields.at);
                sheet.report(at, "bad-number", "the key and its unit cannot be typed as an answer");
            }
            Some(Answer::Number(key))
        }
        ItemType::ShortText => written::words(sheet, fields).map(Answer::Text),
        ItemType::Cloze => {
            if let Some(at) = fields.key_at("key") {
                sheet.advise(at, "not-for-type", "a cloze has a key for each blank", "move it into the [[item.blank]]");
            }
            parts.blanks.map(Answer::Blanks)
        }
        ItemType::Hotspot => {
            let key = fields.need(sheet, "key")?;
            right_areas(sheet, key, parts.areas).map(Answer::Areas)
        }
    }
}

/// `"a"` for one point, `["a", "c"]` for several.
fn right_areas(
    sheet: &mut Sheet<'_>,
    key: Named<'_, '_>,
    areas: Option<&[Area]>,
) -> Option<BTreeMap<String, AreaShape>> {
    let entries = match key.value.get_ref() {
        DeValue::Array(_) => key.short_list(sheet, "[\"a\", \"c\"]", *COUNT.end())?,
        _ => vec![key],
    };
    let written = ids(sheet, entries)?;
    let mut right = BTreeMap::new();
    for (id, entry) in &written {
        let Some(area) = areas?.iter().find(|area| area.id == *id) else {
            sheet.report(entry.at(), "unknown-option", format!("the key names {}, which is no area", quote(id)));
            return None;
        };
        if right.insert(id.clone(), area.shape.clone()).is_some() {
            sheet.report(entry.at(), "duplicate-value", format!("the key names {} twice", quote(id)));
        }
    }
    if right.is_empty() || right.len() >= areas?.len() {
        sheet.advise(
            key.at(),
            "key-count",
            "at least one area is right and at least one is not",
            "add areas that are wrong",
        );
    }
    Some(right)
}

fn report_strangers(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, item_type: ItemType) {
    for (name, of) in OF_TYPE {
        // True/false says it in words of its own.
        let is_told = name == "option" && item_type == ItemType::TrueFalse;
        if let Some(at) = fields.key_at(name).filter(|_| !of.contains(&item_type) && !is_told) {
            let message = format!("an item of type \"{}\" has no `{name}`", item_type.name());
            sheet.advise(at, "not-for-type", message, format!("delete `{name}`"));
        }
    }
}

fn partial_credit(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
) -> Option<PartialCredit> {
    let rules = item_type.map_or_else(Vec::new, PartialCredit::of);
    let Some(named) = fields.get("partial_credit") else { return Some(rules.first().copied().unwrap_or_default()) };
    if rules.len() == 1 {
        let at = fields.key_at("partial_credit").unwrap_or(fields.at);
        let message = "this type is right or wrong, without credit in between";
        sheet.advise(at, "not-for-type", message, "delete `partial_credit`");
    }
    let names: Vec<_> =
        PartialCredit::NAMES.into_iter().filter(|(_, rule)| rules.len() < 2 || rules.contains(rule)).collect();
    named.choice(sheet, &names)
}

type Written<'t, 'i> = Vec<(String, Named<'t, 'i>)>;

fn single<'t, 'i>(sheet: &mut Sheet<'_>, key: Named<'t, 'i>) -> Option<Written<'t, 'i>> {
    let entries = match key.value.get_ref() {
        DeValue::Array(_) => key.short_list(sheet, "\"a\"", *COUNT.end())?,
        _ => vec![key],
    };
    if entries.len() != 1 {
        let message = format!("a single choice has exactly one key, not {}", entries.len());
        let hint = "write key = \"a\", or type = \"multiple_choice\"";
        sheet.advise(key.at(), "key-count", message, hint);
        return None;
    }
    ids(sheet, entries)
}

fn multiple<'t, 'i>(sheet: &mut Sheet<'_>, key: Named<'t, 'i>, options: Option<usize>) -> Option<Written<'t, 'i>> {
    let listed = key.short_list(sheet, "[\"a\", \"c\"]", *COUNT.end())?;
    let entries = ids(sheet, listed)?;
    for (index, (id, entry)) in entries.iter().enumerate() {
        if entries[..index].iter().any(|(earlier, _)| earlier == id) {
            sheet.report(entry.at(), "duplicate-value", format!("the key names {} twice", quote(id)));
        }
    }
    if entries.len() < 2 {
        let message = format!("a multiple choice has at least two keys, not {}", entries.len());
        sheet.advise(key.at(), "key-count", message, "name every right option, or write type = \"single_choice\"");
    } else if options.is_some_and(|count| entries.len() >= count) {
        sheet.advise(key.at(), "key-count", "every option is a key", "add options that are wrong");
    }
    Some(entries)
}

fn order<'t, 'i>(sheet: &mut Sheet<'_>, key: Named<'t, 'i>, options: Option<usize>) -> Option<Written<'t, 'i>> {
    let listed = key.short_list(sheet, "[\"c\", \"a\", \"b\"]", *COUNT.end())?;
    let entries = ids(sheet, listed)?;
    for (index, (id, entry)) in entries.iter().enumerate() {
        if entries[..index].iter().any(|(earlier, _)| earlier == id) {
            sheet.report(entry.at(), "duplicate-value", format!("the key names {} twice", quote(id)));
        }
    }
    if options.is_some_and(|count| entries.len() != count) {
        sheet.advise(key.at(), "key-count", "the key does not list every option", "write all of them, the first first");
    }
    Some(entries)
}

fn truth<'t, 'i>(sheet: &mut Sheet<'_>, key: Named<'t, 'i>) -> Option<Written<'t, 'i>> {
    let holds = key.flag(sheet)?;
    Some(vec![(holds.to_string(), key)])
}

fn ids<'t, 'i>(sheet: &mut Sheet<'_>, entries: Vec<Named<'t, 'i>>) -> Option<Written<'t, 'i>> {
    entries.into_iter().map(|entry| Some((entry.raw_text(sheet)?.to_owned(), entry))).collect()
}

fn known_options(
    sheet: &mut Sheet<'_>,
    written: Written<'_, '_>,
    options: Option<&[ItemOption]>,
) -> Option<Vec<String>> {
    let Some(options) = options.filter(|options| !options.is_empty()) else { return Some(Vec::new()) };
    let all_known = written
        .iter()
        .fold(true, |good, (id, entry)| parts::known(sheet, (id, entry.at()), Some(options), "option") && good);
    all_known.then(|| written.into_iter().map(|(id, _)| id).collect())
}
