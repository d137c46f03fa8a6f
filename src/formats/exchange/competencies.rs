//! The competencies of a source, found by their code or by what they are called.

use super::codes::code_of;
use crate::domain::text::{Language, Localized};
use std::collections::BTreeMap;

/// Code and title of each, in the order they were declared. A source may name very many: none is sought one by one.
#[derive(Clone, Debug, Default)]
pub(super) struct Competencies {
    all: Vec<(String, Localized)>,
    /// Where the first with a code stands, the first with a title, and the first with a title that makes a code.
    by_code: BTreeMap<String, usize>,
    by_title: BTreeMap<BTreeMap<Language, String>, usize>,
    by_words: BTreeMap<String, usize>,
}

impl Competencies {
    /// Those that are known before the source is read.
    pub fn of(known: &[(String, Localized)]) -> Self {
        let mut competencies = Self::default();
        known.iter().for_each(|(code, title)| competencies.push(code, title.clone()));
        competencies
    }

    /// In the order they were declared.
    pub fn all(&self) -> &[(String, Localized)] {
        &self.all
    }

    /// The competency with this code or title, made when there is none yet; its code.
    pub fn named(&mut self, title: &Localized, language: Language) -> String {
        let wanted = code_of(title.get(language)).unwrap_or_else(|| "general".to_owned());
        let coded = [self.by_title.get(&title.0), self.by_code.get(&wanted)].into_iter().flatten().min();
        if let Some(index) = coded.or_else(|| self.by_words.get(&wanted)) {
            return self.all[*index].0.clone();
        }
        self.push(&wanted, title.clone());
        wanted
    }

    /// Declares a competency, unless there is one with its code.
    pub fn declare(&mut self, code: &str, title: Localized) {
        if !self.by_code.contains_key(code) {
            self.push(code, title);
        }
    }

    fn push(&mut self, code: &str, title: Localized) {
        let index = self.all.len();
        self.by_code.entry(code.to_owned()).or_insert(index);
        self.by_title.entry(title.0.clone()).or_insert(index);
        for words in title.0.values().filter_map(|words| code_of(words)) {
            self.by_words.entry(words).or_insert(index);
        }
        self.all.push((code.to_owned(), title));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rule without an index.
    fn sought(all: &mut Vec<(String, Localized)>, title: &Localized) -> String {
        let wanted = code_of(title.get(Language::Vi)).unwrap_or_else(|| "general".to_owned());
        let is_coded = |(code, known): &&(String, Localized)| known == title || *code == wanted;
        let is_titled =
            |(_, known): &&(String, Localized)| known.0.values().any(|known| code_of(known).as_ref() == Some(&wanted));
        if let Some((code, _)) = all.iter().find(is_coded).or_else(|| all.iter().find(is_titled)) {
            return code.clone();
        }
        all.push((wanted.clone(), title.clone()));
        wanted
    }

    fn titles() -> impl Strategy<Value = Localized> {
        let words = || prop::sample::select(vec!["An toàn", "an-toan", "…", "General", "b", "B c", "b-c"]);
        (words(), prop::option::of(words())).prop_map(|(vi, en)| {
            let en = en.map(|en| (Language::En, en.to_owned()));
            Localized([(Language::Vi, vi.to_owned())].into_iter().chain(en).collect())
        })
    }

    proptest! {
        #[test]
        fn the_index_finds_what_seeking_one_by_one_finds(
            known in prop::collection::vec(("[abc]{1,2}|b-c|general", titles()), 0..4),
            asked in prop::collection::vec(titles(), 1..9),
        ) {
            let mut competencies = Competencies::of(&known);
            let mut all = known;
            for title in asked {
                prop_assert_eq!(competencies.named(&title, Language::Vi), sought(&mut all, &title));
            }
            prop_assert_eq!(competencies.all(), &all[..]);
        }
    }
}
