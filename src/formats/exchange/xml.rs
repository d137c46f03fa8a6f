//! XML of others as a tree with places. Hostile until parsed: no document type, no entities but the five, bounded in
//! bytes, depth and count; and no element passes unnoticed: whatever no reader took is told at the end.

use super::Place;
use super::ledger::Ledger;
use crate::formats::mistake::{LineIndex, Mistake};
use crate::formats::toml_file::decode_within;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

/// Bytes of one XML file.
pub const XML_LIMIT: usize = 60_000_000;
/// Elements inside elements.
const DEPTH: usize = 64;
/// Elements and attributes of one file.
const NODES: usize = 2_000_000;
/// Attributes of one element: the parser compares each with all before it.
const ATTRIBUTES: usize = 1_000;

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
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.collect_text(&mut out);
        out
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

/// Parses a file to its root element.
///
/// # Errors
/// `file-too-large`, `utf16`, `not-utf8`, `nul`, `xml-doctype`, `xml-entity`, `xml-too-deep`, `xml-too-large`,
/// `xml-syntax`, each at its place.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Element, Mistake> {
    let text = decode_within(name, bytes, XML_LIMIT)?;
    let parsing =
        Parsing { file: name.into(), lines: LineIndex::new(text.as_bytes()), names: HashSet::new(), nodes: 0 };
    parsing.root(text)
}

struct Parsing<'t> {
    file: Arc<str>,
    lines: LineIndex<'t>,
    /// Of elements and attributes, each kept once: a file has few different ones.
    names: HashSet<Arc<str>>,
    nodes: usize,
}

impl Parsing<'_> {
    fn place(&self, at: usize) -> Place {
        let (line, column) = self.lines.place(at);
        Place { file: Arc::clone(&self.file), line, column }
    }

    fn mistake(&self, at: usize, code: &'static str, message: impl Into<String>, hint: &str) -> Mistake {
        let Place { file, line, column } = self.place(at);
        let hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        Mistake { file: file.to_string(), line, column, code, message: message.into(), hint }
    }

    fn root(mut self, text: &str) -> Result<Element, Mistake> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event();
            let event = event.map_err(|error| {
                let at = usize::try_from(reader.error_position()).unwrap_or(at);
                self.mistake(at, "xml-syntax", error.to_string(), "the file may be cut off or not be XML")
            })?;
            match event {
                Event::Start(tag) => {
                    let element = self.element(&tag, at)?;
                    if open.len() == DEPTH {
                        return Err(self.mistake(
                            at,
                            "xml-too-deep",
                            format!("elements are nested more than {DEPTH} deep"),
                            "",
                        ));
                    }
                    open.push(element);
                }
                Event::Empty(tag) => {
                    let element = self.element(&tag, at)?;
                    self.close(element, (&mut open, &mut root), at)?;
                }
                Event::End(_) => {
                    // The parser refused an end without its beginning.
                    if let Some(element) = open.pop() {
                        self.close(element, (&mut open, &mut root), at)?;
                    }
                }
                Event::Text(piece) => self.text(&piece.xml10_content(), &mut open, at)?,
                Event::CData(piece) => self.text(&piece.xml10_content(), &mut open, at)?,
                Event::GeneralRef(reference) => {
                    let letter = match reference.resolve_char_ref() {
                        Ok(Some(letter)) => Some(letter),
                        Ok(None) => named(&reference.xml10_content()),
                        Err(_) => None,
                    };
                    let Some(letter) = letter else {
                        let message = format!("`&{};` is not defined", reference.xml10_content());
                        let hint = "only &amp; &lt; &gt; &quot; &apos; and numbers like &#225; are";
                        return Err(self.mistake(at, "xml-entity", message, hint));
                    };
                    self.text(letter.encode_utf8(&mut [0; 4]), &mut open, at)?;
                }
                Event::DocType(_) => {
                    let hint = "delete the <!DOCTYPE ...>; it is never needed here";
                    return Err(self.mistake(at, "xml-doctype", "the file declares a document type", hint));
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        if let Some(element) = open.last() {
            let message = format!("<{}> is never closed", element.name);
            let Place { line, column, .. } = element.place;
            let hint = Some("the file may be cut off".to_owned());
            return Err(Mistake { file: self.file.to_string(), line, column, code: "xml-syntax", message, hint });
        }
        root.ok_or_else(|| self.mistake(0, "xml-syntax", "the file has no element", "it may be empty or not be XML"))
    }

    fn element(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<Element, Mistake> {
        let mut attributes = Vec::new();
        let mut count = 0;
        for attribute in tag.attributes() {
            let broken = |error: String| self.mistake(at, "xml-syntax", error, "");
            let attribute = attribute.map_err(|error| broken(error.to_string()))?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| broken(error.to_string()))?;
            let full = attribute.key.into_inner();
            let is_declaration = full == "xmlns" || full.starts_with("xmlns:");
            let name = if full.starts_with("xml:") { full } else { full.rsplit(':').next().unwrap_or(full) };
            if !is_declaration {
                attributes.push((self.name(name), value.into_owned()));
            }
            count += 1;
            if count > ATTRIBUTES {
                let message = format!("an element has more than {ATTRIBUTES} attributes");
                return Err(self.mistake(at, "xml-too-large", message, ""));
            }
        }
        self.nodes += 1 + attributes.len();
        if self.nodes > NODES {
            let message = format!("the file has more than {NODES} elements and attributes");
            return Err(self.mistake(at, "xml-too-large", message, "split it into several files"));
        }
        let name = self.name(tag.local_name().into_inner());
        Ok(Element { name, attributes, children: Vec::new(), place: self.place(at), taken: Cell::new(false) })
    }

    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        name
    }

    /// Hangs a whole element in its parent, its lists cut to what they hold: a list of one has room for four.
    fn close(
        &self,
        mut element: Element,
        (open, root): (&mut [Element], &mut Option<Element>),
        at: usize,
    ) -> Result<(), Mistake> {
        element.children.shrink_to_fit();
        element.attributes.shrink_to_fit();
        match open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(Box::new(element))),
            None if root.is_none() => *root = Some(element),
            None => return Err(self.mistake(at, "xml-syntax", "the file has a second outermost element", "")),
        }
        Ok(())
    }

    fn text(&self, piece: &str, open: &mut [Element], at: usize) -> Result<(), Mistake> {
        match open.last_mut().map(|element| &mut element.children) {
            None if piece.trim().is_empty() => {}
            None => return Err(self.mistake(at, "xml-syntax", "there is text outside the outermost element", "")),
            Some(children) => match children.last_mut() {
                Some(Node::Text(text)) => text.push_str(piece),
                _ => children.push(Node::Text(piece.to_owned())),
            },
        }
        Ok(())
    }
}

