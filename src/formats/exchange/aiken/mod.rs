//! Aiken, plain text with one question, its options and the letter of the right one: single choices in one language.

mod lines;
mod question;
#[cfg(test)]
mod tests;
mod write;

use super::gift::with_lines;
use super::ledger::Ledger;
use super::transcript::Transcript;
use super::{Assumed, Place, Reading};
use crate::formats::bank::ITEM_LIMIT;
use crate::formats::mistake::{Mistake, Mistakes, quote};
use crate::formats::toml_file::decode_within;
use lines::{Line, nearly_option};
use question::{Offered, Question};
use std::sync::Arc;

pub use lines::looks_like_aiken;
pub use write::write;

/// Bytes of one file.
const FILE_LIMIT: usize = 20_000_000;
/// Bytes of one question; no item has as many.
const LONGEST: usize = 200_000;

/// Reads a file.
pub fn read(name: &str, bytes: &[u8], assumed: &Assumed) -> Reading {
    let text = match decode_within(name, bytes, FILE_LIMIT) {
        Ok(text) => with_lines(text),
        Err(mistake) => return Reading::refused(mistake.into(), assumed, name),
    };
    let mut paper = Paper::new(name);
    for (number, line) in (1_u32..).zip(text.lines()) {
        let column = count(&line[..line.len() - line.trim_start().len()]) + 1;
        paper.line(line, &Place { file: Arc::clone(&paper.file), line: number, column });
        if paper.questions.len() + paper.mistakes.len() > ITEM_LIMIT {
            let message = format!("the file has more than {ITEM_LIMIT} questions");
            let at = Place { file: name.into(), line: number, column };
            let mistake = mistake(&at, "too-many-items", message, "split it into several files");
            return Reading::refused(mistake.into(), assumed, name);
        }
    }
    paper.end_without_answer();
    finish(paper, name, assumed)
}

