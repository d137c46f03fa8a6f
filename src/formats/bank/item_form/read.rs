//! From the text of an items file to a form, whatever stands in it.

use super::{ItemForm, Row, Typed};
use crate::domain::text::Language;
use toml::{Table, Value};

impl ItemForm {
    /// The form of the first item in the text of an items file; what is not where it should be is left out.
    pub fn read(content: &str) -> Self {
        let root: Table = content.parse().unwrap_or_default();
        let item = root.get("item").and_then(Value::as_array).and_then(|items| items.first()).and_then(Value::as_table);
        item.map(form).unwrap_or_default()
    }
}

/// A value as somebody would type it.
fn typed(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(values)) => values.iter().map(|value| typed(Some(value))).collect::<Vec<_>>().join(", "),
        Some(Value::Table(_)) => String::new(),
        Some(other) => other.to_string(),
    }
}

fn by_language(value: Option<&Value>) -> Typed {
    let table = value.and_then(Value::as_table);
    let text = |language: Language| Some((language, typed(Some(table?.get(language.code())?))));
    Language::ALL.into_iter().filter_map(text).collect()
}

fn form(item: &Table) -> ItemForm {
    let text = |name: &str| typed(item.get(name));
    let flag = |name: &str| item.get(name).and_then(Value::as_bool).unwrap_or(false);
    let mut form = ItemForm {
        id: text("id"),
        item_type: text("type"),
        competency: text("competency"),
        level: text("level"),
        kind: text("kind"),
        points: text("points"),
        partial_credit: text("partial_credit"),
        source: text("source"),
        as_of: text("as_of"),
        review_by: text("review_by"),
        digcomp: text("digcomp"),
        frameworks: text("frameworks"),
        enemies: text("enemies"),
        accepts: text("accepts"),
        stimulus: text("stimulus"),
        simulation: text("simulation"),
        picture: text("picture"),
        picture_text: by_language(item.get("picture_text")),
        keeps_order: flag("keep_order"),
        minds_case: flag("minds_case"),
        ignores_marks: flag("ignores_marks"),
        key: String::new(),
        tolerance: text("tolerance"),
        units: units(item.get("units")),
        truth: item.get("key").and_then(Value::as_bool),
        stem: by_language(item.get("stem")),
        rationale: by_language(item.get("rationale")),
        legal_basis: by_language(item.get("legal_basis")),
        rows: Vec::new(),
    };
    rows(item, &mut form);
    form
}

/// `GB = 1; MB = 0.001`
fn units(value: Option<&Value>) -> String {
    let units = value.and_then(Value::as_table).into_iter().flatten();
    units.map(|(name, size)| format!("{name} = {}", typed(Some(size)))).collect::<Vec<_>>().join("; ")
}

fn tables<'v>(item: &'v Table, name: &str) -> Vec<&'v Table> {
    let list = item.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_table).collect()
}

fn own_texts(table: &Table) -> Typed {
    by_language(Some(&Value::Table(table.clone())))
}

/// Ids that a key names.
fn named(key: Option<&Value>) -> Vec<String> {
    match key {
        Some(Value::Array(values)) => values.iter().map(|value| typed(Some(value))).collect(),
        Some(Value::String(id)) => vec![id.clone()],
        _ => Vec::new(),
    }
}

fn rows(item: &Table, form: &mut ItemForm) {
    let key = item.get("key");
    let row = |table: &Table, is_right: &dyn Fn(&str) -> bool| {
        let id = typed(table.get("id"));
        Row { is_right: is_right(&id), id, text: own_texts(table), ..Row::default() }
    };
    let right = named(key);
    match form.item_type.as_str() {
        "matching" => form.rows = pairs(item),
        "cloze" => form.rows = tables(item, "blank").into_iter().map(|table| blank(table, &form.stem)).collect(),
        "hotspot" => {
            form.rows = tables(item, "area")
                .into_iter()
                .map(|table| {
                    let shape = ["rectangle", "circle", "polygon"].iter().find_map(|name| {
                        let numbers = typed(Some(table.get(*name)?)).replace(',', "");
                        Some(format!("{name} {numbers}"))
                    });
                    let says = std::iter::once((Language::Vi, shape.unwrap_or_default())).collect();
                    Row { says, ..row(table, &|id| right.iter().any(|known| known == id)) }
                })
                .collect();
        }
        "numeric" => form.key = typed(key),
        "short_text" => form.key = named(key).join("\n"),
        _ => {
            form.rows = tables(item, "option")
                .into_iter()
                .map(|table| row(table, &|id| right.iter().any(|known| known == id)))
                .collect();
            if form.item_type == "ordering" {
                let place = |row: &Row| right.iter().position(|id| *id == row.id).unwrap_or(usize::MAX);
                form.rows.sort_by_key(place);
            }
        }
    }
}

fn pairs(item: &Table) -> Vec<Row> {
    let key = item.get("key").and_then(Value::as_table);
    let targets = tables(item, "option");
    let target = |id: &str| targets.iter().find(|table| typed(table.get("id")) == id);
    let mut used = Vec::new();
    let mut rows = Vec::new();
    for source in tables(item, "match_source") {
        let id = typed(source.get("id"));
        let target_id = key.map(|key| typed(key.get(&id))).unwrap_or_default();
        let texts = target(&target_id).map(|table| own_texts(table)).unwrap_or_default();
        used.push(target_id.clone());
        rows.push(Row { id, text: own_texts(source), target: texts, target_id, ..Row::default() });
    }
    let left = targets.iter().filter(|table| !used.contains(&typed(table.get("id"))));
    rows.extend(left.map(|table| Row {
        target_id: typed(table.get("id")),
        target: own_texts(table),
        ..Row::default()
    }));
    rows
}

/// A blank in the words of a sheet.
fn blank(table: &Table, stem: &Typed) -> Row {
    let id = typed(table.get("id"));
    let weight = match typed(table.get("weight")).as_str() {
        "" | "1" => String::new(),
        weight => format!(" x{weight}"),
    };
    let key = table.get("key");
    let mut says = Typed::new();
    for language in stem.keys() {
        let words = match typed(table.get("type")).as_str() {
            "choice" => {
                let right = typed(key);
                let options = tables(table, "option").into_iter().map(|option| {
                    let mark = if typed(option.get("id")) == right { "*" } else { "" };
                    format!("{mark}{}", typed(option.get(language.code())))
                });
                format!("choice{weight}: {}", options.collect::<Vec<_>>().join(" | "))
            }
            "text" => {
                let marked =
                    if table.get("ignores_marks").and_then(Value::as_bool).unwrap_or(false) { "" } else { "marked " };
                format!("{marked}text{weight}: {}", named(key).join(" | "))
            }
            "number" => {
                let tolerance = typed(table.get("tolerance"));
                let tolerance = if tolerance.is_empty() { tolerance } else { format!(" ± {tolerance}") };
                let units = units(table.get("units"));
                let units = if units.is_empty() { units } else { format!("; {units}") };
                format!("number{weight}: {}{tolerance}{units}", typed(key))
            }
            other => other.to_owned(),
        };
        says.insert(*language, words);
    }
    Row { id, says, ..Row::default() }
}
