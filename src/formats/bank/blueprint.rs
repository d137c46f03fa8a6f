//! The blueprint of an assessment, and whether the bank can serve it whatever the draw.

use super::assessment::Context;
use super::item::competency;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::blueprint::{Blueprint, BlueprintRule};
use crate::domain::assessment::item::{Item, ItemKind};
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;

const SHAPE: Shape = Shape { noun: "a rule of the blueprint", known: &["competency", "level", "kind", "count"] };
/// Rules of one blueprint.
const RULE_LIMIT: usize = 100;
/// Items on a form.
const FORM_LIMIT: usize = 500;

/// The rules, in the order in which they take items.
pub(super) fn read(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, context: &Context<'_>) -> Option<Blueprint> {
    fields.need(sheet, "blueprint")?;
    let written = fields.tables(sheet, "blueprint");
    if written.len() > RULE_LIMIT {
        sheet.report(
            fields.at,
            "out-of-range",
            format!("the blueprint has {} rules, more than {RULE_LIMIT}", written.len()),
        );
        return None;
    }
    let places: Vec<usize> = written.iter().map(Named::at).collect();
    let rules: Vec<Option<BlueprintRule>> = written.into_iter().map(|named| rule(sheet, named, context)).collect();
    let blueprint = Blueprint { rules: rules.into_iter().collect::<Option<_>>()?, ..Blueprint::default() };
    let length = blueprint.length();
    if !(1..=FORM_LIMIT).contains(&length) {
        let at = fields.key_at("blueprint").unwrap_or(fields.at);
        sheet.report(at, "out-of-range", format!("the form has {length} items, not 1 to {FORM_LIMIT}"));
    }
    if let Some(bank) = context.bank {
        report_unservable(sheet, &blueprint, &places, bank);
    }
    Some(blueprint)
}

fn rule(sheet: &mut Sheet<'_>, named: Named<'_, '_>, context: &Context<'_>) -> Option<BlueprintRule> {
    let fields = Fields::of(sheet, named, &SHAPE)?;
    let competency = optional(&fields, "competency", |named| competency(sheet, named, context.vocabulary));
    let level = optional(&fields, "level", |named| u8::try_from(named.integer(sheet, 1..=4)?).ok());
    let kinds = ItemKind::ALL.map(|kind| (kind.name(), kind));
    let kind = optional(&fields, "kind", |named| named.choice(sheet, &kinds));
    let count = fields.need(sheet, "count").and_then(|named| named.integer(sheet, 1..=500));
    Some(BlueprintRule { competency: competency?, level: level?, kind: kind?, count: u16::try_from(count?).ok()? })
}

/// `Some(None)` for a field that is not there, `None` for one with a mistake.
fn optional<'t, 'i, T>(
    fields: &Fields<'t, 'i>,
    name: &'static str,
    read: impl FnOnce(Named<'t, 'i>) -> Option<T>,
) -> Option<Option<T>> {
    fields.get(name).map_or(Some(None), |named| read(named).map(Some))
}

fn report_unservable(sheet: &mut Sheet<'_>, blueprint: &Blueprint, places: &[usize], bank: &Bank) {
    for ((index, rule), at) in blueprint.rules.iter().enumerate().zip(places) {
        let (matching, surely_left) = supply(&bank.items, &blueprint.rules[..index], rule);
        let wanted = usize::from(rule.count);
        if matching < wanted {
            let message = format!("the rule asks for {wanted} items, the bank has {matching} such");
            sheet.advise(*at, "blueprint-unservable", message, "lower `count`, or write more such items");
        } else if surely_left < wanted {
            let message =
                format!("the rule asks for {wanted} items; the rules before it may leave only {surely_left} such");
            sheet.advise(*at, "blueprint-unservable", message, "put narrow rules before wide ones, or lower `count`");
        }
    }
}

/// Items that a rule admits, and how many of them are left in the worst case after `earlier` rules.
pub(super) fn supply(items: &[Item], earlier: &[BlueprintRule], rule: &BlueprintRule) -> (usize, usize) {
    let pool: Vec<&Item> = items.iter().filter(|item| rule.admits(&item.traits)).collect();
    let shared = |other: &BlueprintRule| pool.iter().filter(|item| other.admits(&item.traits)).count();
    let taken: usize = earlier.iter().map(|other| shared(other).min(usize::from(other.count))).sum();
    let touched = pool.iter().filter(|item| earlier.iter().any(|other| other.admits(&item.traits))).count();
    (pool.len(), pool.len() - taken.min(touched))
}
