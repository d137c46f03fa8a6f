//! The language of embedded answers in a text: `{1:SHORTANSWER:=Hà Nội#đúng~%50%Huế}`.

use crate::formats::exchange::html::{self, Event};
use crate::formats::exchange::xml::escape;

/// How an embedded answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One of several; whether they are shuffled.
    Choice { is_shuffled: bool },
    /// Any number of several.
    Several,
    /// Words; whether capitals count.
    Words { minds_case: bool },
    /// A number.
    Number,
}

/// Every name that Moodle knows.
const NAMES: [(&str, Kind); 32] = [
    ("NUMERICAL", Kind::Number),
    ("NM", Kind::Number),
    ("SHORTANSWER", Kind::Words { minds_case: false }),
    ("SA", Kind::Words { minds_case: false }),
    ("MW", Kind::Words { minds_case: false }),
    ("SHORTANSWER_C", Kind::Words { minds_case: true }),
    ("SAC", Kind::Words { minds_case: true }),
    ("MWC", Kind::Words { minds_case: true }),
    ("MULTICHOICE", Kind::Choice { is_shuffled: false }),
    ("MC", Kind::Choice { is_shuffled: false }),
    ("MULTICHOICE_V", Kind::Choice { is_shuffled: false }),
    ("MCV", Kind::Choice { is_shuffled: false }),
    ("MULTICHOICE_H", Kind::Choice { is_shuffled: false }),
    ("MCH", Kind::Choice { is_shuffled: false }),
    ("MULTICHOICE_S", Kind::Choice { is_shuffled: true }),
    ("MCS", Kind::Choice { is_shuffled: true }),
    ("MULTICHOICE_VS", Kind::Choice { is_shuffled: true }),
    ("MCVS", Kind::Choice { is_shuffled: true }),
    ("MULTICHOICE_HS", Kind::Choice { is_shuffled: true }),
    ("MCHS", Kind::Choice { is_shuffled: true }),
    ("MULTIRESPONSE", Kind::Several),
    ("MR", Kind::Several),
    ("MULTIRESPONSE_H", Kind::Several),
    ("MRH", Kind::Several),
    ("MULTIRESPONSE_S", Kind::Several),
    ("MRS", Kind::Several),
    ("MULTIRESPONSE_HS", Kind::Several),
    ("MRHS", Kind::Several),
    // Of a type that is often added.
    ("REGEXP", Kind::Several),
    ("RX", Kind::Several),
    ("REGEXP_C", Kind::Several),
    ("RXC", Kind::Several),
];

/// One of the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alternative {
    /// `100` for `=`, `50` for `%50%`, `0` for nothing.
    pub percent: String,
    /// As it is written, with its escapes.
    pub raw: String,
    /// HTML; empty when nothing is said.
    pub feedback: String,
}

/// An embedded answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Embedded {
    pub kind: Kind,
    /// `1`; may be empty.
    pub weight: String,
    pub alternatives: Vec<Alternative>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    Embedded(Embedded),
    /// One that is never closed.
    Broken(&'t str),
}

/// Takes a text apart.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        at = start + 1;
        let Some((kind, weight, body)) = head(&text[at..]) else { continue };
        let before = &text[from..start];
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let Some((alternatives, rest)) = alternatives(body) else {
            // No later one is closed either: the end of the text was searched.
            pieces.push(Piece::Broken(&text[start..]));
            return pieces;
        };
        pieces.push(Piece::Embedded(Embedded { kind, weight: weight.to_owned(), alternatives }));
        at = text.len() - rest.len();
        from = at;
    }
    if from < text.len() {
        pieces.push(Piece::Text(&text[from..]));
    }
    pieces
}

/// `1:SHORTANSWER:`
fn head(text: &str) -> Option<(Kind, &str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (weight, rest) = text.split_at(digits);
    let rest = rest.strip_prefix(':')?;
    let letters = rest.bytes().take(20).take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_').count();
    let (name, rest) = rest.split_at(letters);
    let kind = NAMES.iter().find(|(known, _)| *known == name)?.1;
    Some((kind, weight, rest.strip_prefix(':')?))
}

/// What stands before the `}`, and the rest behind it.
fn alternatives(mut text: &str) -> Option<(Vec<Alternative>, &str)> {
    let mut found = Vec::new();
    loop {
        let (percent, rest) = percent(text);
        let (raw, rest) = until(rest, &['~', '#', '}'], 1)?;
        let (feedback, rest) = match rest.strip_prefix('#') {
            Some(rest) => until(rest, &['~', '}'], 0)?,
            None => ("", rest),
        };
        let (raw, feedback) = (raw.to_owned(), unescaped(feedback));
        found.push(Alternative { percent, raw, feedback });
        match rest.strip_prefix('~') {
            Some(rest) => text = rest,
            None => return Some((found, rest.strip_prefix('}')?)),
        }
    }
}