fn named(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (u32, u32, &'static str) {
        let mistake = parse("quiz.xml", text.as_bytes()).expect_err("it is refused");
        (mistake.line, mistake.column, mistake.code)
    }

    #[test]
    fn elements_have_their_places_and_texts_their_entities_resolved() {
        let root = parse(
            "quiz.xml",
            "<quiz>\n  <p:text a=\"1 &lt; 2\">số &amp; <![CDATA[<b>]]>&#225;</p:text>\n</quiz>".as_bytes(),
        )
        .expect("it is read");
        let text = root.first("text").expect("it is there");
        assert_eq!((text.place.line, text.place.column), (2, 3));
        assert_eq!(text.attribute("a"), Some("1 < 2"));
        assert_eq!(text.text(), "số & <b>á");
    }

    #[test]
    fn bombs_and_fragments_are_refused_at_their_places() {
        assert_eq!(refused("<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>"), (1, 1, "xml-doctype"));
        assert_eq!(refused("<a>\n&nbsp;</a>"), (2, 1, "xml-entity"));
        assert_eq!(refused("<a>\n <b></a>").2, "xml-syntax");
        assert_eq!(refused("<a>\n <b>"), (2, 2, "xml-syntax"));
        assert_eq!(refused(""), (1, 1, "xml-syntax"));
        assert_eq!(refused("<a/><b/>").2, "xml-syntax");
        assert_eq!(refused(&"<a>".repeat(100)).2, "xml-too-deep");
    }

    #[test]
    fn nothing_passes_unnoticed() {
        let root = parse("quiz.xml", b"<a><b c=\"1\"/><d><e/></d></a>").expect("it is read");
        root.take();
        root.first("b").expect("there").take();
        root.first("b").expect("there").tell_attributes(&[], &mut Ledger::default());
        let mut ledger = Ledger::default();
        root.tell_untaken(&mut ledger);
        let losses: Vec<&str> = ledger.losses().iter().map(|loss| loss.element.as_str()).collect();
        assert_eq!(losses, ["<d>"]);
    }
}
