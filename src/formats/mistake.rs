//! Mistakes in files that people write: where, which, what it says, and what to do about it.
//!
//! Every reader of a text format collects all of them, so that an author fixes a file in one go.

use crate::domain::text::is_deceptive;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::fmt;

/// How many mistakes are printed; the rest is counted.
pub const SHOWN: usize = 100;

/// One mistake, at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mistake {
    /// As the reader was told, relative to the folder where there is one.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// Stable, kebab-case: `unknown-field`.
    pub code: &'static str,
    /// One plain English sentence without a final stop.
    pub message: String,
    /// What to do, where that is known.
    pub hint: Option<String>,
}

impl Mistake {
    /// One of the whole file, told at its beginning.
    pub fn of_file(file: &str, code: &'static str, message: &str, hint: &str) -> Self {
        let (file, message, hint) = (file.to_owned(), message.to_owned(), Some(hint.to_owned()));
        Self { file, line: 1, column: 1, code, message, hint }
    }
}

impl Mistake {
    /// `sentence; hint`
    pub fn sentence(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}; {hint}", self.message),
            None => self.message.clone(),
        }
    }
}

impl fmt::Display for Mistake {
    /// `file:line:column: code: sentence; hint`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, code, message, hint } = self;
        write!(formatter, "{}:{line}:{column}: {code}: {message}", printable(file))?;
        hint.as_ref().map_or(Ok(()), |hint| write!(formatter, "; {hint}"))
    }
}

/// All mistakes of one reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// Adds one.
    pub fn push(&mut self, mistake: Mistake) {
        self.0.push(mistake);
    }

    /// Adds all of `others`.
    pub fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, also those that are not printed.
    pub fn iter(&self) -> std::slice::Iter<'_, Mistake> {
        self.0.iter()
    }

    /// In the order of file, line and column; the same mistake at the same place once.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.0.sort();
        self.0.dedup();
        self
    }

    /// `value` when nothing is wrong, all mistakes in order otherwise.
    ///
    /// # Errors
    /// When there is any mistake.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self.in_order()) }
    }

    /// How many are counted instead of printed.
    pub fn unshown(&self) -> usize {
        self.len().saturating_sub(SHOWN)
    }
}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Self {
        Self(vec![mistake])
    }
}

impl FromIterator<Mistake> for Mistakes {
    fn from_iter<I: IntoIterator<Item = Mistake>>(mistakes: I) -> Self {
        Self(mistakes.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Mistakes {
    type Item = &'a Mistake;
    type IntoIter = std::slice::Iter<'a, Mistake>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Mistakes {
    /// One line each for the first hundred, then `N more`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mistake in self.0.iter().take(SHOWN) {
            writeln!(formatter, "{mistake}")?;
        }
        match self.unshown() {
            0 => Ok(()),
            more => writeln!(formatter, "{more} more"),
        }
    }
}

impl Serialize for Mistakes {
    /// `{"mistakes":[the first hundred],"more":N}`
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Mistakes", 2)?;
        object.serialize_field("mistakes", &self.0[..self.len().min(SHOWN)])?;
        object.serialize_field("more", &self.unshown())?;
        object.end()
    }
}

impl std::error::Error for Mistakes {}

/// Turns byte offsets of one text into lines and columns.
#[derive(Clone, Debug)]
pub struct LineIndex<'a> {
    text: &'a [u8],
    starts: Vec<usize>,
    /// Characters before each block, so that none is counted again for each place in it.
    counts: Vec<usize>,
}

const BLOCK: usize = 128;

impl<'a> LineIndex<'a> {
    /// Of a whole file, which need not be UTF-8.
    pub fn new(text: &'a [u8]) -> Self {
        let after_breaks = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
        let counts = text.chunks(BLOCK).scan(0, |total, block| {
            let before = *total;
            *total += characters(block);
            Some(before)
        });
        Self { text, starts: std::iter::once(0).chain(after_breaks).collect(), counts: counts.collect() }
    }

