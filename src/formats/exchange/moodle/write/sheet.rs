//! XML as Moodle writes it: two spaces to a level, texts in CDATA.

use crate::formats::exchange::xml::escape;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Lines of XML.
#[derive(Default)]
pub(super) struct Sheet(pub String);

impl Sheet {
    /// One line.
    pub fn line(&mut self, depth: usize, line: &str) {
        self.0.push_str(&"  ".repeat(depth));
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// `<name>value</name>`
    pub fn value(&mut self, depth: usize, name: &str, value: &str) {
        self.line(depth, &format!("<{name}>{}</{name}>", escaped(value)));
    }

    /// `<text>` with HTML, or with words as they are.
    pub fn text(&mut self, depth: usize, text: &str) {
        if text.contains(['<', '&']) {
            let inside = text.replace("]]>", "]]]]><![CDATA[>");
            self.line(depth, &format!("<text><![CDATA[{inside}]]></text>"));
        } else {
            self.value(depth, "text", text);
        }
    }

    /// `<name format="html">` with its text and files.
    pub fn html(&mut self, depth: usize, name: &str, html: &str, files: &[(String, &[u8])]) {
        self.line(depth, &format!("<{name} format=\"html\">"));
        self.text(depth + 1, html);
        for (name, bytes) in files {
            self.file(depth + 1, name, bytes);
        }
        self.line(depth, &format!("</{name}>"));
    }

    /// `<file>` in base64.
    pub fn file(&mut self, depth: usize, name: &str, bytes: &[u8]) {
        let bytes = STANDARD.encode(bytes);
        self.line(depth, &format!("<file name=\"{name}\" path=\"/\" encoding=\"base64\">{bytes}</file>"));
    }

    /// `<answer fraction="100">` with a text and what else belongs to it.
    pub fn answer(&mut self, (fraction, format): (&str, &str), text: &str, more: &[String]) {
        self.line(2, &format!("<answer fraction=\"{fraction}\" format=\"{format}\">"));
        self.text(3, text);
        for line in more {
            self.line(3, line);
        }
        self.line(2, "</answer>");
    }
}

/// Words as XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}
