//! From a form to the text of an items file.

use super::{ItemForm, Row, Typed};
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::{DraftItem, Lines};
use crate::formats::exchange::spreadsheet::{BlankCells, code_among, units, write_blank};

/// What one form is called in mistakes: the name of a field, and the number of its row.
const FILE: &str = "form";

impl ItemForm {
    /// The item, each line with the field it came from: the file of its place is the field's name, the line the number
    /// of its row.
    pub fn draft(&self, languages: &[Language]) -> DraftItem {
        let mut item = DraftItem::new(self.id.trim(), &at("id", 0));
        item.at = at(FILE, 0);
        self.plain(&mut item.fields);
        for (name, texts) in [("stem", &self.stem), ("rationale", &self.rationale), ("legal_basis", &self.legal_basis)]
        {
            item.fields.localized(name, &localized(texts, languages), &at(name, 0));
        }
        if !self.picture.trim().is_empty() {
            item.fields.text("picture", self.picture.trim(), &at("picture", 0));
            item.fields.localized("picture_text", &localized(&self.picture_text, languages), &at("picture_text", 0));
        }
        let rows: Vec<(usize, &Row)> = (1..).zip(&self.rows).filter(|(_, row)| !row.is_blank()).collect();
        match self.item_type.trim() {
            "matching" => pairs(&rows, languages, &mut item),
            "cloze" => blanks(&rows, languages, &mut item),
            "hotspot" => areas(&rows, languages, &mut item),
            _ => self.key(&rows, languages, &mut item),
        }
        item
    }

    fn plain(&self, fields: &mut Lines) {
        let text = |fields: &mut Lines, name: &'static str, value: &str| {
            if !value.trim().is_empty() {
                fields.text(name, value.trim(), &at(name, 0));
            }
        };
        let bare = |fields: &mut Lines, name: &'static str, value: &str| match value.trim() {
            "" => {}
            number if number.parse::<u32>().is_ok() => {
                fields.bare(name, &number.parse::<u32>().unwrap_or(0).to_string(), &at(name, 0))
            }
            other => fields.text(name, other, &at(name, 0)),
        };
        text(fields, "type", &self.item_type);
        text(fields, "competency", &self.competency);
        text(fields, "kind", &self.kind);
        text(fields, "partial_credit", &self.partial_credit);
        text(fields, "source", &self.source);
        text(fields, "stimulus", &self.stimulus);
        text(fields, "simulation", &self.simulation);
        bare(fields, "level", &self.level);
        bare(fields, "points", &self.points);
        for (name, value) in [("as_of", &self.as_of), ("review_by", &self.review_by)] {
            match crate::formats::exchange::spreadsheet::day(value) {
                Some(day) => fields.bare(name, &day.to_string(), &at(name, 0)),
                None => text(fields, name, value),
            }
        }
        for (name, value) in [
            ("digcomp", &self.digcomp),
            ("frameworks", &self.frameworks),
            ("enemies", &self.enemies),
            ("accepts", &self.accepts),
        ] {
            let list: Vec<&str> =
                value.split([',', ';', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
            if !list.is_empty() {
                fields.texts(name, list, &at(name, 0));
            }
        }
        for (name, is_set) in
            [("keep_order", self.keeps_order), ("minds_case", self.minds_case), ("ignores_marks", self.ignores_marks)]
        {
            if is_set {
                fields.bare(name, "true", &at(name, 0));
            }
        }
    }

    fn key(&self, rows: &[(usize, &Row)], languages: &[Language], item: &mut DraftItem) {
        match self.item_type.trim() {
            "true_false" => {
                if let Some(truth) = self.truth {
                    item.fields.bare("key", &truth.to_string(), &at("key", 0));
                }
            }
            "numeric" => {
                for (name, value) in [("key", &self.key), ("tolerance", &self.tolerance)] {
                    if !value.trim().is_empty() {
                        item.fields.text(name, value.trim(), &at(name, 0));
                    }
                }
                if !self.units.trim().is_empty() {
                    units(&mut item.fields, &self.units, &at("units", 0));
                }
            }
            "short_text" => {
                let ways: Vec<&str> = self.key.lines().map(str::trim).filter(|way| !way.is_empty()).collect();
                if !ways.is_empty() {
                    item.fields.texts("key", ways, &at("key", 0));
                }
            }
            item_type => {
                let ids = ids(rows, |row| (&row.id, &row.text), "option");
                let right: Vec<&str> = rows
                    .iter()
                    .zip(&ids)
                    .filter(|((_, row), _)| row.is_right || item_type == "ordering")
                    .map(|(_, id)| id.as_str())
                    .collect();
                match right.as_slice() {
                    [] => {}
                    [id] if item_type == "single_choice" => item.fields.text("key", id, &at("key", 0)),
                    right => item.fields.texts("key", right.iter().copied(), &at("key", 0)),
                }
                for ((number, row), id) in rows.iter().zip(&ids) {
                    let place = at("row", *number);
                    let table = item.table("option", &place);
                    table.text("id", id, &place);
                    table.by_language(&localized(&row.text, languages), &place);
                }
            }
        }
    }
}

