//! HTML of others as the Markdown that items may use, and back.
//!
//! Paragraphs, line breaks, emphasis, lists and code come along; of the rest the words do, and what was lost is named.

mod blocks;
mod inline;

use crate::domain::text::{Language, Localized};
use crate::formats::markdown::to_html;
use blocks::Blocks;
use html5gum::{HtmlString, StartTag, Token, Tokenizer};

/// Elements inside elements; what is nested deeper counts as words, so that closing one never takes long to find it.
const DEPTH: usize = 200;

/// Something in a text that Markdown of ours cannot say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextLoss {
    /// `<table>`
    pub element: String,
    /// Stable, kebab-case.
    pub code: &'static str,
    /// What became of it.
    pub reason: &'static str,
}

/// A picture that stood in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPicture {
    /// As written: `@@PLUGINFILE@@/map.png`.
    pub source: String,
    /// What is said for those who do not see it; may be empty.
    pub text: String,
}

/// A text in Markdown, and what is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// Trimmed; empty when the HTML says nothing.
    pub markdown: String,
    /// Each kind once.
    pub losses: Vec<TextLoss>,
    /// Pictures, in order; they are no longer in the text.
    pub pictures: Vec<TextPicture>,
}

/// The Markdown of an HTML fragment. Of parts marked as being in one language (`<span class="multilang" lang="vi">`)
/// only those in `language` come along, where one is given.
pub fn from_html(html: &str, language: Option<Language>) -> Converted {
    let mut reading =
        Reading { blocks: Blocks::default(), language, open: Vec::new(), skipped: 0, done: Converted::default() };
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => reading.start(&tag),
            Token::EndTag(tag) => reading.end(&text(&tag.name)),
            Token::String(words) if reading.skipped == 0 => reading.blocks.text(&text(&words)),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    let Reading { blocks, mut done, .. } = reading;
    done.markdown = blocks.markdown();
    done.losses.sort();
    done.losses.dedup();
    done
}

/// The languages that parts of an HTML fragment are marked as being in.
pub fn languages_in(html: &str) -> Vec<Language> {
    let mut languages = Vec::new();
    if !html.contains("multilang") {
        return languages;
    }
    for Ok(token) in Tokenizer::new(html) {
        if let Token::StartTag(tag) = token {
            languages.extend(marked_language(&tag).flatten());
        }
    }
    languages.sort_unstable();
    languages.dedup();
    languages
}

/// A Markdown text as HTML: in one language as it is, in several with each part marked.
pub fn to_multilingual_html(texts: &Localized, html: impl Fn(&str) -> String) -> String {
    if texts.0.len() < 2 {
        return texts.0.values().map(|text| html(text)).collect();
    }
    let part = |(language, text): (&Language, &String)| {
        format!("<span lang=\"{}\" class=\"multilang\">{}</span>", language.code(), html(text))
    };
    texts.0.iter().map(part).collect()
}

/// A Markdown text in the form that going through HTML gives it; says the same.
pub fn canonical(markdown: &str) -> String {
    from_html(&to_html(markdown), None).markdown
}

fn text(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.iter().find(|(known, _)| known.as_slice() == name).map(|(_, value)| text(value))
}

/// `Some(None)` for a part in a language that is none of ours.
fn marked_language(tag: &StartTag<()>) -> Option<Option<Language>> {
    let is_marked =
        attribute(tag, b"class").is_some_and(|class| class.split_whitespace().any(|word| word == "multilang"));
    let code = attribute(tag, b"lang").filter(|_| is_marked)?;
    Some(Language::from_code(code.split(['-', '_']).next().unwrap_or("")))
}

struct Reading {
    blocks: Blocks,
    language: Option<Language>,
    /// Elements that were opened and change something when they are closed.
    open: Vec<(String, Effect)>,
    /// How many open elements hide what stands in them.
    skipped: usize,
    done: Converted,
}

/// What an open element does until it is closed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Skip,
    Strong,
    Emphasis,
    Code,
    Block,
    List,
    Item,
}

