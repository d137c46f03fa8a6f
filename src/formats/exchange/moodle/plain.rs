//! The formats that Moodle knows for texts, as HTML; and HTML as plain lines.

use crate::formats::exchange::plain_text::{markdown_as_html, plain_as_html, unescaped, with_breaks};
use crate::formats::exchange::rich_text::from_html;
use crate::formats::exchange::xml::escape;
use crate::formats::markdown::to_html;
use std::borrow::Cow;

/// What Moodle shows for a text in one of its formats: `html`, `markdown`, `plain_text`, `moodle_auto_format`.
pub(super) fn shown<'t>(text: &'t str, format: &str) -> Cow<'t, str> {
    match format {
        "markdown" => markdown_as_html(text).into(),
        "plain_text" => plain_as_html(text).into(),
        // HTML in which a new line is a new line; `wiki_like` went the same way long ago.
        "moodle_auto_format" | "wiki_like" => with_breaks(text).into(),
        // As Moodle does with names that it does not know.
        _ => text.into(),
    }
}

/// Markdown as HTML that is never empty: a lone `-` begins a list without items, and is meant as a dash.
pub(super) fn of_markdown(markdown: &str) -> String {
    let html = to_html(markdown);
    if !from_html(&html, None).markdown.is_empty() {
        return html;
    }
    let mut html = "<p>".to_owned();
    escape(markdown, &mut html);
    html + "</p>"
}

/// The words of a Markdown text on one line, and whether it had more than words.
pub(super) fn line_of(markdown: &str) -> (String, bool) {
    let (text, is_more) = if is_plain(markdown) { (markdown.to_owned(), false) } else { words(markdown) };
    (text.split_whitespace().collect::<Vec<_>>().join(" "), is_more)
}

/// The words of a Markdown text, line by line; paragraphs are parted by an empty line.
pub(super) fn lines_of(markdown: &str) -> String {
    let (text, _) = words(markdown);
    let lines: Vec<String> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let mut out = String::new();
    let mut is_gap = false;
    for line in lines {
        if line.is_empty() {
            is_gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if is_gap { "\n\n" } else { "\n" });
        }
        is_gap = false;
        out.push_str(&line);
    }
    out
}

/// Whether a text is one line in which nothing can mean anything but itself.
fn is_plain(markdown: &str) -> bool {
    let begins_with_a_letter = markdown.chars().next().is_some_and(char::is_alphabetic);
    begins_with_a_letter && !markdown.contains(['\n', '\r', '\\', '*', '_', '`', '<', '&', '[', ']', '~'])
}

/// Our own HTML has few tags, each written in one way.
fn words(markdown: &str) -> (String, bool) {
    let html = to_html(markdown);
    let mut out = String::with_capacity(html.len());
    let mut paragraphs = 0;
    let mut is_more = false;
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(&unescaped(before));
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        match tag {
            "p" => paragraphs += 1,
            "/p" => out.push_str("\n\n"),
            "br" => is_more = true,
            _ => {
                is_more = true;
                out.push_str(if tag.starts_with("/li") { "\n" } else { "" });
            }
        }
        rest = after;
    }
    out.push_str(&unescaped(rest));
    (out, is_more || paragraphs > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_format_is_shown_as_moodle_shows_it() {
        let markdown = |text: &str, format: &str| from_html(&shown(text, format), None).markdown;
        assert_eq!(markdown("a *b*\n\n- c\n- d", "markdown"), "a *b*\n\n- c\n- d");
        assert_eq!(markdown("a < b\n*c*\n\n<p>", "plain_text"), "a \\< b\\\n\\*c\\*\n\n\\<p>");
        assert_eq!(markdown("a <b>b</b>\nc\n\nd", "moodle_auto_format"), "a **b**\\\nc\n\nd");
        assert_eq!(markdown("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "moodle_auto_format"), "- a\n- b");
        assert_eq!(markdown("<p>a\nb</p>", "html"), "a b");
    }

    #[test]
    fn words_lose_their_markup_and_nothing_else() {
        assert_eq!(line_of("a &amp; **b**\n\nc"), ("a & b c".to_owned(), true));
        assert_eq!(line_of("a \\* b < \"c\" 'd'"), ("a * b < \"c\" 'd'".to_owned(), false));
        assert_eq!(lines_of("a\\\nb\n\nc"), "a\nb\n\nc");
    }

    proptest! {
        #[test]
        fn what_looks_plain_is_plain(markdown in "[aế1][a*_`\\\\#>\\[\\]()<&! .0-9\\-+~=|{}:\"'ế\r\n]{0,20}") {
            let (text, is_more) = words(&markdown);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(line_of(&markdown), (text, is_more));
        }
    }
}
