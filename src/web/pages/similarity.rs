//! Pairs of people whose wrong answers agree more than chance explains.

use super::chrome::Chrome;
use crate::domain::assessment::similarity::FEWEST_ATTEMPTS;
use crate::flows::assessment::compare_answers::{ComparedAnswers, FoundPair, LISTED};
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/assessments/{code}/similarity`
#[derive(Template)]
#[template(path = "similarity.html")]
pub struct SimilarityPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// What was compared and found.
    pub compared: ComparedAnswers,
}

impl SimilarityPage {
    /// Whether there are too few attempts to compare.
    pub fn is_too_few(&self) -> bool {
        self.compared.attempts < FEWEST_ATTEMPTS
    }

    /// Attempts that are needed.
    pub fn fewest(&self) -> String {
        FEWEST_ATTEMPTS.to_string()
    }

    /// Whether more were found than are told.
    pub fn is_cut(&self) -> bool {
        self.compared.found.len() >= LISTED
    }

    /// So many pairs were compared.
    pub fn pairs(&self) -> String {
        self.t.number(usize::try_from(self.compared.pairs).unwrap_or(usize::MAX))
    }

    /// Agreements to be expected, with one decimal.
    pub fn expected(&self, pair: &FoundPair) -> String {
        self.t.real(pair.figures.expected, 1)
    }

    /// In how many assessments of this size such a pair turns up once by chance alone.
    pub fn once_in(&self, pair: &FoundPair) -> String {
        let by_chance = pair.figures.tail * self.compared.pairs as f64;
        // At most a million: nobody believes a model further out.
        let once_in = (1.0 / by_chance.max(1e-6)).round();
        self.t.number(once_in as usize)
    }
}
