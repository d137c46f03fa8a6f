//! Forms made beforehand: how alike they are, and how often items stand on them. Shows ids of items, never texts.

use super::chrome::Chrome;
use crate::domain::assessment::assembly::{PrebuiltForm, overlaps, uses};
use crate::domain::assessment::blueprint::Blueprint;
use crate::i18n::Texts;
use crate::store::assessment::prebuilt_forms::FormSet;
use askama::Template;

/// `GET /admin/assessments/{code}/forms`
#[derive(Template)]
#[template(path = "prebuilt_forms.html")]
pub struct PrebuiltFormsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// What its definition asks of forms.
    pub blueprint: Blueprint,
    /// The forms; `None` while there are none.
    pub set: Option<FormSet>,
    /// What came of building them anew.
    pub notice: Option<FormsNotice>,
}

/// What came of building forms anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormsNotice {
    /// They are new.
    Rebuilt,
    /// The box was not ticked.
    ConfirmationMissing,
    /// So many items were wanted, so many are left.
    TooFewItems(u16, usize),
}

/// A form in the table and in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FormRow {
    /// From 1.
    pub number: usize,
    /// The expected score in basis points.
    pub expected: u16,
    /// Items on the form most like it, too.
    pub shared: usize,
    /// Where its dot stands.
    pub x: f64,
    /// How high.
    pub y: f64,
}

/// Where the dots stand: 600 wide, 200 high.
const LEFT: f64 = 40.0;
const WIDTH: f64 = 600.0;
const FLOOR: f64 = 220.0;
const HEIGHT: f64 = 200.0;

impl PrebuiltFormsPage {
    /// The forms, in the order of their numbers.
    pub fn rows(&self) -> Vec<FormRow> {
        let forms = self.forms();
        let step = WIDTH / forms.len().max(1) as f64;
        let row = |((form, shared), place): ((&PrebuiltForm, usize), usize)| {
            let score = 1.0 - form.difficulty;
            // Between 0 and 10,000, so nothing is cut off.
            let expected = (score.clamp(0.0, 1.0) * 10_000.0).round() as u16;
            let x = LEFT + step * (place as f64 + 0.5);
            FormRow { number: place + 1, expected, shared, x, y: FLOOR - HEIGHT * score }
        };
        forms.iter().zip(overlaps(forms)).zip(0..).map(row).collect()
    }

    /// The lowest and the highest expected score.
    pub fn range(&self) -> (String, String) {
        let expected: Vec<u16> = self.rows().iter().map(|row| row.expected).collect();
        let say = |value: Option<&u16>| self.t.percent(value.copied().unwrap_or_default());
        (say(expected.iter().min()), say(expected.iter().max()))
    }

    /// Each item on a form: its id, on how many it stands, and whether it is an anchor.
    pub fn exposures(&self) -> Vec<(&str, usize, bool)> {
        let is_anchor = |item: &str| self.blueprint.anchors.iter().any(|anchor| anchor == item);
        uses(self.forms()).into_iter().map(|(item, count)| (item, count, is_anchor(item))).collect()
    }

    /// On how many forms the item stands that is used most, anchors aside.
    pub fn most(&self) -> usize {
        self.exposures()
            .iter()
            .filter(|(.., is_anchor)| !is_anchor)
            .map(|(_, count, _)| *count)
            .max()
            .unwrap_or_default()
    }

    /// Items on a form.
    pub fn length(&self) -> usize {
        self.blueprint.length()
    }

    /// The cap in words; `None` without one.
    pub fn cap(&self) -> Option<String> {
        self.blueprint.exposure_cap.map(|cap| self.t.percent(u16::from(cap) * 100))
    }

    fn forms(&self) -> &[PrebuiltForm] {
        self.set.as_ref().map_or(&[], |set| &set.forms)
    }
}
