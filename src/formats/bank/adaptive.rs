//! What a bank's folder says of an adaptive test: `[adaptive]` in `assessment.toml`, and `parameters.csv`.

use super::PARAMETERS_FILE;
use super::assessment::Context;
use super::write::field;
use crate::domain::assessment::adaptive::ability::{Answered, estimate};
use crate::domain::assessment::adaptive::next_item::{Course, SoFar, next_item};
use crate::domain::assessment::adaptive::{
    AdaptiveRule, ItemParameters, LARGEST_RANDOMESQUE, STANDARD_ERRORS, USUAL_RANDOMESQUE,
};
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::blueprint::Blueprint;
use crate::domain::assessment::form::{Candidate, Form};
use crate::domain::assessment::item::Item;
use crate::domain::assessment::way::Navigation;
use crate::domain::identifier::hex;
use crate::formats::item_parameters::{bare_csv, other_revisions, read as read_parameters};
use crate::formats::mistake::{Mistake, Mistakes, quote};
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::closest;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;
use toml::de::DeValue;

const SHAPE: Shape =
    Shape { noun: "the adaptive test", known: &["least_items", "most_items", "standard_error", "randomesque"] };
/// Fields that say something of forms drawn as a whole, or of marks on them.
const OTHERS: [&str; 6] = ["anchors", "exposure_cap_percent", "forms", "practice", "wrong_costs", "proficiency"];
/// Ids that one mistake names.
const NAMED: usize = 5;
/// Made-up people who go through the test, to see whether the bank has enough items.
const TRIALS: u8 = 10;

/// Reads `parameters.csv`; what it says of items that the bank does not have is a mistake.
pub(super) fn parameters(
    bytes: &[u8],
    bank: Option<&Bank>,
    (mistakes, warnings): (&mut Mistakes, &mut Mistakes),
) -> Option<BTreeMap<String, ItemParameters>> {
    let rows = match read_parameters(PARAMETERS_FILE, bytes) {
        Ok(rows) => rows,
        Err(found) => {
            mistakes.append(found);
            return None;
        }
    };
    // Without a bank nothing is known of its items.
    let bank = bank?;
    let known: HashSet<&str> = bank.items.iter().map(|item| item.face.id.as_str()).collect();
    let before = mistakes.len();
    for row in rows.iter().filter(|row| !known.contains(row.item.as_str())) {
        let hint = closest(&row.item, known.iter().copied()).map(|id| format!("did you mean `{id}`?"));
        mistakes.push(Mistake {
            file: PARAMETERS_FILE.to_owned(),
            line: row.line,
            column: 1,
            code: "unknown-item",
            message: format!("the bank has no item {}", quote(&row.item)),
            hint: Some(hint.unwrap_or_else(|| "delete the row, or calibrate again".to_owned())),
        });
    }
    let others = other_revisions(&rows, &hex(&Sha256::digest(bank.canonical_bytes())));
    if !others.is_empty() {
        let message = "the items were calibrated on another revision of the bank";
        let hint = "items that were reworded since may be harder or easier now: calibrate again when enough have sat";
        warnings.push(Mistake::of_file(PARAMETERS_FILE, "other-revision", message, hint));
    }
    let whole = rows.into_iter().map(|row| (row.item, ItemParameters::of(row.curve))).collect();
    (mistakes.len() == before).then_some(whole)
}

/// Reads `[adaptive]`; `Some(None)` when it is not there.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (blueprint, navigation): (&Blueprint, Navigation),
    context: &Context<'_>,
) -> Option<Option<AdaptiveRule>> {
    let Some(named) = fields.get("adaptive") else { return Some(None) };
    let at = fields.key_at("adaptive").unwrap_or(named.at());
    if navigation.is_free() {
        let message = "an adaptive test chooses each item by the answers before it";
        sheet.advise(at, "adaptive-needs-linear", message, "write navigation = \"linear\"");
    }
    for name in OTHERS {
        if let Some(at) = fields.key_at(name) {
            let message = format!("`{name}` has no meaning in an adaptive test");
            sheet.advise(at, "not-with-adaptive", message, format!("delete it, or delete {}", quote("[adaptive]")));
        }
    }
    let table = Fields::of(sheet, named, &SHAPE)?;
    let length = i64::try_from(blueprint.length()).unwrap_or(i64::MAX).max(1);
    let least = table.need(sheet, "least_items").and_then(|named| named.integer(sheet, 1..=length));
    let most = table.need(sheet, "most_items").and_then(|named| named.integer(sheet, 1..=length));
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let at = table.key_at("least_items").unwrap_or(at);
        sheet.report(at, "out-of-range", "`least_items` is more than `most_items`");
    }
    let standard_error = table.need(sheet, "standard_error").and_then(|named| standard_error(sheet, named));
    let randomesque = match table.get("randomesque") {
        None => Some(i64::from(USUAL_RANDOMESQUE)),
        Some(named) => named.integer(sheet, 1..=i64::from(LARGEST_RANDOMESQUE)),
    };
    let rule = AdaptiveRule {
        least_items: u16::try_from(least?).ok()?,
        most_items: u16::try_from(most?).ok()?,
        standard_error: standard_error?,
        randomesque: u16::try_from(randomesque?).ok()?,
        parameters: pool(sheet, at, blueprint, context)?,
    };
    if let Some(bank) = context.bank {
        report_too_few(sheet, at, (&rule, blueprint), bank);
    }
    Some(Some(rule))
}

