//! What is right, read from the bank's files; and answers, right and wrong, in the shape an item takes.

use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The right responses of a bank, by the stem in its first language.
#[derive(Debug)]
pub struct Bank {
    right: HashMap<String, Value>,
    /// The code of the assessment that comes with the bank.
    pub assessment: String,
}

impl Bank {
    /// Reads a bank's folder.
    ///
    /// # Errors
    /// One sentence that names the file.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let assessment = read_toml(&folder.join("assessment.toml"))?;
        let code = assessment.get("code").and_then(toml::Value::as_str).ok_or("assessment.toml: `code` is missing")?;
        let items = folder.join("items");
        let entries = fs::read_dir(&items).map_err(|error| format!("{}: {error}", items.display()))?;
        let mut right = HashMap::new();
        for entry in entries.flatten().filter(|entry| entry.path().extension().is_some_and(|end| end == "toml")) {
            let table = read_toml(&entry.path())?;
            for item in table.get("item").and_then(toml::Value::as_array).into_iter().flatten() {
                let stem = item.get("stem").and_then(|stem| stem.get("vi")).and_then(toml::Value::as_str);
                if let (Some(stem), Some(response)) = (stem, right_response(item)) {
                    right.insert(stem.trim().to_owned(), response);
                }
            }
        }
        Ok(Self { right, assessment: code.to_owned() })
    }

    /// An answer to an item as the API shows it: the right one, if the candidate knows it.
    pub fn answer(&self, item: &Value, knows: f64, rng: &mut Rng) -> Value {
        let is_known = rng.f64() < knows;
        let right = item["stem"].as_str().and_then(|stem| self.right.get(stem.trim()));
        match right.filter(|_| is_known) {
            Some(right) if right.get("area").is_some() => point_at(item, &right["area"]),
            Some(right) => right.clone(),
            None => any_response(item, rng),
        }
    }
}

fn read_toml(path: &Path) -> Result<toml::Table, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.parse().map_err(|error| format!("{}: {error}", path.display()))
}

fn right_response(item: &toml::Value) -> Option<Value> {
    let key = item.get("key").map(|key| json!(key));
    Some(match item.get("type")?.as_str()? {
        "single_choice" => json!({ "choice": [key?] }),
        "true_false" => json!({ "choice": [key?.to_string()] }),
        "multiple_choice" => {
            let mut ids = key?.as_array()?.clone();
            ids.sort_by_key(|id| id.as_str().map(str::to_owned));
            json!({ "choice": ids })
        }
        "matching" => json!({ "match": key? }),
        "ordering" => json!({ "order": key? }),
        "numeric" => json!({ "number": plain(&key?) }),
        "short_text" => json!({ "text": first(key?) }),
        "hotspot" => json!({ "area": first(key?) }),
        "cloze" => {
            let blanks = item.get("blank")?.as_array()?;
            let pairs = blanks.iter().map(|blank| {
                let id = blank.get("id")?.as_str()?.to_owned();
                Some((id, json!(plain(&first(json!(blank.get("key")?))))))
            });
            json!({ "blanks": pairs.collect::<Option<Map<String, Value>>>()? })
        }
        _ => return None,
    })
}

fn first(key: Value) -> Value {
    key.as_array().and_then(|all| all.first().cloned()).unwrap_or(key)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn point_at(item: &Value, area: &Value) -> Value {
    let areas = item["areas"].as_array();
    let found = areas.into_iter().flatten().find(|found| found["id"] == *area);
    json!({ "points": [found.map_or(&item["areas"][0]["middle"], |found| &found["middle"])] })
}

/// Something that fits the item.
fn any_response(item: &Value, rng: &mut Rng) -> Value {
    let ids = |list: &Value| -> Vec<Value> {
        list.as_array().into_iter().flatten().map(|option| option["id"].clone()).collect()
    };
    let options = ids(&item["options"]);
    match item["type"].as_str().unwrap_or_default() {
        "matching" => {
            let one = |source: Value| Some((source.as_str()?.to_owned(), any(&options, rng)));
            json!({ "match": ids(&item["sources"]).into_iter().filter_map(one).collect::<Map<_, _>>() })
        }
        "ordering" => {
            let mut order = options;
            rng.shuffle(&mut order);
            json!({ "order": order })
        }
        "numeric" => json!({ "number": rng.u32(1..1_000).to_string() }),
        "short_text" => json!({ "text": format!("đáp án {}", rng.u32(1..1_000)) }),
        "cloze" => {
            let blanks = item["blanks"].as_array().into_iter().flatten();
            let one = |blank: &Value| {
                let answer = match blank["type"].as_str() {
                    Some("choice") => any(&ids(&blank["options"]), rng),
                    _ => json!(rng.u32(1..1_000).to_string()),
                };
                Some((blank["id"].as_str()?.to_owned(), answer))
            };
            json!({ "blanks": blanks.filter_map(one).collect::<Map<_, _>>() })
        }
        "hotspot" => {
            let middles: Vec<Value> =
                item["areas"].as_array().into_iter().flatten().map(|area| area["middle"].clone()).collect();
            json!({ "points": [any(&middles, rng)] })
        }
        _ => json!({ "choice": [any(&options, rng)] }),
    }
}

fn any(list: &[Value], rng: &mut Rng) -> Value {
    if list.is_empty() { Value::Null } else { list[rng.usize(..list.len())].clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled() -> Bank {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../question_banks/ai-for-officials");
        Bank::read(Path::new(folder)).expect("a bank")
    }

    #[test]
    fn the_bundled_bank_is_understood() {
        let bank = bundled();
        assert_eq!(bank.assessment, "ai-for-officials");
        assert!(bank.right.len() > 150, "{}", bank.right.len());
        for shape in ["choice", "match", "order", "number", "text", "blanks", "area"] {
            assert!(bank.right.values().any(|response| response.get(shape).is_some()), "{shape}");
        }
    }

    #[test]
    fn a_wrong_answer_fits_the_item_all_the_same() {
        let bank = bundled();
        let item = json!({ "type": "ordering", "stem": "?", "options": [{ "id": "x" }, { "id": "y" }] });
        let answer = bank.answer(&item, 1.0, &mut Rng::with_seed(1));
        assert_eq!(answer["order"].as_array().map(Vec::len), Some(2));
    }
}
