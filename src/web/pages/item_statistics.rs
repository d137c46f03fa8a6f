//! Figures of one item and its options. An administrator sees ids of options, never texts, and no mark on the key.

use super::chrome::Chrome;
use super::differences::DifferenceRow;
use crate::domain::assessment::pace::Pace;
use crate::domain::assessment::statistics::{ItemFacts, ItemFigures, OptionFigures};
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/assessments/{code}/statistics/items/{item}?revision=`
#[derive(Template)]
#[template(path = "item_statistics.html")]
pub struct ItemStatisticsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// The revision of the bank.
    pub revision: String,
    /// The item.
    pub facts: ItemFacts,
    /// Its figures.
    pub figures: ItemFigures,
    /// How long it takes.
    pub pace: Pace,
    /// How it compares between groups.
    pub differences: Vec<DifferenceRow>,
}

/// An option's line in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// The option's id.
    pub option: String,
    /// Corners, left to right.
    pub points: String,
    /// How the line is broken: `stroke-dasharray`.
    pub dashes: &'static str,
    /// The height of its last corner.
    pub end: String,
    /// The height of its name.
    pub label: String,
}

/// Where the lines stand: five groups, 130 apart, 200 high.
const LEFT: f64 = 40.0;
const STEP: f64 = 130.0;
const FLOOR: f64 = 220.0;
const HEIGHT: f64 = 200.0;
/// Names do not stand closer, unless there are too many.
const APART: f64 = 24.0;
const DASHES: [&str; 8] = ["none", "10 5", "3 5", "14 5 3 5", "6 3", "18 6", "3 3 10 3", "1 4"];

impl ItemStatisticsPage {
    /// Each option with its figures.
    pub fn options(&self) -> impl Iterator<Item = (&str, &OptionFigures)> {
        self.facts.options.iter().map(|(id, _)| id.as_str()).zip(&self.figures.options)
    }

    /// The lines of the picture.
    pub fn lines(&self) -> Vec<TraceLine> {
        let corners: Vec<Vec<(f64, f64)>> = self.figures.options.iter().map(corners).collect();
        let ends: Vec<f64> = corners.iter().map(|line| line.last().map_or(FLOOR, |(_, y)| *y)).collect();
        let labels = spread(&ends);
        let drawn = self.facts.options.iter().zip(&corners).zip(ends.iter().zip(labels)).enumerate();
        drawn
            .map(|(place, (((option, _), line), (end, label)))| TraceLine {
                option: option.clone(),
                points: line.iter().map(|(x, y)| format!("{x:.0},{y:.1}")).collect::<Vec<_>>().join(" "),
                dashes: DASHES[place % DASHES.len()],
                end: format!("{end:.1}"),
                label: format!("{label:.1}"),
            })
            .collect()
    }

    /// The share of those who had the item.
    pub fn chosen(&self, count: &usize) -> String {
        self.share(&Some(*count as f64 / self.figures.attempts.max(1) as f64))
    }

    /// The groups by number, as the table heads them.
    pub fn fifths(&self) -> Vec<String> {
        (1..=5).map(|number| self.t.trace_fifth(&number.to_string())).collect()
    }

    /// With two places, or a dash.
    pub fn two(&self, value: &Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| self.t.real(value, 2))
    }

    /// A share as a percentage, or a dash.
    pub fn share(&self, value: &Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| format!("{}%", self.t.real(100.0 * value, 1)))
    }

    /// The median time, or a dash.
    pub fn median(&self) -> String {
        seconds(self.pace.median, self.t)
    }

    /// The middle half of the times, or a dash.
    pub fn spread(&self) -> String {
        spread_of(&self.pace, self.t)
    }
}

/// A time in seconds, or a dash.
pub fn seconds(value: Option<f64>, t: Texts) -> String {
    value.map_or_else(|| "–".to_owned(), |value| t.pace_seconds(&t.real(value, 0)))
}

/// The middle half of times, or a dash.
pub fn spread_of(pace: &Pace, t: Texts) -> String {
    match (pace.lower, pace.upper) {
        (Some(lower), Some(upper)) => t.pace_seconds(&t.pace_range(&t.real(lower, 0), &t.real(upper, 0))),
        (Some(_) | None, _) => "–".to_owned(),
    }
}

fn corners(figures: &OptionFigures) -> Vec<(f64, f64)> {
    let corner = |(group, share): (usize, &Option<f64>)| Some((LEFT + STEP * group as f64, FLOOR - HEIGHT * (*share)?));
    figures.trace.iter().enumerate().filter_map(corner).collect()
}

/// Heights for names beside these ends: in the same order, and apart from each other.
fn spread(ends: &[f64]) -> Vec<f64> {
    let apart = APART.min(HEIGHT / ends.len().max(1) as f64);
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|one, other| ends[*one].total_cmp(&ends[*other]));
    let mut heights = ends.to_vec();
    let mut lowest = f64::NEG_INFINITY;
    for place in &order {
        heights[*place] = heights[*place].max(lowest + apart);
        lowest = heights[*place];
    }
    // Whatever was pushed below the floor moves up again.
    let mut highest = FLOOR + apart;
    for place in order.iter().rev() {
        heights[*place] = heights[*place].min(highest - apart);
        highest = heights[*place];
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_stand_apart_in_the_order_of_the_lines(ends in prop::collection::vec(20.0..220.0_f64, 1..9)) {
            let heights = spread(&ends);
            let mut pairs: Vec<(f64, f64)> = ends.iter().copied().zip(heights).collect();
            pairs.sort_by(|one, other| one.1.total_cmp(&other.1));
            prop_assert!(pairs.windows(2).all(|pair| pair[1].1 - pair[0].1 >= APART.min(HEIGHT / ends.len() as f64) - 1e-9));
            prop_assert!(pairs.windows(2).all(|pair| pair[0].0 <= pair[1].0));
            prop_assert!(pairs.iter().all(|(_, height)| *height <= FLOOR + 1e-9 && *height > 0.0));
        }
    }
}
