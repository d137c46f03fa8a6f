//! Statistics of a test and its items. An administrator sees figures of items, never texts or keys.

use super::chrome::Chrome;
use crate::domain::assessment::scoring::CutScore;
use crate::domain::assessment::statistics::{ENOUGH, ItemFacts, ItemFigures, Statistics, TestFigures};
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/assessments/{code}/statistics?revision=`
#[derive(Template)]
#[template(path = "statistics.html")]
pub struct StatisticsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// Its cut score.
    pub cut: CutScore,
    /// Revisions of the bank that have attempts, with how many; and whether it is the one shown.
    pub revisions: Vec<(String, i64, bool)>,
    /// The items, in the order of the figures.
    pub items: Vec<ItemFacts>,
    /// The figures.
    pub statistics: Statistics,
}

/// A bar of the histogram, in the units of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Left edge.
    pub x: usize,
    /// Upper edge.
    pub y: usize,
    /// Height.
    pub height: usize,
    /// The class: from this percentage up to five more.
    pub from: usize,
    /// Attempts in it.
    pub count: usize,
    /// Whether the whole class reaches the cut.
    pub is_passing: bool,
}

/// Where the bars stand: upwards from here, 200 high, 30 wide with a gap.
const FLOOR: usize = 220;
const TALLEST: usize = 200;
const LEFT: usize = 40;
const CLASS: usize = 30;

impl StatisticsPage {
    /// The figures of the test.
    pub const fn test(&self) -> &TestFigures {
        &self.statistics.test
    }

    /// How many attempts the figures are of.
    pub const fn attempts(&self) -> usize {
        self.statistics.test.attempts
    }

    /// From so many attempts on coefficients say something.
    pub const fn enough(&self) -> usize {
        ENOUGH
    }

    /// Items that those who know more get wrong more often.
    pub fn doubtful(&self) -> usize {
        self.statistics.items.iter().filter(|item| item.is_doubtful()).count()
    }

    /// The histogram.
    pub fn bars(&self) -> Vec<Bar> {
        let histogram = &self.test().histogram;
        let most = histogram.iter().max().copied().unwrap_or(0).max(1);
        let bar = |(class, count): (usize, &usize)| {
            let height = (count * TALLEST).div_ceil(most);
            let is_passing = class * 500 >= usize::from(self.cut.basis_points());
            Bar { x: LEFT + class * CLASS, y: FLOOR - height, height, from: class * 5, count: *count, is_passing }
        };
        histogram.iter().enumerate().map(bar).collect()
    }

    /// Where the cut score stands in the histogram.
    pub fn cut_x(&self) -> usize {
        LEFT + usize::from(self.cut.basis_points()) * CLASS / 500
    }

    /// The upper end of a class.
    pub fn until(&self, from: &usize) -> String {
        (from + 5).to_string()
    }

    /// Items with facts and figures, those that had attempts; the doubtful first, then by discrimination.
    pub fn rows(&self) -> Vec<(&ItemFacts, &ItemFigures)> {
        let mut rows: Vec<_> =
            self.items.iter().zip(&self.statistics.items).filter(|(_, figures)| figures.attempts > 0).collect();
        let index = |figures: &ItemFigures| figures.discrimination.unwrap_or(f64::INFINITY);
        rows.sort_by(|(_, one), (_, other)| {
            other.is_doubtful().cmp(&one.is_doubtful()).then(index(one).total_cmp(&index(other)))
        });
        rows
    }

    /// Items with facility and discrimination, as places in the picture: 600 wide for 0 to 1, 240 high for −1 to 1.
    pub fn dots(&self) -> Vec<(String, String, &ItemFacts, bool)> {
        let place = |(facts, figures): (_, &ItemFigures)| {
            let (x, y) = (40.0 + 600.0 * figures.facility?, 130.0 - 120.0 * figures.discrimination?);
            Some((format!("{x:.0}"), format!("{y:.0}"), facts, figures.is_doubtful()))
        };
        self.items.iter().zip(&self.statistics.items).filter_map(place).collect()
    }

    /// With two places, or a dash.
    pub fn two(&self, value: &Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| self.t.real(value, 2))
    }

    /// A share as a percentage, or a dash.
    pub fn share(&self, value: &Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| format!("{}%", self.t.real(100.0 * value, 1)))
    }

    /// A score in percentage points, or a dash.
    pub fn score(&self, value: &Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| format!("{}%", self.t.real(value, 1)))
    }
}
