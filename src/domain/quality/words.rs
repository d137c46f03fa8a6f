//! Texts as words that can be compared.

use crate::domain::text::search_form;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Words in lower case without marks, digits among them; Markdown signs fall away.
pub fn plain_words(text: &str) -> Vec<String> {
    let plain = search_form(text);
    plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Words in lower case with their marks: `sai` and `sài` are two.
pub fn marked_words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a phrase stands in a text, word by word.
pub fn has_phrase(words: &[String], phrase: &str) -> bool {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    words.windows(wanted.len()).any(|window| window.iter().zip(&wanted).all(|(word, wanted)| word == wanted))
}

/// Hashes of every run of `length` words; of a shorter text, of the whole.
pub fn shingles(words: &[String], length: usize) -> HashSet<u64> {
    if words.is_empty() {
        return HashSet::new();
    }
    let hash = |window: &[String]| {
        let mut hasher = DefaultHasher::new();
        window.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(length.min(words.len())).map(hash).collect()
}

/// Shared part of two sets, 0 to 1 (Jaccard).
pub fn shared(one: &HashSet<u64>, other: &HashSet<u64>) -> f64 {
    let common = one.intersection(other).count();
    let all = one.len() + other.len() - common;
    // Both are counts of words in a text, far below what a float holds exactly.
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}
