//! A person's ability from their answers: the mean of the posterior (EAP) and its standard deviation as standard error.

use super::curve::Curve;
use super::nodes::{Nodes, normalise};

/// Nodes from −8 to 8 in steps of 0.05: exact to more than six places down to standard errors of 0.05, which a thousand
/// good items would not reach.
pub const NODES: u16 = 321;
/// They reach from minus this to this.
pub const REACH: u16 = 8;

/// An estimate of an ability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Mean of the posterior.
    pub ability: f64,
    /// Its standard deviation.
    pub error: f64,
}

/// The nodes that beliefs are held over.
#[derive(Clone, Debug)]
pub struct Scale(Nodes);

impl Default for Scale {
    fn default() -> Self {
        Self(Nodes::normal(usize::from(NODES), f64::from(REACH)))
    }
}

impl Scale {
    /// What is known of a person before any answer: one of those that the items were calibrated on.
    pub fn prior(&self) -> Belief {
        Belief(self.0.log_weights.clone())
    }

    /// Learns from an answer.
    pub fn learn(&self, belief: &mut Belief, curve: Curve, is_right: bool) {
        for (weight, ability) in belief.0.iter_mut().zip(&self.0.abilities) {
            *weight += curve.log_chance(*ability, is_right);
        }
    }

    /// The ability believed in, and how surely.
    pub fn estimate(&self, belief: &Belief) -> Estimate {
        let mut weights = belief.0.clone();
        normalise(&mut weights);
        let terms = || weights.iter().zip(&self.0.abilities);
        let ability: f64 = terms().map(|(weight, ability)| weight * ability).sum();
        let variance: f64 = terms().map(|(weight, node)| weight * (node - ability) * (node - ability)).sum();
        Estimate { ability, error: variance.sqrt() }
    }
}

/// Logarithms of the weights of the nodes of a scale, not normalised.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief(Vec<f64>);

/// The estimate from all answers at once.
pub fn estimate_ability(answers: &[(Curve, bool)]) -> Estimate {
    let scale = Scale::default();
    let mut belief = scale.prior();
    for (curve, is_right) in answers {
        scale.learn(&mut belief, *curve, *is_right);
    }
    scale.estimate(&belief)
}
