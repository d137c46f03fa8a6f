//! Pairs and blanks of a row, written down.

use super::cells;
use super::columns::{OPTIONS, letter};
use super::parts::{self, Says};
use super::row::{Row, code_among, units};
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::{DraftItem, Lines};

/// What stands on one side of the pairs, by language.
struct Half {
    id: String,
    texts: Localized,
    place: Place,
}

/// A matching item: each option cell is a pair.
pub(super) fn pairs(row: &Row<'_>, item: &mut DraftItem) {
    let mut sources: Vec<Half> = Vec::new();
    let mut targets: Vec<Half> = Vec::new();
    let mut key: Vec<(String, String)> = Vec::new();
    let mut first = None;
    for index in 0..OPTIONS {
        let option = row.option(index);
        let Some((_, cell)) = option.first() else { continue };
        let place = cell.place.clone();
        first.get_or_insert_with(|| place.clone());
        let halves: Vec<(Language, Option<&str>, &str)> = option
            .iter()
            .map(|(language, cell)| {
                let (source, target) = parts::pair(&cell.text).unwrap_or((Some(cell.text.trim()), ""));
                (*language, source, target)
            })
            .collect();
        let target = halves.iter().filter(|(_, _, target)| !target.is_empty());
        let target = Localized(target.map(|(language, _, target)| (*language, (*target).to_owned())).collect());
        let target_id = match targets.iter().find(|known| known.texts == target) {
            Some(known) => known.id.clone(),
            None => {
                let id = format!("t{}", targets.len() + 1);
                targets.push(Half { id: id.clone(), texts: target, place: place.clone() });
                id
            }
        };
        let source = halves.iter().filter_map(|(language, source, _)| Some((*language, (*source)?.to_owned())));
        let source = Localized(source.collect());
        if !source.0.is_empty() {
            let id = letter(index).to_string();
            key.push((id.clone(), target_id));
            sources.push(Half { id, texts: source, place });
        }
    }
    let at = first.unwrap_or_else(|| item.at.clone());
    item.fields.table_of_texts("key", key.iter().map(|(source, target)| (source.as_str(), target.as_str())), &at);
    for (name, halves) in [("match_source", sources), ("option", targets)] {
        for Half { id, texts, place } in halves {
            let table = item.table(name, &place);
            table.text("id", &id, &place);
            table.by_language(&texts, &place);
        }
    }
}

/// A cloze: each option cell is a blank, `a` the first.
pub(super) fn blanks(row: &Row<'_>, item: &mut DraftItem) {
    for index in 0..OPTIONS {
        let option = row.option(index);
        let Some((_, cell)) = option.first() else { continue };
        let place = cell.place.clone();
        let cells: BlankCells<'_> = option.iter().map(|(language, cell)| (*language, cell.text.as_str())).collect();
        write_blank(&(index + 1).to_string(), &cells, item, &place);
    }
}

/// What is said of one blank, by language.
pub type BlankCells<'c> = Vec<(Language, &'c str)>;

/// Writes down what the cells say of a blank.
pub fn write_blank(id: &str, cells: &BlankCells<'_>, item: &mut DraftItem, at: &Place) {
    let table = item.table("blank", at);
    table.text("id", id, at);
    let Some((_, first)) = cells.first() else { return };
    let Some(blank) = parts::blank(first) else { return table.text("type", first.trim(), at) };
    match blank.weight.parse::<u16>() {
        Ok(1) => {}
        Ok(weight) => table.bare("weight", &weight.to_string(), at),
        Err(_) => table.text("weight", blank.weight, at),
    }
    match blank.says {
        Says::Choice(choices) => choice(cells, &choices, item, at),
        Says::Text(accepted, ignores_marks) => {
            table.text("type", "text", at);
            table.texts("key", accepted, at);
            if ignores_marks {
                table.bare("ignores_marks", "true", at);
            }
        }
        Says::Number(number, tolerance, written_units) => {
            table.text("type", "number", at);
            number_key(table, (number, tolerance, written_units), at);
        }
    }
}

fn number_key(table: &mut Lines, (number, tolerance, written_units): (&str, &str, &str), at: &Place) {
    table.text("key", number, at);
    if !tolerance.is_empty() {
        table.text("tolerance", tolerance, at);
    }
    if !written_units.is_empty() {
        units(table, written_units, at);
    }
}

/// The options of a blank: the words in the first language name them, the other languages say the same in order.
fn choice(option: &[(Language, &str)], choices: &[(&str, bool)], item: &mut DraftItem, at: &Place) {
    let mut ids: Vec<String> = Vec::new();
    for (text, _) in choices {
        let id = code_among(&ids, text, "option");
        ids.push(id);
    }
    let by_language: Vec<(Language, Vec<&str>)> = option
        .iter()
        .map(|(language, cell)| {
            let said = match parts::blank(cell).map(|blank| blank.says) {
                Some(Says::Choice(choices)) => choices.into_iter().map(|(text, _)| text).collect(),
                _ => cells::ways(cell),
            };
            (*language, said)
        })
        .collect();
    let right: Vec<&str> =
        ids.iter().zip(choices).filter(|(_, (_, is_right))| *is_right).map(|(id, _)| id.as_str()).collect();
    let fields = item.last_table();
    fields.text("type", "choice", at);
    match right.as_slice() {
        [] => {}
        [id] => fields.text("key", id, at),
        ids => fields.texts("key", ids.iter().copied(), at),
    }
    for (index, id) in ids.iter().enumerate() {
        let texts = by_language.iter().filter_map(|(language, said)| Some((*language, (*said.get(index)?).to_owned())));
        let texts = Localized(texts.collect());
        let table = item.table("blank.option", at);
        table.text("id", id, at);
        table.by_language(&texts, at);
    }
}
