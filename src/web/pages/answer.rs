//! How an item is answered on a page: its controls, filled with what is stored.

use super::chrome::Html;
use crate::domain::assessment::picture::{AreaShape, Point};

/// The controls of one item.
#[derive(Clone, Debug)]
pub enum AnswerField {
    /// Options to choose from, `choice`.
    Options {
        /// In the form's order.
        options: Vec<AttemptOption>,
        /// Whether more than one may be chosen.
        takes_several: bool,
    },
    /// A list of targets for each source, `match-ID`.
    Matching(Vec<ChoiceList>),
    /// A place for each option, `place-ID`.
    Ordering(Vec<PlacedOption>),
    /// A number or words, `number` or `text`.
    Written(WrittenField),
    /// The stem in pieces, each with the blank behind it, `blank-ID`.
    Cloze(Vec<ClozePiece>),
    /// Points of the item's picture, `point`.
    Hotspot(Hotspot),
}

/// A picture.
#[derive(Clone, Debug)]
pub struct PictureShown {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What it shows.
    pub text: String,
}

/// The areas of a picture, as a list that says the same as pointing.
#[derive(Clone, Debug)]
pub struct Hotspot {
    /// In the author's order.
    pub areas: Vec<HotspotArea>,
    /// Points that are set and lie in no area.
    pub elsewhere: Vec<Point>,
    /// Whether more than one point may be set.
    pub takes_several: bool,
}

/// One area.
#[derive(Clone, Debug)]
pub struct HotspotArea {
    /// Its id in the item.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Where it is.
    pub shape: AreaShape,
    /// The point that is set in it.
    pub point: Option<Point>,
}

impl HotspotArea {
    /// The point that choosing it from the list sets: `120,40`.
    pub fn value(&self) -> String {
        let [x, y] = self.point.unwrap_or_else(|| self.shape.middle());
        format!("{x},{y}")
    }

    /// The point in its middle.
    pub fn middle(&self) -> String {
        let [x, y] = self.shape.middle();
        format!("{x},{y}")
    }

    /// The corners of a polygon for an SVG.
    pub fn corners(corners: &[Point]) -> String {
        corners.iter().map(|[x, y]| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    }
}

/// One option of a choice.
#[derive(Clone, Debug)]
pub struct AttemptOption {
    /// Its id in the item.
    pub id: String,
    /// Inline markup.
    pub text: Html,
    /// Whether the stored response has it.
    pub is_chosen: bool,
}

/// A list to choose one of.
#[derive(Clone, Debug)]
pub struct ChoiceList {
    /// The id of the source or blank.
    pub id: String,
    /// What stands before it; empty in a cloze.
    pub label: Html,
    /// Id and plain text, and whether it is chosen.
    pub choices: Vec<(String, String, bool)>,
}

/// An option to be put in order.
#[derive(Clone, Debug)]
pub struct PlacedOption {
    /// Its id in the item.
    pub id: String,
    /// Inline markup.
    pub text: Html,
    /// Its place, from 1, once there is an order.
    pub place: Option<usize>,
}

/// A field to write in.
#[derive(Clone, Debug)]
pub struct WrittenField {
    /// The blank's id; `number` or `text` for a whole item.
    pub id: String,
    /// What is stored.
    pub value: String,
    /// Whether it takes a number.
    pub is_number: bool,
    /// The units it may be written in.
    pub units: Vec<String>,
}

/// A piece of a stem.
#[derive(Clone, Debug)]
pub struct ClozePiece {
    /// What stands before the blank.
    pub before: Html,
    /// The blank; `None` behind the last piece.
    pub blank: Option<BlankField>,
}

/// A blank of a cloze.
#[derive(Clone, Debug)]
pub struct BlankField {
    /// From 1, in the order of the stem.
    pub number: usize,
    /// How it is filled.
    pub control: BlankControl,
}

/// How a blank is filled.
#[derive(Clone, Debug)]
pub enum BlankControl {
    /// From a list.
    List(ChoiceList),
    /// By writing.
    Written(WrittenField),
}

impl AnswerField {
    /// The name of the response's field in the API.
    pub fn shape(&self) -> &'static str {
        match self {
            Self::Options { .. } => "choice",
            Self::Matching(_) => "match",
            Self::Ordering(_) => "order",
            Self::Written(field) if field.is_number => "number",
            Self::Written(_) => "text",
            Self::Cloze(_) => "blanks",
            Self::Hotspot(_) => "points",
        }
    }

    /// Whether the stem is part of the field.
    pub const fn holds_stem(&self) -> bool {
        matches!(self, Self::Cloze(_))
    }

    /// Whether the picture is part of the field.
    pub const fn holds_picture(&self) -> bool {
        matches!(self, Self::Hotspot(_))
    }

    /// Whether anything is answered.
    pub fn is_answered(&self) -> bool {
        match self {
            Self::Options { options, .. } => options.iter().any(|option| option.is_chosen),
            Self::Matching(lists) => lists.iter().any(ChoiceList::is_chosen),
            Self::Ordering(options) => options.iter().any(|option| option.place.is_some()),
            Self::Written(field) => !field.value.is_empty(),
            Self::Cloze(pieces) => pieces.iter().any(|piece| match &piece.blank {
                Some(BlankField { control: BlankControl::List(list), .. }) => list.is_chosen(),
                Some(BlankField { control: BlankControl::Written(field), .. }) => !field.value.is_empty(),
                None => false,
            }),
            Self::Hotspot(spot) => !spot.elsewhere.is_empty() || spot.areas.iter().any(|area| area.point.is_some()),
        }
    }
}

impl ChoiceList {
    fn is_chosen(&self) -> bool {
        self.choices.iter().any(|(_, _, is_chosen)| *is_chosen)
    }
}
