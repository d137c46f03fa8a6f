//! Statistics of a test and its items. An administrator sees figures of items, never texts, and keys are not marked.

use super::chrome::Chrome;
use super::differences::GroupSection;
use super::item_statistics::{seconds, spread_of};
use crate::domain::assessment::pace::Pace;
use crate::domain::assessment::scoring::CutScore;
use crate::domain::assessment::statistics::{ENOUGH, ItemFacts, ItemFigures, Statistics, TestFigures};
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::compare_groups::Comparison;
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
    /// How long each item takes.
    pub paces: Vec<Pace>,
    /// How items compare between groups.
    pub comparisons: Vec<Comparison>,
    /// Items of the revision that were withdrawn.
    pub withdrawn: usize,
    /// Whether wrong choices cost something.
    pub has_deductions: bool,
    /// Whether there are adaptive attempts, or will be: they have no part in the figures.
    pub is_adaptive: bool,
    /// When the attempts were read, where that was not just now.
    pub counted_at: Option<Timestamp>,
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

/// An item in the picture of alphas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The item's id, cut when it is long.
    pub name: String,
    /// The item's id.
    pub item: String,
    /// Its alpha, as shown.
    pub alpha: String,
    /// Where the mark stands.
    pub x: String,
    /// The corners of a diamond there.
    pub diamond: String,
    /// Its row.
    pub y: usize,
    /// Whether the test is more consistent without it.
    pub is_better_without: bool,
}

/// Rows of the picture of alphas, and the letters of a name in it.
const DRAWN: usize = 30;
const ROW: usize = 26;
const LETTERS: usize = 18;

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

    /// How many there are of this revision, where the figures are of a part of them.
    pub fn drawn_from(&self) -> Option<usize> {
        let shown = self.revisions.iter().find(|(.., is_shown)| *is_shown);
        shown.and_then(|(_, all, _)| usize::try_from(*all).ok()).filter(|all| *all > self.attempts())
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

    /// Why there is no alpha; `None` where there is one.
    pub fn why_no_alpha(&self) -> Option<&'static str> {
        let statistics = &self.statistics;
        (statistics.test.alpha.is_none()).then(|| match (statistics.is_one_length, self.withdrawn) {
            (false, 0) => self.t.no_alpha_lengths(),
            (false, _) => self.t.no_alpha_withdrawn(),
            (true, _) => self.t.no_alpha_spread(),
        })
    }

    /// Items by their alpha if dropped, highest first; none of drawn forms.
    pub fn dropped(&self) -> Vec<Dropped> {
        let Some(whole) = self.test().alpha else { return Vec::new() };
        let known = |(facts, figures): (_, &ItemFigures)| Some((facts, figures.alpha_if_dropped?));
        let mut found: Vec<(&ItemFacts, f64)> =
            self.items.iter().zip(&self.statistics.items).filter_map(known).collect();
        found.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        found.truncate(DRAWN);
        let alphas = || found.iter().map(|(_, alpha)| *alpha).chain([whole]);
        let (low, high) = (alphas().fold(f64::INFINITY, f64::min), alphas().fold(f64::NEG_INFINITY, f64::max));
        let across = |alpha: f64| 260.0 + 380.0 * (alpha - low) / (high - low).max(f64::MIN_POSITIVE);
        let mark = |(row, (facts, alpha)): (usize, &(&ItemFacts, f64))| {
            let (x, y) = (across(*alpha), row * ROW + 40);
            let letters = facts.id.chars().count();
            let cut = || facts.id.chars().take(LETTERS - 1).chain(['…']).collect();
            Dropped {
                name: if letters > LETTERS { cut() } else { facts.id.clone() },
                item: facts.id.clone(),
                alpha: self.t.real(*alpha, 3),
                x: format!("{x:.0}"),
                diamond: format!("{:.0},{y} {x:.0},{} {:.0},{y} {x:.0},{}", x - 8.0, y - 8, x + 8.0, y + 8),
                y,
                is_better_without: *alpha > whole,
            }
        };
        found.iter().enumerate().map(mark).collect()
    }

    /// The alpha of the whole test in that picture: its place, and the picture's height.
    pub fn whole_alpha(&self, dropped: &[Dropped]) -> (String, usize) {
        let known = self.statistics.items.iter().filter_map(|figures| figures.alpha_if_dropped);
        let mut known: Vec<f64> = known.collect();
        known.sort_by(|one, other| other.total_cmp(one));
        known.truncate(DRAWN);
        let whole = self.test().alpha.unwrap_or_default();
        let (low, high) = known.iter().fold((whole, whole), |(low, high), alpha| (low.min(*alpha), high.max(*alpha)));
        let x = 260.0 + 380.0 * (whole - low) / (high - low).max(f64::MIN_POSITIVE);
        (format!("{x:.0}"), dropped.len() * ROW + 40)
    }

    /// Whether the picture of alphas leaves items out.
    pub fn leaves_out(&self, dropped: &[Dropped]) -> bool {
        self.statistics.items.iter().filter(|figures| figures.alpha_if_dropped.is_some()).count() > dropped.len()
    }

    /// How items compare between groups, one section for each kind of group.
    pub fn group_sections(&self) -> Vec<GroupSection> {
        self.comparisons.iter().map(|comparison| GroupSection::of(comparison, &self.items, self.t)).collect()
    }

    /// The median time of an item and the middle half.
    pub fn pace(&self, facts: &ItemFacts) -> (String, String) {
        let place = self.items.iter().position(|item| item.id == facts.id);
        let pace = place.and_then(|place| self.paces.get(place)).copied().unwrap_or_default();
        (seconds(pace.median, self.t), spread_of(&pace, self.t))
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
