//! Parts of items that have more than options: the sources of a matching item, the blanks of a cloze.

use super::options::{self, COUNT};
use super::written;
use crate::domain::assessment::item::{Blank, BlankKind, ItemOption, ItemType};
use crate::domain::assessment::key::{BlankAnswer, BlankKey};
use crate::domain::text::Localized;
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;
use crate::formats::toml_file::texts::{LINE, Languages};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

const BLANK: Shape = Shape {
    noun: "a blank",
    known: &["id", "type", "key", "weight", "tolerance", "units", "minds_case", "ignores_marks", "option"],
};
/// Sources of a matching item.
const SOURCES: RangeInclusive<usize> = 2..=10;
/// Blanks of a cloze.
const BLANKS: RangeInclusive<usize> = 1..=20;
/// Fields that belong to one kind of blank.
const OF_KIND: [(&str, &[BlankKind]); 5] = [
    ("option", &[BlankKind::Choice]),
    ("tolerance", &[BlankKind::Number]),
    ("units", &[BlankKind::Number]),
    ("minds_case", &[BlankKind::Text]),
    ("ignores_marks", &[BlankKind::Text]),
];

/// The sources of a matching item; none for other types.
pub(super) fn sources(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
    languages: &Languages,
) -> Option<Vec<ItemOption>> {
    if item_type != Some(ItemType::Matching) {
        return Some(Vec::new());
    }
    let written = fields.tables(sheet, "match_source");
    if !SOURCES.contains(&written.len()) {
        let at = fields.key_at("match_source").unwrap_or(fields.at);
        let message =
            format!("the item has {} sources to match, not {} to {}", written.len(), SOURCES.start(), SOURCES.end());
        sheet.advise(at, "source-count", message, "write each as [[item.match_source]] with id, vi and en");
    }
    options::all(sheet, written, "match_source", languages)
}

/// The target of each source: `key = { s1 = "t2" }`.
pub(super) fn pairs(
    sheet: &mut Sheet<'_>,
    key: Named<'_, '_>,
    (sources, targets): (Option<&[ItemOption]>, Option<&[ItemOption]>),
) -> Option<BTreeMap<String, String>> {
    let table = crate::formats::toml_file::fields::open_table(sheet, key, "the key of a matching item")?;
    let mut pairs = BTreeMap::new();
    let mut is_good = true;
    for (source, target) in table.entries("key") {
        let named = target.raw_text(sheet);
        is_good &= known(sheet, (source.get_ref(), source.span().start), sources, "source");
        is_good &= named.is_some_and(|named| known(sheet, (named, target.at()), targets, "option"));
        pairs.extend(named.map(|named| (source.get_ref().to_string(), named.to_owned())));
    }
    for source in sources.unwrap_or_default().iter().filter(|source| !pairs.contains_key(&source.id)) {
        is_good = false;
        let message = format!("the key says nothing of the source {}", quote(&source.id));
        sheet.advise(key.at(), "key-count", message, format!("add {} = \"...\"", source.id));
    }
    is_good.then_some(pairs)
}

/// Whether an id is among those known; nothing is said where they are not.
pub(super) fn known(sheet: &mut Sheet<'_>, (id, at): (&str, usize), known: Option<&[ItemOption]>, noun: &str) -> bool {
    let Some(known) = known.filter(|known| !known.is_empty()) else { return true };
    let ids: Vec<&str> = known.iter().map(|option| option.id.as_str()).collect();
    if ids.contains(&id) {
        return true;
    }
    let message = format!("the key names {}, which is no {noun}", quote(id));
    let folded = ids.iter().find(|name| name.eq_ignore_ascii_case(id.trim()));
    let hint = folded.map(|name| format!("did you mean `{name}`?")).or_else(|| did_you_mean(id, &ids));
    sheet.advise(at, "unknown-option", message, hint.unwrap_or_default());
    false
}

