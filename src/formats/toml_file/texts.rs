//! Texts: one line or Markdown, in each language, composed, and nothing hidden in them.

use super::fields::{Fields, Named, Shape};
use super::sheet::{Sheet, deceptive};
use crate::domain::text::{Language, Localized, is_deceptive, nfc};
use crate::formats::markdown::{Forbidden, forbidden};
use std::borrow::Cow;

/// What a text may be.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Kind {
    /// Characters.
    limit: usize,
    is_markdown: bool,
    is_one_line: bool,
}

/// Titles and other single lines.
pub(in crate::formats) const LINE: Kind = Kind { limit: 500, is_markdown: false, is_one_line: true };
/// What is printed or signed: a sentence or two.
pub(in crate::formats) const STATEMENT: Kind = Kind { limit: 1_000, is_markdown: false, is_one_line: true };
/// Paragraphs without any markup.
pub(in crate::formats) const PLAIN: Kind = Kind { limit: 4_000, is_markdown: false, is_one_line: false };
/// Stems, rationales.
pub(in crate::formats) const MARKDOWN: Kind = Kind { limit: 4_000, is_markdown: true, is_one_line: false };
/// Options.
pub(in crate::formats) const OPTION: Kind = Kind { limit: 1_000, is_markdown: true, is_one_line: false };

/// The languages a text must have, and those it may have.
#[derive(Clone, Debug)]
pub(in crate::formats) struct Languages {
    pub required: Vec<Language>,
    pub allowed: Vec<Language>,
}

impl Languages {
    /// When the languages are not known: any will do.
    pub fn unknown() -> Self {
        Self { required: Vec::new(), allowed: Language::ALL.to_vec() }
    }
}

/// A text in each language, in a table of its own.
pub(in crate::formats) const LOCALIZED: Shape = Shape { noun: "a text by language", known: &["vi", "en"] };

/// A field that is a table of texts by language.
pub(in crate::formats) fn localized(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    name: &'static str,
    (kind, languages): (Kind, &Languages),
) -> Option<Localized> {
    let named = fields.need(sheet, name)?;
    if named.value.get_ref().is_str() {
        named.wrong_type(sheet, "a text by language", Some(format!("write {name}.vi = \"...\"")));
        return None;
    }
    let texts = Fields::of(sheet, named, &LOCALIZED)?;
    in_languages(sheet, &texts, name, (kind, languages))
}

/// The texts by language in an open table.
pub(in crate::formats) fn in_languages(
    sheet: &mut Sheet<'_>,
    texts: &Fields<'_, '_>,
    name: &str,
    (kind, languages): (Kind, &Languages),
) -> Option<Localized> {
    let mut localized = Localized::default();
    for language in Language::ALL {
        let code = language.code();
        match texts.get(code) {
            Some(written) if languages.allowed.contains(&language) => {
                let text = text(sheet, written, &format!("{name}.{code}"), kind);
                localized.0.extend(text.map(|text| (language, text)));
            }
            Some(_) => {
                let message = format!("`{name}` has a text in `{code}`, which is not among the languages");
                let hint = format!("add \"{code}\" to `languages`, or delete the text");
                sheet.advise(texts.key_at(code).unwrap_or(texts.at), "undeclared-language", message, hint);
            }
            None if languages.required.contains(&language) => {
                sheet.report(texts.at, "missing-language", format!("`{name}` has no text in `{code}`"));
            }
            None => {}
        }
    }
    (!localized.0.is_empty()).then_some(localized)
}

/// A text of some kind: trimmed, composed, lines ended by `\n`.
/// In messages it is called `name`.
pub(in crate::formats) fn text(sheet: &mut Sheet<'_>, named: Named<'_, '_>, name: &str, kind: Kind) -> Option<String> {
    let written = named.raw_text(sheet)?;
    let text = nfc(with_line_feeds(written).trim());
    if text.is_empty() {
        sheet.report(named.at(), "empty-text", format!("`{name}` is empty"));
        return None;
    }
    let length = text.chars().count();
    if length > kind.limit {
        let message = format!("`{name}` has {length} characters, more than {}", kind.limit);
        sheet.report(named.at(), "text-too-long", message);
        return None;
    }
    if kind.is_one_line && text.contains(['\n', '\t']) {
        sheet.report(named.at(), "line-break", format!("`{name}` must be one line without tabs"));
    }
    report_escaped(sheet, named, written);
    if kind.is_markdown {
        report_markdown(sheet, named, name, &text);
    }
    Some(text)
}

fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// Deceptive characters written as `\u202E`; those written as they are were reported with the file.
fn report_escaped(sheet: &mut Sheet<'_>, named: Named<'_, '_>, written: &str) {
    let raw = sheet.raw(&named.value.span());
    if !raw.contains('\\') {
        return;
    }
    if let Some(letter) = written.chars().find(|letter| is_deceptive(*letter) && !raw.contains(*letter)) {
        sheet.advise(named.at(), "deceptive-character", deceptive(letter), "delete it");
    }
}

/// Each construct once: a second tag of the same text says nothing new.
fn report_markdown(sheet: &mut Sheet<'_>, named: Named<'_, '_>, name: &str, text: &str) {
    let mut told = Vec::new();
    for (offset, fault) in forbidden(text) {
        let is_told_otherwise = matches!(fault, Forbidden::Hidden(letter) if text.contains(letter));
        if is_told_otherwise || told.contains(&fault) {
            continue;
        }
        told.push(fault);
        let raw = sheet.raw(&named.value.span());
        // Exact where the text stands in the file as it is; its beginning where it has escapes.
        let inside = raw.find(text).map_or(0, |start| start + offset);
        let (what, hint) = words(fault);
        sheet.advise(named.at() + inside, "markdown-not-allowed", format!("`{name}` holds {what}"), hint);
    }
}

fn words(fault: Forbidden) -> (String, &'static str) {
    let (what, hint) = match fault {
        Forbidden::Html => ("HTML", "write the text without tags, or put it between back quotes"),
        Forbidden::Link => ("a link", "write the name of the source instead"),
        Forbidden::Image => ("a picture", "describe it in words"),
        Forbidden::Heading => ("a heading", "use **strong** text; put a backslash before a # at the start of a line"),
        Forbidden::Quote => {
            ("a quotation block", "use quotation marks; put a backslash before a > at the start of a line")
        }
        Forbidden::CodeBlock => ("a block of code", "use `code` within a line, and do not indent by four spaces"),
        Forbidden::Rule => ("a horizontal rule", "leave an empty line instead"),
        Forbidden::DeepList => ("lists nested more than three deep", "use fewer levels"),
        Forbidden::Hidden(letter) => return (deceptive(letter).replace(" is ", ", "), "delete it"),
        Forbidden::Other => ("Markdown that is not allowed here", "use paragraphs, emphasis, lists and `code` only"),
    };
    (what.to_owned(), hint)
}
