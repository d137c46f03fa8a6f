//! Nodes over which abilities are integrated.
//!
//! Equal steps with the standard normal density as weight (the trapezoidal rule). For functions that are smooth and vanish at
//! both ends it converges faster than any power of the step: a posterior of standard deviation *s* is integrated with a relative
//! error of about 2 exp(−2π²*s*²/*h*²) (Trefethen and Weideman 2014). Gauss and Hermite's nodes would be exact for
//! polynomials, but stand half a unit apart, where the posterior of a person who answered hundreds of items fits between
//! two of them.

/// Nodes and the logarithms of their weights, which sum to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Nodes {
    /// Abilities, rising.
    pub abilities: Vec<f64>,
    /// Logarithms of the prior weights.
    pub log_weights: Vec<f64>,
}

impl Nodes {
    /// `count` nodes, at least two, from −`reach` to `reach`.
    pub fn normal(count: usize, reach: f64) -> Self {
        let count = count.max(2);
        let step = 2.0 * reach / (count - 1) as f64;
        let abilities: Vec<f64> = (0..count).map(|number| number as f64 * step - reach).collect();
        let densities: Vec<f64> = abilities.iter().map(|ability| -ability * ability / 2.0).collect();
        let total = densities.iter().map(|density| density.exp()).sum::<f64>().ln();
        Self { abilities, log_weights: densities.iter().map(|density| density - total).collect() }
    }
}

/// Turns logarithms of weights into weights that sum to one; gives the logarithm of their sum.
pub(super) fn normalise(weights: &mut [f64]) -> f64 {
    let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for weight in weights.iter_mut() {
        *weight = (*weight - most).exp();
        sum += *weight;
    }
    for weight in weights.iter_mut() {
        *weight /= sum;
    }
    most + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nodes_have_the_moments_of_the_normal_distribution() {
        let nodes = Nodes::normal(81, 6.0);
        let moment = |power: i32| {
            let terms = nodes.abilities.iter().zip(&nodes.log_weights);
            terms.map(|(ability, weight)| ability.powi(power) * weight.exp()).sum::<f64>()
        };
        for (power, expected) in [(0, 1.0), (1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0)] {
            assert!((moment(power) - expected).abs() < 1e-5, "moment {power}: {}", moment(power));
        }
    }

    #[test]
    fn weights_far_below_what_can_be_written_are_normalised() {
        let mut weights = [-5_000.0, -5_000.0 + 3f64.ln()];
        assert!((normalise(&mut weights) + 5_000.0 - 4f64.ln()).abs() < 1e-9);
        assert!((weights[0] - 0.25).abs() < 1e-12 && (weights[1] - 0.75).abs() < 1e-12);
    }
}
