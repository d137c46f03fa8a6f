//! XML of others as a tree with places. Hostile until parsed: no document type, no entities but the five, bounded in
//! bytes, depth and count; and no element passes unnoticed: whatever no reader took is told at the end.

mod parse;
#[cfg(test)]
mod tests;

use super::Place;
use super::ledger::Ledger;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

pub use parse::{Children, XML_LIMIT, parse};

/// An element.
#[derive(Clone, Debug)]
pub struct Element {
    /// Without its prefix.
    pub name: Arc<str>,
    /// Names without prefix but for `xml:`, values with entities resolved.
    pub attributes: Vec<(Arc<str>, String)>,
    /// In the order of the file.
    pub children: Vec<Node>,
    /// Where its tag begins.
    pub place: Place,
    taken: Cell<bool>,
}

/// What an element holds.
#[derive(Clone, Debug)]
pub enum Node {
    /// An element; behind a pointer, for most nodes are short texts.
    Element(Box<Element>),
    /// Text, with entities resolved.
    Text(String),
}

impl Element {
    /// Notes that a reader took it.
    pub fn take(&self) {
        self.taken.set(true);
    }

    /// Notes that a reader took it and everything in it.
    pub fn take_all(&self) {
        self.take();
        self.elements().for_each(Self::take_all);
    }

    /// Whether a reader took it.
    pub const fn is_taken(&self) -> bool {
        self.taken.get()
    }

    /// The elements it holds.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element.as_ref()),
            Node::Text(_) => None,
        })
    }

    /// The elements of this name that it holds.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.elements().filter(move |element| &*element.name == name)
    }

    /// The first element of this name that it holds.
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| &*element.name == name)
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.as_str())
    }

    /// All text in it, without tags.
    pub fn text(&self) -> Cow<'_, str> {
        if let [Node::Text(text)] = &self.children[..] {
            return text.into();
        }
        let mut out = String::new();
        self.collect_text(&mut out);
        out.into()
    }

    fn collect_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.collect_text(out),
                Node::Text(text) => out.push_str(text),
            }
        }
    }

    /// What it holds, as HTML.
    pub fn inner_html(&self) -> String {
        let mut out = String::new();
        self.write_inner(&mut out);
        out
    }

    fn write_inner(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => escape(text, out),
                Node::Element(element) => element.write(out),
            }
        }
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
        out.push('>');
        if matches!(&*self.name, "br" | "img" | "hr") {
            return;
        }
        self.write_inner(out);
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }

    /// Tells every element that no reader took, the outermost of them alone.
    pub fn tell_untaken(&self, ledger: &mut Ledger) {
        if !self.taken.get() {
            let why = "this element is not understood here";
            return ledger.drop(&self.place, format!("<{}>", self.name), "element-not-understood", why);
        }
        ledger.keep(&format!("<{}>", self.name));
        self.elements().for_each(|element| element.tell_untaken(ledger));
    }

    /// Tells every attribute that is not among those known.
    pub fn tell_attributes(&self, known: &[&str], ledger: &mut Ledger) {
        for (name, value) in self.attributes.iter().filter(|(name, _)| !known.contains(&&**name)) {
            let shown: String = value.chars().take(40).collect();
            let why = "this attribute is not understood here";
            ledger.drop(&self.place, format!("<{} {name}=\"{shown}\">", self.name), "attribute-not-understood", why);
        }
    }
}

/// Text as HTML and XML both read it.
pub fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            plain => out.push(plain),
        }
    }
}