/// The blanks of a cloze with their keys, in the order of the file; none for other types.
pub(super) fn blanks(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (item_type, stem): (Option<ItemType>, Option<&Localized>),
    languages: &Languages,
) -> Option<Vec<(Blank, BlankKey)>> {
    if item_type != Some(ItemType::Cloze) {
        return Some(Vec::new());
    }
    let written = fields.tables(sheet, "blank");
    if !BLANKS.contains(&written.len()) {
        let at = fields.key_at("blank").unwrap_or(fields.at);
        let message = format!("the item has {} blanks, not {} to {}", written.len(), BLANKS.start(), BLANKS.end());
        sheet.advise(at, "blank-count", message, "write {1} in the stem and a [[item.blank]] with id = \"1\"");
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    for named in written {
        let Some(blank) = Fields::of(sheet, named, &BLANK) else { continue };
        let id = blank.need(sheet, "id").and_then(|named| Some((code(sheet, named)?, named.at())));
        if let Some((id, at)) = &id {
            if !seen.insert(id.clone()) {
                sheet.report(*at, "duplicate-option-id", format!("two blanks have the id {}", quote(id)));
            }
            report_stem(sheet, (id, *at), stem);
        }
        read.push(id.map(|(id, _)| id).and_then(|id| one(sheet, &blank, id, languages)));
    }
    report_strays(sheet, fields, &seen, stem);
    read.into_iter().collect()
}

fn one(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, id: String, languages: &Languages) -> Option<(Blank, BlankKey)> {
    let kinds = BlankKind::ALL.map(|kind| (kind.name(), kind));
    let kind = fields.need(sheet, "type").and_then(|named| named.choice(sheet, &kinds))?;
    for (name, of) in OF_KIND {
        if let Some(at) = fields.key_at(name).filter(|_| !of.contains(&kind)) {
            let message = format!("a blank of type \"{}\" has no `{name}`", kind.name());
            sheet.advise(at, "not-for-type", message, format!("delete `{name}`"));
        }
    }
    let weight = fields.get("weight").map_or(Some(1), |named| named.integer(sheet, 1..=100));
    let (options, units, answer) = match kind {
        BlankKind::Choice => {
            let written = fields.tables(sheet, "option");
            if !COUNT.contains(&written.len()) {
                let at = fields.key_at("option").unwrap_or(fields.at);
                sheet.report(at, "option-count", format!("the blank has {} options, not 2 to 8", written.len()));
            }
            let options = options::all_of(sheet, written, "option", (LINE, languages));
            let key = fields.need(sheet, "key");
            let right = key.and_then(|key| {
                let named = key.raw_text(sheet)?;
                known(sheet, (named, key.at()), options.as_deref(), "option").then(|| named.to_owned())
            });
            (options?, Vec::new(), BlankAnswer::Option(right?))
        }
        BlankKind::Text => (Vec::new(), Vec::new(), BlankAnswer::Text(written::words(sheet, fields)?)),
        BlankKind::Number => {
            let key = written::number(sheet, fields)?;
            (Vec::new(), key.units.iter().map(|(unit, _)| unit.clone()).collect(), BlankAnswer::Number(key))
        }
    };
    Some((Blank { id, kind, options, units }, BlankKey { answer, weight: u16::try_from(weight?).ok()? }))
}

/// Each blank stands once in the stem of each language.
fn report_stem(sheet: &mut Sheet<'_>, (id, at): (&str, usize), stem: Option<&Localized>) {
    for (language, text) in stem.iter().flat_map(|stem| &stem.0) {
        let count = text.matches(&format!("{{{id}}}")).count();
        if count != 1 {
            let message = format!("the stem in `{}` has {{{id}}} {count} times, not once", language.code());
            sheet.advise(at, "blank-in-stem", message, format!("write {{{id}}} where the blank is to stand"));
        }
    }
}

/// Places in the stem without a blank.
fn report_strays(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, ids: &BTreeSet<String>, stem: Option<&Localized>) {
    for (language, text) in stem.iter().flat_map(|stem| &stem.0) {
        let places = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(id, _)| id);
        for id in places.filter(|id| !ids.contains(*id) && crate::formats::toml_file::codes::is_code(id)) {
            let message = format!("the stem in `{}` has {{{id}}}, but there is no such blank", language.code());
            sheet.report(fields.key_at("stem").unwrap_or(fields.at), "blank-in-stem", message);
        }
    }
}
