//! What is written: words, a number, or the blanks of a text.

use super::super::draft_item::Lines;
use super::super::xml::Element;
use super::body::Body;
use super::choices::{Choice, Penalty, choices, ids_of, right};
use super::declarations::{Micros, are_near};
use super::item::Reading;
use super::names::{Ids, Qti};
use super::notes::{Told, refuse};
use super::pairs::line;
use super::processing::Check;
use super::scheme::{One, Several, one, several};
use super::words::{Key, key};
use crate::formats::toml_file::codes::is_code;
use std::collections::BTreeSet;

/// What the responses of our blanks are called: `RESPONSE_` and the blank's id.
pub(super) const BLANK: &str = "RESPONSE_";

/// The ids of blanks: as our packages call them, or counted.
pub(super) fn blank_ids(inline: &[&Element]) -> Vec<String> {
    let named = |element: &&Element| {
        let id = element.value("responseIdentifier")?.strip_prefix(BLANK)?;
        is_code(id).then(|| id.to_owned())
    };
    let named: Option<Vec<String>> = inline.iter().map(named).collect();
    let are_different = |ids: &Vec<String>| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    named.filter(are_different).unwrap_or_else(|| (1..=inline.len()).map(|number| number.to_string()).collect())
}

/// Blanks of a text, or the only one behind it.
pub(super) fn read<'e>(reading: &mut Reading<'e>, body: &mut Body<'e>, blanks: &[String]) -> Told<()> {
    let interactions = body.interactions.clone();
    if let [entry] = interactions[..]
        && entry.is("textEntryInteraction")
        && let Some(place) = body.blanks.first().cloned().filter(|place| is_at_end(&body.html[place.end..]))
        && !entry.value("responseIdentifier").is_some_and(|id| id.strip_prefix(BLANK).is_some_and(is_code))
    {
        body.html.replace_range(place, "");
        return alone(reading, entry);
    }
    if body.clear_places() {
        let at = reading.root.one("itemBody").unwrap_or(reading.root);
        let how = "{ } around a word would mean a blank; ( ) stand there instead";
        reading.notes.change(at, "braces-replaced", how);
    }
    cloze(reading, &interactions, blanks)
}

/// Whether nothing is said any more.
fn is_at_end(html: &str) -> bool {
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        if !before.trim().is_empty() || after.starts_with("img") {
            return false;
        }
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    rest.trim().is_empty()
}

fn attributes(reading: &mut Reading<'_>, entry: &Element) {
    reading.notes.attributes(entry, &["responseIdentifier", "shuffle", "required"]);
}

fn alone<'e>(reading: &mut Reading<'e>, entry: &'e Element) -> Told<()> {
    attributes(reading, entry);
    let index = reading.response_of(entry)?;
    let id = reading.responses[index].id;
    let how = one(&reading.scoring, id, reading.root, &mut reading.notes);
    let (key, maximum) = key(&reading.responses[index], &how, &mut reading.notes)?;
    let at = &entry.place;
    let name = match key {
        Key::Number { .. } => "numeric",
        Key::Words { .. } => "short_text",
    };
    reading.draft.fields.text("type", name, at);
    key.write(&mut reading.draft.fields, (reading.said, id), at);
    reading.worth(maximum, None);
    Ok(())
}

/// A blank that was read.
struct Blank<'e> {
    element: &'e Element,
    id: &'e str,
    key: BlankKey<'e>,
    worth: Micros,
}

enum BlankKey<'e> {
    Written(Key),
    Chosen(Vec<Choice<'e>>, String),
}

fn cloze<'e>(reading: &mut Reading<'e>, interactions: &[&'e Element], blanks: &[String]) -> Told<()> {
    let indexes: Vec<usize> = interactions.iter().map(|entry| reading.response_of(entry)).collect::<Told<_>>()?;
    let ids: Vec<&str> = indexes.iter().map(|index| reading.responses[*index].id).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
        return refuse(reading.root, "shared-response", "two blanks give the same response");
    }
    // Told before the blanks are read, which borrow what they need one by one.
    let scoring = std::mem::replace(&mut reading.scoring, super::processing::Scoring::Unsaid);
    let several = several(&scoring, &ids, reading.root, &mut reading.notes);
    let read = interactions.iter().zip(&indexes).map(|(entry, index)| blank(reading, entry, *index, &several));
    let read: Vec<Blank<'e>> = read.collect::<Told<_>>()?;
    let at = &interactions[0].place;
    reading.draft.fields.text("type", "cloze", at);
    let (maximum, rule) = match &several {
        Several::Joint(_, worth) => (Some(*worth), Some("all_or_nothing")),
        Several::Each(_) => {
            // With one blank both rules say the same, and only our own packages tell them apart.
            let said = reading.said.credit.as_deref().filter(|rule| read.len() == 1 && *rule == "all_or_nothing");
            (Some(read.iter().map(|blank| blank.worth).sum()), said)
        }
        Several::ByCorrect => (None, None),
    };
    reading.worth(maximum, rule);
    let is_each = matches!(several, Several::Each(_));
    let weights = weights(reading, &read, is_each);
    for ((blank, id), weight) in read.into_iter().zip(blanks).zip(weights) {
        write(reading, blank, (id, weight))?;
    }
    Ok(())
}

