//! How hard a text is to read.
//!
//! English by Flesch's reading ease (Flesch 1948); Vietnamese, whose words are not parted from syllables in writing, by
//! the length of its sentences alone.

use super::{Finding, Part, Rule};
use crate::domain::assessment::item::Item;
use crate::domain::text::Language;

/// Below this, texts are for university graduates (Flesch 1948).
const HARDEST: f64 = 20.0;
/// Words from which on the figure means something.
const ENOUGH: usize = 15;
/// Syllables of a Vietnamese sentence, words of an English one.
const LONGEST: [(Language, usize); 2] = [(Language::Vi, 60), (Language::En, 45)];

pub(super) fn check(item: &Item) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (language, stem) in &item.face.stem.0 {
        let longest = sentences(stem).map(|sentence| sentence.split_whitespace().count()).max().unwrap_or(0);
        let limit = LONGEST.iter().find(|(known, _)| known == language).map_or(usize::MAX, |(_, limit)| *limit);
        if longest > limit {
            findings.push(Finding::of(item, Part::Stem(*language), Rule::HardToRead, format!("{longest} > {limit}")));
        } else if let Some(ease) = reading_ease(stem).filter(|ease| *language == Language::En && *ease < HARDEST) {
            findings.push(Finding::of(item, Part::Stem(*language), Rule::HardToRead, format!("Flesch {ease:.0}")));
        }
    }
    findings
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '?', '!', ';', ':', '\n']).filter(|sentence| !sentence.trim().is_empty())
}

/// 206.835 - 1.015 words per sentence - 84.6 syllables per word; `None` for too few words.
pub(super) fn reading_ease(text: &str) -> Option<f64> {
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() < ENOUGH {
        return None;
    }
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let (words, sentences) = (words.len() as f64, sentences(text).count().max(1) as f64);
    Some(206.835 - 1.015 * words / sentences - 84.6 * syllables as f64 / words)
}

/// Groups of vowels, a silent final e not counted.
fn syllables(word: &str) -> usize {
    let is_vowel = |letter: char| matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = word.chars().collect();
    let groups = letters
        .iter()
        .enumerate()
        .filter(|(at, letter)| is_vowel(**letter) && (*at == 0 || !is_vowel(letters[at - 1])));
    let silent = word.ends_with('e') && !word.ends_with("le");
    groups.count().saturating_sub(usize::from(silent)).max(1)
}
