//! A picture beside an item, and the areas of it that a hotspot asks about.

use crate::domain::text::Localized;
use serde::{Deserialize, Serialize};

/// A picture, by the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// SHA-256 of the PNG file, hexadecimal.
    pub sha256: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What it shows, for whoever does not see it.
    pub text: Localized,
}

/// A point of a picture: pixels from its left and its upper edge.
pub type Point = [u32; 2];

/// An area of a picture that can be pointed at; its text says the same as pointing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Unique in its item.
    pub id: String,
    /// One line of plain text.
    pub text: Localized,
    /// Where it is.
    pub shape: AreaShape,
}

/// The shape of an area, its edge included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaShape {
    /// Upper left and lower right corner.
    Rectangle([Point; 2]),
    /// Centre and radius.
    Circle(Point, u32),
    /// Three corners or more.
    Polygon(Vec<Point>),
}

impl AreaShape {
    /// Whether a point lies in it.
    pub fn contains(&self, [x, y]: Point) -> bool {
        match self {
            Self::Rectangle([[left, top], [right, bottom]]) => {
                (left..=right).contains(&&x) && (top..=bottom).contains(&&y)
            }
            Self::Circle([middle_x, middle_y], radius) => {
                let square = |one: u32, other: u32| u64::from(one.abs_diff(other)).pow(2);
                square(x, *middle_x) + square(y, *middle_y) <= u64::from(*radius).pow(2)
            }
            Self::Polygon(corners) => is_in_polygon(corners, [x, y]),
        }
    }

    /// The point that stands for it where nobody points.
    pub fn middle(&self) -> Point {
        match self {
            Self::Rectangle([[left, top], [right, bottom]]) => [left.midpoint(*right), top.midpoint(*bottom)],
            Self::Circle(middle, _) => *middle,
            Self::Polygon(corners) => {
                let count = u64::try_from(corners.len().max(1)).unwrap_or(1);
                let mean = |place: usize| corners.iter().map(|corner| u64::from(corner[place])).sum::<u64>() / count;
                [0, 1].map(|place| u32::try_from(mean(place)).unwrap_or_default())
            }
        }
    }

    /// The smallest width and height of a picture that holds it.
    pub fn reach(&self) -> Point {
        match self {
            Self::Rectangle([_, [right, bottom]]) => [*right, *bottom],
            Self::Circle([x, y], radius) => [x.saturating_add(*radius), y.saturating_add(*radius)],
            Self::Polygon(corners) => [0, 1].map(|place| corners.iter().map(|corner| corner[place]).max().unwrap_or(0)),
        }
    }
}

/// By how often a line to the right of the point crosses the edge; on the edge is inside.
fn is_in_polygon(corners: &[Point], [x, y]: Point) -> bool {
    let (x, y) = (i64::from(x), i64::from(y));
    let mut is_inside = false;
    for (place, from) in corners.iter().enumerate() {
        let to = corners[(place + 1) % corners.len()];
        let [from_x, from_y, to_x, to_y] = [from[0], from[1], to[0], to[1]].map(i64::from);
        // Above zero left of the edge, below right of it, zero on its line.
        let side = (to_x - from_x) * (y - from_y) - (to_y - from_y) * (x - from_x);
        let is_between = |value: i64, one: i64, other: i64| (one.min(other)..=one.max(other)).contains(&value);
        if side == 0 && is_between(x, from_x, to_x) && is_between(y, from_y, to_y) {
            return true;
        }
        if (from_y > y) != (to_y > y) && (side > 0) == (to_y > from_y) {
            is_inside = !is_inside;
        }
    }
    is_inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edges_belong_to_areas_and_what_is_beyond_does_not() {
        let rectangle = AreaShape::Rectangle([[10, 20], [30, 40]]);
        assert!(rectangle.contains([10, 20]) && rectangle.contains([30, 40]) && !rectangle.contains([31, 40]));
        let circle = AreaShape::Circle([50, 50], 5);
        assert!(circle.contains([53, 54]) && !circle.contains([54, 54]));
        // An arrow head: hollow at its back.
        let polygon = AreaShape::Polygon(vec![[0, 0], [100, 50], [0, 100], [40, 50]]);
        assert!(polygon.contains([60, 50]) && polygon.contains([50, 25]) && !polygon.contains([20, 50]));
    }

    proptest! {
        #[test]
        fn a_rectangle_is_the_polygon_of_its_corners(
            left in 0_u32..50, top in 0_u32..50, width in 1_u32..50, height in 1_u32..50, x in 0_u32..110, y in 0_u32..110,
        ) {
            let (right, bottom) = (left + width, top + height);
            let rectangle = AreaShape::Rectangle([[left, top], [right, bottom]]);
            let polygon = AreaShape::Polygon(vec![[left, top], [right, top], [right, bottom], [left, bottom]]);
            prop_assert_eq!(rectangle.contains([x, y]), polygon.contains([x, y]));
            prop_assert!(rectangle.contains(rectangle.middle()) && polygon.contains(polygon.middle()));
        }
    }
}
