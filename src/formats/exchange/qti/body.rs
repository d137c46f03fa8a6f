//! The body of an item as HTML: text with `{1}` where a blank is, its interactions apart, and what belongs elsewhere.

use super::super::xml::{Element, Node, escape};
use super::names::Qti;
use super::notes::{Notes, Told, refuse};
use crate::formats::toml_file::codes::is_code;
use std::ops::Range;

/// Characters of a code.
const CODE_LIMIT: usize = 64;

/// Classes of a part that several items are about: ours, and what converters from 3.0 write.
const STIMULUS: [&str; 2] = ["stimulus", "qti-shared-stimulus"];

/// What stood in a body.
#[derive(Default)]
pub(super) struct Body<'e> {
    /// What is asked.
    pub html: String,
    /// In the order of the file.
    pub interactions: Vec<&'e Element>,
    /// Where in the HTML the blanks of inline interactions stand.
    pub blanks: Vec<Range<usize>>,
    /// What this item and others are about.
    pub stimulus: Option<&'e Element>,
    /// What is for others than candidates.
    pub remarks: Vec<&'e Element>,
}

impl Body<'_> {
    /// Writes `(x)` for each `{x}` that is no blank; whether there was any.
    pub fn clear_places(&mut self) -> bool {
        let mut html = String::with_capacity(self.html.len());
        let (mut from, mut has_any) = (0, false);
        for blank in self.blanks.drain(..) {
            has_any |= without_places(&self.html[from..blank.start], &mut html);
            html.push_str(&self.html[blank.clone()]);
            from = blank.end;
        }
        has_any |= without_places(&self.html[from..], &mut html);
        self.html = html;
        has_any
    }
}

/// Reads a body; `blanks` are the ids of its inline interactions in the order of the file.
pub(super) fn body<'e>(item_body: &'e Element, blanks: &[String], notes: &mut Notes) -> Told<Body<'e>> {
    let mut walk = Walk { body: Body::default(), blanks, next: 0, notes };
    item_body.take();
    walk.children(item_body)?;
    Ok(walk.body)
}

/// The HTML of a part that has no interactions: an option, feedback, a stimulus.
pub(super) fn html(part: &Element, notes: &mut Notes) -> Told<String> {
    let mut walk = Walk { body: Body::default(), blanks: &[], next: 0, notes };
    part.take();
    walk.children(part)?;
    match walk.body.interactions.first() {
        Some(inner) => refuse(inner, "interaction-inside", "an interaction stands where only a text can"),
        None => Ok(walk.body.html),
    }
}

/// Interactions that stand in a line of text.
pub(super) fn is_inline(element: &Element) -> bool {
    element.is("textEntryInteraction") || element.is("inlineChoiceInteraction")
}

/// Inline interactions anywhere in an element, in the order of the file.
pub(super) fn inline_interactions<'e>(element: &'e Element, found: &mut Vec<&'e Element>) {
    for inner in element.elements() {
        if is_inline(inner) {
            found.push(inner);
        } else {
            inline_interactions(inner, found);
        }
    }
}

struct Walk<'e, 'n> {
    body: Body<'e>,
    blanks: &'n [String],
    next: usize,
    notes: &'n mut Notes,
}

impl<'e> Walk<'e, '_> {
    fn children(&mut self, of: &'e Element) -> Told<()> {
        for node in &of.children {
            match node {
                Node::Text(text) => escape(text, &mut self.body.html),
                Node::Element(element) => self.element(element)?,
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &'e Element) -> Told<()> {
        if element.is_interaction() {
            return self.interaction(element);
        }
        if element.is("rubricBlock") {
            return self.rubric(element);
        }
        if element.is("feedbackBlock") || element.is("feedbackInline") {
            self.notes.drop(element, "feedback-by-response", "feedback that depends on the response is not shown here");
            return Ok(());
        }
        if ["templateBlock", "templateInline", "printedVariable"].iter().any(|name| element.is(name)) {
            return refuse(element, "template", "the item has parts that change from one candidate to the next");
        }
        if element.is("contentBody") || element.is("stimulusBody") {
            element.take();
            return self.children(element);
        }
        if element.is("object") && is_picture(element) {
            element.take_all();
            self.picture(element.value("data").unwrap_or(""), &element.text());
            return Ok(());
        }
        let is_theirs = element.name.starts_with("qti-") || element.name.contains(|letter: char| letter.is_uppercase());
        if is_theirs {
            // Left untaken: it is told as not understood.
            return Ok(());
        }
        element.take();
        if element.is("div") && is_stimulus(element) && self.body.stimulus.is_none() {
            self.body.stimulus = Some(element);
            return Ok(());
        }
        self.html_element(element)
    }

    fn html_element(&mut self, element: &'e Element) -> Told<()> {
        let name = &element.name;
        self.body.html.push('<');
        self.body.html.push_str(name);
        for known in ["src", "alt", "lang", "class"] {
            if let Some(value) = element.attribute(known) {
                self.body.html.push_str(&format!(" {known}=\""));
                escape(value, &mut self.body.html);
                self.body.html.push('"');
            }
        }
        self.body.html.push('>');
        if !matches!(&**name, "br" | "img" | "hr" | "col" | "source" | "input" | "wbr") {
            self.children(element)?;
            self.body.html.push_str(&format!("</{name}>"));
        }
        Ok(())
    }

    fn picture(&mut self, source: &str, text: &str) {
        let html = &mut self.body.html;
        html.push_str("<img src=\"");
        escape(source, html);
        html.push_str("\" alt=\"");
        escape(text.trim(), html);
        html.push_str("\">");
    }

    fn rubric(&mut self, rubric: &'e Element) -> Told<()> {
        let view = rubric.value("view").unwrap_or("candidate");
        if !view.split_whitespace().any(|who| who == "candidate") {
            self.body.remarks.push(rubric);
            return Ok(());
        }
        rubric.take();
        self.body.html.push_str("<div>");
        self.children(rubric)?;
        self.body.html.push_str("</div>");
        Ok(())
    }

    fn interaction(&mut self, interaction: &'e Element) -> Told<()> {
        interaction.take();
        self.body.interactions.push(interaction);
        if is_inline(interaction) {
            if let Some(id) = self.blanks.get(self.next) {
                let start = self.body.html.len();
                self.body.html.push_str(&format!("{{{id}}}"));
                self.body.blanks.push(start..self.body.html.len());
                self.next += 1;
            }
            return Ok(());
        }
        if let Some(prompt) = interaction.one("prompt") {
            prompt.take();
            self.body.html.push_str("<div>");
            self.children(prompt)?;
            self.body.html.push_str("</div>");
        }
        Ok(())
    }
}

/// Whether an object is a picture rather than a sound or a film.
pub(super) fn is_picture(object: &Element) -> bool {
    object.value("type").map_or_else(|| object.value("data").is_some(), |kind| kind.starts_with("image/"))
}

fn is_stimulus(element: &Element) -> bool {
    element.attribute("class").is_some_and(|class| class.split_whitespace().any(|word| STIMULUS.contains(&word)))
}

/// Adds the text with `(x)` for `{x}`; whether there was any.
fn without_places(text: &str, out: &mut String) -> bool {
    let mut rest = text;
    let mut has_any = false;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        // A code is short: looking further would be quadratic.
        let end = after.bytes().take(CODE_LIMIT + 1).position(|byte| byte == b'}');
        match end.map(|end| (&after[..end], &after[end + 1..])) {
            Some((inside, behind)) if is_code(inside) => {
                out.push_str(&format!("({inside})"));
                rest = behind;
                has_any = true;
            }
            Some(_) | None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    has_any
}
