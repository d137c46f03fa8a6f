//! Choices, true/false and orders.

use super::super::xml::Element;
use super::declarations::{Micros, Response, are_near};
use super::item::Reading;
use super::names::{Ids, Qti};
use super::notes::{Notes, Told, refuse};
use super::processing::Check;
use super::scheme::{One, bounded, one, places_asked};
use crate::domain::text::search_form;
use std::collections::{BTreeMap, BTreeSet};

/// Something that can be chosen: its identifier, our id, where it stands.
pub(super) struct Choice<'e> {
    pub identifier: &'e str,
    pub id: String,
    pub element: &'e Element,
}

/// What is right of several things, and what that is worth.
pub(super) struct Right {
    /// Identifiers, in the order of the choices.
    pub identifiers: Vec<String>,
    pub maximum: Option<Micros>,
    pub is_all_or_nothing: bool,
}

/// The things of this name in an interaction, each with an id of ours.
pub(super) fn choices<'e>(of: &'e Element, name: &'static str, ids: &mut Ids) -> Vec<Choice<'e>> {
    let choice = |element: &'e Element| {
        element.take();
        let identifier = element.value("identifier").unwrap_or("");
        Choice { identifier, id: ids.free(identifier, "option"), element }
    };
    of.each(name).map(choice).collect()
}

/// `choiceInteraction`
pub(super) fn choice<'e>(reading: &mut Reading<'e>, interaction: &'e Element) -> Told<()> {
    let index = reading.response_of(interaction)?;
    reading.notes.attributes(interaction, &["responseIdentifier", "shuffle", "maxChoices", "orientation"]);
    let choices = choices(interaction, "simpleChoice", &mut Ids::default());
    let (right, is_single) = {
        let response = &reading.responses[index];
        let one = one(&reading.scoring, response.id, reading.root, &mut reading.notes);
        let is_single = response.cardinality == "single";
        (right(response, &choices, (&one, is_single, Penalty::OfWrong), &mut reading.notes)?, is_single)
    };
    let becomes_single = !is_single && right.identifiers.len() == 1;
    if becomes_single {
        let how = "several could be chosen, but one alone is right: here one is chosen";
        reading.notes.change(interaction, "single-key", how);
    }
    if is_single && is_true_false(&choices) {
        return true_false(reading, interaction, &right);
    }
    let at = &interaction.place;
    let type_name = if is_single || becomes_single { "single_choice" } else { "multiple_choice" };
    reading.draft.fields.text("type", type_name, at);
    let ids: Vec<&str> = ids_of(&choices, &right.identifiers);
    match (type_name, &ids[..]) {
        ("single_choice", [id]) => reading.draft.fields.text("key", id, at),
        (_, ids) => reading.draft.fields.texts("key", ids.iter().copied(), at),
    }
    let most = interaction.value("maxChoices").and_then(|most| most.parse().ok()).unwrap_or(0);
    if type_name == "multiple_choice" && (1..choices.len()).contains(&most) {
        let how = format!("at most {most} could be chosen; here as many as one likes");
        reading.notes.change_attribute(interaction, "maxChoices", "choice-limit", how);
    }
    keep_order(reading, interaction, &choices);
    let rule = (type_name == "multiple_choice" && right.is_all_or_nothing).then_some("all_or_nothing");
    reading.worth(right.maximum, rule);
    options(reading, &choices, "option")
}

/// Whether the options stay as they are written.
pub(super) fn keep_order(reading: &mut Reading<'_>, interaction: &Element, choices: &[Choice<'_>]) {
    let fixed = choices.iter().filter(|choice| choice.element.flag("fixed")).count();
    let is_shuffled = interaction.flag("shuffle");
    if is_shuffled && (1..choices.len()).contains(&fixed) {
        let how = "some stay in their place while others are shuffled; here all keep their order";
        reading.notes.change_attribute(interaction, "shuffle", "all-keep-order", how);
    }
    if !is_shuffled || fixed > 0 {
        reading.draft.fields.bare("keep_order", "true", &interaction.place);
    }
}

/// Writes the texts of choices down.
pub(super) fn options<'e>(reading: &mut Reading<'e>, choices: &[Choice<'e>], table: &str) -> Told<()> {
    for choice in choices {
        let known = ["identifier", "fixed", "matchMax", "matchMin", "showHide"];
        reading.notes.attributes(choice.element, &known);
        let text = reading.part(choice.element)?;
        let texts = reading.localized(&text);
        let at = &choice.element.place;
        let lines = reading.draft.table(table, at);
        lines.text("id", &choice.id, at);
        lines.by_language(&texts, at);
    }
    Ok(())
}

