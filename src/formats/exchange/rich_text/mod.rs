//! HTML of others as the Markdown that items may use, and back.
//!
//! Paragraphs, line breaks, emphasis, lists and code come along; of the rest the words do, and what was lost is named.

mod blocks;
mod inline;
#[cfg(test)]
mod tests;

use crate::domain::text::{Language, Localized};
use crate::formats::exchange::html::{self, Event, Tag};
use crate::formats::markdown::to_html;
use blocks::Blocks;

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
    let mut reading = Reading::new(language);
    read(html, std::slice::from_mut(&mut reading));
    reading.done()
}

/// The Markdown of an HTML fragment in each of the languages; the fragment is read once.
pub fn from_html_in(html: &str, languages: &[Language]) -> Vec<Converted> {
    if !html.contains("multilang") {
        return vec![from_html(html, None); languages.len()];
    }
    let mut readings: Vec<Reading> = languages.iter().map(|language| Reading::new(Some(*language))).collect();
    read(html, &mut readings);
    readings.into_iter().map(Reading::done).collect()
}

fn read(html: &str, readings: &mut [Reading]) {
    html::read(html, |event, _| match event {
        Event::Start(tag) => readings.iter_mut().for_each(|reading| reading.start(tag)),
        Event::End(name) => readings.iter_mut().for_each(|reading| reading.end(name)),
        Event::Text(words) => readings.iter_mut().for_each(|reading| reading.text(words)),
    });
}

/// The languages that parts of an HTML fragment are marked as being in.
pub fn languages_in(html: &str) -> Vec<Language> {
    let mut languages = Vec::new();
    if !html.contains("multilang") {
        return languages;
    }
    html::read(html, |event, _| {
        if let Event::Start(tag) = event {
            languages.extend(marked_language(tag).flatten());
        }
    });
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

/// `Some(None)` for a part in a language that is none of ours.
fn marked_language(tag: &Tag) -> Option<Option<Language>> {
    let is_marked =
        tag.attribute("class").is_some_and(|class| class.split_whitespace().any(|word| word == "multilang"));
    let code = tag.attribute("lang").filter(|_| is_marked)?;
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
    fn new(language: Option<Language>) -> Self {
        Self { blocks: Blocks::default(), language, open: Vec::new(), skipped: 0, done: Converted::default() }
    }

    fn done(self) -> Converted {
        let Self { blocks, mut done, .. } = self;
        done.markdown = blocks.markdown();
        done.losses.sort();
        done.losses.dedup();
        done
    }

    fn text(&mut self, words: &str) {
        if self.skipped == 0 {
            self.blocks.text(words);
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        let is_void = matches!(name, "br" | "img" | "hr" | "input" | "wbr" | "source" | "col");
        if self.open.len() == DEPTH && !is_void {
            return self.lose(name, "tag-dropped", "the words are kept, the tag is not");
        }
        let effect = self.effect(tag);
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
            self.open.push((name.to_owned(), effect));
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

    fn effect(&mut self, tag: &Tag) -> Effect {
        let name = tag.name.as_str();
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
                    let read = |name| tag.attribute(name).unwrap_or_default().to_owned();
                    self.done.pictures.push(TextPicture { source: read("src"), text: read("alt") });
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
