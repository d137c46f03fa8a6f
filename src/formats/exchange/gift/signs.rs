//! The letters of a question, each with its place, and whether a backslash says that it means nothing but itself.

/// A letter of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub letter: char,
    /// Byte offset in the file.
    pub at: usize,
    /// Written with a backslash.
    pub is_escaped: bool,
}

impl Sign {
    /// Whether it is this letter, and means what it means there.
    pub const fn is(self, letter: char) -> bool {
        self.letter == letter && !self.is_escaped
    }
}

/// Adds the letters of a line that begins at `at`: `\~ \= \# \{ \} \: \\` are letters, `\n` begins a new line.
pub(super) fn read_line(line: &str, at: usize, signs: &mut Vec<Sign>) {
    let mut letters = line.char_indices().peekable();
    while let Some((offset, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next).filter(|_| letter == '\\');
        let (letter, is_escaped) = match next {
            Some('n') => ('\n', true),
            Some(next @ ('~' | '=' | '#' | '{' | '}' | ':' | '\\')) => (next, true),
            Some(_) | None => (letter, false),
        };
        if is_escaped {
            letters.next();
        }
        signs.push(Sign { letter, at: at + offset, is_escaped });
    }
}

/// A text with the letters that mean something escaped, on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => {}
            '\\' | '~' | '=' | '#' | '{' | '}' | ':' => out.extend(['\\', letter]),
            plain => out.push(plain),
        }
    }
    out
}

/// The text, trimmed.
pub(super) fn text(signs: &[Sign]) -> String {
    raw(signs).trim().to_owned()
}

/// The text with the spaces around it.
pub(super) fn raw(signs: &[Sign]) -> String {
    signs.iter().map(|sign| sign.letter).collect()
}

/// Without the spaces around it.
pub(super) fn trim(signs: &[Sign]) -> &[Sign] {
    let is_space = |sign: &Sign| sign.letter.is_whitespace() && !sign.is_escaped;
    let from = signs.iter().position(|sign| !is_space(sign)).unwrap_or(signs.len());
    let to = signs.iter().rposition(|sign| !is_space(sign)).map_or(from, |last| last + 1);
    &signs[from..to]
}

/// Where a letter that means something stands first.
pub(super) fn find(signs: &[Sign], letter: char) -> Option<usize> {
    signs.iter().position(|sign| sign.is(letter))
}

/// Where letters that mean something stand first, one behind the other.
pub(super) fn find_all(signs: &[Sign], pattern: &str) -> Option<usize> {
    let pattern: Vec<char> = pattern.chars().collect();
    signs.windows(pattern.len()).position(|window| are(window, &pattern))
}

/// Where they stand last.
pub(super) fn find_last(signs: &[Sign], pattern: &str) -> Option<usize> {
    let pattern: Vec<char> = pattern.chars().collect();
    signs.windows(pattern.len()).rposition(|window| are(window, &pattern))
}

fn are(window: &[Sign], pattern: &[char]) -> bool {
    window.iter().zip(pattern).all(|(sign, letter)| sign.is(*letter))
}

/// Before and behind the first such letter, which is in neither.
pub(super) fn split_once(signs: &[Sign], letter: char) -> Option<(&[Sign], &[Sign])> {
    find(signs, letter).map(|at| (&signs[..at], &signs[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_letters_mean_themselves_alone() {
        let mut signs = Vec::new();
        read_line(r"a\=b=\\\n\x", 10, &mut signs);
        assert_eq!(text(&signs), "a=b=\\\n\\x");
        assert_eq!(find(&signs, '=').map(|at| signs[at].at), Some(14));
    }

    #[test]
    fn what_is_escaped_is_read_again() {
        let words = "a~=#{}:\\n\n\\\\ \\~ đ";
        let mut signs = Vec::new();
        read_line(&escaped(words), 0, &mut signs);
        assert_eq!(text(&signs), words);
        assert!(signs.iter().all(|sign| sign.is_escaped || !"~=#{}:\\".contains(sign.letter)));
    }
}
