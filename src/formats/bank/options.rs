//! The options of an item: enough, not too many, all different.

use crate::domain::assessment::item::{ItemOption, ItemType};
use crate::domain::text::{Language, Localized, nfc};
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::texts::{Kind, LINE, Languages, OPTION, in_languages};
use std::ops::RangeInclusive;

const SHAPE: Shape = Shape { noun: "an option", known: &["id", "vi", "en"] };
/// Options of an item.
pub(super) const COUNT: RangeInclusive<usize> = 2..=8;

/// The options as written; made here for true/false, none for types that have none. `None` when any has a mistake.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
    languages: &Languages,
) -> Option<Vec<ItemOption>> {
    if item_type == Some(ItemType::TrueFalse) {
        if let Some(at) = fields.key_at("option") {
            let hint = "delete the options, or write type = \"single_choice\"";
            sheet.advise(at, "options-not-allowed", "a true/false item has no options of its own", hint);
        }
        return Some(true_and_false(&languages.required));
    }
    if item_type.is_some_and(|item_type| !has_options(item_type)) {
        return Some(Vec::new());
    }
    let written = fields.tables(sheet, "option");
    if item_type.is_some() && !COUNT.contains(&written.len()) {
        let at = fields.key_at("option").unwrap_or(fields.at);
        sheet.report(at, "option-count", format!("the item has {} options, not 2 to 8", written.len()));
    }
    // What a list offers can only be plain text.
    let kind = if item_type == Some(ItemType::Matching) { LINE } else { OPTION };
    all_of(sheet, written, "option", (kind, languages))
}

/// Whether items of this type have `[[item.option]]`.
const fn has_options(item_type: ItemType) -> bool {
    match item_type {
        ItemType::SingleChoice | ItemType::MultipleChoice | ItemType::Matching | ItemType::Ordering => true,
        ItemType::TrueFalse | ItemType::Numeric | ItemType::ShortText | ItemType::Cloze | ItemType::Hotspot => false,
    }
}

/// Options, or what else has an id and a text by language; all different.
pub(super) fn all(
    sheet: &mut Sheet<'_>,
    written: Vec<Named<'_, '_>>,
    name: &str,
    languages: &Languages,
) -> Option<Vec<ItemOption>> {
    all_of(sheet, written, name, (OPTION, languages))
}

/// The same, of a kind of text.
pub(super) fn all_of(
    sheet: &mut Sheet<'_>,
    written: Vec<Named<'_, '_>>,
    name: &str,
    (kind, languages): (Kind, &Languages),
) -> Option<Vec<ItemOption>> {
    // The rest of a list that is far too long would only repeat that.
    let written: Vec<Named<'_, '_>> = written.into_iter().take(2 * COUNT.end()).collect();
    let read: Vec<Option<(ItemOption, Fields<'_, '_>)>> =
        written.into_iter().map(|named| option(sheet, named, name, (kind, languages))).collect();
    let known: Vec<&(ItemOption, Fields<'_, '_>)> = read.iter().flatten().collect();
    report_twins(sheet, &known);
    read.into_iter().map(|option| option.map(|(option, _)| option)).collect()
}

fn option<'t, 'i>(
    sheet: &mut Sheet<'_>,
    named: Named<'t, 'i>,
    name: &str,
    (kind, languages): (Kind, &Languages),
) -> Option<(ItemOption, Fields<'t, 'i>)> {
    let fields = Fields::of(sheet, named, &SHAPE)?;
    let id = fields.need(sheet, "id").and_then(|named| code(sheet, named));
    let text = in_languages(sheet, &fields, name, (kind, languages));
    Some((ItemOption { id: id?, text: text? }, fields))
}

fn report_twins(sheet: &mut Sheet<'_>, options: &[&(ItemOption, Fields<'_, '_>)]) {
    let folded: Vec<Vec<(Language, String)>> = options.iter().map(|(option, _)| folded_texts(&option.text)).collect();
    for (index, (option, fields)) in options.iter().enumerate() {
        for (other, (earlier, _)) in options[..index].iter().enumerate() {
            if earlier.id == option.id {
                let at = fields.get("id").map_or(fields.at, |named| named.at());
                sheet.report(at, "duplicate-option-id", format!("two options have the id {}", quote(&option.id)));
            }
            if let Some((language, _)) = folded[index].iter().find(|text| folded[other].contains(text)) {
                let at = fields.key_at(language.code()).unwrap_or(fields.at);
                let message = format!("options {} and {} say the same", quote(&earlier.id), quote(&option.id));
                sheet.report(at, "equal-options", message);
            }
        }
    }
}

/// Texts that are equal here differ at most in case, spaces and composition.
fn folded_texts(text: &Localized) -> Vec<(Language, String)> {
    text.0.iter().map(|(language, text)| (*language, folded(text))).collect()
}

fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    nfc(&words.join(" ").to_uppercase().to_lowercase())
}

/// The two options of every true/false item.
pub(super) fn true_and_false(languages: &[Language]) -> Vec<ItemOption> {
    let option = |id: &str, vi: &str, en: &str| {
        let text = languages.iter().map(|language| match language {
            Language::Vi => (*language, vi.to_owned()),
            Language::En => (*language, en.to_owned()),
        });
        ItemOption { id: id.to_owned(), text: Localized(text.collect()) }
    };
    vec![option("true", "Đúng", "True"), option("false", "Sai", "False")]
}
