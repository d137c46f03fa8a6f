//! What our items say and Moodle's questions cannot travels inside their texts, in blocks with a class of ours.

use crate::formats::exchange::html::{self, Event, Tag};
use crate::formats::exchange::xml::escape;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

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
pub(super) fn split(html: &str) -> (Cow<'_, str>, Vec<Mark>) {
    if !html.contains(CLASS) {
        return (html.into(), Vec::new());
    }
    let mut splitting = Splitting { html, rest: String::new(), marks: Vec::new(), kept_to: 0, open: None };
    html::read(html, |event, range| match event {
        Event::Start(tag) if tag.name == "div" => splitting.start(tag, range),
        Event::End("div") => splitting.end(range),
        _ => {}
    });
    let (rest, marks) = splitting.finish();
    (rest.into(), marks)
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
    fn start(&mut self, tag: &Tag, place: Range<usize>) {
        if let Some((_, _, depth)) = &mut self.open {
            *depth += 1;
            return;
        }
        let class = tag.attribute("class").unwrap_or("");
        let Some(name) = class.split_whitespace().find_map(|word| word.strip_prefix(CLASS)) else { return };
        let mut attributes = BTreeMap::new();
        for (name, value) in tag.attributes() {
            attributes.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
        let mark = Mark { name: name.to_owned(), html: String::new(), attributes };
        self.rest.push_str(self.html.get(self.kept_to..place.start).unwrap_or(""));
        self.open = Some((mark, place.end, 1));
    }

    fn end(&mut self, place: Range<usize>) {
        let Some((_, _, depth)) = &mut self.open else { return };
        *depth -= 1;
        if *depth > 0 {
            return;
        }
        if let Some((mark, begin, _)) = self.open.take() {
            self.marks.push(Mark { html: self.html.get(begin..place.start).unwrap_or("").to_owned(), ..mark });
        }
        self.kept_to = place.end;
    }

    fn finish(mut self) -> (String, Vec<Mark>) {
        match self.open.take() {
            // Never closed: what follows belongs to it.
            Some((mark, begin, _)) => {
                let html = self.html.get(begin..).unwrap_or("").to_owned();
                self.marks.push(Mark { html, ..mark });
            }
            None => {
                self.rest.push_str(self.html.get(self.kept_to..).unwrap_or(""));
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
