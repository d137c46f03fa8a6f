//! What the codes of mistakes and losses mean, in Vietnamese: read from the tables that teachers read, so that page and
//! document say the same. In English the sentence that comes with a code says it.

use super::Texts;
use crate::domain::text::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Lines "| `code` | words |".
const TABLES: [&str; 2] =
    [include_str!("../../question_banks/codes.md"), include_str!("../../question_banks/README.md")];

static VIETNAMESE: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for line in TABLES.iter().flat_map(|table| table.lines()) {
        let cells = line.strip_prefix("| `").and_then(|line| line.split_once("` |"));
        let Some((code, cell)) = cells else { continue };
        // The codes' own table comes before the README's, and there Vietnamese before English.
        words.entry(code).or_insert_with(|| cell.trim().trim_end_matches('|').trim().replace('`', ""));
    }
    words
});

/// A mistake or a loss as a page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// In the reader's language.
    pub words: String,
    /// The exact English sentence, where the words are not that.
    pub detail: Option<String>,
}

impl Texts {
    /// What `code` means to the reader; `sentence` says it exactly, in English.
    pub fn told(self, code: &str, sentence: &str) -> Told {
        match VIETNAMESE.get(code).filter(|_| self.language() == Language::Vi) {
            Some(words) => Told { words: hinted(words, sentence), detail: Some(sentence.to_owned()) },
            None => Told { words: sentence.to_owned(), detail: None },
        }
    }
}

/// The words with what would be right, where the sentence names it.
fn hinted(words: &str, sentence: &str) -> String {
    let named = |before: &str, after: char| {
        let (_, rest) = sentence.split_once(before)?;
        Some(rest.split(after).next().unwrap_or(rest).replace('`', ""))
    };
    let hint = named("known here: ", '\n')
        .map(|known| format!("Dùng được: {known}."))
        .or_else(|| named("did you mean ", '?').map(|meant| format!("Có phải là {meant} không?")));
    match hint {
        Some(hint) => format!("{} {hint}", words.trim_end_matches(" Xem gợi ý.")),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_in_the_readers_language() {
        let told = Texts::of(Language::Vi).told("unknown-field", "unknown field `corect` in an item");
        assert_eq!(told.words, "Tên trường viết sai. Xem gợi ý.");
        assert_eq!(told.detail.as_deref(), Some("unknown field `corect` in an item"));
        let told =
            Texts::of(Language::Vi).told("unknown-field", "unknown field `corect` in an item; did you mean `key`?");
        assert_eq!(told.words, "Tên trường viết sai. Có phải là key không?");
        let told = Texts::of(Language::Vi)
            .told("unknown-option", "the key names `d`, which is no option; known here: `a`, `b`");
        assert_eq!(told.words, "Đáp án nêu phương án hoặc mục không có. Dùng được: a, b.");
        let told = Texts::of(Language::En).told("unknown-field", "unknown field `corect` in an item");
        assert_eq!((told.words.as_str(), told.detail), ("unknown field `corect` in an item", None));
    }
}
