//! What a test would say of made-up people whose ability is known: by the fixed form as it is drawn, and adaptively.
//!
//! A person *should* pass whose expected score on forms of the blueprint reaches the cuts. That rises with the ability, so it
//! comes down to one ability, the cut. The fixed form passes by points, as the product does; the adaptive test passes
//! whose estimate reaches that ability.

use super::ability::{Estimate, Scale};
use super::curve::Curve;
use super::selection::{Given, Limits, Strand, choose, stop};
use super::stream::Stream;
use std::time::Duration;

/// An adaptive test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adaptive {
    /// When it ends. There is no model of the time that people take; its limit is not simulated.
    pub limits: Limits,
    /// Chance picks among so many best items.
    pub among: usize,
}

/// What people sit.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The curves of the items.
    pub curves: Vec<Curve>,
    /// The blueprint.
    pub strands: Vec<Strand>,
    /// The ability from which on people should pass; `None` when the cuts are out of everybody's reach.
    pub cut: Option<f64>,
    /// The seed of everything that happens by chance.
    pub seed: u64,
}

/// One made-up person's test.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting {
    /// The ability they have.
    pub truth: f64,
    /// The ability they seem to have.
    pub estimate: Estimate,
    /// The places of the items they were given, and whether each answer was right.
    pub answers: Vec<(usize, bool)>,
    /// Whether they passed.
    pub has_passed: bool,
}

/// Which stream of a person is for what; fixed and adaptive tests meet the same people.
const PERSON: u64 = 0;
const FIXED: u64 = 1;
const ADAPTIVE: u64 = 2;
const STREAMS: u64 = 3;

impl Trial {
    /// The ability of a person.
    pub fn ability(&self, person: u64) -> f64 {
        self.stream(person, PERSON).normal()
    }

    /// A person sits a form: `draw` makes one from 16 random bytes, `passes` judges the answers.
    ///
    /// # Errors
    /// Those of `draw`.
    pub fn fixed<E>(
        &self,
        person: u64,
        draw: impl FnOnce([u8; 16]) -> Result<Vec<usize>, E>,
        passes: impl FnOnce(&[(usize, bool)]) -> bool,
    ) -> Result<Sitting, E> {
        let truth = self.ability(person);
        let mut stream = self.stream(person, FIXED);
        let seed = (u128::from(stream.word()) << 64 | u128::from(stream.word())).to_be_bytes();
        let scale = Scale::default();
        let mut belief = scale.prior();
        let mut answers = Vec::new();
        for item in draw(seed)? {
            let is_right = stream.share() < self.curves[item].chance(truth);
            scale.learn(&mut belief, self.curves[item], is_right);
            answers.push((item, is_right));
        }
        let has_passed = passes(&answers);
        Ok(Sitting { truth, estimate: scale.estimate(&belief), answers, has_passed })
    }

    /// A person sits an adaptive test.
    pub fn adaptive(&self, person: u64, test: &Adaptive) -> Sitting {
        let truth = self.ability(person);
        let mut stream = self.stream(person, ADAPTIVE);
        let scale = Scale::default();
        let mut belief = scale.prior();
        let mut estimate = scale.estimate(&belief);
        let mut given = Given::nothing(self.curves.len(), self.strands.len());
        let mut answers = Vec::new();
        while stop(&test.limits, answers.len(), estimate, Duration::ZERO).is_none() {
            let chance = (test.among, stream.half_word());
            let Some(choice) = choose(&self.curves, &self.strands, &given, estimate.ability, chance) else { break };
            given.note(choice);
            let curve = self.curves[choice.item];
            let is_right = stream.share() < curve.chance(truth);
            scale.learn(&mut belief, curve, is_right);
            estimate = scale.estimate(&belief);
            answers.push((choice.item, is_right));
        }
        let has_passed = self.cut.is_some_and(|cut| estimate.ability >= cut);
        Sitting { truth, estimate, answers, has_passed }
    }

    fn stream(&self, person: u64, purpose: u64) -> Stream {
        Stream::new(self.seed, person * STREAMS + purpose)
    }
}

/// What many sittings come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// How many people sat.
    pub people: usize,
    /// How often each item was given.
    pub given: Vec<usize>,
    /// Should pass and did.
    pub rightly_passed: usize,
    /// Should not pass and did not.
    pub rightly_failed: usize,
    /// Should not pass and did.
    pub wrongly_passed: usize,
    /// Should pass and did not.
    pub wrongly_failed: usize,
    deviation: f64,
    squares: f64,
    errors: f64,
    items: usize,
}

impl Outcomes {
    /// Nothing yet, of so many items.
    pub fn nothing(items: usize) -> Self {
        Self { given: vec![0; items], ..Self::default() }
    }

    /// Counts a sitting.
    pub fn count(&mut self, sitting: &Sitting, cut: Option<f64>) {
        let deviation = sitting.estimate.ability - sitting.truth;
        self.people += 1;
        self.deviation += deviation;
        self.squares += deviation * deviation;
        self.errors += sitting.estimate.error;
        self.items += sitting.answers.len();
        sitting.answers.iter().for_each(|(item, _)| self.given[*item] += 1);
        let should_pass = cut.is_some_and(|cut| sitting.truth >= cut);
        *match (should_pass, sitting.has_passed) {
            (true, true) => &mut self.rightly_passed,
            (false, false) => &mut self.rightly_failed,
            (false, true) => &mut self.wrongly_passed,
            (true, false) => &mut self.wrongly_failed,
        } += 1;
    }

    /// Mean of estimate less truth.
    pub fn bias(&self) -> f64 {
        self.mean(self.deviation)
    }

    /// Root of the mean square of the same.
    pub fn rmse(&self) -> f64 {
        self.mean(self.squares).sqrt()
    }

    /// Mean of the standard errors that were told.
    pub fn told_error(&self) -> f64 {
        self.mean(self.errors)
    }

    /// Items of a test, on average.
    pub fn length(&self) -> f64 {
        self.mean(self.items as f64)
    }

    /// The share of people whom an item was shown to.
    pub fn exposure(&self, item: usize) -> f64 {
        self.mean(self.given[item] as f64)
    }

    /// The share of people about whom the test decided rightly.
    pub fn accuracy(&self) -> f64 {
        self.mean((self.rightly_passed + self.rightly_failed) as f64)
    }

    fn mean(&self, sum: f64) -> f64 {
        sum / self.people.max(1) as f64
    }
}

/// The lowest ability at which `passes`, which must rise with the ability; `None` when nobody's does.
pub fn cut_ability(passes: impl Fn(f64) -> bool) -> Option<f64> {
    const ENDS: (f64, f64) = (-8.0, 8.0);
    if !passes(ENDS.1) {
        return None;
    }
    let (mut low, mut high) = ENDS;
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if passes(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}
