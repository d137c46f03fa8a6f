//! What a line of Aiken is.

/// A line without the spaces around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    Empty,
    /// `A. text` or `A) text`: the letter and the text.
    Option(char, &'t str),
    /// `ANSWER: A`: what stands behind the colon.
    Answer(&'t str),
    /// The question itself.
    Text(&'t str),
}

impl<'t> Line<'t> {
    pub fn of(line: &'t str) -> Self {
        let line = line.trim();
        if line.is_empty() {
            return Self::Empty;
        }
        if let Some(key) = line.get(..7).filter(|start| start.eq_ignore_ascii_case("ANSWER:")).map(|_| &line[7..]) {
            return Self::Answer(key.trim());
        }
        match lettered(line) {
            Some((letter, rest)) if letter.is_ascii_uppercase() && has_space(rest) => Self::Option(letter, rest.trim()),
            Some(_) | None => Self::Text(line),
        }
    }
}

/// A letter with a stop or a bracket behind it, and the rest.
fn lettered(line: &str) -> Option<(char, &str)> {
    let mut letters = line.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic)?;
    letters.next().filter(|mark| matches!(mark, '.' | ')'))?;
    Some((letter, letters.as_str()))
}

fn has_space(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

/// What is wrong with a text that seems to be meant as the option `expected`: `a. text`, `A.text`.
pub(super) fn nearly_option(text: &str, expected: char) -> Option<&'static str> {
    let (letter, rest) = lettered(text)?;
    match (letter == expected, letter.to_ascii_uppercase() == expected, has_space(rest)) {
        (true, _, false) => Some("no space stands behind the letter"),
        (false, true, true) => Some("the letter is a small one"),
        _ => None,
    }
}

/// Whether any program may take a line for something else than the text of a question.
pub(super) fn is_not_plainly_text(line: &str) -> bool {
    // Moodle passes over lines of one letter.
    line.len() < 2 || lettered(line).is_some() || !matches!(Line::of(line), Line::Text(_))
}

/// Whether a text file is Aiken rather than GIFT: an answer's line behind options, or options without any braces.
pub fn looks_like_aiken(text: &str) -> bool {
    let mut before = None;
    let mut follows = false;
    for line in text.split(['\n', '\r']) {
        match Line::of(line) {
            Line::Empty => {}
            Line::Answer(_) if before.is_some() => return true,
            Line::Option(letter, _) => {
                follows |= before == Some('A') && letter == 'B';
                before = Some(letter);
            }
            Line::Answer(_) | Line::Text(_) => before = None,
        }
    }
    follows && !text.contains('{')
}
