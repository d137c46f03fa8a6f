//! Places in a picture: hotspots, and points that a mapping of areas judges.

use super::super::xml::Element;
use super::choices::{Penalty, Right, choices, ids_of, right};
use super::declarations::{Micros, POINT};
use super::item::{Reading, Shared, one_line, picture_lines};
use super::names::{Ids, Qti};
use super::notes::{Told, refuse};
use super::pictures::Png;
use super::scheme::{One, bounded, one};
use super::shapes::{Frame, shape};
use super::stimuli::picture_text;
use crate::domain::text::Language;
use std::collections::BTreeSet;

/// `hotspotInteraction` or `selectPointInteraction`
pub(super) fn hotspot<'e>(reading: &mut Reading<'e>, interaction: &'e Element, shared: &mut Shared<'_>) -> Told<()> {
    let index = reading.response_of(interaction)?;
    reading.notes.attributes(interaction, &["responseIdentifier", "maxChoices"]);
    let (png, frame) = picture(reading, interaction, shared)?;
    if interaction.is("selectPointInteraction") {
        return points(reading, interaction, index, (&png, frame));
    }
    let spots = choices(interaction, "hotspotChoice", &mut Ids::default());
    let response = &reading.responses[index];
    let how = one(&reading.scoring, response.id, reading.root, &mut reading.notes);
    let is_single = response.cardinality == "single";
    let right = right(response, &spots, (&how, is_single, Penalty::OfRight), &mut reading.notes)?;
    let key: Vec<String> = ids_of(&spots, &right.identifiers).into_iter().map(str::to_owned).collect();
    // One point alone is right or not, however it is reckoned.
    let is_whole = right.is_all_or_nothing;
    write(reading, interaction, (&key, &right), is_whole);
    let right_ids: BTreeSet<&String> = key.iter().collect();
    for (number, spot) in spots.iter().enumerate() {
        reading.notes.attributes(spot.element, &["identifier", "shape", "coords", "hotspotLabel", "showHide"]);
        let is_right = right_ids.contains(&spot.id);
        if let Some(numbers) = shape(spot.element, (frame, is_right), &mut reading.notes)? {
            let text = label(reading, spot.element, number);
            area(reading, spot.element, &spot.id, (numbers, text));
        }
    }
    Ok(())
}

fn write(reading: &mut Reading<'_>, interaction: &Element, (key, right): (&[String], &Right), is_whole: bool) {
    let at = &interaction.place;
    reading.draft.fields.text("type", "hotspot", at);
    match key {
        [key] => reading.draft.fields.text("key", key, at),
        keys => reading.draft.fields.texts("key", keys.iter().map(String::as_str), at),
    }
    reading.worth(right.maximum, is_whole.then_some("all_or_nothing"));
}

fn area(
    reading: &mut Reading<'_>,
    element: &Element,
    id: &str,
    ((name, numbers), text): ((&'static str, Vec<u32>), String),
) {
    let at = &element.place;
    let texts = reading.localized(&text);
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let lines = reading.draft.table("area", at);
    lines.text("id", id, at);
    lines.bare(name, &format!("[{}]", numbers.join(", ")), at);
    lines.by_language(&texts, at);
}

/// The line that says the same as pointing.
fn label(reading: &mut Reading<'_>, element: &Element, number: usize) -> String {
    let said = element.value("hotspotLabel").or_else(|| element.value("label")).map(one_line).unwrap_or_default();
    if !said.is_empty() {
        return said;
    }
    let text = match reading.language {
        Language::Vi => format!("Vùng {}", number + 1),
        Language::En => format!("Area {}", number + 1),
    };
    reading.notes.fill("area", text.clone());
    text
}

/// The picture that is pointed at, and the size in which its areas are written.
fn picture<'e>(reading: &mut Reading<'e>, interaction: &'e Element, shared: &mut Shared<'_>) -> Told<(Png, Frame)> {
    let shown = interaction.elements().find_map(|part| match &*part.name {
        "object" | "img" => Some(part),
        "picture" => part.first("img"),
        _ => None,
    });
    let Some(shown) = shown else { return refuse(interaction, "no-picture", "there is no picture to point at") };
    interaction.elements().filter(|part| part.first("img").is_some()).for_each(Element::take);
    shown.take_all();
    let source = shown.attribute("data").or_else(|| shown.attribute("src")).unwrap_or("");
    let png = match shared.pictures.find(&mut shared.transcript, reading.folder, source) {
        Ok(png) => png,
        Err((code, why)) => return refuse(shown, code, why),
    };
    let text = shown.attribute("alt").map_or_else(|| shown.text().into_owned(), str::to_owned);
    let text = picture_text(&mut reading.notes, &text);
    let texts = reading.localized(&text);
    picture_lines(&mut reading.draft.fields, (&png, &texts), shown);
    reading.has_picture = true;
    let declared = |name| shown.attribute(name).and_then(|size| size.trim().trim_end_matches("px").parse::<u32>().ok());
    let size = (declared("width").unwrap_or(png.width), declared("height").unwrap_or(png.height));
    if size != (png.width, png.height) {
        let how = format!("its areas were drawn for {} by {} pixels and are scaled to its real size", size.0, size.1);
        reading.notes.change(shown, "areas-scaled", how);
    }
    let frame = Frame { declared: size, real: (png.width, png.height) };
    Ok((png, frame))
}

/// `selectPointInteraction`: the areas stand in the declaration of its response.
fn points<'e>(
    reading: &mut Reading<'e>,
    interaction: &'e Element,
    index: usize,
    (_, frame): (&Png, Frame),
) -> Told<()> {
    let response = &reading.responses[index];
    let how = one(&reading.scoring, response.id, reading.root, &mut reading.notes);
    if !matches!(how, One::Mapped { .. }) || response.areas.is_empty() {
        return refuse(interaction, "no-area-mapping", "only points that a mapping of areas judges are known here");
    }
    let areas: Vec<(&Element, Micros)> = response.areas.clone();
    let (rights, wrongs): (Vec<_>, Vec<_>) = areas.iter().enumerate().partition(|(_, (_, worth))| *worth > 0);
    if wrongs.is_empty() || rights.is_empty() {
        let why = "an area that is right and one that is wrong are needed here";
        return refuse(response.element, "no-wrong-area", why);
    }
    let sum: Micros = rights.iter().map(|(_, (_, worth))| *worth).sum();
    let maximum = bounded(response, sum).max(POINT / 100);
    let how =
        "each right area adds its share and each point outside takes its share away, never below zero (sum_clamped)";
    let at = response.element.one("areaMapping").unwrap_or(response.element);
    reading.notes.change(at, "credit-changed", how);
    let key: Vec<String> = rights.iter().map(|(number, _)| format!("a{}", number + 1)).collect();
    write(
        reading,
        interaction,
        (&key, &Right { identifiers: Vec::new(), maximum: Some(maximum), is_all_or_nothing: false }),
        false,
    );
    for (number, (element, worth)) in areas.into_iter().enumerate() {
        if let Some(numbers) = shape(element, (frame, worth > 0), &mut reading.notes)? {
            let text = label(reading, element, number);
            area(reading, element, &format!("a{}", number + 1), (numbers, text));
        }
    }
    Ok(())
}
