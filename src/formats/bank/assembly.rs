//! What assembly asks beyond the blueprint's rules: enemies of items, anchors, the exposure cap, forms made beforehand.

use super::assessment::Context;
use super::item::Draft;
use crate::domain::assessment::assembly::{anchor_places, assemble};
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::blueprint::Blueprint;
use crate::domain::assessment::form::{Candidate, TooFewItems, draw};
use crate::formats::mistake::{Mistakes, quote};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named};
use crate::formats::toml_file::sheet::{Place, Sheet};
use crate::formats::toml_file::suggest::closest;
use std::collections::BTreeSet;

/// Enemies one item may name.
const ENEMY_LIMIT: usize = 50;
/// Anchors of one assessment.
const ANCHOR_LIMIT: usize = 100;
/// Forms drawn to see whether enemies leave enough items.
const TRIALS: u8 = 50;

/// The enemies that an item names, with where it names them.
pub(super) fn enemies(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Vec<(String, Place)>> {
    let Some(named) = fields.get("enemies") else { return Some(Vec::new()) };
    let listed = named.short_list(sheet, "[\"other-item\"]", ENEMY_LIMIT)?;
    let mut enemies = ids(sheet, listed);
    enemies.sort();
    Some(enemies.into_iter().map(|(id, at)| (id, sheet.place(at))).collect())
}

/// The ids of a list, and where each stands.
fn ids(sheet: &mut Sheet<'_>, listed: Vec<Named<'_, '_>>) -> Vec<(String, usize)> {
    let mut ids: Vec<(String, usize)> = Vec::with_capacity(listed.len());
    for named in listed {
        let at = named.at();
        let Some(id) = code(sheet, named) else { continue };
        if ids.iter().any(|(known, _)| *known == id) {
            sheet.report(at, "duplicate-value", format!("{} is listed twice", quote(&id)));
        } else {
            ids.push((id, at));
        }
    }
    ids
}

/// Enemies that are no items of the bank, or the item itself.
pub(super) fn check_enemies(drafts: &[Draft], mistakes: &mut Mistakes) {
    let known: BTreeSet<&str> =
        drafts.iter().filter_map(|draft| draft.id.as_ref()).map(|(id, _)| id.as_str()).collect();
    for draft in drafts {
        let own = draft.id.as_ref().map(|(id, _)| id.as_str());
        for (enemy, place) in &draft.enemies {
            if own == Some(enemy) {
                let message = format!("the item {} names itself as its enemy", quote(enemy));
                mistakes.push(place.mistake("own-enemy", message, None));
            } else if !known.contains(enemy.as_str()) {
                let hint = closest(enemy, known.iter().copied()).map(|id| format!("did you mean `{id}`?"));
                mistakes.push(place.mistake("unknown-item", format!("the bank has no item {}", quote(enemy)), hint));
            }
        }
    }
}

/// Adds to the rules of a blueprint what else `assessment.toml` says of forms.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (rules, context): (Blueprint, &Context<'_>),
) -> Option<Blueprint> {
    let anchors = match fields.get("anchors") {
        None => Some(Vec::new()),
        Some(named) => named.short_list(sheet, "[\"an-item\"]", ANCHOR_LIMIT).map(|listed| ids(sheet, listed)),
    };
    let exposure_cap = whole(sheet, fields, "exposure_cap_percent", 1..=100);
    let forms = whole(sheet, fields, "forms", 2..=200);
    let anchors = anchors?;
    let blueprint = Blueprint {
        anchors: anchors.iter().map(|(id, _)| id.clone()).collect(),
        exposure_cap: exposure_cap?.and_then(|cap| u8::try_from(cap).ok()),
        forms: forms?.and_then(|forms| u16::try_from(forms).ok()),
        ..rules
    };
    if let (Some(cap), at) = (blueprint.exposure_cap, place_of(fields, "exposure_cap_percent")) {
        let needed = 100_u16.div_ceil(u16::from(cap));
        if blueprint.forms.is_none_or(|forms| forms < needed) {
            let message = format!("a cap of {cap} % can only be kept by at least {needed} forms made beforehand");
            sheet.advise(at, "exposure-cap-needs-forms", message, format!("add forms = {needed}, or more"));
            return Some(blueprint);
        }
    }
    if let Some(bank) = context.bank {
        check(sheet, fields, (&blueprint, &anchors), bank);
    }
    Some(blueprint)
}

