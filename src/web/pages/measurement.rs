//! Curves of items and of the test. An administrator sees figures of items, never texts or keys.

use super::chrome::Chrome;
use crate::domain::measurement::calibration::CalibratedItem;
use crate::domain::measurement::curve::Curve;
use crate::flows::measurement::calibrate_items::{Calibrated, FEWEST_ATTEMPTS};
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/assessments/{code}/measurement?revision=&item=`
#[derive(Template)]
#[template(path = "measurement.html")]
pub struct MeasurementPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// Whether the test is adaptive: such attempts have no part in the figures.
    pub is_adaptive: bool,
    /// `None` while there are too few attempts.
    pub measured: Option<Measured>,
}

/// A calibration, and the item that is drawn.
#[derive(Debug)]
pub struct Measured {
    calibrated: Calibrated,
    chosen: usize,
}

/// A row of a table behind the curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The ability.
    pub ability: f64,
    /// The chance of a right answer to the item.
    pub chance: f64,
    /// What the item tells.
    pub of_item: f64,
    /// What a form tells.
    pub of_form: f64,
    /// The standard error of an ability by a form alone.
    pub error: f64,
}

/// Abilities drawn: from −4 to 4, and those of the tables by halves.
const REACH: f64 = 4.0;
const DRAWN: u32 = 80;
const TOLD: u32 = 16;
/// Where the curves stand in the picture: 600 wide, 200 high.
const LEFT: f64 = 40.0;
const WIDTH: f64 = 600.0;
const FLOOR: f64 = 220.0;
const HEIGHT: f64 = 200.0;

impl Measured {
    /// With this item drawn, or the first; `None` when it is not among them.
    pub fn new(calibrated: Calibrated, item: Option<&str>) -> Option<Self> {
        let chosen = match item {
            Some(asked) => calibrated.items.iter().position(|(id, _)| id == asked)?,
            None => 0,
        };
        (!calibrated.items.is_empty()).then_some(Self { calibrated, chosen })
    }

    /// The revision of the bank.
    pub fn revision(&self) -> &str {
        &self.calibrated.revision
    }

    /// How many attempts.
    pub fn attempts(&self) -> usize {
        usize::try_from(self.calibrated.attempts).unwrap_or(usize::MAX)
    }

    /// Items by id.
    pub fn items(&self) -> &[(String, CalibratedItem)] {
        &self.calibrated.items
    }

    /// How many items had too few answers.
    pub fn left_out(&self) -> usize {
        self.calibrated.left_out.len()
    }

    /// Whether the calibration came to rest.
    pub const fn has_converged(&self) -> bool {
        self.calibrated.has_converged
    }

    /// How many items to look at again.
    pub fn doubtful(&self) -> usize {
        self.items().iter().filter(|(_, item)| item.is_doubtful()).count()
    }

    /// The item that is drawn.
    pub fn chosen(&self) -> &str {
        &self.items()[self.chosen].0
    }

    /// Whether this is it.
    pub fn is_chosen(&self, item: &str) -> bool {
        self.chosen() == item
    }

    /// The rows of the tables.
    pub fn points(&self) -> Vec<Point> {
        abilities(TOLD).map(|ability| self.point(ability)).collect()
    }

    /// The curve of the chance, from 0 to 1.
    pub fn chance_line(&self) -> String {
        line(abilities(DRAWN).map(|ability| self.point(ability).chance), 1.0)
    }

    /// The curve of the item's information, from 0 to its most.
    pub fn item_line(&self) -> String {
        line(abilities(DRAWN).map(|ability| self.point(ability).of_item), self.most_of_item())
    }

    /// The curve of a form's information, from 0 to its most.
    pub fn form_line(&self) -> String {
        line(abilities(DRAWN).map(|ability| self.point(ability).of_form), self.most_of_form())
    }

    /// The most that the item tells anywhere drawn.
    pub fn most_of_item(&self) -> f64 {
        abilities(DRAWN).map(|ability| self.point(ability).of_item).fold(0.0, f64::max)
    }

    /// The most that a form tells anywhere drawn.
    pub fn most_of_form(&self) -> f64 {
        abilities(DRAWN).map(|ability| self.point(ability).of_form).fold(0.0, f64::max)
    }

    fn point(&self, ability: f64) -> Point {
        let curve: Curve = self.items()[self.chosen].1.curve;
        // Drawn items count as often as they were drawn: an average form.
        let attempts = self.attempts().max(1) as f64;
        let share = |item: &CalibratedItem| item.tally.given as f64 / attempts;
        let of_form: f64 = self.items().iter().map(|(_, item)| share(item) * item.curve.information(ability)).sum();
        let error = of_form.sqrt().recip();
        Point { ability, chance: curve.chance(ability), of_item: curve.information(ability), of_form, error }
    }
}

impl MeasurementPage {
    /// So many attempts are needed.
    pub fn least(&self) -> usize {
        usize::try_from(FEWEST_ATTEMPTS).unwrap_or(usize::MAX)
    }

    /// A number of people.
    pub fn count(&self, value: &u64) -> String {
        self.t.number(usize::try_from(*value).unwrap_or(usize::MAX))
    }

    /// With two places.
    pub fn two(&self, value: &f64) -> String {
        self.t.real(*value, 2)
    }

    /// With two places, or a dash.
    pub fn perhaps(&self, value: &Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| self.t.real(value, 2))
    }

    /// With one place.
    pub fn one(&self, value: &f64) -> String {
        self.t.real(*value, 1)
    }

    /// As a percentage.
    pub fn share(&self, value: &f64) -> String {
        format!("{}%", self.t.real(100.0 * value, 0))
    }
}

fn abilities(pieces: u32) -> impl Iterator<Item = f64> {
    (0..=pieces).map(move |piece| 2.0 * REACH * f64::from(piece) / f64::from(pieces) - REACH)
}

/// Corners of a line in the picture, `most` being the top.
fn line(values: impl Iterator<Item = f64>, most: f64) -> String {
    let corner = |(value, ability): (f64, f64)| {
        let (across, up) = ((ability + REACH) / (2.0 * REACH), value / most.max(f64::MIN_POSITIVE));
        format!("{:.1},{:.1}", LEFT + WIDTH * across, FLOOR - HEIGHT * up)
    };
    values.zip(abilities(DRAWN)).map(corner).collect::<Vec<_>>().join(" ")
}
