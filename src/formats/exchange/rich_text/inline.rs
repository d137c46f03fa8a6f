//! The Markdown of one paragraph.

use super::blocks::is_space;
use crate::formats::exchange::plain_text::unescaped;
use crate::formats::markdown::to_html;

/// A piece of a paragraph.
pub(super) enum Piece {
    Text(String, Style),
    Code(String, Style),
    Break,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub is_strong: bool,
    pub is_emphasis: bool,
}

const STRONG: &str = "**";
const EMPHASIS: &str = "*";

/// Words with their emphasis; without it where Markdown could not say it just there.
pub(super) fn markdown(pieces: &[Piece]) -> String {
    let styled = written(pieces, true);
    let is_plain = |piece: &Piece| match piece {
        Piece::Text(_, style) | Piece::Code(_, style) => *style == Style::default(),
        Piece::Break => true,
    };
    if pieces.iter().all(is_plain) {
        return styled;
    }
    let plain = written(pieces, false);
    let (words, styles) = shown(&styled);
    let says_the_same = words.split_whitespace().eq(shown(&plain).0.split_whitespace());
    if says_the_same && styles == meant(pieces) { styled } else { plain }
}

/// How each sign of the pieces is meant to be set; spaces are none.
fn meant(pieces: &[Piece]) -> Vec<Style> {
    let of_piece = |piece: &Piece| match piece {
        Piece::Text(text, style) | Piece::Code(text, style) => vec![*style; signs(text).count()],
        Piece::Break => Vec::new(),
    };
    pieces.iter().flat_map(of_piece).collect()
}

fn signs(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|letter| !is_space(*letter))
}

/// What a reader sees of a paragraph: its words, and how each of their signs is set.
fn shown(markdown: &str) -> (String, Vec<Style>) {
    let html = to_html(markdown);
    let (mut words, mut styles) = (String::new(), Vec::new());
    let mut style = Style::default();
    let mut see = |text: &str, style: Style| {
        let text = unescaped(text);
        styles.resize(styles.len() + signs(&text).count(), style);
        words.push_str(&text);
    };
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        see(before, style);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        match tag {
            "strong" => style.is_strong = true,
            "/strong" => style.is_strong = false,
            "em" => style.is_emphasis = true,
            "/em" => style.is_emphasis = false,
            _ => {}
        }
        rest = after;
    }
    see(rest, style);
    (words, styles)
}

fn written(pieces: &[Piece], is_styled: bool) -> String {
    let length = |piece: &Piece| match piece {
        Piece::Text(text, _) | Piece::Code(text, _) => text.len() + 4,
        Piece::Break => 2,
    };
    let mut line = Line { out: String::with_capacity(pieces.iter().map(length).sum()), ..Line::default() };
    // Without their marks, texts side by side are one: what a sign means depends on the letter after it.
    let mut plain = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text, _) if !is_styled => {
                plain.push_str(text);
                continue;
            }
            Piece::Text(..) | Piece::Code(..) | Piece::Break => {
                line.text(&std::mem::take(&mut plain), Style::default())
            }
        }
        match piece {
            Piece::Break => line.is_broken = !line.out.is_empty(),
            Piece::Text(text, style) => line.text(text, *style),
            Piece::Code(code, style) => line.code(code, if is_styled { *style } else { Style::default() }),
        }
    }
    line.text(&plain, Style::default());
    line.shift(Style::default());
    line.out
}

#[derive(Default)]
struct Line {
    out: String,
    /// Marks that are open, the outermost first.
    open: Vec<&'static str>,
    has_space: bool,
    is_broken: bool,
    /// Whether anything but marks stands on the last line; looked up in `out` it would take longer with each word.
    has_words: bool,
}

impl Line {
    /// Closes and opens marks; spaces stay outside of them.
    fn shift(&mut self, style: Style) {
        let wanted = |mark: &&str| if **mark == *STRONG { style.is_strong } else { style.is_emphasis };
        let stays = self.open.iter().take_while(|mark| wanted(mark)).count();
        for mark in self.open.split_off(stays).into_iter().rev() {
            self.out.push_str(mark);
        }
    }

    fn begin(&mut self, style: Style) {
        self.shift(style);
        if self.is_broken {
            self.out.push_str("\\\n");
            self.has_words = false;
        } else if self.has_space && !self.out.is_empty() {
            self.out.push(' ');
        }
        (self.is_broken, self.has_space) = (false, false);
        for (mark, is_wanted) in [(EMPHASIS, style.is_emphasis), (STRONG, style.is_strong)] {
            if is_wanted && !self.open.contains(&mark) {
                self.open.push(mark);
                self.out.push_str(mark);
            }
        }
    }

    fn text(&mut self, text: &str, style: Style) {
        let mut rest = text;
        loop {
            // By bytes: all of these spaces are one.
            let end = rest.bytes().position(|byte| is_space(char::from(byte))).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if !word.is_empty() {
                self.begin(style);
                self.word(word);
            }
            if after.is_empty() {
                break;
            }
            self.has_space = true;
            rest = &after[1..];
        }
    }

    fn code(&mut self, code: &str, style: Style) {
        // Two pieces of code side by side would share their fence.
        self.has_space |= self.out.ends_with('`') && !self.out.ends_with("\\`");
        self.begin(style);
        let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.out.push_str(&format!("{fence}{pad}{code}{pad}{fence}"));
        self.has_words = true;
    }

    fn word(&mut self, word: &str) {
        let at_start = !std::mem::replace(&mut self.has_words, true);
        if !at_start && !word.bytes().any(|byte| matches!(byte, b'\\' | b'*' | b'`' | b'[' | b'_' | b'<' | b'&')) {
            return self.out.push_str(word);
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let mut letters = word.chars().enumerate().peekable();
        let mut before = None;
        while let Some((index, letter)) = letters.next() {
            let after = letters.peek().map(|(_, next)| *next);
            let is_inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
            let starts = at_start && index == 0;
            let is_number = at_start && index > 0 && index <= digits;
            let means_something = match letter {
                '\\' | '*' | '`' | '[' => true,
                '_' => !(is_inside(before) && is_inside(after)),
                '<' => after.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
                '&' => after.is_none_or(|next| next.is_ascii_alphanumeric() || next == '#'),
                '#' | '>' | '+' | '-' | '=' | '~' => starts,
                '.' | ')' => is_number && after.is_none(),
                _ => false,
            };
            if means_something {
                self.out.push('\\');
            }
            self.out.push(letter);
            before = Some(letter);
        }
    }
}