/// `=`, `%50%` or nothing.
fn percent(text: &str) -> (String, &str) {
    if let Some(rest) = text.strip_prefix('=') {
        return ("100".to_owned(), rest);
    }
    let written = text.strip_prefix('%').and_then(|rest| {
        let length = rest.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'.' | b',')).count();
        let (number, rest) = rest.split_at(length);
        Some((number.to_owned(), rest.strip_prefix('%')?)).filter(|(number, _)| !number.is_empty())
    });
    written.unwrap_or_else(|| ("0".to_owned(), text))
}

/// Up to one of these letters that is not escaped, `least` letters at least.
fn until<'t>(text: &'t str, ends: &[char], least: usize) -> Option<(&'t str, &'t str)> {
    let mut letters = text.char_indices();
    letters.by_ref().take(least).for_each(drop);
    let (at, _) = letters.find(|(at, letter)| {
        let before = &text[..*at];
        // `&#35;` is a letter and no end.
        let is_entity = *letter == '#' && (before.ends_with('&') || before.ends_with("&amp;"));
        ends.contains(letter) && !before.ends_with('\\') && !is_entity
    })?;
    Some(text.split_at(at))
}

/// An answer without its escapes: the words of a short answer, the HTML of an option.
pub(super) fn unescaped(raw: &str) -> String {
    let mut shielded = String::with_capacity(raw.len());
    for letter in raw.chars() {
        match letter {
            '<' => shielded.push_str("&lt;"),
            letter => shielded.push(letter),
        }
    }
    let mut text = String::with_capacity(raw.len());
    html::read(&shielded, |event, _| {
        if let Event::Text(words) = event {
            text.push_str(words);
        }
    });
    text.replace("\\}", "}").replace("\\#", "#").replace("\\~", "~")
}

/// Words or HTML as they stand in an embedded answer.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // One before these would be taken for an escape.
            '\\' if matches!(letters.peek(), Some('}' | '#' | '~')) => out.push_str("&#92;&#92;"),
            '\\' | '{' | '}' | '~' | '#' | '=' | '%' | '&' | '"' | '\'' => {
                out.push_str(&format!("&#{};", u32::from(letter)));
            }
            '<' | '>' => escape(letter.encode_utf8(&mut [0; 4]), &mut out),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(text: &str) -> Embedded {
        match &pieces(text)[..] {
            [Piece::Embedded(embedded)] => embedded.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn answers_are_read_as_moodle_reads_them() {
        let read = one("{2:MULTICHOICE:=đúng#tốt~%50%một nửa~sai \\} rồi#\\#1 &lt;b&gt;}");
        assert_eq!((read.kind, read.weight.as_str()), (Kind::Choice { is_shuffled: false }, "2"));
        let parts: Vec<(&str, String, &str)> = read
            .alternatives
            .iter()
            .map(|found| (found.percent.as_str(), unescaped(&found.raw), found.feedback.as_str()))
            .collect();
        let expected = [
            ("100", "đúng".to_owned(), "tốt"),
            ("50", "một nửa".to_owned(), ""),
            ("0", "sai } rồi".to_owned(), "#1 <b>"),
        ];
        assert_eq!(parts, expected);
        assert_eq!(one("{:SA:=&#123;a&amp;#125;}").weight, "");
        assert_eq!(one("{1:NM:=3.14:0.01~*}").alternatives[0].raw, "3.14:0.01");
    }

    #[test]
    fn what_is_no_answer_is_text() {
        assert_eq!(pieces("a {1} {x:y} {1:ABC:=d} b"), [Piece::Text("a {1} {x:y} {1:ABC:=d} b")]);
        assert_eq!(pieces("a {1:SA:=b"), [Piece::Text("a "), Piece::Broken("{1:SA:=b")]);
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn many_that_are_never_closed_take_no_time() {
        let text = "{1:SA:=b#".repeat(200_000);
        assert_eq!(pieces(&text).len(), 1);
    }

    proptest! {
        #[test]
        fn any_words_come_back(words in "[a-z \\\\{}~#=%&\"'<>*.;0-9ế]{1,12}", more in "[a-z}~#\\\\]{1,5}") {
            let text = format!("x{{1:SA:={}#{}~{}}}y", escaped(&words), escaped(&more), escaped(&more));
            let pieces = pieces(&text);
            let [Piece::Text("x"), Piece::Embedded(read), Piece::Text("y")] = &pieces[..] else {
                return Err(TestCaseError::fail(format!("{pieces:?}")));
            };
            prop_assert_eq!(unescaped(&read.alternatives[0].raw), words);
            prop_assert_eq!(&read.alternatives[0].feedback, &more);
            prop_assert_eq!(unescaped(&read.alternatives[1].raw), more);
        }
    }
}
