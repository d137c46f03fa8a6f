//! A person of the roster.

use crate::domain::identifier::{PersonId, UnitId};
use serde::{Deserialize, Serialize};

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sits assessments.
    Candidate,
    /// Sees units, opens and closes assessments.
    Administrator,
}

impl Role {
    /// Both roles.
    pub const ALL: [Self; 2] = [Self::Candidate, Self::Administrator];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Administrator => "administrator",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A person as the service knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Random.
    pub id: PersonId,
    /// What they type to log in: the staff code.
    pub login: String,
    /// Own spelling, NFC.
    pub full_name: String,
    /// Their unit; administrators of the whole may have none.
    pub unit: Option<UnitId>,
    /// Their position, or empty.
    pub position: String,
    /// What they may do.
    pub role: Role,
}

/// Sorts Vietnamese names as people expect: by given name, then family, then middle names.
pub fn sort_key(full_name: &str) -> (String, String, String) {
    let words: Vec<String> = full_name.split_whitespace().map(collation_form).collect();
    let given = words.last().cloned().unwrap_or_default();
    let family = words.first().cloned().unwrap_or_default();
    let middle = words.get(1..words.len().saturating_sub(1)).unwrap_or_default().join(" ");
    (given, family, middle)
}

/// Letters in the order of CLDR `vi`: base letters with their own place (ă â đ ê ô ơ ư), then tones.
fn collation_form(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut letters = String::new();
    let mut tones = String::new();
    for letter in word.to_lowercase().nfc() {
        let (base, tone) = split_tone(letter);
        letters.push_str(&primary(base));
        tones.push(tone);
    }
    format!("{letters}\u{1}{tones}")
}

fn split_tone(letter: char) -> (char, char) {
    use unicode_normalization::UnicodeNormalization;
    let mut tone = '0';
    let rest: String = letter
        .nfd()
        .filter(|mark| {
            // CLDR vi: none, grave, hook above, tilde, acute, dot below.
            let place = match mark {
                '\u{300}' => '1',
                '\u{309}' => '2',
                '\u{303}' => '3',
                '\u{301}' => '4',
                '\u{323}' => '5',
                _ => return true,
            };
            tone = place;
            false
        })
        .nfc()
        .collect();
    (rest.chars().next().unwrap_or(letter), tone)
}

fn primary(letter: char) -> String {
    match letter {
        'ă' => "a1".into(),
        'â' => "a2".into(),
        'đ' => "d1".into(),
        'ê' => "e1".into(),
        'ô' => "o1".into(),
        'ơ' => "o2".into(),
        'ư' => "u1".into(),
        other => format!("{other}0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_given_name_then_family_then_middle() {
        let mut names =
            ["Trần Văn Đạt", "Nguyễn Thị Ánh", "Lê An", "Nguyễn Văn An", "Phạm Dũng", "Nguyễn Bá An", "Đỗ Ân"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            ["Lê An", "Nguyễn Bá An", "Nguyễn Văn An", "Nguyễn Thị Ánh", "Đỗ Ân", "Phạm Dũng", "Trần Văn Đạt"]
        );
    }
}
