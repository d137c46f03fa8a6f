//! What a candidate answered, in the shape of the item's type.

use super::decimal::Decimal;
use super::item::{Blank, BlankKind, ItemFace, ItemOption, ItemType};
use super::picture::Point;
use crate::domain::text::{is_deceptive, nfc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Characters of a written answer.
pub const TEXT_LIMIT: usize = 500;
/// Characters of a written number with its unit.
pub const NUMBER_LIMIT: usize = 40;

/// A response as the API carries it: `{"choice":["b"]}`. With nothing in it, it is a blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Response {
    /// Option ids.
    Choice(Vec<String>),
    /// The target found for a source.
    Match(BTreeMap<String, String>),
    /// Every option, first to last.
    Order(Vec<String>),
    /// As written: `8,5`, `8.5 km`.
    Number(String),
    /// As written.
    Text(String),
    /// By blank: an option's id, words or a number.
    Blanks(BTreeMap<String, String>),
    /// Places in a picture.
    Points(Vec<Point>),
}

/// What a response to an item may say: ids, never texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseShape {
    /// Options, and whether only one of them.
    Choice {
        /// Their ids.
        options: Vec<String>,
        /// Whether one alone may be chosen.
        is_single: bool,
    },
    /// Sources and targets.
    Match {
        /// Ids of sources.
        sources: Vec<String>,
        /// Ids of targets.
        targets: Vec<String>,
    },
    /// All of these.
    Order(Vec<String>),
    /// A number in one of these units, or without.
    Number(Vec<String>),
    /// Words.
    Text,
    /// Blanks by id.
    Blanks(Vec<(String, Self)>),
    /// Places in a picture of this width and height, and how many at most.
    Points(Point, usize),
}

/// Why a response does not fit its item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Has the shape of another type; this one is right.
    OtherType(&'static str),
    /// Names an option, source, target or blank the item does not have.
    UnknownOption(String),
    /// More than one option where one is asked for.
    TooMany,
    /// An order that leaves options out, or has one twice.
    NotAnOrder,
    /// Not a number, or in a unit that is not asked for.
    NotANumber,
    /// Beyond the edge of the picture.
    OutOfPicture,
    /// Too long, or with characters that nobody sees.
    BadText,
}

impl ItemFace {
    /// What a response to this item may say.
    pub fn response_shape(&self) -> ResponseShape {
        let options = ids(&self.options);
        match self.item_type {
            ItemType::SingleChoice | ItemType::TrueFalse => ResponseShape::Choice { options, is_single: true },
            ItemType::MultipleChoice => ResponseShape::Choice { options, is_single: false },
            ItemType::Matching => ResponseShape::Match { sources: ids(&self.sources), targets: options },
            ItemType::Ordering => ResponseShape::Order(options),
            ItemType::Numeric => ResponseShape::Number(self.units.clone()),
            ItemType::ShortText => ResponseShape::Text,
            ItemType::Cloze => {
                ResponseShape::Blanks(self.blanks.iter().map(|blank| (blank.id.clone(), blank.shape())).collect())
            }
            ItemType::Hotspot => {
                let size = self.picture.as_ref().map_or([0, 0], |picture| [picture.width, picture.height]);
                ResponseShape::Points(size, if self.takes_points { self.areas.len() } else { 1 })
            }
        }
    }
}

impl Blank {
    fn shape(&self) -> ResponseShape {
        match self.kind {
            BlankKind::Choice => ResponseShape::Choice { options: ids(&self.options), is_single: true },
            BlankKind::Text => ResponseShape::Text,
            BlankKind::Number => ResponseShape::Number(self.units.clone()),
        }
    }
}

fn ids(options: &[ItemOption]) -> Vec<String> {
    options.iter().map(|option| option.id.clone()).collect()
}

impl ResponseShape {
    /// The name of the response's field: `choice`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Choice { .. } => "choice",
            Self::Match { .. } => "match",
            Self::Order(_) => "order",
            Self::Number(_) => "number",
            Self::Text => "text",
            Self::Blanks(_) => "blanks",
            Self::Points(..) => "points",
        }
    }
}

