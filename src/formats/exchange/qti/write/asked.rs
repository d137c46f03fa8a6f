//! The body of an item: what is asked, and the interaction in which it is answered.

use super::super::Version;
use super::super::entries::BLANK;
use super::super::names::identifier;
use super::item::{image, picture_file};
use super::tags::{Attributes, Tags, escape, inline, xhtml};
use crate::domain::assessment::item::{Blank, BlankKind, Item, ItemOption, ItemType};
use crate::domain::assessment::picture::{AreaShape, Picture, Point};
use crate::domain::text::Language;
use std::collections::BTreeMap;

const RESPONSE: (&str, &str) = ("responseIdentifier", "RESPONSE");

/// What stands in the body.
pub(super) fn body(tags: &mut Tags, item: &Item, (version, language): (Version, Language)) {
    let face = &item.face;
    let stem = xhtml(face.stem.get(language));
    if face.item_type == ItemType::Cloze {
        tags.raw("<div>");
        tags.raw(&with_blanks(&stem, &face.blanks, (version, language)));
        tags.raw("</div>");
    } else {
        tags.raw(&stem);
    }
    if let Some(picture) = face.picture.as_ref().filter(|_| face.item_type != ItemType::Hotspot) {
        tags.raw(&format!("<p>{}</p>", image(picture, language)));
    }
    interaction(tags, item, (version, language));
}

fn interaction(tags: &mut Tags, item: &Item, (version, language): (Version, Language)) {
    let face = &item.face;
    let shuffle = ("shuffle", if face.keeps_order { "false" } else { "true" });
    match face.item_type {
        ItemType::SingleChoice => choices(tags, &[RESPONSE, shuffle, ("maxChoices", "1")], &face.options, language),
        ItemType::MultipleChoice => choices(tags, &[RESPONSE, shuffle, ("maxChoices", "0")], &face.options, language),
        ItemType::TrueFalse => true_false(tags, language),
        ItemType::Ordering => {
            tags.open("orderInteraction", &[RESPONSE, ("shuffle", "true")]);
            options(tags, "simpleChoice", (&face.options, &[]), language);
            tags.close();
        }
        ItemType::Matching => {
            let count = face.sources.len().to_string();
            tags.open("matchInteraction", &[RESPONSE, shuffle, ("maxAssociations", &count)]);
            tags.open("simpleMatchSet", &[]);
            options(tags, "simpleAssociableChoice", (&face.sources, &[("matchMax", "1")]), language);
            tags.close();
            tags.open("simpleMatchSet", &[]);
            for target in &face.options {
                let attributes = [("identifier", &*identifier(&target.id)), ("matchMax", "0")];
                tags.leaf("simpleAssociableChoice", &attributes, target.text.get(language));
            }
            tags.close();
            tags.close();
        }
        ItemType::Numeric | ItemType::ShortText => {
            let length = if face.item_type == ItemType::Numeric { "15" } else { "40" };
            tags.raw("<p>");
            tags.empty("textEntryInteraction", &[RESPONSE, ("expectedLength", length)]);
            tags.raw("</p>");
        }
        ItemType::Cloze => {}
        ItemType::Hotspot => hotspot(tags, item, (version, language)),
    }
}

fn choices(tags: &mut Tags, attributes: Attributes<'_>, all: &[ItemOption], language: Language) {
    tags.open("choiceInteraction", attributes);
    options(tags, "simpleChoice", (all, &[]), language);
    tags.close();
}

fn options(tags: &mut Tags, name: &str, (all, more): (&[ItemOption], Attributes<'_>), language: Language) {
    for option in all {
        let id = identifier(&option.id);
        let attributes = [&[("identifier", id.as_str())], more].concat();
        tags.open(name, &attributes);
        tags.raw(&inline(option.text.get(language)));
        tags.close();
    }
}

fn true_false(tags: &mut Tags, language: Language) {
    let (yes, no) = match language {
        Language::Vi => ("Đúng", "Sai"),
        Language::En => ("True", "False"),
    };
    tags.open("choiceInteraction", &[RESPONSE, ("shuffle", "false"), ("maxChoices", "1")]);
    tags.leaf("simpleChoice", &[("identifier", "true")], yes);
    tags.leaf("simpleChoice", &[("identifier", "false")], no);
    tags.close();
}

/// The text with an interaction for each `{1}`.
fn with_blanks(stem: &str, blanks: &[Blank], (version, language): (Version, Language)) -> String {
    let mut left: BTreeMap<&str, &Blank> = blanks.iter().map(|blank| (blank.id.as_str(), blank)).collect();
    let mut out = String::new();
    let mut rest = stem;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let inside = after.get(..after.bytes().take(65).position(|byte| byte == b'}').unwrap_or(0)).unwrap_or("");
        match left.remove(inside) {
            Some(blank) => {
                out.push_str(&blank_interaction(blank, (version, language)));
                rest = &after[inside.len() + 1..];
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn blank_interaction(blank: &Blank, (version, language): (Version, Language)) -> String {
    let mut tags = Tags::new(version);
    let response = format!("{BLANK}{}", blank.id);
    let response = ("responseIdentifier", response.as_str());
    match blank.kind {
        BlankKind::Text | BlankKind::Number => {
            tags.empty("textEntryInteraction", &[response, ("expectedLength", "15")]);
        }
        BlankKind::Choice => {
            let mut inside = Tags::new(version);
            for option in &blank.options {
                inside.leaf("inlineChoice", &[("identifier", &identifier(&option.id))], option.text.get(language));
            }
            // Without line ends: the blank stands in a line of text.
            let mut outside = Tags::new(version);
            outside.open("inlineChoiceInteraction", &[response, ("shuffle", "false")]);
            outside.raw(&inside.done());
            outside.close();
            tags.raw(outside.done().trim_end());
        }
    }
    tags.done()
}

fn hotspot(tags: &mut Tags, item: &Item, (version, language): (Version, Language)) {
    let many = ("maxChoices", if item.face.takes_points { "0" } else { "1" });
    tags.open("hotspotInteraction", &[RESPONSE, many]);
    if let Some(picture) = &item.face.picture {
        let shown = if version == Version::V3_0 { image(picture, language) } else { object(picture, language) };
        tags.raw(&shown);
    }
    for area in &item.face.areas {
        let (shape, numbers) = match &area.shape {
            AreaShape::Rectangle(corners) => ("rect", corners.concat()),
            AreaShape::Circle([x, y], radius) => ("circle", vec![*x, *y, *radius]),
            AreaShape::Polygon(corners) => ("poly", corners.iter().flat_map(|corner: &Point| *corner).collect()),
        };
        let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
        let id = identifier(&area.id);
        let attributes = [
            ("identifier", id.as_str()),
            ("shape", shape),
            ("coords", &numbers.join(",")),
            ("hotspotLabel", area.text.get(language)),
        ];
        tags.empty("hotspotChoice", &attributes);
    }
    tags.close();
}

fn object(picture: &Picture, language: Language) -> String {
    let file = picture_file(&picture.sha256);
    let (width, height) = (picture.width, picture.height);
    let mut out = format!("<object data=\"../{file}\" type=\"image/png\" width=\"{width}\" height=\"{height}\">");
    escape(picture.text.get(language), &mut out);
    out.push_str("</object>");
    out
}
