//! Places in a picture: `ddmarker`, where markers are dragged to zones.

use super::paper::{Paper, Unread, wrong};
use super::pictures::{Png, png_of_file};
use super::quiz::Quiz;
use super::texts::Reader;
use crate::domain::assessment::picture::AreaShape;
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::xml::Element;
use crate::formats::mistake::quote;

/// Areas of an item.
const AREAS: usize = 12;

/// What our own markers say.
pub(super) const MARKER: &str = "●";

/// A place that can be pointed at.
struct Marked {
    id: String,
    text: Localized,
    shape: AreaShape,
    at: Place,
    is_right: bool,
}

/// A question about places in a picture.
pub(super) fn read(paper: &mut Paper<'_>, quiz: &mut Quiz) -> Result<(), Unread> {
    for name in ["shuffleanswers", "showmisplaced", "shownumcorrect"] {
        paper.pass_over(name, "no-marker-settings", "there are no markers to be laid out or counted here");
    }
    let question = paper.question;
    let picture = background(paper, quiz)?;
    let zones = zones(paper)?;
    let mut areas = ours(paper);
    for area in &mut areas {
        area.is_right = zones.iter().any(|(shape, _)| *shape == area.shape);
    }
    let unknown: Vec<_> =
        zones.into_iter().filter(|(shape, _)| areas.iter().all(|area| area.shape != *shape)).collect();
    if areas.is_empty() && unknown.len() > 1 {
        let how = "a point outside of all right areas takes away what a right one earns";
        paper.account.change(&question.place, "<question>", "marking-of-markers", how);
    }
    if areas.is_empty() || !unknown.is_empty() {
        make_up(paper, &mut areas, unknown, &picture)?;
    }
    let right: Vec<&str> = areas.iter().filter(|area| area.is_right).map(|area| area.id.as_str()).collect();
    paper.item.fields.text("type", "hotspot", &question.place);
    match &right[..] {
        [one] => paper.item.fields.text("key", one, &question.place),
        several => paper.item.fields.texts("key", several.iter().copied(), &question.place),
    }
    paper.all_or_nothing();
    let name = quiz.transcript.picture(&paper.item.id, picture.bytes);
    paper.item.fields.text("picture", &name, &question.place);
    let text = described(paper);
    paper.item.fields.localized("picture_text", &text, &question.place);
    for area in &areas {
        let (field, numbers) = match &area.shape {
            AreaShape::Rectangle(corners) => ("rectangle", corners.concat()),
            AreaShape::Circle([x, y], radius) => ("circle", vec![*x, *y, *radius]),
            AreaShape::Polygon(corners) => ("polygon", corners.concat()),
        };
        let lines = paper.item.table("area", &area.at);
        lines.text("id", &area.id, &area.at);
        lines.bare(field, &format!("{numbers:?}"), &area.at);
        lines.by_language(&area.text, &area.at);
    }
    Ok(())
}

fn background(paper: &mut Paper<'_>, quiz: &mut Quiz) -> Result<Png, Unread> {
    let question = paper.question;
    let mut files = question.all("file");
    let Some(file) = files.next() else {
        let hint = "put the picture into the question";
        return Err(wrong(&question.place, "missing-picture", "it asks about a picture and has none", hint));
    };
    file.take_all();
    for more in files {
        paper.account.drop_element(more, "no-second-picture", "it asks about one picture");
    }
    match paper.png(png_of_file(file), &file.place, quiz)? {
        Some(png) => Ok(png),
        None => {
            let why = "it asks about a picture that is none in the format PNG";
            Err(Unread::Dropped("picture-not-png", why.to_owned()))
        }
    }
}

/// The zones of the one marker that has any.
fn zones(paper: &mut Paper<'_>) -> Result<Vec<(AreaShape, Place)>, Unread> {
    let question = paper.question;
    let mut zones = Vec::new();
    let mut marker: Option<String> = None;
    for drop in question.all("drop") {
        drop.take_all();
        let text = |name: &str| drop.first(name).map_or_else(String::new, |element| element.text().trim().to_owned());
        let choice = text("choice");
        if marker.as_ref().is_some_and(|marker| *marker != choice) {
            let why = "several markers have places of their own; an item asks for the places of one thing";
            return Err(Unread::Dropped("several-markers", why.to_owned()));
        }
        marker = Some(choice);
        let (kind, numbers) = (text("shape"), text("coords"));
        let Some(shape) = shape(&kind, &numbers) else {
            let message = format!("{} are no coordinates of a {}", quote(&numbers), quote(&kind));
            return Err(wrong(&drop.place, "bad-area", message, "write a circle like 100,50;20"));
        };
        zones.push((shape, drop.place.clone()));
    }
    let Some(marker) = marker else {
        let message = "no place in the picture is right";
        return Err(wrong(&question.place, "no-right-answer", message, "add a drop zone"));
    };
    if zones.len() > AREAS {
        let message = format!("it has {} drop zones, more than {AREAS}", zones.len());
        return Err(wrong(&question.place, "area-count", message, "keep those that matter"));
    }
    for drag in question.all("drag") {
        if drag.first("no").is_some_and(|number| number.text().trim() == marker) {
            drag.take_all();
            if drag.first("text").is_some_and(|text| text.text().trim() != MARKER) {
                let how = "a place is pointed at here, without a marker that says something";
                paper.account.change(&drag.place, "<drag>", "no-words-on-markers", how);
            }
        } else {
            paper.account.drop_element(drag, "no-other-markers", "a marker without a place cannot be chosen here");
        }
    }
    Ok(zones)
}

