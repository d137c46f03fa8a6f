//! Languages, and text that exists in several of them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

/// A language the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese, the first language everywhere.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Every language, first choice first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// `vi` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// One text in each language it was written in; never empty once checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<Language, String>);

impl Localized {
    /// The text in `language`, or in the first language that has one.
    pub fn get(&self, language: Language) -> &str {
        self.0.get(&language).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }
}

/// The canonical composed form; all stored text has it.
pub fn nfc(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// Whether `text` is in the canonical composed form.
pub fn is_composed(text: &str) -> bool {
    is_nfc(text)
}

/// Lower case without marks, `đ` as `d`, single spaces: what search compares.
pub fn search_form(text: &str) -> String {
    without_marks(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters without their marks; `đ` has none to lose, and becomes `d`.
pub fn without_marks(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| match letter {
            'đ' => 'd',
            'Đ' => 'D',
            letter => letter,
        })
        .collect()
}

/// Characters that reorder what a reader sees, or that no reader sees.
pub fn is_deceptive(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        || (letter.is_control() && !matches!(letter, '\n' | '\t' | '\r'))
}

/// Where such letters stand in a text, by bytes.
pub fn deceptive_in(text: &str) -> impl Iterator<Item = (usize, char)> {
    // The first bytes of all of them, and of few others: most text is passed over without being decoded.
    let may_begin_one = |byte: u8| matches!(byte, 0..b' ' | 0x7F | 0xC2 | 0xE2 | 0xEF);
    let places = text.bytes().enumerate().filter(move |(_, byte)| may_begin_one(*byte));
    let letters = places.filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?)));
    letters.filter(|(_, letter)| is_deceptive(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deceptive_letter_is_found() {
        for letter in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let found: Vec<(usize, char)> = deceptive_in(&format!("ế{letter}”")).collect();
            let expected: Vec<(usize, char)> = is_deceptive(letter).then_some((3, letter)).into_iter().collect();
            assert_eq!(found, expected, "{letter:?}");
        }
    }

    #[test]
    fn a_search_without_marks_finds_the_name() {
        assert_eq!(search_form("Nguyễn  Văn Đức"), "nguyen van duc");
        assert_eq!(search_form("hoà"), search_form("hòa"));
        assert_eq!(search_form("H'Hen Niê"), "h'hen nie");
    }
}
