//! The Markdown that authors may use: paragraphs, emphasis, strong, lists, inline code and line breaks.
//!
//! Everything else is named by [`forbidden`] when a bank is checked, and comes out of [`to_html`] as the
//! text that was written, should it ever get that far.

use crate::domain::text::is_deceptive;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Lists inside lists.
const LIST_DEPTH: usize = 3;

/// A construct that is not on the allow-list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// Raw HTML.
    Html,
    /// A link, or a link's definition.
    Link,
    /// A picture.
    Image,
    /// A heading.
    Heading,
    /// A quotation.
    Quote,
    /// A block of code, by fences or by four spaces.
    CodeBlock,
    /// A horizontal rule.
    Rule,
    /// Lists nested too deep.
    DeepList,
    /// A character written as `&#...;` that no reader sees.
    Hidden(char),
    /// Anything else that Markdown knows.
    Other,
}

/// What in `markdown` is not on the allow-list, each with its byte offset.
pub fn forbidden(markdown: &str) -> Vec<(usize, Forbidden)> {
    let parser = Parser::new(markdown);
    let mut found: Vec<_> =
        parser.reference_definitions().iter().map(|(_, link)| (link.span.start, Forbidden::Link)).collect();
    let mut lists = 0;
    for (event, range) in parser.into_offset_iter() {
        let fault = match &event {
            Event::Start(Tag::List(_)) => {
                lists += 1;
                (lists == LIST_DEPTH + 1).then_some(Forbidden::DeepList)
            }
            Event::End(TagEnd::List(_)) => {
                lists -= 1;
                None
            }
            Event::Text(text) | Event::Code(text) => {
                text.chars().find(|letter| is_deceptive(*letter)).map(Forbidden::Hidden)
            }
            event => fault_of(event),
        };
        found.extend(fault.map(|fault| (range.start, fault)));
    }
    found
}

fn fault_of(event: &Event<'_>) -> Option<Forbidden> {
    match event {
        Event::Start(tag) if is_allowed(tag) => None,
        Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => Some(Forbidden::Html),
        Event::Start(Tag::Link { .. }) => Some(Forbidden::Link),
        Event::Start(Tag::Image { .. }) => Some(Forbidden::Image),
        Event::Start(Tag::Heading { .. }) => Some(Forbidden::Heading),
        Event::Start(Tag::BlockQuote(_)) => Some(Forbidden::Quote),
        Event::Start(Tag::CodeBlock(_)) => Some(Forbidden::CodeBlock),
        Event::Rule => Some(Forbidden::Rule),
        // Lines of an HTML block, which is reported where it starts.
        Event::Html(_) | Event::End(_) | Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak => None,
        _ => Some(Forbidden::Other),
    }
}

fn is_allowed(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::List(_) | Tag::Item)
}

/// HTML for a page. Holds no tag but `p`, `em`, `strong`, `ul`, `ol`, `li`, `code` and `br`, whatever the input.
pub fn to_html(markdown: &str) -> String {
    let mut html = Html { out: String::with_capacity(markdown.len() * 2), hidden: 0 };
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        html.event(&event, markdown.get(range).unwrap_or(""));
    }
    html.out
}

/// HTML that may stand in a label: without paragraphs, which become line breaks.
pub fn to_inline_html(markdown: &str) -> String {
    // Text is escaped, so these tags can only be our own.
    let html = to_html(markdown).replace("</p>\n<p>", "<br>").replace("<p>", "").replace("</p>", "");
    html.trim_end().to_owned()
}

struct Html {
    out: String,
    /// How many open tags stand between here and what was written as plain text instead.
    hidden: usize,
}

impl Html {
    fn event(&mut self, event: &Event<'_>, written: &str) {
        match event {
            Event::Start(_) if self.hidden > 0 => self.hidden += 1,
            Event::End(_) if self.hidden > 0 => self.hidden -= 1,
            _ if self.hidden > 0 => {}
            Event::Start(tag) if is_allowed(tag) => self.open(tag),
            Event::Start(tag) => {
                self.plainly(written, !matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
                self.hidden = 1;
            }
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.text(code);
                self.out.push_str("</code>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.plainly(written, true),
            _ => self.text(written),
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(1)) => self.out.push_str("<ol>"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">")),
            Tag::Item => self.out.push_str("<li>"),
            _ => {}
        }
    }

    fn close(&mut self, tag: &TagEnd) {
        self.out.push_str(match tag {
            TagEnd::Paragraph => "</p>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::List(false) => "</ul>",
            TagEnd::List(true) => "</ol>",
            TagEnd::Item => "</li>",
            _ => "",
        });
    }

