//! XML to elements: bounded in bytes, depth and count, and read child by child of the outermost element, so that a large
//! file need never be in memory as a whole.

use super::{Element, Node};
use crate::formats::exchange::Place;
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

/// Parses a file to its root element.
///
/// # Errors
/// `file-too-large`, `utf16`, `not-utf8`, `nul`, `xml-doctype`, `xml-entity`, `xml-too-deep`, `xml-too-large`,
/// `xml-syntax`, each at its place.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Element, Mistake> {
    let mut children = Children::of(name, bytes)?;
    while let Some(child) = children.next_child()? {
        // The root is open as long as it has children.
        if let Some(root) = children.open.first_mut() {
            root.children.push(Node::Element(Box::new(child)));
        }
    }
    children.end()
}

/// The elements that the root of a file holds, one after the other.
pub struct Children<'t> {
    file: Arc<str>,
    lines: LineIndex<'t>,
    reader: Reader<&'t [u8]>,
    /// Of elements and attributes, each kept once: a file has few different ones.
    names: HashSet<Arc<str>>,
    nodes: usize,
    /// The root and what is open in it.
    open: Vec<Element>,
    root: Option<Element>,
}

impl<'t> Children<'t> {
    /// Of a file, of which nothing is parsed yet.
    ///
    /// # Errors
    /// `file-too-large`, `utf16`, `not-utf8`, `nul`.
    pub fn of(name: &str, bytes: &'t [u8]) -> Result<Self, Mistake> {
        let text = decode_within(name, bytes, XML_LIMIT)?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Ok(Self {
            file: name.into(),
            lines: LineIndex::new(text.as_bytes()),
            reader,
            names: HashSet::new(),
            nodes: 0,
            open: Vec::new(),
            root: None,
        })
    }

    /// The next one, with everything in it; none at the end of the file.
    ///
    /// # Errors
    /// As [`parse`]: then those before it are worth nothing either.
    pub fn next_child(&mut self) -> Result<Option<Element>, Mistake> {
        loop {
            let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            let event = self.reader.read_event();
            let event = event.map_err(|error| {
                let at = usize::try_from(self.reader.error_position()).unwrap_or(at);
                self.mistake(at, "xml-syntax", error.to_string(), "the file may be cut off or not be XML")
            })?;
            match event {
                Event::Start(tag) => {
                    let element = self.element(&tag, at)?;
                    if self.open.len() == DEPTH {
                        let message = format!("elements are nested more than {DEPTH} deep");
                        return Err(self.mistake(at, "xml-too-deep", message, ""));
                    }
                    self.open.push(element);
                }
                Event::Empty(tag) => {
                    let element = self.element(&tag, at)?;
                    if let Some(child) = self.close(element, at)? {
                        return Ok(Some(child));
                    }
                }
                Event::End(_) => {
                    // The parser refused an end without its beginning.
                    if let Some(element) = self.open.pop()
                        && let Some(child) = self.close(element, at)?
                    {
                        return Ok(Some(child));
                    }
                }
                Event::Text(piece) => self.text(&piece.xml10_content(), at)?,
                Event::CData(piece) => self.text(&piece.xml10_content(), at)?,
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
                    self.text(letter.encode_utf8(&mut [0; 4]), at)?;
                }
                Event::DocType(_) => {
                    let hint = "delete the <!DOCTYPE ...>; it is never needed here";
                    return Err(self.mistake(at, "xml-doctype", "the file declares a document type", hint));
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => return Ok(None),
            }
        }
    }

    /// The root, without the children that were given away.
    ///
    /// # Errors
    /// `xml-syntax` when the file ends too early.
    pub fn end(mut self) -> Result<Element, Mistake> {
        if let Some(element) = self.open.last() {
            let message = format!("<{}> is never closed", element.name);
            let Place { line, column, .. } = element.place;
            let hint = Some("the file may be cut off".to_owned());
            return Err(Mistake { file: self.file.to_string(), line, column, code: "xml-syntax", message, hint });
        }
        match self.root.take() {
            Some(root) => Ok(root),
            None => Err(self.mistake(0, "xml-syntax", "the file has no element", "it may be empty or not be XML")),
        }
    }

    fn place(&self, at: usize) -> Place {
        let (line, column) = self.lines.place(at);
        Place { file: Arc::clone(&self.file), line, column }
    }

    fn mistake(&self, at: usize, code: &'static str, message: impl Into<String>, hint: &str) -> Mistake {
        let Place { file, line, column } = self.place(at);
        let hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        Mistake { file: file.to_string(), line, column, code, message: message.into(), hint }
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

    /// Hangs a whole element in its parent, or gives it away if that is the root. Its lists are cut to what they hold: a
    /// list of one has room for four.
    fn close(&mut self, mut element: Element, at: usize) -> Result<Option<Element>, Mistake> {
        element.children.shrink_to_fit();
        element.attributes.shrink_to_fit();
        match &mut self.open[..] {
            [_root] => return Ok(Some(element)),
            [.., parent] => parent.children.push(Node::Element(Box::new(element))),
            [] if self.root.is_none() => self.root = Some(element),
            [] => return Err(self.mistake(at, "xml-syntax", "the file has a second outermost element", "")),
        }
        Ok(None)
    }

    fn text(&mut self, piece: &str, at: usize) -> Result<(), Mistake> {
        match self.open.last_mut().map(|element| &mut element.children) {
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