fn whole(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    name: &'static str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<Option<i64>> {
    fields.get(name).map_or(Some(None), |named| named.integer(sheet, range).map(Some))
}

fn place_of(fields: &Fields<'_, '_>, name: &'static str) -> usize {
    fields.get(name).map_or(fields.at, |named| named.at())
}

fn check(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (blueprint, anchors): (&Blueprint, &[(String, usize)]),
    bank: &Bank,
) {
    let candidates: Vec<Candidate<'_>> =
        bank.items.iter().map(|item| Candidate { face: &item.face, traits: &item.traits }).collect();
    let faults = sheet.faults();
    check_anchors(sheet, (blueprint, anchors), &candidates);
    if sheet.faults() > faults {
        return;
    }
    let has_enemies = bank.items.iter().any(|item| !item.traits.enemies.is_empty());
    if let Some(forms) = blueprint.forms {
        if let Err(too_few) = assemble(&candidates, blueprint, usize::from(forms), |_| 0.0, [0; 16]) {
            let why = format!("{forms} forms cannot be made: {}", short_of(&too_few));
            let hint = match blueprint.exposure_cap {
                Some(_) => "raise `exposure_cap_percent`, make fewer forms, or write more such items",
                None => "lower `count`, name fewer enemies, or write more such items",
            };
            sheet.advise(place_of(fields, "forms"), "forms-unservable", why, hint);
        }
    } else if has_enemies {
        let refused = (0..TRIALS).find_map(|trial| draw(&candidates, blueprint, [trial; 16]).err());
        if let Some(too_few) = refused {
            let at = fields.key_at("blueprint").unwrap_or(fields.at);
            let message = format!("enemies leave too few items: {}", short_of(&too_few));
            let hint = "lower `count`, name fewer enemies, or write more such items";
            sheet.advise(at, "blueprint-unservable", message, hint);
        }
    }
}

fn short_of(too_few: &TooFewItems) -> String {
    let rule = &too_few.rule;
    let competency = rule.competency.as_deref().unwrap_or("any competency");
    format!("a rule asks for {} items of {competency}, {} are left", rule.count, too_few.available)
}

fn check_anchors(
    sheet: &mut Sheet<'_>,
    (blueprint, anchors): (&Blueprint, &[(String, usize)]),
    bank: &[Candidate<'_>],
) {
    let placed: BTreeSet<&str> =
        anchor_places(bank, blueprint).into_iter().map(|(_, index)| bank[index].face.id.as_str()).collect();
    for (anchor, at) in anchors {
        let Some(item) = bank.iter().find(|candidate| candidate.face.id == *anchor) else {
            let known = bank.iter().map(|candidate| candidate.face.id.as_str());
            let hint = closest(anchor, known).map_or_else(String::new, |id| format!("did you mean `{id}`?"));
            sheet.advise(*at, "unknown-item", format!("the bank has no item {}", quote(anchor)), hint);
            continue;
        };
        if !placed.contains(anchor.as_str()) {
            let message = format!("no rule of the blueprint has room for the anchor {}", quote(anchor));
            sheet.advise(*at, "anchor-without-place", message, "raise the `count` of a rule that admits it");
        }
        let is_enemy = |other: &str| item.traits.enemies.iter().any(|enemy| enemy == other);
        if let Some((other, _)) = anchors.iter().find(|(other, _)| is_enemy(other)) {
            let message = format!("the anchors {} and {} are enemies", quote(anchor), quote(other));
            sheet.advise(*at, "enemy-anchors", message, "both would stand on every form; keep one");
        }
    }
}
