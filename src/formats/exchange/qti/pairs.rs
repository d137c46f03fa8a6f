//! Matching: a target for each source, from two sets or, as an association, from one.

use super::super::xml::{Element, Node};
use super::choices::{Choice, choices, keep_order, options};
use super::declarations::{Micros, Response, are_near};
use super::item::{Reading, one_line};
use super::names::{Ids, Qti};
use super::notes::{Notes, Told, refuse};
use super::processing::Check;
use super::scheme::{One, bounded, one};
use std::collections::{BTreeMap, BTreeSet};

/// `matchInteraction`
pub(super) fn matching<'e>(reading: &mut Reading<'e>, interaction: &'e Element) -> Told<()> {
    let index = reading.response_of(interaction)?;
    reading.notes.attributes(interaction, &["responseIdentifier", "shuffle", "maxAssociations"]);
    let sets: Vec<&Element> = interaction.each("simpleMatchSet").collect();
    let [first, second] = sets[..] else {
        return refuse(interaction, "match-sets", "there are not two sets to match");
    };
    sets.iter().for_each(|set| set.take());
    let sources = choices(first, "simpleAssociableChoice", &mut Ids::default());
    let targets = choices(second, "simpleAssociableChoice", &mut Ids::default());
    let (pairs, credit) = pairs(reading, index)?;
    let backwards: Vec<(String, String)> = pairs.iter().map(|(one, other)| (other.clone(), one.clone())).collect();
    if is_key(&sources, &targets, &pairs) {
        write(reading, interaction, (sources, targets), (&pairs, credit))
    } else if is_key(&targets, &sources, &backwards) {
        reading.notes.change(
            interaction,
            "sides-swapped",
            "each of the second set has one partner: they are the sources",
        );
        write(reading, interaction, (targets, sources), (&backwards, credit))
    } else {
        let why = "not each of one set has exactly one partner, which is all that matching can say here";
        refuse(reading.responses[index].element, "match-many", why)
    }
}

/// `associateInteraction`
pub(super) fn associate<'e>(reading: &mut Reading<'e>, interaction: &'e Element) -> Told<()> {
    let index = reading.response_of(interaction)?;
    reading.notes.attributes(interaction, &["responseIdentifier", "shuffle", "maxAssociations"]);
    let all = choices(interaction, "simpleAssociableChoice", &mut Ids::default());
    let (pairs, credit) = pairs(reading, index)?;
    let firsts: BTreeSet<&str> = pairs.iter().map(|(first, _)| first.as_str()).collect();
    let is_source = |choice: &Choice<'_>| firsts.contains(choice.identifier);
    let (sources, targets): (Vec<_>, Vec<_>) = all.into_iter().partition(is_source);
    if !is_key(&sources, &targets, &pairs) {
        let why = "not everything has one partner at most, which is all that matching can say here";
        return refuse(reading.responses[index].element, "match-many", why);
    }
    let how = "what stands first in each pair is matched with the rest here";
    reading.notes.change(interaction, "associate-as-matching", how);
    write(reading, interaction, (sources, targets), (&pairs, credit))
}

/// Whether each source has exactly one target.
fn is_key(sources: &[Choice<'_>], targets: &[Choice<'_>], pairs: &[(String, String)]) -> bool {
    let targets: BTreeSet<&str> = targets.iter().map(|target| target.identifier).collect();
    let keyed: BTreeSet<&str> = pairs.iter().map(|(source, _)| source.as_str()).collect();
    pairs.len() == sources.len()
        && keyed.len() == pairs.len()
        && sources.iter().all(|source| keyed.contains(source.identifier))
        && pairs.iter().all(|(_, target)| targets.contains(target.as_str()))
}

#[derive(Clone, Copy)]
struct Credit {
    maximum: Option<Micros>,
    is_each_part: bool,
}

/// The right pairs and what they are worth.
fn pairs(reading: &mut Reading<'_>, index: usize) -> Told<(Vec<(String, String)>, Credit)> {
    let response = &reading.responses[index];
    let one = one(&reading.scoring, response.id, reading.root, &mut reading.notes);
    let (pairs, credit) = match one {
        One::Mapped { .. } => by_mapping(response, &mut reading.notes)?,
        One::When(Check::Correct, worth) => {
            (response.correct.clone(), Credit { maximum: Some(worth), is_each_part: false })
        }
        One::ByCorrect => (response.correct.clone(), Credit { maximum: None, is_each_part: false }),
        One::When(..) | One::Places(_) => {
            return refuse(response.element, "no-key", "what is right is not understood");
        }
    };
    let split = |pair: &String| {
        let (one, other) = pair.split_once(char::is_whitespace)?;
        Some((one.to_owned(), other.trim().to_owned()))
    };
    match pairs.iter().map(split).collect::<Option<Vec<_>>>() {
        Some(pairs) if !pairs.is_empty() => Ok((pairs, credit)),
        Some(_) | None => refuse(response.element, "no-key", "it does not say which pairs are right"),
    }
}

