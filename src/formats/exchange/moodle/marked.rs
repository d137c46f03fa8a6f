//! What our items say and Moodle's questions cannot travels inside their texts, in blocks with a class of ours.

use crate::formats::exchange::xml::escape;
use html5gum::emitters::default::{StartTag, Token};
use html5gum::{DefaultEmitter, Tokenizer};
use std::collections::BTreeMap;

/// What such classes begin with.
const CLASS: &str = "minhchung-";

/// A block of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// `legal-basis`
    pub name: String,
    /// `data-id`, `lang`
    attributes: BTreeMap<String, String>,
    /// What stands in it.
    pub html: String,
}

impl Mark {
    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// A block as it is written.
pub(super) fn block(name: &str, attributes: &[(&str, &str)], html: &str) -> String {
    let mut out = format!("<div class=\"{CLASS}{name}\"");
    for (name, value) in attributes {
        out.push_str(&format!(" {name}=\""));
        escape(value, &mut out);
        out.push('"');
    }
    format!("{out}>{html}</div>")
}

/// A text without the blocks of ours, and the blocks in their order.
pub(super) fn split(html: &str) -> (String, Vec<Mark>) {
    if !html.contains(CLASS) {
        return (html.to_owned(), Vec::new());
    }
    let mut splitting = Splitting { html, rest: String::new(), marks: Vec::new(), kept_to: 0, open: None };
    for Ok(token) in Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span()) {
        match token {
            Token::StartTag(tag) if tag.name.as_slice() == b"div" => splitting.start(&tag),
            Token::EndTag(tag) if tag.name.as_slice() == b"div" => splitting.end(tag.span.start, tag.span.end),
            _ => {}
        }
    }
    splitting.finish()
}

struct Splitting<'h> {
    html: &'h str,
    rest: String,
    marks: Vec<Mark>,
    /// How far the text is in `rest` or in a mark.
    kept_to: usize,
    /// The block that is open, where its content begins, and how many `div` are open in it.
    open: Option<(Mark, usize, usize)>,
}

impl Splitting<'_> {
    fn piece(&self, from: usize, to: usize) -> &str {
        self.html.get(from..to).unwrap_or("")
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        if let Some((_, _, depth)) = &mut self.open {
            *depth += 1;
            return;
        }
        let attributes: BTreeMap<String, String> = tag
            .attributes
            .iter()
            .map(|(name, value)| {
                (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned())
            })
            .collect();
        let class = attributes.get("class").map_or("", String::as_str);
        let Some(name) = class.split_whitespace().find_map(|word| word.strip_prefix(CLASS)) else { return };
        let mark = Mark { name: name.to_owned(), html: String::new(), attributes: attributes.clone() };
        let before = self.piece(self.kept_to, tag.span.start).to_owned();
        self.rest.push_str(&before);
        self.open = Some((mark, tag.span.end, 1));
    }

    fn end(&mut self, from: usize, to: usize) {
        let Some((mark, begin, depth)) = &mut self.open else { return };
        *depth -= 1;
        if *depth > 0 {
            return;
        }
        let mark = Mark { html: self.html.get(*begin..from).unwrap_or("").to_owned(), ..mark.clone() };
        self.marks.push(mark);
        self.open = None;
        self.kept_to = to;
    }

    fn finish(mut self) -> (String, Vec<Mark>) {
        match self.open.take() {
            // Never closed: what follows belongs to it.
            Some((mark, begin, _)) => {
                let html = self.piece(begin, self.html.len()).to_owned();
                self.marks.push(Mark { html, ..mark });
            }
            None => {
                let after = self.piece(self.kept_to, self.html.len()).to_owned();
                self.rest.push_str(&after);
            }
        }
        (self.rest, self.marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_taken_out_and_the_rest_stays() {
        let html = format!("<p>tr&uuml; ế</p>{}<p>sau</p>", block("source", &[("data-id", "a\"b")], "<div>x</div>y"));
        let (rest, marks) = split(&html);
        assert_eq!(rest, "<p>tr&uuml; ế</p><p>sau</p>");
        assert_eq!((marks[0].name.as_str(), marks[0].html.as_str()), ("source", "<div>x</div>y"));
        assert_eq!(marks[0].attribute("data-id"), Some("a\"b"));
        assert_eq!(split("<div class=\"x\">minhchung-</div>").1, []);
        assert_eq!(split("a<DIV CLASS='b minhchung-c'>d<div>").1[0].html, "d<div>");
    }
}
