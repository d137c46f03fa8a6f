//! The key of an item: which options are right, what they are worth.

use super::options::COUNT;
use crate::domain::assessment::item::{ItemKey, ItemOption, ItemType, PartialCredit};
use crate::formats::mistake::quote;
use crate::formats::toml_file::fields::{Fields, Named};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;
use toml::de::DeValue;

/// Names of the rules for partial credit.
pub(super) const PARTIAL_CREDIT: [(&str, PartialCredit); 2] =
    [("sum_clamped", PartialCredit::SumClamped), ("all_or_nothing", PartialCredit::AllOrNothing)];

/// The key, points and partial credit. The key is checked against the options where they are known.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
    options: Option<&[ItemOption]>,
) -> Option<ItemKey> {
    let key = fields.need(sheet, "key");
    let points = fields.get("points").map_or(Some(1), |named| named.integer(sheet, 1..=100));
    let partial_credit = partial_credit(sheet, fields, item_type);
    let key = key?;
    let correct = match item_type? {
        ItemType::SingleChoice => single(sheet, key),
        ItemType::MultipleChoice => multiple(sheet, key, options.map(<[_]>::len)),
        ItemType::TrueFalse => truth(sheet, key),
    };
    let mut correct = known_options(sheet, correct?, options)?;
    correct.sort();
    Some(ItemKey { correct, points: u16::try_from(points?).ok()?, partial_credit: partial_credit? })
}

fn partial_credit(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
) -> Option<PartialCredit> {
    let Some(named) = fields.get("partial_credit") else { return Some(PartialCredit::default()) };
    let rule = named.choice(sheet, &PARTIAL_CREDIT);
    if matches!(item_type, Some(ItemType::SingleChoice | ItemType::TrueFalse)) {
        let at = fields.key_at("partial_credit").unwrap_or(fields.at);
        sheet.advise(at, "not-for-type", "only multiple choice has partial credit", "delete `partial_credit`");
    }
    rule
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
    let known: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
    let mut all_known = true;
    for (id, entry) in &written {
        if !known.contains(&id.as_str()) {
            all_known = false;
            let message = format!("the key names {}, which is no option", quote(id));
            let folded = known.iter().find(|name| name.eq_ignore_ascii_case(id.trim()));
            let hint = folded.map(|name| format!("did you mean `{name}`?")).or_else(|| did_you_mean(id, &known));
            sheet.advise(entry.at(), "unknown-option", message, hint.unwrap_or_default());
        }
    }
    all_known.then(|| written.into_iter().map(|(id, _)| id).collect())
}