impl Response {
    /// Whether nothing was answered.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Choice(ids) | Self::Order(ids) => ids.is_empty(),
            Self::Match(parts) | Self::Blanks(parts) => parts.is_empty(),
            Self::Number(written) | Self::Text(written) => written.is_empty(),
            Self::Points(points) => points.is_empty(),
        }
    }

    /// The same response in the form that is stored, if it fits the item: options sorted and without repeats, texts
    /// composed and trimmed, parts without an answer left out.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn fitted(self, shape: &ResponseShape) -> Result<Self, Misfit> {
        match (self, shape) {
            (Self::Choice(chosen), ResponseShape::Choice { options, is_single }) => choice(chosen, options, *is_single),
            (Self::Match(pairs), ResponseShape::Match { sources, targets }) => {
                let pairs: BTreeMap<String, String> =
                    pairs.into_iter().filter(|(_, target)| !target.is_empty()).collect();
                for (source, target) in &pairs {
                    known(sources, source)?;
                    known(targets, target)?;
                }
                Ok(Self::Match(pairs))
            }
            (Self::Order(order), ResponseShape::Order(options)) => {
                order.iter().try_for_each(|id| known(options, id))?;
                let mut sorted: Vec<&String> = order.iter().collect();
                sorted.sort();
                sorted.dedup();
                if !order.is_empty() && (sorted.len() < order.len() || order.len() < options.len()) {
                    return Err(Misfit::NotAnOrder);
                }
                Ok(Self::Order(order))
            }
            (Self::Number(written), ResponseShape::Number(units)) => Ok(Self::Number(number(&written, units)?)),
            (Self::Text(written), ResponseShape::Text) => Ok(Self::Text(words(&written, TEXT_LIMIT)?)),
            (Self::Blanks(filled), ResponseShape::Blanks(shapes)) => Ok(Self::Blanks(blanks(filled, shapes)?)),
            (Self::Points(points), ResponseShape::Points([width, height], most)) => {
                if points.iter().any(|[x, y]| x >= width || y >= height) {
                    return Err(Misfit::OutOfPicture);
                }
                if points.len() > *most { Err(Misfit::TooMany) } else { Ok(Self::Points(points)) }
            }
            (
                Self::Choice(_)
                | Self::Match(_)
                | Self::Order(_)
                | Self::Number(_)
                | Self::Text(_)
                | Self::Blanks(_)
                | Self::Points(_),
                shape,
            ) => Err(Misfit::OtherType(shape.name())),
        }
    }
}

fn known(ids: &[String], id: &String) -> Result<(), Misfit> {
    if ids.contains(id) { Ok(()) } else { Err(Misfit::UnknownOption(id.clone())) }
}

fn choice(mut chosen: Vec<String>, options: &[String], is_single: bool) -> Result<Response, Misfit> {
    chosen.iter().try_for_each(|id| known(options, id))?;
    chosen.sort();
    chosen.dedup();
    if is_single && chosen.len() > 1 { Err(Misfit::TooMany) } else { Ok(Response::Choice(chosen)) }
}

fn words(written: &str, limit: usize) -> Result<String, Misfit> {
    let text = nfc(&written.split_whitespace().collect::<Vec<_>>().join(" "));
    if text.chars().count() > limit || text.chars().any(is_deceptive) { Err(Misfit::BadText) } else { Ok(text) }
}

fn number(written: &str, units: &[String]) -> Result<String, Misfit> {
    let text = words(written, NUMBER_LIMIT)?;
    if text.is_empty() || quantity(&text, units).is_some() { Ok(text) } else { Err(Misfit::NotANumber) }
}

/// A written number, and which of `units` it is in: the first, the usual one, when none is written.
pub fn quantity(written: &str, units: &[String]) -> Option<(Decimal, usize)> {
    // The longest unit that fits: `km` before `m`.
    let written_unit = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| written.ends_with(unit.as_str()))
        .max_by_key(|(_, unit)| unit.len());
    let (number, place) =
        written_unit.map_or((written, 0), |(place, unit)| (&written[..written.len() - unit.len()], place));
    Some((Decimal::parse(number)?, place))
}