/// Our ids of some identifiers.
pub(super) fn ids_of<'c>(choices: &'c [Choice<'_>], identifiers: &[String]) -> Vec<&'c str> {
    let by_identifier: BTreeMap<&str, &str> =
        choices.iter().rev().map(|choice| (choice.identifier, choice.id.as_str())).collect();
    identifiers.iter().filter_map(|identifier| by_identifier.get(identifier.as_str()).copied()).collect()
}

/// Whether two choices are the two of every true/false item.
fn is_true_false(choices: &[Choice<'_>]) -> bool {
    let [one, other] = choices else { return false };
    let says = |choice: &Choice<'_>, words: [&str; 2]| {
        words.contains(&search_form(&choice.element.text()).as_str())
            && choice.element.elements().all(|part| &*part.name == "p")
    };
    let is_pair = |one: &Choice<'_>, other: &Choice<'_>| {
        one.identifier.eq_ignore_ascii_case("true")
            && other.identifier.eq_ignore_ascii_case("false")
            && says(one, ["true", "dung"])
            && says(other, ["false", "sai"])
    };
    is_pair(one, other) || is_pair(other, one)
}

fn true_false<'e>(reading: &mut Reading<'e>, interaction: &'e Element, right: &Right) -> Told<()> {
    interaction.each("simpleChoice").for_each(Element::take_all);
    let at = &interaction.place;
    reading.draft.fields.text("type", "true_false", at);
    let holds = right.identifiers.iter().any(|identifier| identifier.eq_ignore_ascii_case("true"));
    reading.draft.fields.bare("key", if holds { "true" } else { "false" }, at);
    reading.worth(right.maximum, None);
    Ok(())
}

/// What a wrong choice takes away by our rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Penalty {
    /// Its share of the wrong ones.
    OfWrong,
    /// As much as a right one gives.
    OfRight,
}

