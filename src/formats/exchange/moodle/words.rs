//! Short answers: words, with Moodle's wildcard.

use super::account::Account;
use super::feedback::label;
use super::paper::{Paper, Unread, wrong};
use super::texts::Written;
use crate::domain::assessment::key::TextKey;
use crate::domain::assessment::marking::compared;
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::Lines;
use crate::formats::exchange::wildcards::without_wildcards;
use crate::formats::mistake::quote;
use std::collections::HashSet;

/// All of a question.
const WHOLE: i64 = 10_000_000;

/// Right words of a question or a blank.
#[derive(Default)]
pub(super) struct Words {
    right: Vec<(String, Place)>,
    had_wildcards: bool,
}

impl Words {
    /// An answer with what it earns; `*` stands for anything, `\*` for itself.
    pub fn add(&mut self, paper: &mut Paper<'_>, pattern: &str, fraction: i64, at: &Place) {
        if fraction == 0 {
            return;
        }
        if fraction < WHOLE {
            let why = format!("{} earns a part there; words are right or wrong here", quote(pattern));
            return paper.account.drop(at, "<answer>", "no-part-of-words", why);
        }
        match without_wildcards(pattern) {
            Some(words) => self.right.push((words, at.clone())),
            None => {
                self.had_wildcards = true;
                let why = format!(
                    "{} accepts whatever stands for `*`; each right answer is written out here",
                    quote(pattern)
                );
                paper.account.drop(at, "<answer>", "no-wildcards", why);
            }
        }
    }

    /// Writes the right words down.
    pub fn write(
        self,
        lines: &mut Lines,
        (minds_case, ignores_marks): (bool, bool),
        (at, account): (&Place, &mut Account),
    ) -> Result<(), Unread> {
        if self.right.is_empty() && self.had_wildcards {
            return Err(Unread::Dropped("only-wildcards", "all its right answers have a `*` for anything".to_owned()));
        }
        if self.right.is_empty() {
            let hint = "give the right one the fraction 100";
            return Err(wrong(at, "no-right-answer", "no answer of it is right", hint));
        }
        let key = TextKey { accepted: Vec::new(), minds_case, ignores_marks };
        let mut known = HashSet::new();
        let mut accepted = Vec::new();
        for (words, at) in &self.right {
            if known.insert(compared(&key, words)) {
                accepted.push(words.as_str());
            } else {
                let why = format!("{} says the same as an answer before it", quote(words));
                account.drop(at, "<answer>", "same-words", why);
            }
        }
        lines.texts("key", accepted, at);
        for (name, flag) in [("minds_case", minds_case), ("ignores_marks", ignores_marks)] {
            if flag {
                lines.bare(name, "true", at);
            }
        }
        Ok(())
    }
}

/// Words as a pattern that they alone fit.
pub(super) fn pattern(words: &str) -> String {
    words.replace('*', "\\*")
}

/// A short answer.
pub(super) fn read(paper: &mut Paper<'_>) -> Result<(), Unread> {
    let question = paper.question;
    let mut words = Words::default();
    for answer in question.all("answer") {
        let written = Written::of(answer);
        written.drop_files(&mut paper.account);
        let pattern = written.raw.trim().to_owned();
        let label = label(&pattern, &paper.languages);
        paper.feedback(answer, || label.clone());
        let fraction = paper.fraction(answer)?;
        words.add(paper, &pattern, fraction, &answer.place);
    }
    paper.item.fields.text("type", "short_text", &question.place);
    let minds_case = paper.switch("usecase").is_some_and(|(minds_case, _)| minds_case);
    let ignores_marks = paper.tags.flag("ignores_marks").is_some();
    words.write(&mut paper.item.fields, (minds_case, ignores_marks), (&question.place, &mut paper.account))
}