fn blanks(
    filled: BTreeMap<String, String>,
    shapes: &[(String, ResponseShape)],
) -> Result<BTreeMap<String, String>, Misfit> {
    let mut fitted = BTreeMap::new();
    for (id, written) in filled {
        let Some((_, shape)) = shapes.iter().find(|(known, _)| *known == id) else {
            return Err(Misfit::UnknownOption(id));
        };
        let written = match shape {
            ResponseShape::Number(units) => number(&written, units)?,
            ResponseShape::Choice { options, .. } => {
                if !written.is_empty() {
                    known(options, &written)?;
                }
                written
            }
            // Blanks hold nothing but options, words and numbers.
            ResponseShape::Text
            | ResponseShape::Match { .. }
            | ResponseShape::Order(_)
            | ResponseShape::Blanks(_)
            | ResponseShape::Points(..) => words(&written, TEXT_LIMIT)?,
        };
        if !written.is_empty() {
            fitted.insert(id, written);
        }
    }
    Ok(fitted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
    }

    #[test]
    fn a_response_must_fit_its_item() {
        let single = ResponseShape::Choice { options: ids(&["a", "b"]), is_single: true };
        assert_eq!(Response::Choice(ids(&["a", "b"])).fitted(&single), Err(Misfit::TooMany));
        assert_eq!(Response::Text("a".into()).fitted(&single), Err(Misfit::OtherType("choice")));
        let order = ResponseShape::Order(ids(&["a", "b", "c"]));
        for bad in [&["a", "b"][..], &["a", "b", "b"], &["a", "b", "c", "c"]] {
            assert_eq!(Response::Order(ids(bad)).fitted(&order), Err(Misfit::NotAnOrder), "{bad:?}");
        }
        assert_eq!(Response::Order(ids(&["a", "b", "x"])).fitted(&order), Err(Misfit::UnknownOption("x".into())));
        assert!(Response::Order(ids(&["c", "a", "b"])).fitted(&order).is_ok_and(|fitted| !fitted.is_blank()));
        let matching = ResponseShape::Match { sources: ids(&["s1", "s2"]), targets: ids(&["t1", "t2"]) };
        let fitted = Response::Match(pairs(&[("s1", "t2"), ("s2", "")])).fitted(&matching);
        assert_eq!(fitted, Ok(Response::Match(pairs(&[("s1", "t2")]))));
        assert!(Response::Match(pairs(&[("t1", "t2")])).fitted(&matching).is_err());
    }

    #[test]
    fn texts_are_kept_composed_and_trimmed() {
        let fitted = Response::Text("  Việt\u{A0}Nam \n".into()).fitted(&ResponseShape::Text);
        assert_eq!(fitted, Ok(Response::Text("Việt Nam".into())));
        assert_eq!(Response::Text("a\u{202E}b".into()).fitted(&ResponseShape::Text), Err(Misfit::BadText));
        assert_eq!(Response::Text("a".repeat(501)).fitted(&ResponseShape::Text), Err(Misfit::BadText));
    }

    #[test]
    fn numbers_may_have_a_unit_that_is_asked_for() {
        let units = ids(&["m", "km"]);
        assert_eq!(quantity("8,5 km", &units), Decimal::parse("8.5").map(|number| (number, 1)));
        assert_eq!(quantity("8,5", &units), Decimal::parse("8.5").map(|number| (number, 0)));
        let shape = ResponseShape::Number(units);
        assert_eq!(Response::Number("8,5 kg".into()).fitted(&shape), Err(Misfit::NotANumber));
        assert_eq!(Response::Number("km".into()).fitted(&shape), Err(Misfit::NotANumber));
        assert_eq!(Response::Number(" ".into()).fitted(&shape), Ok(Response::Number(String::new())));
    }
}