/// `0.3`, to six decimals.
fn standard_error(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<u32> {
    let written = match named.value.get_ref() {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => {
            named.wrong_type(sheet, "a number", Some("write it without quotes: standard_error = 0.3".to_owned()));
            return None;
        }
    };
    let millionths = written.parse::<f64>().ok().map(|ones| (ones * 1e6).round());
    let found = millionths.map(|whole| whole as u32).filter(|whole| STANDARD_ERRORS.contains(whole));
    if found.is_none() {
        let message = format!("`standard_error` is {}, not between 0.05 and 1", quote(written));
        sheet.advise(named.at(), "out-of-range", message, "0.3 is usual; the smaller, the longer the test");
    }
    found
}

/// The parameters of every item that the blueprint can draw.
fn pool(
    sheet: &mut Sheet<'_>,
    at: usize,
    blueprint: &Blueprint,
    context: &Context<'_>,
) -> Option<BTreeMap<String, ItemParameters>> {
    let bank = context.bank?;
    let Some(read) = &context.parameters else {
        let message =
            format!("an adaptive test takes the parameters of its items, and the folder has no {PARAMETERS_FILE}");
        sheet.advise(
            at,
            "missing-parameters",
            message,
            "write it with `assessment calibrate CODE --out parameters.csv`",
        );
        return None;
    };
    let parameters = read.as_ref()?;
    let can_draw = |item: &&Item| blueprint.rules.iter().any(|rule| rule.admits(&item.traits));
    let drawn: Vec<&str> = bank.items.iter().filter(can_draw).map(|item| item.face.id.as_str()).collect();
    let lacking: Vec<&str> = drawn.iter().copied().filter(|id| !parameters.contains_key(*id)).collect();
    if lacking.is_empty() {
        return Some(drawn.into_iter().map(|id| (id.to_owned(), parameters[id])).collect());
    }
    let named: Vec<String> = lacking.iter().take(NAMED).map(|id| quote(id)).collect();
    let more = if lacking.len() > NAMED { ", ..." } else { "" };
    let message = format!(
        "{PARAMETERS_FILE} lacks {} of the items that the blueprint can draw: {}{more}",
        lacking.len(),
        named.join(", ")
    );
    sheet.advise(at, "missing-parameters", message, "calibrate them first, or narrow the rules of the blueprint");
    None
}

/// Goes through the test as made-up people would: enemies and overlapping rules may use up the items too early.
fn report_too_few(sheet: &mut Sheet<'_>, at: usize, (rule, blueprint): (&AdaptiveRule, &Blueprint), bank: &Bank) {
    let is_shared = |item: &Item| blueprint.rules.iter().filter(|rule| rule.admits(&item.traits)).count() > 1;
    if !bank.items.iter().any(|item| !item.traits.enemies.is_empty() || is_shared(item)) {
        // Each rule has its items to itself, and as many as it may take.
        return;
    }
    let candidates: Vec<Candidate<'_>> =
        bank.items.iter().map(|item| Candidate { face: &item.face, traits: &item.traits }).collect();
    let none = HashSet::new();
    let as_short_as_can_be = AdaptiveRule { most_items: rule.least_items, ..rule.clone() };
    let shortest = (0..TRIALS).map(|trial| {
        let course = Course {
            rule: &as_short_as_can_be,
            blueprint,
            bank: &candidates,
            seen: &none,
            seed: [trial; 16],
            time: Duration::MAX,
        };
        let (mut form, mut answers) = (Form(Vec::new()), Vec::new());
        loop {
            let so_far = SoFar { form: &form, estimated: estimate(&answers), withdrawn: &none, spent: Duration::ZERO };
            let Some(next) = next_item(&course, &so_far) else { return form.0.len() };
            let is_right = (form.0.len() * 7 + usize::from(trial)) % 10 < usize::from(trial);
            answers.push(Answered { parameters: rule.parameters[&next.item], is_right });
            form.0.push(next);
        }
    });
    let shortest = shortest.min().unwrap_or_default();
    if shortest < usize::from(rule.least_items) {
        let message = format!("enemies or overlapping rules may leave only {shortest} items for a test");
        sheet.advise(
            at,
            "adaptive-unservable",
            message,
            "lower `least_items`, name fewer enemies, or write more items",
        );
    }
}

/// The table of `assessment.toml`.
pub(super) fn write(out: &mut String, rule: &AdaptiveRule) {
    out.push_str("\n[adaptive]\n");
    field(out, "least_items", &rule.least_items.to_string());
    field(out, "most_items", &rule.most_items.to_string());
    let decimals = format!("{:06}", rule.standard_error % 1_000_000);
    let decimals = decimals.trim_end_matches('0');
    let decimals = if decimals.is_empty() { "0" } else { decimals };
    field(out, "standard_error", &format!("{}.{decimals}", rule.standard_error / 1_000_000));
    field(out, "randomesque", &rule.randomesque.to_string());
}

/// The file beside it.
pub(super) fn parameters_file(rule: &AdaptiveRule) -> (String, Vec<u8>) {
    (PARAMETERS_FILE.to_owned(), bare_csv(&rule.parameters))
}
