//! Texts in the formats that Moodle knows beside HTML, as HTML; and Markdown of ours as plain lines, and back.

use super::rich_text::from_html;
use super::xml::escape;
use crate::formats::markdown::to_html;
use pulldown_cmark::{Parser, html::push_html};

/// Markdown of theirs as HTML, whatever it holds.
pub(super) fn markdown_as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    push_html(&mut html, Parser::new(text));
    html
}

/// Plain lines as HTML: an empty line parts paragraphs.
pub(super) fn plain_as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    escape(text, &mut html);
    with_breaks(&html)
}

/// New lines as line breaks and paragraphs, but for those between tags.
pub(super) fn with_breaks(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    let mut lines = text.lines().map(str::trim).peekable();
    let mut was_empty = false;
    while let Some(line) = lines.next() {
        let is_between_tags = line.ends_with('>') && lines.peek().is_some_and(|next| next.starts_with('<'));
        html.push_str(line);
        html.push_str(match (lines.peek(), line.is_empty()) {
            (None, _) => "",
            (Some(_), true) if was_empty => "",
            (Some(_), true) => "<p>",
            (Some(_), false) if is_between_tags => "\n",
            (Some(_), false) => "<br>\n",
        });
        was_empty = line.is_empty();
    }
    html
}

/// Plain lines as Markdown that shows them.
pub(super) fn markdown_of_lines(lines: &str) -> String {
    from_html(&plain_as_html(lines), None).markdown
}

/// The words of a Markdown text, a line for each paragraph, list item and line break; and whether it says more than
/// lines can.
pub fn lines_of(markdown: &str) -> (Vec<String>, bool) {
    let html = to_html(markdown);
    let mut out = String::with_capacity(html.len());
    let (mut is_more, mut paragraphs) = (false, 0);
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        // A line of Markdown that is no paragraph's end is a space.
        out.push_str(&unescaped(before).replace('\n', if before.trim().is_empty() { "" } else { " " }));
        // Our own HTML has few tags, each written in one way.
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        match tag {
            "p" => {
                paragraphs += 1;
                out.push('\n');
            }
            "br" | "br /" | "/p" => out.push('\n'),
            _ => {
                is_more = true;
                out.push_str(if tag.ends_with("li") { "\n" } else { "" });
            }
        }
        rest = after;
    }
    out.push_str(&unescaped(rest));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = out.lines().map(words).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        // A lone `-` is a list of nothing, and is meant as a dash.
        return (vec![words(markdown)], false);
    }
    (lines, is_more || paragraphs > 1)
}

/// The text that HTML of ours says without tags.
pub(super) fn unescaped(html: &str) -> String {
    const NAMES: [(&str, char); 5] = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#39;", '\'')];
    let mut out = String::with_capacity(html.len());
    let mut pieces = html.split('&');
    out.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        let found = NAMES.iter().find_map(|(name, letter)| Some((letter, piece.strip_prefix(name)?)));
        let (letter, rest) = found.unwrap_or((&'&', piece));
        out.push(*letter);
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_letters_are_read_once() {
        assert_eq!(unescaped("a&amp;lt; &lt;&quot;&#39;&gt;&&amp;x & y;"), "a&lt; <\"'>&&x & y;");
    }

    #[test]
    fn lines_have_words_alone() {
        assert_eq!(lines_of("a\nb\\\nc"), (vec!["a b".to_owned(), "c".to_owned()], false));
        assert_eq!(lines_of("*a* &amp;lt; < b\n\n- c\n- d").0, ["a &lt; < b", "c", "d"]);
        assert!(lines_of("a\n\nb").1 && lines_of("**a**").1);
        assert_eq!(lines_of("-").0, ["-"]);
        assert_eq!(markdown_of_lines("1. a\n-"), "1\\. a\\\n\\-");
    }
}