/// Where a field stands.
fn at(field: &str, row: usize) -> Place {
    Place { file: field.into(), line: u32::try_from(row).unwrap_or(u32::MAX), column: 1 }
}

/// The texts that were typed, in the bank's languages.
fn localized(texts: &Typed, languages: &[Language]) -> Localized {
    let typed = |language: &Language| {
        let text = texts.get(language)?.replace("\r\n", "\n");
        (!text.trim().is_empty()).then_some((*language, text))
    };
    Localized(languages.iter().filter_map(typed).collect())
}

/// Ids as they are; letters for rows that have none.
fn ids<'r>(
    rows: &[(usize, &'r Row)],
    said: impl Fn(&'r Row) -> (&'r String, &'r Typed),
    fallback: &str,
) -> Vec<String> {
    let mut ids: Vec<String> = rows.iter().map(|(_, row)| said(row).0.trim().to_owned()).collect();
    for index in 0..ids.len() {
        if ids[index].is_empty() {
            let letter = u8::try_from(index).map_or('a', |index| char::from(b'a' + index % 26)).to_string();
            ids[index] = code_among(&ids, &letter, fallback);
        }
    }
    ids
}

fn pairs(rows: &[(usize, &Row)], languages: &[Language], item: &mut DraftItem) {
    let sources: Vec<(usize, &Row)> =
        rows.iter().copied().filter(|(_, row)| row.text.values().any(|text| !text.trim().is_empty())).collect();
    let source_ids = ids(&sources, |row| (&row.id, &row.text), "source");
    // Two pairs with the same words have one target.
    let mut targets: Vec<(String, Localized, usize)> = Vec::new();
    let mut target_of = Vec::new();
    for (number, row) in rows {
        let texts = localized(&row.target, languages);
        if texts.0.is_empty() {
            target_of.push((*number, String::new()));
            continue;
        }
        let known = targets.iter().find(|(_, known, _)| *known == texts).map(|(id, ..)| id.clone());
        let id = known.unwrap_or_else(|| {
            let taken: Vec<String> = targets
                .iter()
                .map(|(id, ..)| id.clone())
                .chain(rows.iter().map(|(_, row)| row.target_id.clone()))
                .collect();
            let own = row.target_id.trim();
            let is_free = !own.is_empty() && !targets.iter().any(|(id, ..)| id == own);
            let id =
                if is_free { own.to_owned() } else { code_among(&taken, &format!("t{}", targets.len() + 1), "target") };
            targets.push((id.clone(), texts, *number));
            id
        });
        target_of.push((*number, id));
    }
    let target = |number: usize| target_of.iter().find(|(known, _)| *known == number).map_or("", |(_, id)| id.as_str());
    let key: Vec<(&str, &str)> = sources
        .iter()
        .zip(&source_ids)
        .map(|((number, _), id)| (id.as_str(), target(*number)))
        .filter(|(_, target)| !target.is_empty())
        .collect();
    item.fields.table_of_texts("key", key.into_iter(), &at("key", 0));
    for ((number, row), id) in sources.iter().zip(&source_ids) {
        let place = at("row", *number);
        let table = item.table("match_source", &place);
        table.text("id", id, &place);
        table.by_language(&localized(&row.text, languages), &place);
    }
    for (id, texts, number) in targets {
        let place = at("row", number);
        let table = item.table("option", &place);
        table.text("id", &id, &place);
        table.by_language(&texts, &place);
    }
}

fn blanks(rows: &[(usize, &Row)], languages: &[Language], item: &mut DraftItem) {
    for (index, (number, row)) in rows.iter().enumerate() {
        let id = if row.id.trim().is_empty() { (index + 1).to_string() } else { row.id.trim().to_owned() };
        let said = localized(&row.says, languages);
        let cells: BlankCells<'_> = said.0.iter().map(|(language, text)| (*language, text.as_str())).collect();
        write_blank(&id, &cells, item, &at("row", *number));
    }
}

fn areas(rows: &[(usize, &Row)], languages: &[Language], item: &mut DraftItem) {
    let ids = ids(rows, |row| (&row.id, &row.text), "area");
    let right: Vec<&str> =
        rows.iter().zip(&ids).filter(|((_, row), _)| row.is_right).map(|(_, id)| id.as_str()).collect();
    match right.as_slice() {
        [] => {}
        [id] => item.fields.text("key", id, &at("key", 0)),
        right => item.fields.texts("key", right.iter().copied(), &at("key", 0)),
    }
    for ((number, row), id) in rows.iter().zip(&ids) {
        let place = at("row", *number);
        let table = item.table("area", &place);
        table.text("id", id, &place);
        let shape = row.says.values().next().map(String::as_str).unwrap_or_default();
        let mut words = shape.split([' ', ',']).filter(|word| !word.is_empty());
        let name = words.next().unwrap_or("rectangle");
        let numbers: Option<Vec<u32>> = words.map(|word| word.parse().ok()).collect();
        let name = if ["circle", "polygon"].contains(&name) { name } else { "rectangle" };
        let numbers: Vec<String> = numbers.unwrap_or_default().iter().map(u32::to_string).collect();
        table.bare(name, &format!("[{}]", numbers.join(", ")), &place);
        table.by_language(&localized(&row.text, languages), &place);
    }
}
