//! One file while it is read: its text, its tables, and the mistakes found so far.

use super::decode::decode;
use crate::domain::text::is_deceptive;
use crate::formats::mistake::{LineIndex, Mistake, Mistakes};
use std::ops::Range;
use toml::de::{DeTable, Error};

/// A file with more mistakes than this is told so once; the rest would help nobody.
const LISTED: usize = 1_000;

/// A place in a file, for mistakes that are found after the file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

impl Place {
    pub fn mistake(&self, code: &'static str, message: String, hint: Option<String>) -> Mistake {
        Mistake { file: self.file.clone(), line: self.line, column: self.column, code, message, hint }
    }
}

/// What is being read, and what was wrong with it so far.
pub(super) struct Sheet<'a> {
    name: &'a str,
    text: &'a str,
    lines: LineIndex<'a>,
    found: Vec<Mistake>,
    /// Where the TOML itself is broken: what stands around is not to be trusted.
    broken: Vec<usize>,
}

impl<'a> Sheet<'a> {
    /// Decodes and parses a file, and goes on after mistakes of the TOML.
    ///
    /// # Errors
    /// When there is no text to parse.
    pub fn open(name: &'a str, bytes: &'a [u8]) -> Result<(Self, DeTable<'a>), Mistake> {
        let text = decode(name, bytes)?;
        let mut sheet =
            Self { name, text, lines: LineIndex::new(text.as_bytes()), found: Vec::new(), broken: Vec::new() };
        super::depth::check(text).map_err(|at| sheet.mistake(at, "too-deep", "values are nested too deep", None))?;
        sheet.report_deceptive();
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            sheet.report_toml(error);
        }
        Ok((sheet, root.into_inner()))
    }

    /// The raw text of a value or key.
    pub fn raw(&self, span: &Range<usize>) -> &'a str {
        self.text.get(span.clone()).unwrap_or("")
    }

    /// Line and column of an offset.
    pub fn place(&self, at: usize) -> Place {
        let (line, column) = self.lines.place(at);
        Place { file: self.name.to_owned(), line, column }
    }

    /// Notes a mistake.
    pub fn report(&mut self, at: usize, code: &'static str, message: impl Into<String>) {
        self.note(at, code, message.into(), None);
    }

    /// Notes a mistake and says what to do about it.
    pub fn advise(&mut self, at: usize, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.note(at, code, message.into(), Some(hint.into()));
    }

    /// How many mistakes were noted so far.
    pub fn mark(&self) -> usize {
        self.found.len()
    }

    /// Drops what was noted since `mark` when the TOML between `from` and `to` is broken: those
    /// mistakes would be echoes of that one.
    pub fn forget_echoes(&mut self, mark: usize, from: usize, to: usize) -> bool {
        let is_broken = self.broken.iter().any(|at| (from..to).contains(at));
        if is_broken {
            self.found.truncate(mark);
        }
        is_broken
    }

    /// Where the text ends.
    pub fn end(&self) -> usize {
        self.text.len() + 1
    }

    /// All that was noted.
    pub fn into_mistakes(mut self) -> Mistakes {
        if self.found.len() > LISTED {
            let (at, code) = (self.text.len(), "too-many-mistakes");
            self.found.truncate(LISTED);
            let message = format!("the file has more than {LISTED} mistakes; the rest is not listed");
            self.found.push(self.mistake(at, code, message, None));
        }
        self.found.into_iter().collect()
    }

    fn note(&mut self, at: usize, code: &'static str, message: String, hint: Option<String>) {
        if self.found.len() <= LISTED {
            self.found.push(self.mistake(at, code, message, hint));
        }
    }

    fn mistake(&self, at: usize, code: &'static str, message: impl Into<String>, hint: Option<String>) -> Mistake {
        self.place(at).mistake(code, message.into(), hint)
    }

    fn report_deceptive(&mut self) {
        for (at, letter) in self.text.char_indices().filter(|(_, letter)| is_deceptive(*letter)) {
            self.advise(at, "deceptive-character", deceptive(letter), "delete it");
            self.broken.extend(letter.is_control().then_some(at));
        }
    }

    fn report_toml(&mut self, error: &Error) {
        let span = error.span().unwrap_or(0..0);
        let at = span.start;
        let line = self.raw(&span).lines().next().unwrap_or("");
        if error.message() == "duplicate key" {
            let message = format!("{} is given twice", crate::formats::mistake::quote(line));
            return self.advise(
                at,
                "duplicate-key",
                message,
                "keep one; a table is opened once, `[[...]]` is for lists",
            );
        }
        if error.message().contains("day between") || error.message().contains("month between") {
            let message = format!("{} is not a day of the calendar", crate::formats::mistake::quote(line));
            return self.report(at, "impossible-date", message);
        }
        // A control character is reported by name already.
        if !self.broken.contains(&at) {
            self.broken.push(at);
            self.note(at, "toml-syntax", error.message().to_owned(), hint_for(error.message()));
        }
    }
}

/// What a deceptive character is called.
pub(super) fn deceptive(letter: char) -> String {
    let what =
        if letter.is_control() { "a control character" } else { "an invisible character that may mislead readers" };
    format!("U+{:04X} is {what}", u32::from(letter))
}

fn hint_for(message: &str) -> Option<String> {
    let hint = if message.contains("string values must be quoted") {
        "put the text between double quotes"
    } else if message.contains("date") || message.contains("leading zero") {
        "write dates as 2026-11-21, without quotes"
    } else {
        return None;
    };
    Some(hint.to_owned())
}
