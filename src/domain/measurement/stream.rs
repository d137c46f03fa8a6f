//! A stream of numbers that is the same everywhere for the same seed: for simulations, never for secrets.

/// SplitMix64 (Steele, Lea and Flood 2014).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The stream with this number of those of a seed.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut stream = Self(seed);
        let start = stream.word() ^ number;
        let mut stream = Self(start);
        Self(stream.word())
    }

    /// 64 bits.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 32 bits.
    pub fn half_word(&mut self) -> u32 {
        (self.word() >> 32) as u32
    }

    /// At least 0 and below 1.
    pub fn share(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A standard normal number (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (distance, angle) = (1.0 - self.share(), self.share());
        (-2.0 * distance.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_published_generator() {
        let mut stream = Stream(1_234_567);
        let words = [stream.word(), stream.word(), stream.word()];
        assert_eq!(words, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn normal_numbers_have_mean_0_and_spread_1() {
        let mut stream = Stream::new(7, 0);
        let numbers: Vec<f64> = (0..100_000).map(|_| stream.normal()).collect();
        let mean = numbers.iter().sum::<f64>() / 1e5;
        let spread = numbers.iter().map(|number| number * number).sum::<f64>() / 1e5;
        assert!(mean.abs() < 0.015 && (spread - 1.0).abs() < 0.02, "{mean} {spread}");
    }
}
