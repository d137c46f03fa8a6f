//! From an item and what is stored to the controls of a page, and from a posted form back to a response.

use super::candidate::{rendered, rendered_inline};
use super::pages::answer::{
    AnswerField, AttemptOption, BlankControl, BlankField, ChoiceList, ClozePiece, Hotspot, HotspotArea, PictureShown,
    PlacedOption, WrittenField,
};
use super::pages::chrome::Html;
use super::reader::FormBody;
use crate::domain::assessment::item::{BlankKind, ItemType};
use crate::domain::assessment::picture::Point;
use crate::domain::assessment::response::Response;
use crate::flows::assessment::read_attempt::{BlankView, ItemView};
use std::collections::BTreeMap;

/// The controls of an item, filled with the stored response.
pub fn field(item: &ItemView) -> AnswerField {
    match item.item_type {
        ItemType::SingleChoice | ItemType::TrueFalse => options(item, false),
        ItemType::MultipleChoice => options(item, true),
        ItemType::Matching => AnswerField::Matching(matching(item)),
        ItemType::Ordering => AnswerField::Ordering(ordering(item)),
        ItemType::Numeric | ItemType::ShortText => AnswerField::Written(written(item)),
        ItemType::Cloze => AnswerField::Cloze(cloze(item)),
        ItemType::Hotspot => AnswerField::Hotspot(hotspot(item)),
    }
}

fn options(item: &ItemView, takes_several: bool) -> AnswerField {
    let is_chosen = |id: &String| matches!(&item.response, Some(Response::Choice(chosen)) if chosen.contains(id));
    let option = |(id, text): &(String, String)| AttemptOption {
        id: id.clone(),
        text: rendered_inline(text),
        is_chosen: is_chosen(id),
    };
    AnswerField::Options { options: item.options.iter().map(option).collect(), takes_several }
}

fn matching(item: &ItemView) -> Vec<ChoiceList> {
    let none = BTreeMap::new();
    let chosen = if let Some(Response::Match(pairs)) = &item.response { pairs } else { &none };
    let list = |(id, text): &(String, String)| ChoiceList {
        id: id.clone(),
        label: rendered_inline(text),
        choices: choices(&item.options, chosen.get(id)),
    };
    item.sources.iter().map(list).collect()
}

fn choices(options: &[(String, String)], chosen: Option<&String>) -> Vec<(String, String, bool)> {
    options.iter().map(|(id, text)| (id.clone(), text.clone(), chosen == Some(id))).collect()
}

/// In the stored order, once there is one.
fn ordering(item: &ItemView) -> Vec<PlacedOption> {
    let order: &[String] = if let Some(Response::Order(order)) = &item.response { order } else { &[] };
    let place = |id: &String| order.iter().position(|found| found == id).map(|index| index + 1);
    let mut placed: Vec<PlacedOption> = item
        .options
        .iter()
        .map(|(id, text)| PlacedOption { id: id.clone(), text: rendered_inline(text), place: place(id) })
        .collect();
    placed.sort_by_key(|option| option.place);
    placed
}

fn written(item: &ItemView) -> WrittenField {
    let value = match &item.response {
        Some(Response::Number(written) | Response::Text(written)) => written.clone(),
        Some(
            Response::Choice(_) | Response::Match(_) | Response::Order(_) | Response::Blanks(_) | Response::Points(_),
        )
        | None => String::new(),
    };
    let is_number = item.item_type == ItemType::Numeric;
    let id = if is_number { "number" } else { "text" }.to_owned();
    WrittenField { id, value, is_number, units: item.units.clone() }
}

/// Each point belongs to the first area that holds it and has none yet.
fn hotspot(item: &ItemView) -> Hotspot {
    let mut areas: Vec<HotspotArea> = item
        .areas
        .iter()
        .map(|(id, text, shape)| HotspotArea { id: id.clone(), text: text.clone(), shape: shape.clone(), point: None })
        .collect();
    let points: &[Point] = if let Some(Response::Points(points)) = &item.response { points } else { &[] };
    let mut elsewhere = Vec::new();
    for point in points {
        match areas.iter_mut().find(|area| area.point.is_none() && area.shape.contains(*point)) {
            Some(area) => area.point = Some(*point),
            None => elsewhere.push(*point),
        }
    }
    Hotspot { areas, elsewhere, takes_several: item.takes_points }
}