fn blank<'e>(reading: &mut Reading<'e>, entry: &'e Element, index: usize, several: &Several<'_>) -> Told<Blank<'e>> {
    attributes(reading, entry);
    let response = &reading.responses[index];
    let how = match several {
        Several::Joint(checks, worth) => checks.get(response.id).map(|check| One::When(check, *worth)),
        Several::Each(checks) => checks.get(response.id).map(|check| match check {
            Some((check, worth)) => One::When(check, *worth),
            None => One::Mapped { is_floored: false },
        }),
        Several::ByCorrect => Some(One::ByCorrect),
    };
    let how = how.unwrap_or(One::ByCorrect);
    if !entry.is("inlineChoiceInteraction") {
        let (key, worth) = key(response, &how, &mut reading.notes)?;
        return Ok(Blank { element: entry, id: response.id, key: BlankKey::Written(key), worth: worth.unwrap_or(0) });
    }
    let choices = choices(entry, "inlineChoice", &mut Ids::default());
    // A mapping that gives anything gives it for what is right.
    let how = if matches!(how, One::When(Check::MapsToSomething, _)) { One::Mapped { is_floored: false } } else { how };
    let right = right(response, &choices, (&how, true, Penalty::OfWrong), &mut reading.notes)?;
    let key = ids_of(&choices, &right.identifiers).first().map_or_else(String::new, |id| (*id).to_owned());
    if entry.flag("shuffle") {
        let how = "what a blank offers keeps its order here";
        reading.notes.change_attribute(entry, "shuffle", "all-keep-order", how);
    }
    let worth = right.maximum.unwrap_or(0);
    Ok(Blank { element: entry, id: response.id, key: BlankKey::Chosen(choices, key), worth })
}

fn write<'e>(reading: &mut Reading<'e>, blank: Blank<'e>, (id, weight): (&str, u16)) -> Told<()> {
    let at = &blank.element.place;
    let lines: &mut Lines = reading.draft.table("blank", at);
    lines.text("id", id, at);
    let kind = match &blank.key {
        BlankKey::Written(Key::Number { .. }) => "number",
        BlankKey::Written(Key::Words { .. }) => "text",
        BlankKey::Chosen(..) => "choice",
    };
    lines.text("type", kind, at);
    if weight != 1 {
        lines.bare("weight", &weight.to_string(), at);
    }
    match blank.key {
        BlankKey::Written(key) => {
            key.write(lines, (reading.said, blank.id), at);
            Ok(())
        }
        BlankKey::Chosen(choices, key) => {
            lines.text("key", &key, at);
            choices.iter().try_for_each(|choice| line(reading, choice, "blank.option"))
        }
    }
}

/// The weights of blanks: as said where that fits what they are worth, the smallest whole numbers otherwise.
fn weights(reading: &mut Reading<'_>, blanks: &[Blank<'_>], is_each: bool) -> Vec<u16> {
    let said: Option<Vec<u16>> = blanks.iter().map(|blank| reading.said.weights.get(blank.id).copied()).collect();
    let worths: Vec<Micros> = blanks.iter().map(|blank| blank.worth).collect();
    if let Some(said) = said.filter(|said| !is_each || fits(said, &worths)) {
        return said;
    }
    let even = vec![1; blanks.len()];
    let first = worths.first().copied().unwrap_or(0);
    if !is_each || worths.iter().all(|worth| are_near(*worth, first)) {
        return even;
    }
    smallest(&worths).unwrap_or_else(|| {
        let how = "what the blanks are worth are no shares of 1 to 100: all count alike here";
        reading.notes.change(reading.root, "weights-changed", how);
        even
    })
}

/// Whether worths are in the ratio of weights, but for rounding.
fn fits(weights: &[u16], worths: &[Micros]) -> bool {
    let all: Micros = weights.iter().copied().map(Micros::from).sum();
    let total: Micros = worths.iter().sum();
    let slack = all * (Micros::try_from(worths.len()).unwrap_or(0) + 1);
    weights
        .iter()
        .zip(worths)
        .all(|(weight, worth)| (Micros::from(*weight) * total).abs_diff(worth * all) <= slack.unsigned_abs())
}

fn smallest(worths: &[Micros]) -> Option<Vec<u16>> {
    let least = worths.iter().copied().min().filter(|least| *least > 0)?;
    (1..=100).find_map(|times| {
        let weight = |worth: &Micros| {
            let weight = (worth * times + least / 2) / least;
            // Two in a hundred: people write 0.33 and 0.67.
            let is_good = (1..=100).contains(&weight)
                && (weight * least).abs_diff(worth * times) * 50 <= (worth * times).unsigned_abs();
            u16::try_from(weight).ok().filter(|_| is_good)
        };
        worths.iter().map(weight).collect()
    })
}