/// What is right, by mapping or by what is correct.
pub(super) fn right(
    response: &Response<'_>,
    choices: &[Choice<'_>],
    (one, is_single, penalty): (&One<'_>, bool, Penalty),
    notes: &mut Notes,
) -> Told<Right> {
    let by = |identifiers: Vec<String>, maximum, is_all_or_nothing| Right { identifiers, maximum, is_all_or_nothing };
    let found = match one {
        One::Mapped { is_floored } => by_mapping(response, choices, (is_single, *is_floored, penalty), notes)?,
        One::When(Check::Is(value), worth) if is_single => by(vec![value.clone()], Some(*worth), true),
        One::When(Check::Correct, worth) => by(response.correct.clone(), Some(*worth), true),
        One::When(..) | One::Places(_) => return refuse(response.element, "no-key", "what is right is not understood"),
        One::ByCorrect => by(response.correct.clone(), None, true),
    };
    let mut identifiers = found.identifiers;
    let asked = identifiers.len();
    identifiers.sort();
    identifiers.dedup();
    if identifiers.is_empty() {
        return refuse(response.element, "no-key", "it does not say what is right");
    }
    if is_single && identifiers.len() > 1 {
        let why = format!("{} choices are right, and only one can be chosen", identifiers.len());
        return refuse(response.element, "several-right-answers", why);
    }
    if ids_of(choices, &identifiers).len() != asked {
        return refuse(response.element, "unknown-key", "what is right is not among what can be chosen");
    }
    let in_order = |choice: &Choice<'_>| {
        identifiers
            .binary_search_by(|known| known.as_str().cmp(choice.identifier))
            .ok()
            .map(|_| choice.identifier.to_owned())
    };
    Ok(Right { identifiers: choices.iter().filter_map(in_order).collect(), ..found })
}

fn by_mapping(
    response: &Response<'_>,
    choices: &[Choice<'_>],
    (is_single, is_floored, penalty): (bool, bool, Penalty),
    notes: &mut Notes,
) -> Told<Right> {
    let Some(mapping) = &response.mapping else { return refuse(response.element, "no-mapping", "there is no mapping") };
    let listed: BTreeMap<&str, Micros> =
        mapping.entries.iter().map(|entry| (entry.key.as_str(), entry.worth)).collect();
    let worth = |identifier: &str| listed.get(identifier).copied().unwrap_or(mapping.default);
    let worths: Vec<(&str, Micros)> =
        choices.iter().map(|choice| (choice.identifier, worth(choice.identifier))).collect();
    let best = worths.iter().map(|(_, worth)| *worth).max().unwrap_or(0);
    let correct: BTreeSet<&str> = response.correct.iter().map(String::as_str).collect();
    let is_right = |identifier: &str, worth: Micros| match (correct.is_empty(), is_single) {
        (true, true) => worth == best && best > 0,
        (true, false) => worth > 0,
        _ => correct.contains(identifier),
    };
    let (rights, wrongs): (Vec<_>, Vec<_>) = worths.into_iter().partition(|(id, worth)| is_right(id, *worth));
    let highest_wrong = wrongs.iter().map(|(_, worth)| *worth).max().unwrap_or(0);
    let contradicts = |worth: Micros| if is_single { worth < best } else { worth <= 0 || highest_wrong > 0 };
    if rights.iter().any(|(_, worth)| *worth <= 0 || contradicts(*worth)) {
        let why = "what is correct and what earns points are not the same";
        return refuse(response.element, "key-contradicts", why);
    }
    let sum = rights.iter().map(|(_, worth)| *worth).sum();
    let maximum = bounded(response, sum);
    let floor = if is_floored { Some(0) } else { mapping.lower };
    let at = response.element.one("mapping").unwrap_or(response.element);
    if is_single {
        if wrongs.iter().any(|(_, worth)| *worth != 0 && floor.is_none_or(|floor| *worth > floor || floor < 0)) {
            notes.change(at, "credit-changed", "what other choices are worth is not kept: they earn nothing here");
        }
    } else {
        let count = |of: &[(&str, Micros)]| Micros::try_from(of.len().max(1)).unwrap_or(1);
        let share = maximum / count(&rights);
        let taken = if penalty == Penalty::OfWrong { maximum / count(&wrongs) } else { share };
        let is_ours = rights.iter().all(|(_, worth)| are_near(*worth, share))
            && wrongs.iter().all(|(_, worth)| are_near(*worth, -taken))
            && floor == Some(0);
        if !is_ours {
            let how = "each right one adds its share and each wrong one takes its share away, never below zero \
                       (sum_clamped)";
            notes.change(at, "credit-changed", how);
        }
    }
    let identifiers = rights.into_iter().map(|(identifier, _)| identifier.to_owned()).collect();
    Ok(Right { identifiers, maximum: Some(maximum), is_all_or_nothing: false })
}

/// `orderInteraction`
pub(super) fn order<'e>(reading: &mut Reading<'e>, interaction: &'e Element) -> Told<()> {
    let index = reading.response_of(interaction)?;
    reading.notes.attributes(interaction, &["responseIdentifier", "shuffle", "orientation"]);
    let choices = choices(interaction, "simpleChoice", &mut Ids::default());
    let response = &reading.responses[index];
    let ids: Vec<String> = ids_of(&choices, &response.correct).into_iter().map(str::to_owned).collect();
    if ids.len() != choices.len() || response.correct.len() != choices.len() {
        return refuse(response.element, "order-of-some", "the right order does not have each of them once");
    }
    let one = one(&reading.scoring, response.id, reading.root, &mut reading.notes);
    let asked = places_asked(&reading.scoring);
    let (maximum, rule) = match one {
        One::Places(worth) if asked == Some(choices.len()) => (Some(worth), "absolute_position"),
        One::When(Check::Correct, worth) if asked.is_none_or(|asked| asked == choices.len()) => {
            (Some(worth), reading.said.credit.as_deref().unwrap_or("all_or_nothing"))
        }
        One::ByCorrect => (None, "all_or_nothing"),
        One::Mapped { .. } | One::When(..) | One::Places(_) => {
            let how = "the order earns all or nothing here (all_or_nothing)";
            reading.notes.change(interaction, "credit-changed", how);
            (None, "all_or_nothing")
        }
    };
    let at = &interaction.place;
    reading.draft.fields.text("type", "ordering", at);
    reading.draft.fields.texts("key", ids.iter().map(String::as_str), at);
    let is_fixed = choices.iter().any(|choice| choice.element.flag("fixed"));
    if !interaction.flag("shuffle") || is_fixed {
        reading.notes.change_attribute(interaction, "shuffle", "always-shuffled", "an order begins shuffled here");
    }
    reading.worth(maximum, Some(rule));
    options(reading, &choices, "option")
}