/// The picture of an item.
pub fn picture(item: &ItemView) -> Option<PictureShown> {
    item.picture.as_ref().map(|(width, height, text)| PictureShown {
        width: *width,
        height: *height,
        text: text.clone(),
    })
}

fn point(written: &str) -> Option<Point> {
    let (x, y) = written.split_once(',')?;
    Some([x.parse().ok()?, y.parse().ok()?])
}

/// The rendered stem, cut at its blanks; the pieces one after the other are the whole again.
fn cloze(item: &ItemView) -> Vec<ClozePiece> {
    let none = BTreeMap::new();
    let filled = if let Some(Response::Blanks(filled)) = &item.response { filled } else { &none };
    let whole = rendered(&item.stem).to_string();
    let mut rest = whole.as_str();
    let mut pieces = Vec::new();
    for number in 1.. {
        let found = item.blanks.iter().filter_map(|blank| Some((rest.find(&format!("{{{}}}", blank.id))?, blank)));
        let Some((at, blank)) = found.min_by_key(|(at, _)| *at) else { break };
        let control = blank_control(blank, filled.get(&blank.id));
        let before = Html::from_rendered_markdown(rest[..at].to_owned());
        pieces.push(ClozePiece { before, blank: Some(BlankField { number, control }) });
        rest = &rest[at + blank.id.len() + 2..];
    }
    pieces.push(ClozePiece { before: Html::from_rendered_markdown(rest.to_owned()), blank: None });
    pieces
}

fn blank_control(blank: &BlankView, filled: Option<&String>) -> BlankControl {
    let written = |is_number| {
        BlankControl::Written(WrittenField {
            id: blank.id.clone(),
            value: filled.cloned().unwrap_or_default(),
            is_number,
            units: blank.units.clone(),
        })
    };
    match blank.kind {
        BlankKind::Choice => BlankControl::List(ChoiceList {
            id: blank.id.clone(),
            label: Html::default(),
            choices: choices(&blank.options, filled),
        }),
        BlankKind::Text => written(false),
        BlankKind::Number => written(true),
    }
}

/// The response that a form without script posts; the field `shape` says of which kind.
pub fn response(form: &FormBody) -> Response {
    match form.get("shape") {
        "match" => Response::Match(form.with_prefix("match-").collect()),
        "order" => Response::Order(order(form.with_prefix("place-").collect())),
        "number" => Response::Number(form.get("number").to_owned()),
        "text" => Response::Text(form.get("text").to_owned()),
        "points" => Response::Points(form.all("point").iter().filter_map(|written| point(written)).collect()),
        "blanks" => Response::Blanks(form.with_prefix("blank-").collect()),
        _ => Response::Choice(form.all("choice")),
    }
}

/// Options by the places given to them, as they were shown. Of two at one place, the one that was moved up comes
/// first and the one that was moved down last; those without a place come behind. The page then shows what was
/// understood, and nothing that was entered is lost.
fn order(places: Vec<(String, String)>) -> Vec<String> {
    let placed = places.into_iter().zip(1_usize..).map(|((id, place), shown)| (place.parse::<usize>().ok(), shown, id));
    let mut placed: Vec<(Option<usize>, usize, String)> = placed.collect();
    if placed.iter().all(|(place, ..)| place.is_none()) {
        return Vec::new();
    }
    placed.sort_by_key(|(place, shown, _)| place.map_or((usize::MAX, None), |place| (place, Some(place.cmp(shown)))));
    placed.into_iter().map(|(_, _, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_become_an_order_and_nothing_entered_is_lost() {
        let of = |places: &[(&str, &str)]| {
            order(places.iter().map(|(id, place)| ((*id).to_owned(), (*place).to_owned())).collect()).concat()
        };
        assert_eq!(of(&[("a", "2"), ("b", "3"), ("c", "1")]), "cab");
        assert_eq!(of(&[("a", "2"), ("b", "2"), ("c", "1")]), "cba");
        assert_eq!(of(&[("a", "1"), ("b", "2"), ("c", "1")]), "cab");
        assert_eq!(of(&[("a", "3"), ("b", "2"), ("c", "3")]), "bca");
        assert_eq!(of(&[("a", ""), ("b", "1"), ("c", "")]), "bac");
        assert_eq!(of(&[("a", ""), ("b", ""), ("c", "")]), "");
    }
}
