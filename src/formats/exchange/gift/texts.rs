//! Texts in the four formats that GIFT names, as the Markdown that items may use, or as one plain line.

use super::account::Account;
use super::signs::{self, Sign};
use crate::domain::text::Language;
use crate::formats::exchange::Place;
use crate::formats::exchange::plain_text::{lines_of, markdown_as_html, plain_as_html, with_breaks};
use crate::formats::exchange::rich_text::{from_html, languages_in};
use crate::formats::markdown::forbidden;
use crate::formats::toml_file::codes::is_code;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// HTML in which a new line is a new line; what is meant when nothing is said.
    Moodle,
    Html,
    Markdown,
    Plain,
}

/// The names that may stand before a text.
const NAMES: [(&str, Format); 4] = [
    ("[moodle]", Format::Moodle),
    ("[html]", Format::Html),
    ("[markdown]", Format::Markdown),
    ("[plain]", Format::Plain),
];

/// The format that a text names, `usual` when it names none, and the text behind it.
pub(super) fn prefixed(signs: &[Sign], usual: Format) -> (Format, &[Sign]) {
    let signs = signs::trim(signs);
    let begins = |name: &str| {
        name.chars().zip(signs).all(|(letter, sign)| sign.is(letter)) && signs.len() >= name.chars().count()
    };
    let found = NAMES.iter().find(|(name, _)| begins(name));
    found.map_or((usual, signs), |(name, format)| (*format, &signs[name.chars().count()..]))
}

impl Format {
    /// What is shown for a text, as HTML.
    fn shown(self, text: &str) -> String {
        match self {
            Self::Html => text.to_owned(),
            Self::Markdown => markdown_as_html(text),
            Self::Moodle => with_breaks(text),
            Self::Plain => plain_as_html(text),
        }
    }
}

/// Reads texts in one language, and tells what is lost.
pub(super) struct Reader<'a> {
    pub language: Language,
    pub element: &'a str,
    pub at: &'a Place,
    pub account: &'a mut Account,
}

impl Reader<'_> {
    /// As Markdown of ours; Markdown that has nothing else stays as it is written.
    pub fn markdown(&mut self, text: &str, format: Format) -> String {
        let text = text.trim();
        if format == Format::Markdown && forbidden(text).is_empty() {
            return text.to_owned();
        }
        let html = format.shown(text);
        let converted = from_html(&html, Some(self.language));
        for loss in converted.losses {
            match loss.code {
                "element-dropped" => self.account.drop(self.at, loss.element, loss.code, loss.reason),
                _ => self.account.change(self.at, loss.element, loss.code, loss.reason),
            }
        }
        for picture in converted.pictures.iter().take(1) {
            let name: String = picture.source.chars().take(40).collect();
            let why = match converted.pictures.len() {
                1 => "pictures do not come along with the file".to_owned(),
                count => format!("pictures do not come along with the file, this one and {} more", count - 1),
            };
            self.account.drop(self.at, format!("<img src=\"{name}\">"), "no-pictures", why);
        }
        if languages_in(&html).iter().any(|language| *language != self.language) {
            let why = format!("only what is marked as `{}` comes along", self.language.code());
            self.account.drop(self.at, self.element, "other-language", why);
        }
        converted.markdown
    }

    /// As one line without markup.
    pub fn line(&mut self, text: &str, format: Format) -> String {
        let (line, is_changed) = if format == Format::Plain {
            let line = text.trim().replace(['\n', '\t'], " ");
            let is_changed = line != text.trim();
            (line, is_changed)
        } else {
            line_of(&self.markdown(text, format))
        };
        if is_changed {
            self.account.change(self.at, self.element, "markup-dropped", "it is one line of plain text here");
        }
        line
    }
}

/// The words of a Markdown text on one line, and whether it had more than words.
pub(super) fn line_of(markdown: &str) -> (String, bool) {
    let (lines, is_more) = lines_of(markdown);
    (lines.join(" "), is_more || lines.len() > 1)
}

/// `{b}` in the stem of a cloze would be a blank, and becomes `{ b }`.
pub(super) fn without_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push('{');
        rest = after;
        let end = after.bytes().take(65).position(|byte| byte == b'}');
        if let Some(inside) = end.map(|end| &after[..end]).filter(|inside| is_code(inside)) {
            out.push_str(&format!(" {inside} "));
            rest = &after[inside.len()..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: Format) -> (String, Vec<String>) {
        let mut account = Account::default();
        let at = Place::start("a");
        let mut reader = Reader { language: Language::Vi, element: "question", at: &at, account: &mut account };
        let markdown = reader.markdown(text, format);
        (markdown, account.losses().map(str::to_owned).collect())
    }

    #[test]
    fn each_format_is_read_as_it_is_shown() {
        assert_eq!(read("a *b*\n\n- c", Format::Markdown), ("a *b*\n\n- c".to_owned(), vec![]));
        assert_eq!(read("# a", Format::Markdown).0, "a");
        assert_eq!(read("a < b\n*c*\n\n<p>", Format::Plain).0, "a \\< b\\\n\\*c\\*\n\n\\<p>");
        assert_eq!(read("a <b>b</b>\nc\n\nd", Format::Moodle).0, "a **b**\\\nc\n\nd");
        assert_eq!(read("<p>a\nb</p>", Format::Html).0, "a b");
        let two = "<span lang=\"vi\" class=\"multilang\">một</span><span lang=\"en\" class=\"multilang\">one</span>";
        assert_eq!(read(two, Format::Html).0, "một");
        assert_eq!(read(two, Format::Html).1, ["only what is marked as `vi` comes along"]);
        assert_eq!(read("a<img src='x.png'>", Format::Moodle).1, ["pictures do not come along with the file"]);
    }
}