/// `circle` and `100,50;20`, `rectangle` and `x,y;width,height`, `polygon` and `x,y;x,y;x,y`.
fn shape(kind: &str, numbers: &str) -> Option<AreaShape> {
    let points: Option<Vec<Vec<u32>>> = numbers
        .split(';')
        .map(|point| point.split(',').map(|number| number.trim().parse::<u32>().ok()).collect())
        .collect();
    let points = points?;
    match (kind, &points[..]) {
        ("circle", [point, radius]) => match (&point[..], &radius[..]) {
            ([x, y], [radius]) => Some(AreaShape::Circle([*x, *y], *radius)),
            _ => None,
        },
        ("rectangle", [corner, size]) => match (&corner[..], &size[..]) {
            ([x, y], [width, height]) => {
                Some(AreaShape::Rectangle([[*x, *y], [x.checked_add(*width)?, y.checked_add(*height)?]]))
            }
            _ => None,
        },
        ("polygon", corners) if corners.len() >= 3 => {
            let corners: Option<Vec<[u32; 2]>> =
                corners.iter().map(|corner| <[u32; 2]>::try_from(&corner[..]).ok()).collect();
            let mut corners = corners?;
            // Some close it by hand.
            if corners.len() > 3 && corners.first() == corners.last() {
                corners.pop();
            }
            Some(AreaShape::Polygon(corners))
        }
        _ => None,
    }
}

/// Areas in blocks of ours: all that can be chosen where nobody can point.
fn ours(paper: &mut Paper<'_>) -> Vec<Marked> {
    let at = paper.question.place.clone();
    let mut areas = Vec::new();
    for mark in paper.take_marks("area") {
        let attribute = |name: &str| mark.attribute(name).unwrap_or("");
        let found = shape(attribute("data-shape"), attribute("data-coords"));
        let (Some(shape), true) = (found, areas.len() < 2 * AREAS) else {
            paper.account.drop(&at, "<div> area", "mark-out-of-place", "its coordinates make no shape");
            continue;
        };
        let id = attribute("data-id").to_owned();
        let text = paper.line(&mark.html, "<generalfeedback>", &at);
        areas.push(Marked { id, text, shape, at: at.clone(), is_right: false });
    }
    areas
}

/// Zones have no words in Moodle, and there are no wrong ones: both are made up, and told.
fn make_up(
    paper: &mut Paper<'_>,
    areas: &mut Vec<Marked>,
    zones: Vec<(AreaShape, Place)>,
    picture: &Png,
) -> Result<(), Unread> {
    for (shape, at) in zones {
        let (id, text) = made_up(paper, areas);
        let how = "zones have no words there; this one was given some for those who cannot point";
        paper.account.change(&at, "<drop>", "words-made-up", how);
        areas.push(Marked { id, text, shape, at, is_right: true });
    }
    if areas.iter().all(|area| area.is_right) {
        let at = paper.question.place.clone();
        let Some(shape) = free_place(areas, picture) else {
            let why = "no part of the picture is left that could be wrong".to_owned();
            return Err(Unread::Dropped("no-wrong-place", why));
        };
        let (id, text) = made_up(paper, areas);
        let how = "an item has at least one wrong area: a part of the picture without a zone became one";
        paper.account.change(&at, "<question>", "wrong-area-made-up", how);
        areas.push(Marked { id, text, shape, at, is_right: false });
    }
    Ok(())
}

fn made_up(paper: &Paper<'_>, areas: &[Marked]) -> (String, Localized) {
    let is_free = |number: &usize| areas.iter().all(|area| area.id != format!("area-{number}"));
    let number = (1..=areas.len() + 1).find(is_free).unwrap_or(0);
    let text = paper.languages.iter().map(|language| match language {
        Language::Vi => (*language, format!("Vùng {number}")),
        Language::En => (*language, format!("Area {number}")),
    });
    (format!("area-{number}"), Localized(text.collect()))
}

/// The part of a grid over the picture that no area touches.
fn free_place(areas: &[Marked], picture: &Png) -> Option<AreaShape> {
    const PARTS: u32 = 5;
    let (width, height) = (picture.width / PARTS, picture.height / PARTS);
    let cells = (0..PARTS).flat_map(|row| (0..PARTS).map(move |column| (column * width, row * height)));
    let mut cells = cells.map(|(left, top)| [[left, top], [left + width.max(1) - 1, top + height.max(1) - 1]]);
    cells.find(|cell| areas.iter().all(|area| is_apart(*cell, bounds(&area.shape)))).map(AreaShape::Rectangle)
}

fn bounds(shape: &AreaShape) -> [[u32; 2]; 2] {
    let least = match shape {
        AreaShape::Rectangle([corner, _]) => *corner,
        AreaShape::Circle([x, y], radius) => [x.saturating_sub(*radius), y.saturating_sub(*radius)],
        AreaShape::Polygon(corners) => [0, 1].map(|axis| corners.iter().map(|corner| corner[axis]).min().unwrap_or(0)),
    };
    [least, shape.reach()]
}

fn is_apart([least, most]: [[u32; 2]; 2], [other_least, other_most]: [[u32; 2]; 2]) -> bool {
    (0..2).any(|axis| most[axis] < other_least[axis] || other_most[axis] < least[axis])
}

/// What the picture shows: in a block of ours, or the name of the question.
fn described(paper: &mut Paper<'_>) -> Localized {
    let at = paper.question.place.clone();
    if let Some(mark) = paper.mark("picture-text") {
        let text = paper.line(&mark.html, "<generalfeedback>", &at);
        if !text.0.is_empty() {
            return text;
        }
    }
    let how = "pictures have no words there; the name of the question stands for those who do not see it";
    paper.account.change(&at, "<file>", "words-made-up", how);
    let name = paper.question.first("name").map(Element::text).unwrap_or_default();
    let languages = paper.languages.clone();
    Reader { languages: &languages, element: "<name>", at: &at }.line(&name, &mut paper.account)
}