fn finish(paper: Paper, name: &str, assumed: &Assumed) -> Reading {
    let Paper { questions, mut mistakes, .. } = paper;
    let mut transcript = Transcript::new(name, assumed.clone());
    let mut ledger = Ledger::default();
    // Ids are as long as the last, so that the order of ids is that of the file.
    let width = questions.len().to_string().len().max(3);
    for (index, question) in questions.iter().enumerate() {
        let id = transcript.free_id(&format!("item-{:0width$}", index + 1));
        question.write(&id, &mut transcript, &mut ledger);
    }
    if questions.is_empty() {
        if mistakes.is_empty() {
            let (message, hint) = ("the file has no question", "write a question, its options and `ANSWER: A`");
            mistakes.push(Mistake::of_file(name, "no-items", message, hint));
        }
        return Reading { ledger, transcript, bank: Err(mistakes.in_order()) };
    }
    let mut reading = Reading::of(transcript, ledger);
    if let Err(others) = &mut reading.bank {
        mistakes.append(std::mem::take(others));
    }
    if !mistakes.is_empty() {
        reading.bank = Err(mistakes.in_order());
    }
    reading
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn mistake(at: &Place, code: &'static str, message: impl Into<String>, hint: &str) -> Mistake {
    let (file, message, hint) = (at.file.to_string(), message.into(), Some(hint.to_owned()));
    Mistake { file, line: at.line, column: at.column, code, message, hint }
}

/// A file while it is read.
struct Paper {
    file: Arc<str>,
    questions: Vec<Question>,
    mistakes: Mistakes,
    /// The question that is not answered yet.
    open: Question,
    /// Whether an empty line stands before this one.
    is_behind_gap: bool,
}

impl Paper {
    fn new(name: &str) -> Self {
        let (questions, mistakes) = (Vec::new(), Mistakes::default());
        Self { file: name.into(), questions, mistakes, open: Question::default(), is_behind_gap: false }
    }

    /// A mistake of the open question; others in it may only follow from the first.
    fn report(&mut self, at: &Place, code: &'static str, message: impl Into<String>, hint: &str) {
        if !std::mem::replace(&mut self.open.is_broken, true) {
            self.mistakes.push(mistake(at, code, message, hint));
        }
    }

    fn line(&mut self, line: &str, at: &Place) {
        let parsed = Line::of(line);
        self.open.length += line.len() + 1;
        if self.open.length > LONGEST && !matches!(parsed, Line::Answer(_)) {
            let hint = "end each question with `ANSWER: A`";
            return self.report(at, "question-too-long", "the question is longer than any item can be", hint);
        }
        match parsed {
            Line::Empty => {
                // Nothing but empty lines makes no question longer.
                self.open.length -= line.len() + 1;
                self.is_behind_gap = true;
                return;
            }
            Line::Text(text) => self.text(text, at),
            Line::Option(letter, text) => self.option(letter, text, at),
            Line::Answer(key) => self.answer(key, line, at),
        }
        self.is_behind_gap = false;
    }

    fn text(&mut self, text: &str, at: &Place) {
        let expected = self.open.expected();
        if self.open.is_begun()
            && !self.is_behind_gap
            && let Some(what) = nearly_option(text, expected)
        {
            let message = format!("this seems to be option {expected}, but {what}");
            return self.report(at, "not-quite-an-option", message, "write a capital, `.` or `)`, and a space");
        }
        if self.is_behind_gap && self.open.is_begun() {
            self.end_without_answer();
        } else if !self.open.options.is_empty() {
            let message = "this text stands between the options and the answer, and belongs to neither";
            return self.report(at, "text-between", message, "write each option on one line");
        }
        if self.open.stem.is_empty() {
            self.open.length = text.len();
            self.open.at = Some(at.clone());
        }
        self.open.stem.push(text.to_owned());
    }

    fn option(&mut self, letter: char, text: &str, at: &Place) {
        if !self.open.is_begun() {
            self.open.at = Some(at.clone());
            let hint = "write the question on the line before option A";
            self.report(at, "no-question", "this option belongs to no question", hint);
        }
        let expected = self.open.expected();
        if letter != expected {
            let message = format!("this is option {letter}, where {expected} should stand");
            self.report(at, "letters-out-of-order", message, "letter the options A, B, C, ... without a gap");
        }
        if !self.open.is_broken || self.open.options.is_empty() {
            self.open.options.push(Offered { text: text.to_owned(), at: at.clone() });
        }
    }

    fn answer(&mut self, key: &str, line: &str, at: &Place) {
        let Some(begins) = self.open.at.clone() else {
            let mistake = mistake(at, "no-question", "this answer belongs to no question", "delete it");
            return self.mistakes.push(mistake);
        };
        let before_key = count(line.trim()) - count(key);
        let at_key = Place { column: at.column + before_key, ..at.clone() };
        let count = self.open.options.len();
        let mut letters = key.chars();
        let letter = letters.next().filter(|letter| letter.is_ascii_uppercase() && letters.as_str().is_empty());
        let index = letter.and_then(|letter| usize::try_from(u32::from(letter) - u32::from('A')).ok());
        if count < 2 {
            let message = format!("the question has {count} options, and needs two at least");
            self.report(&begins, "too-few-options", message, "write each as `A. text` on a line of its own");
        } else if letter.is_none() {
            let message = match key {
                "" => "the answer is missing".to_owned(),
                key => format!("the answer is {}, and not one capital letter", quote(key)),
            };
            self.report(&at_key, "bad-answer", message, "write the letter of the one right option: `ANSWER: B`");
        } else if index.is_none_or(|index| index >= count) {
            let message = format!("the answer is {key}, and no option has this letter");
            self.report(&at_key, "unknown-answer", message, "write the letter of the right option");
        }
        let mut question = std::mem::take(&mut self.open);
        question.key = index.map(|index| (index, at.clone()));
        if !question.is_broken {
            self.questions.push(question);
        }
    }

    /// Ends the open question where another begins or the file ends.
    fn end_without_answer(&mut self) {
        if let Some(at) = &self.open.at.clone() {
            if self.open.options.is_empty() {
                let message = "this text has no options, and belongs to no question";
                self.report(at, "stray-text", message, "write a question on lines without an empty one between");
            } else {
                let hint = "write `ANSWER: A` behind its options";
                self.report(at, "no-answer", "the question has no ANSWER line", hint);
            }
        }
        self.open = Question::default();
    }
}
