//! XML while it is written, by the names of 2.x whatever the version.

use super::super::super::rich_text::canonical;
use super::super::Version;
use super::super::names::kebab;
use crate::formats::markdown::to_html;

/// Attributes: name and value.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A file while it is written.
pub(super) struct Tags {
    out: String,
    version: Version,
    open: Vec<String>,
}

impl Tags {
    pub fn new(version: Version) -> Self {
        Self { out: String::new(), version, open: Vec::new() }
    }

    /// A file with its declaration.
    pub fn file(version: Version) -> Self {
        let mut tags = Self::new(version);
        tags.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        tags
    }

    fn begin(&mut self, name: &str, attributes: Attributes<'_>) -> String {
        let is_new = self.version == Version::V3_0;
        let name = if is_new { format!("qti-{}", kebab(name)) } else { name.to_owned() };
        self.out.push('<');
        self.out.push_str(&name);
        for (attribute, value) in attributes {
            // Of other namespaces: as they are.
            let attribute = if is_new && !attribute.contains(':') { kebab(attribute) } else { (*attribute).to_owned() };
            self.out.push_str(&format!(" {attribute}=\""));
            escape(value, &mut self.out);
            self.out.push('"');
        }
        name
    }

    /// Opens an element.
    pub fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        let name = self.begin(name, attributes);
        self.out.push('>');
        self.open.push(name);
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str(&format!("</{name}>"));
        }
        if self.open.len() < 3 {
            self.out.push('\n');
        }
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.begin(name, attributes);
        self.out.push_str("/>");
    }

    /// An element with a text in it.
    pub fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        let name = self.begin(name, attributes);
        self.out.push('>');
        escape(text, &mut self.out);
        self.out.push_str(&format!("</{name}>"));
    }

    /// What is XML already.
    pub fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    /// Everything that was written.
    pub fn done(self) -> String {
        self.out
    }
}

/// Text and attributes alike; white space that a parser would change is written as numbers.
pub(super) fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            plain => out.push(plain),
        }
    }
}

/// A Markdown text as XHTML blocks. Where Markdown says nothing (a lone `-`), the letters stand as they are.
pub(in super::super) fn xhtml(markdown: &str) -> String {
    let canonical = canonical(markdown);
    if canonical.is_empty() {
        let mut out = "<p>".to_owned();
        escape(markdown, &mut out);
        out.push_str("</p>");
        return out;
    }
    // Text is escaped in HTML of ours, so these can only be tags.
    to_html(&canonical).replace("<br>", "<br/>")
}

/// The same without the paragraph around it, where there is only one.
pub(super) fn inline(markdown: &str) -> String {
    let html = xhtml(markdown);
    let inside = html.strip_prefix("<p>").and_then(|rest| rest.trim_end().strip_suffix("</p>"));
    inside
        .filter(|inside| !inside.contains("<p>") && !inside.contains("<ul>") && !inside.contains("<ol"))
        .map(str::to_owned)
        .unwrap_or(html)
}