    /// Line and column, both from 1, the column in characters.
    pub fn place(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let mut before = self.characters_before(offset) - self.characters_before(self.starts[line]);
        if line == 0 && self.text.starts_with(b"\xEF\xBB\xBF") {
            before = before.saturating_sub(1);
        }
        (number(line + 1), number(before + 1))
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let counted = self.counts.get(block).or(self.counts.last()).copied().unwrap_or(0);
        let from = block.min(self.counts.len().saturating_sub(1)) * BLOCK;
        counted + characters(&self.text[from..offset])
    }
}

/// UTF-8 characters, told by their first bytes.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Text of a file inside a message: in back quotes, at most 60 characters, nothing that could
/// reorder or colour a terminal.
pub fn quote(text: &str) -> String {
    let mut shown: String = text.chars().take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("`{}`", printable(&shown))
}

fn printable(text: &str) -> String {
    text.chars().flat_map(|letter| escaped(letter).chain(plain(letter))).collect()
}

fn escaped(letter: char) -> impl Iterator<Item = char> {
    let hidden = is_deceptive(letter) || letter.is_control();
    hidden.then(|| letter.escape_default()).into_iter().flatten()
}

fn plain(letter: char) -> Option<char> {
    let hidden = is_deceptive(letter) || letter.is_control();
    (!hidden).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(line: u32) -> Mistake {
        let message = "unknown field `corect`".to_owned();
        let hint = Some("did you mean `key`?".to_owned());
        Mistake { file: "items/verification.toml".into(), line, column: 5, code: "unknown-field", message, hint }
    }

    #[test]
    fn a_mistake_reads_as_place_code_sentence_and_hint() {
        let line = "items/verification.toml:7:5: unknown-field: unknown field `corect`; did you mean `key`?";
        assert_eq!(mistake(7).to_string(), line);
    }

    #[test]
    fn a_program_gets_the_same_fields() {
        let json = serde_json::to_value(Mistakes::from(mistake(7))).expect("plain data");
        assert_eq!(json["mistakes"][0]["code"], "unknown-field");
        assert_eq!(json["mistakes"][0]["line"], 7);
        assert_eq!(json["more"], 0);
    }

    #[test]
    fn a_hundred_are_printed_and_the_rest_is_counted() {
        let mistakes: Mistakes = (1..=103).rev().map(mistake).collect();
        let printed = mistakes.in_order().to_string();
        assert_eq!(printed.lines().count(), 101);
        assert!(printed.starts_with("items/verification.toml:1:5"));
        assert!(printed.ends_with("\n3 more\n"));
    }

    #[test]
    fn columns_count_characters() {
        let index = LineIndex::new("đề = 1\r\nkhóa".as_bytes());
        assert_eq!(index.place(0), (1, 1));
        assert_eq!(index.place("đề".len()), (1, 3));
        assert_eq!(index.place("đề = 1\r\nkhó".len()), (2, 4));
        assert_eq!(index.place(999), (2, 5));
        assert_eq!(LineIndex::new(b"").place(3), (1, 1));
        assert_eq!(LineIndex::new("\u{FEFF}a = 1".as_bytes()).place(3), (1, 1));
    }

    #[test]
    fn long_lines_are_counted_across_blocks() {
        let text = format!("a\n{}", "ế".repeat(5_000));
        let index = LineIndex::new(text.as_bytes());
        assert_eq!(index.place(2 + 3 * 4_321), (2, 4_322));
        assert_eq!(index.place(text.len()), (2, 5_001));
    }

    #[test]
    fn a_quoted_text_cannot_touch_the_terminal() {
        assert_eq!(quote("a\u{1b}[31m\u{202E}b\n"), r"`a\u{1b}[31m\u{202e}b\n`");
        assert_eq!(quote(&"ơ".repeat(70)).chars().count(), 63);
    }
}