fn by_mapping(response: &Response<'_>, notes: &mut Notes) -> Told<(Vec<String>, Credit)> {
    let Some(mapping) = &response.mapping else { return refuse(response.element, "no-mapping", "there is no mapping") };
    let listed: BTreeMap<&str, Micros> =
        mapping.entries.iter().map(|entry| (entry.key.as_str(), entry.worth)).collect();
    let worth = |pair: &String| listed.get(pair.as_str()).copied().unwrap_or(mapping.default);
    let positive = mapping.entries.iter().filter(|entry| entry.worth > 0).map(|entry| entry.key.clone());
    let right: Vec<String> = if response.correct.is_empty() { positive.collect() } else { response.correct.clone() };
    let known: BTreeSet<&String> = right.iter().collect();
    let wrong = mapping.entries.iter().filter(|entry| !known.contains(&entry.key));
    let others: Vec<Micros> = wrong.map(|entry| entry.worth).chain([mapping.default]).collect();
    if right.iter().any(|pair| worth(pair) <= 0) || others.iter().any(|worth| *worth > 0) {
        let why = "what is correct and what earns points are not the same";
        return refuse(response.element, "key-contradicts", why);
    }
    let sum = right.iter().map(worth).sum();
    let maximum = bounded(response, sum);
    let share = maximum / Micros::try_from(right.len().max(1)).unwrap_or(1);
    if !right.iter().all(|pair| are_near(worth(pair), share)) || others.iter().any(|worth| *worth < 0) {
        let at = response.element.one("mapping").unwrap_or(response.element);
        let how = "each right pair adds the same share and a wrong one takes nothing away (each_part)";
        notes.change(at, "credit-changed", how);
    }
    Ok((right, Credit { maximum: Some(maximum), is_each_part: true }))
}

fn write<'e>(
    reading: &mut Reading<'e>,
    interaction: &'e Element,
    (sources, targets): (Vec<Choice<'e>>, Vec<Choice<'e>>),
    (pairs, credit): (&[(String, String)], Credit),
) -> Told<()> {
    let at = &interaction.place;
    reading.draft.fields.text("type", "matching", at);
    let ids = |choices: &[Choice<'e>]| -> BTreeMap<String, String> {
        choices.iter().map(|choice| (choice.identifier.to_owned(), choice.id.clone())).collect()
    };
    let (of_source, of_target) = (ids(&sources), ids(&targets));
    let key = pairs
        .iter()
        .filter_map(|(source, target)| Some(format!("{} = \"{}\"", of_source.get(source)?, of_target.get(target)?)));
    reading.draft.fields.bare("key", &format!("{{ {} }}", key.collect::<Vec<_>>().join(", ")), at);
    keep_order(reading, interaction, &targets);
    let is_taken_once = |choice: &Choice<'_>| choice.element.value("matchMax") == Some("1");
    if targets.iter().any(is_taken_once) && !interaction.is("associateInteraction") {
        let how = "a target can be chosen for several sources here";
        reading.notes.change_attribute(interaction, "matchMax", "target-reusable", how);
    }
    reading.worth(credit.maximum, (!credit.is_each_part).then_some("all_or_nothing"));
    options(reading, &sources, "match_source")?;
    targets.iter().try_for_each(|target| line(reading, target, "option"))
}

/// A choice that is one line of plain text.
pub(super) fn line<'e>(reading: &mut Reading<'e>, choice: &Choice<'e>, table: &str) -> Told<()> {
    let known = ["identifier", "fixed", "matchMax", "matchMin", "showHide"];
    reading.notes.attributes(choice.element, &known);
    // Read as Markdown for what is lost, and taken as the words alone.
    let markdown = reading.part(choice.element)?;
    let words = one_line(&plain_words(choice.element));
    let text = if words.is_empty() { markdown } else { words };
    let has_marks = choice.element.elements().any(|part| !matches!(&*part.name, "p" | "img" | "object"));
    if has_marks {
        reading.notes.change(choice.element, "plain-text", "the words are kept, how they were set off is not");
    }
    let texts = reading.localized(&text);
    let at = &choice.element.place;
    let lines = reading.draft.table(table, at);
    lines.text("id", &choice.id, at);
    lines.by_language(&texts, at);
    Ok(())
}

/// The words of a choice, without feedback that stands in it.
fn plain_words(element: &Element) -> String {
    let mut out = String::new();
    for node in &element.children {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(inner) if inner.is("feedbackInline") || inner.is("object") => {}
            Node::Element(inner) => out.push_str(&plain_words(inner)),
        }
    }
    out
}
