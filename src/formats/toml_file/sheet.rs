//! One file while it is read: its text, its tables, and the mistakes found so far.

use super::decode::decode;
use super::depth;
use crate::domain::text::deceptive_in;
use crate::formats::mistake::{LineIndex, Mistake, Mistakes};
use std::ops::Range;
use toml::de::{DeTable, Error};

/// A file with more mistakes than this is told so once; the rest would help nobody.
const LISTED: usize = 1_000;

/// A place in a file, for mistakes that are found after the file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Place {
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
pub(in crate::formats) struct Sheet<'a> {
    name: &'a str,
    text: &'a str,
    /// Where the grammar is explained to those who write such files.
    pub guide: &'static str,
    lines: LineIndex<'a>,
    found: Vec<Mistake>,
    /// Where the piece being read begins; offsets in it count from there.
    base: usize,
    /// How often the TOML itself is broken: what stands around is not to be trusted.
    broken: usize,
    /// Where control characters stand; the parser stumbles over them, which is told already.
    controls: Vec<usize>,
}

impl<'a> Sheet<'a> {
    /// Decodes a file.
    ///
    /// # Errors
    /// When there is no text to parse.
    pub fn open(name: &'a str, bytes: &'a [u8]) -> Result<Self, Mistake> {
        let text = decode(name, bytes)?;
        let lines = LineIndex::new(text.as_bytes());
        let guide = "question_banks/README.md";
        let mut sheet = Self { name, text, guide, lines, found: Vec::new(), base: 0, broken: 0, controls: Vec::new() };
        sheet.report_deceptive();
        Ok(sheet)
    }

    /// Parses the whole file, and goes on after mistakes of the TOML as far as the parser does.
    pub fn parse(&mut self) -> DeTable<'a> {
        self.parse_piece(0..self.text.len())
    }

    /// Parses one piece of the file; what is reported from now on has its place in it.
    pub fn parse_piece(&mut self, piece: Range<usize>) -> DeTable<'a> {
        self.base = piece.start;
        let text = self.text.get(piece).unwrap_or("");
        if let Err(at) = depth::check(text) {
            self.report(at, "too-deep", "values are nested too deep");
            self.broken += 1;
            return DeTable::new();
        }
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            self.report_toml(error);
        }
        root.into_inner()
    }

    /// The file cut before each line that reads `header`, which the parser need not reach.
    pub fn pieces(&self, header: &str) -> Vec<Range<usize>> {
        let mut starts = vec![0];
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            starts.extend((at > 0 && line.trim_end() == header).then_some(at));
            at += line.len();
        }
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }

    /// The raw text of a value or key.
    pub fn raw(&self, span: &Range<usize>) -> &'a str {
        self.text.get(self.base + span.start..self.base + span.end).unwrap_or("")
    }

    /// Line and column of an offset.
    pub fn place(&self, at: usize) -> Place {
        let (line, column) = self.lines.place(self.base + at);
        Place { file: self.name.to_owned(), line, column }
    }

    /// Notes a mistake.
    pub fn report(&mut self, at: usize, code: &'static str, message: impl Into<String>) {
        self.note(at, code, message.into(), None);
    }

    /// Notes a mistake and says what to do about it.
    pub fn advise(&mut self, at: usize, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.note(at, code, message.into(), Some(hint.into()).filter(|hint: &String| !hint.is_empty()));
    }

    /// How many mistakes were noted so far.
    pub fn mark(&self) -> usize {
        self.found.len()
    }

    /// Drops what was noted since `mark`.
    pub fn forget(&mut self, mark: usize) {
        self.found.truncate(mark);
    }

    /// Drops what was noted since `mark` and what is known of the TOML, to parse again.
    pub fn start_over(&mut self, mark: usize) {
        self.forget(mark);
        self.broken = 0;
    }

    /// How often the TOML is broken. What else was noted where it is, are echoes of that.
    pub fn faults(&self) -> usize {
        self.broken
    }

    /// Whether nothing more will be noted; then hints need not be sought.
    pub fn is_full(&self) -> bool {
        self.found.len() > LISTED
    }

    /// All that was noted.
    pub fn into_mistakes(mut self) -> Mistakes {
        if self.is_full() {
            let (at, code) = (self.text.len() - self.base, "too-many-mistakes");
            self.found.truncate(LISTED);
            let message = format!("the file has more than {LISTED} mistakes; the rest is not listed");
            self.found.push(self.mistake(at, code, message, None));
        }
        self.found.into_iter().collect()
    }

    fn note(&mut self, at: usize, code: &'static str, message: String, hint: Option<String>) {
        if !self.is_full() {
            self.found.push(self.mistake(at, code, message, hint));
        }
    }

    fn mistake(&self, at: usize, code: &'static str, message: impl Into<String>, hint: Option<String>) -> Mistake {
        self.place(at).mistake(code, message.into(), hint)
    }

    fn report_deceptive(&mut self) {
        for (at, letter) in deceptive_in(self.text) {
            self.advise(at, "deceptive-character", deceptive(letter), "delete it");
            self.controls.extend(letter.is_control().then_some(at));
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
        self.broken += 1;
        if self.controls.binary_search(&(self.base + at)).is_err() {
            self.note(at, "toml-syntax", error.message().to_owned(), hint_for(error.message(), line));
        }
    }
}

/// What a deceptive character is called.
pub(in crate::formats) fn deceptive(letter: char) -> String {
    let what =
        if letter.is_control() { "a control character" } else { "an invisible character that may mislead readers" };
    format!("U+{:04X} is {what}", u32::from(letter))
}

fn hint_for(message: &str, line: &str) -> Option<String> {
    let is_day = line.starts_with(|letter: char| letter.is_ascii_digit());
    let hint = if message.contains("date") || message.contains("leading zero") || is_day {
        "write a day as 2026-11-21 and a number as 80.5, without quotes"
    } else if message.contains("must be quoted") {
        "put the text between double quotes"
    } else if message.contains("basic string") || message.contains("literal string") {
        "end the text with the quotes it began with, and write \\\" for a quote inside it"
    } else {
        return None;
    };
    Some(hint.to_owned())
}
