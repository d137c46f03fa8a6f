//! Texts of a question that are converted before it is read, by the thread that parses and would only wait for its reader.

use super::kind;
use super::marked::split;
use super::texts::Written;
use crate::domain::text::Language;
use crate::formats::exchange::rich_text::{Converted, from_html_in};
use crate::formats::exchange::xml::Element;

/// Bytes of the texts of one question: what becomes of them waits beside them.
const LIMIT: usize = 64_000;

/// Texts of one question: each is looked for among the others.
const TEXTS: usize = 64;

/// What texts of one question became.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    languages: Vec<Language>,
    /// By their HTML.
    texts: Vec<(String, Vec<Converted>)>,
}

impl Ahead {
    /// Converts the long texts of a question: the question itself, its options, its feedback.
    pub fn of(question: &Element, languages: &[Language]) -> Self {
        let whole = ["questiontext", "generalfeedback"].into_iter().filter_map(|name| question.first(name));
        let options = question.all("answer").filter(|_| matches!(kind(question), "multichoice" | "ordering"));
        let mut left = LIMIT;
        let mut texts = Vec::new();
        for element in whole.chain(options).take(TEXTS) {
            let written = Written::read(element);
            if written.raw.len() > left {
                break;
            }
            let html = written.html();
            let (html, _) = split(&html);
            let Some(rest) = left.checked_sub(html.len()) else { break };
            left = rest;
            let converted = from_html_in(&html, languages);
            texts.push((html.into_owned(), converted));
        }
        Self { languages: languages.to_vec(), texts }
    }

    /// What a text became in these languages, if it was converted; each once.
    pub fn take(&mut self, html: &str, languages: &[Language]) -> Option<Vec<Converted>> {
        let index = self.texts.iter().position(|(known, _)| known == html)?;
        (self.languages == languages).then(|| self.texts.swap_remove(index).1)
    }

    /// Changes what each text became.
    #[cfg(test)]
    pub fn each(mut self, change: impl Fn(&mut String)) -> Self {
        self.texts.iter_mut().flat_map(|(_, texts)| texts).for_each(|text| change(&mut text.markdown));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::xml::parse;

    #[test]
    fn what_is_taken_was_converted_to_the_same_languages_once_and_is_short() {
        let question = |text: &str| {
            let text = format!("<questiontext><text>&lt;b&gt;{text}&lt;/b&gt;</text></questiontext>");
            parse("quiz.xml", format!("<question>{text}</question>").as_bytes()).expect("it is XML")
        };
        let both = Language::ALL;
        let mut ahead = Ahead::of(&question("a"), &both);
        assert_eq!(ahead.take("<b>a</b>", &both[..1]), None);
        assert_eq!(ahead.take("<b>b</b>", &both), None);
        assert_eq!(ahead.take("<b>a</b>", &both), Some(from_html_in("<b>a</b>", &both)));
        assert_eq!(ahead.take("<b>a</b>", &both), None);
        let long = "a".repeat(LIMIT - 6);
        assert_eq!(Ahead::of(&question(&long), &both).take(&format!("<b>{long}</b>"), &both), None);
    }

    #[test]
    fn a_question_of_many_answers_has_few_texts_ahead() {
        let answers: String = (0..1_000).map(|number| format!("<answer><text>{number}</text></answer>")).collect();
        let question = format!("<question type=\"multichoice\">{answers}</question>");
        let question = parse("quiz.xml", question.as_bytes()).expect("it is XML");
        assert_eq!(Ahead::of(&question, &Language::ALL).texts.len(), TEXTS);
    }
}