    fn plainly(&mut self, written: &str, is_block: bool) {
        self.out.push_str(if is_block { "<p>" } else { "" });
        self.text(written.trim_end());
        self.out.push_str(if is_block { "</p>" } else { "" });
    }

    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                hidden if is_deceptive(hidden) => self.out.push('\u{FFFD}'),
                plain => self.out.push(plain),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_authors_may_write_becomes_html() {
        let html = to_html("Một *nhấn* **mạnh** `mã`\\\nhai\n\n1. a\n2. b\n\n- c");
        let expected = "<p>Một <em>nhấn</em> <strong>mạnh</strong> <code>mã</code><br>\nhai</p>\
                        <ol><li>a</li><li>b</li></ol><ul><li>c</li></ul>";
        assert_eq!(html, expected);
        assert_eq!(to_html("3. ba"), "<ol start=\"3\"><li>ba</li></ol>");
    }

    #[test]
    fn the_rest_comes_out_as_it_was_written() {
        assert_eq!(to_html("<b>x</b>"), "<p>&lt;b&gt;x&lt;/b&gt;</p>");
        assert_eq!(to_html("[a](javascript:b)"), "<p>[a](javascript:b)</p>");
        assert_eq!(to_html("![a](b.png) c"), "<p>![a](b.png) c</p>");
        assert_eq!(to_html("# a *b*"), "<p># a *b*</p>");
        assert_eq!(to_html("> a"), "<p>&gt; a</p>");
        assert_eq!(to_html("<script>\nx\n</script>"), "<p>&lt;script&gt;\nx\n&lt;/script&gt;</p>");
        assert_eq!(to_html("&lt;script&gt; &#x202E;"), "<p>&lt;script&gt; \u{FFFD}</p>");
    }

    #[test]
    fn what_is_forbidden_is_named_with_its_place() {
        let cases = [
            ("ab <b>x", Forbidden::Html, 3),
            ("ab [x](y)", Forbidden::Link, 3),
            ("ab <https://x.vn>", Forbidden::Link, 3),
            ("ab\n\n[x]: https://x.vn", Forbidden::Link, 4),
            ("ab ![x](y)", Forbidden::Image, 3),
            ("ab\n\n## x", Forbidden::Heading, 4),
            ("ab\n===", Forbidden::Heading, 0),
            ("> x", Forbidden::Quote, 0),
            ("ab\n\n```\nx\n```", Forbidden::CodeBlock, 4),
            ("ab\n\n---", Forbidden::Rule, 4),
            ("- a\n  - b\n    - c\n      - d", Forbidden::DeepList, 24),
            ("ab &#8203;", Forbidden::Hidden('\u{200B}'), 3),
        ];
        for (markdown, fault, at) in cases {
            assert_eq!(forbidden(markdown), [(at, fault)], "{markdown}");
        }
        assert_eq!(forbidden("*a* **b** `<c>`\n\n- d\n\n1. e\n\n3 < 5 & [họ tên]  \nf"), []);
    }

    /// Takes every allowed tag out; what is left of a tag would still begin with `<`.
    fn without_allowed_tags(html: &str) -> String {
        let mut rest = html.to_owned();
        for name in ["p", "em", "strong", "ul", "ol", "li", "code", "br"] {
            rest = rest.replace(&format!("<{name}>"), "").replace(&format!("</{name}>"), "");
        }
        while let Some(at) = rest.find("<ol start=\"") {
            let number = at + "<ol start=\"".len();
            let end = number + rest[number..].find("\">").expect("the attribute is closed");
            assert!(rest[number..end].bytes().all(|digit| digit.is_ascii_digit()));
            rest.replace_range(at..end + 2, "");
        }
        rest
    }

    proptest! {
        #[test]
        fn no_tag_outside_the_list_ever_comes_out(
            markdown in "([ -~\n]|<|>|\\[|\\]\\(|!\\[|`|\\*|_|&#|&lt;|;|javascript:|<script|<!--|]]>|\t|    |ế|\u{202E}){0,60}",
        ) {
            let html = to_html(&markdown);
            prop_assert!(!without_allowed_tags(&html).contains(['<', '>', '"']), "{}", html);
            prop_assert!(!html.contains(is_deceptive));
        }

        #[test]
        fn any_text_at_all_is_rendered_safely(markdown in any::<String>()) {
            forbidden(&markdown);
            prop_assert!(!without_allowed_tags(&to_html(&markdown)).contains(['<', '>', '"']));
        }
    }
}