impl Reading {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = text(&tag.name);
        let is_void = matches!(name.as_str(), "br" | "img" | "hr" | "input" | "wbr" | "source" | "col");
        if self.open.len() == DEPTH && !is_void {
            return self.lose(&name, "tag-dropped", "the words are kept, the tag is not");
        }
        let effect = self.effect(&name, tag);
        match effect {
            Effect::Skip => self.skipped += 1,
            _ if self.skipped > 0 => {}
            Effect::Strong => self.blocks.strong += 1,
            Effect::Emphasis => self.blocks.emphasis += 1,
            Effect::Code => self.blocks.begin_code(),
            Effect::Block => self.blocks.end_paragraph(),
            Effect::List => self.blocks.begin_list(name == "ol"),
            Effect::Item => {
                if let Some(index) = self.open_item() {
                    self.close_from(index);
                }
                self.blocks.begin_item();
            }
            Effect::None => {}
        }
        if is_void {
            if effect == Effect::Skip {
                self.skipped -= 1;
            }
        } else {
            self.open.push((name, effect));
        }
    }

    /// The list item that is still open in the innermost list.
    fn open_item(&self) -> Option<usize> {
        let index = self.open.iter().rposition(|(_, effect)| matches!(effect, Effect::Item | Effect::List))?;
        (self.open[index].1 == Effect::Item).then_some(index)
    }

    fn end(&mut self, name: &str) {
        if let Some(index) = self.open.iter().rposition(|(open, _)| open == name) {
            self.close_from(index);
        }
    }

    fn close_from(&mut self, index: usize) {
        for (name, effect) in self.open.split_off(index).into_iter().rev() {
            match effect {
                Effect::Skip => self.skipped -= 1,
                _ if self.skipped > 0 => {}
                Effect::Strong => self.blocks.strong = self.blocks.strong.saturating_sub(1),
                Effect::Emphasis => self.blocks.emphasis = self.blocks.emphasis.saturating_sub(1),
                Effect::Code => self.blocks.end_code(),
                Effect::Block | Effect::Item => self.blocks.end_paragraph(),
                Effect::List => self.blocks.end_list(),
                Effect::None if matches!(name.as_str(), "td" | "th") => self.blocks.text(" "),
                Effect::None => {}
            }
        }
    }

    fn lose(&mut self, name: &str, code: &'static str, reason: &'static str) {
        if self.skipped == 0 {
            self.done.losses.push(TextLoss { element: format!("<{name}>"), code, reason });
        }
    }

    fn effect(&mut self, name: &str, tag: &StartTag<()>) -> Effect {
        match name {
            "p" | "div" | "section" | "article" | "center" => Effect::Block,
            "br" => {
                if self.skipped == 0 {
                    self.blocks.line_break();
                }
                Effect::None
            }
            "strong" | "b" => Effect::Strong,
            "em" | "i" | "cite" | "dfn" => Effect::Emphasis,
            "code" | "tt" | "kbd" | "samp" => Effect::Code,
            "ul" | "ol" => Effect::List,
            "li" => Effect::Item,
            "span" | "bdi" | "body" | "html" | "font" | "small" | "big" | "abbr" | "wbr" => {
                match (marked_language(tag), self.language) {
                    (Some(part), Some(wanted)) if part != Some(wanted) => Effect::Skip,
                    _ => Effect::None,
                }
            }
            "img" => {
                if self.skipped == 0 {
                    let source = attribute(tag, b"src").unwrap_or_default();
                    let text = attribute(tag, b"alt").unwrap_or_default();
                    self.done.pictures.push(TextPicture { source, text });
                }
                Effect::None
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.lose(name, "heading-flattened", "a heading became a paragraph of its own");
                Effect::Block
            }
            "a" => {
                self.lose(name, "link-dropped", "the words of the link are kept, its address is not");
                Effect::None
            }
            "table" => {
                self.lose(name, "table-flattened", "the rows of the table became paragraphs");
                Effect::Block
            }
            "tr" | "blockquote" | "pre" | "dl" | "dt" | "dd" | "figure" | "figcaption" | "caption" | "hr" => {
                if matches!(name, "blockquote" | "pre" | "hr") {
                    self.lose(name, "block-flattened", "its words became a paragraph");
                }
                Effect::Block
            }
            "thead" | "tbody" | "tfoot" | "td" | "th" => Effect::None,
            "u" | "ins" | "s" | "del" | "strike" | "sub" | "sup" | "mark" | "q" => {
                self.lose(name, "mark-dropped", "the words are kept, how they were set off is not");
                Effect::None
            }
            "script" | "style" | "iframe" | "object" | "embed" | "audio" | "video" | "svg" | "math" | "form"
            | "input" | "button" | "select" | "textarea" | "template" | "noscript" | "head" | "title" => {
                self.lose(name, "element-dropped", "this element and what is in it cannot be shown");
                Effect::Skip
            }
            _ => {
                self.lose(name, "tag-dropped", "the words are kept, the tag is not");
                Effect::None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn markdown(html: &str) -> String {
        from_html(html, None).markdown
    }

    #[test]
    fn what_items_may_say_comes_along() {
        assert_eq!(
            markdown("<p>Một <b>mạnh </b>và <i>nhấn</i></p><p>hai<br>ba</p>"),
            "Một **mạnh** và *nhấn*\n\nhai\\\nba"
        );
        assert_eq!(markdown("a<ul><li>b<li>c</ul>d"), "a\n\n- b\n- c\n\nd");
        assert_eq!(markdown("<ol><li>b<ul><li>c</li></ul></li><li>d</li></ol>"), "1. b\n   - c\n2. d");
        assert_eq!(markdown("<p>dùng <code>a*b</code></p>"), "dùng `a*b`");
        assert_eq!(markdown("  "), "");
    }

    #[test]
    fn words_that_look_like_markup_stay_words() {
        for words in [
            "2 * 3 * 4",
            "# không phải",
            "1. một",
            "- hai",
            "a < b & c",
            "[x](y)",
            "snake_case_x",
            "`",
            "&amp;",
            "\\",
            "+ a",
            "> b",
            "~~~",
            "===",
            "a\nb",
            "____",
            "***",
        ] {
            let mut html = String::new();
            super::super::xml::escape(words, &mut html);
            let found = to_html(&markdown(&html)).replace("<p>", "").replace("</p>", "");
            let mut expected = String::new();
            super::super::xml::escape(&words.replace('\n', " "), &mut expected);
            assert_eq!(found, expected, "{words}");
        }
    }

    #[test]
    fn signs_mean_the_same_with_and_without_the_marks_around_them() {
        let once = markdown("&<b><<</b>a");
        assert_eq!(canonical(&once), once);
    }

    #[test]
    fn what_is_lost_is_named_once() {
        let converted = from_html(
            "<a href='x'>đây</a> và <a href='y'>kia</a><script>alert(1)</script><img src='m.png' alt='Bản đồ'>",
            None,
        );
        assert_eq!(converted.markdown, "đây và kia");
        let codes: Vec<&str> = converted.losses.iter().map(|loss| loss.code).collect();
        assert_eq!(codes, ["link-dropped", "element-dropped"]);
        assert_eq!(converted.pictures, [TextPicture { source: "m.png".into(), text: "Bản đồ".into() }]);
    }

    #[test]
    fn parts_in_a_language_are_told_apart() {
        let texts = Localized([(Language::Vi, "Một\n\nhai".to_owned()), (Language::En, "One".to_owned())].into());
        let html = to_multilingual_html(&texts, to_html);
        assert_eq!(languages_in(&html), [Language::Vi, Language::En]);
        assert_eq!(from_html(&html, Some(Language::Vi)).markdown, "Một\n\nhai");
        assert_eq!(from_html(&html, Some(Language::En)).markdown, "One");
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_its_own(markdown in "([a-z*_`\\\\#>\\[\\]()<&! .0-9\\-+\n~ế]|\\*\\*|\n\n|- ){0,60}") {
            let once = canonical(&markdown);
            prop_assert_eq!(canonical(&once), once.clone());
        }

        #[test]
        fn any_words_come_through(words in "[a-z*_`\\\\#>\\[\\]()<&! .0-9\\-+~=|{}:\"'ế]{0,60}") {
            let mut html = String::new();
            super::super::xml::escape(&words, &mut html);
            let text = from_html(&to_html(&markdown(&html)), None);
            prop_assert_eq!(text.markdown, markdown(&html));
            let mut shown = String::new();
            super::super::xml::escape(&words.split_whitespace().collect::<Vec<_>>().join(" "), &mut shown);
            let found = to_html(&markdown(&html)).replace("<p>", "").replace("</p>", "").replace("&#39;", "'");
            prop_assert_eq!(found, shown);
        }

        #[test]
        fn any_bytes_are_read(html in "(<[a-z/!]{0,8}|[a-z<>/=\"' &;#]{0,12}|</?(p|b|li|ul|ol|code|span)>){0,20}") {
            let once = markdown(&html);
            prop_assert_eq!(canonical(&once), once);
        }
    }
}
