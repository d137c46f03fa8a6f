//! `[[line]]`: what is written, where, how, and what happens to texts that are too long.

use super::whole::PLACE;
use crate::domain::text::Language;
use crate::formats::mistake::quote;
use crate::formats::pdf::layout::{Paragraph, Role, Rows, TextLine};
use crate::formats::pdf::words::{Placeholder, Words, WordsFault};
use crate::formats::pdf::{Anchor, Field, Ink, PreflightError, Spec, Style};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::{closest, did_you_mean};
use crate::formats::toml_file::texts::{Languages, STATEMENT, text};

const SHAPE: Shape = Shape {
    noun: "a line",
    known: &[
        "name",
        "vi",
        "en",
        "role",
        "continues",
        "x",
        "y",
        "anchor",
        "style",
        "size",
        "smallest",
        "room",
        "colour",
        "spacing",
        "rule",
        "stands_in_for",
        "gives_way",
        "rows",
    ],
};
const ROWS: Shape = Shape { noun: "the rows of a line", known: &["vi", "en", "y", "size", "smallest"] };
const ANCHORS: [(&str, Anchor); 3] = [("left", Anchor::Left), ("middle", Anchor::Middle), ("right", Anchor::Right)];
const ROLES: [(&str, Role); 2] = [("heading", Role::Heading), ("paragraph", Role::Paragraph)];
/// Points: smaller is illegible, larger is a poster.
const SIZES: std::ops::RangeInclusive<f64> = 5.5..=96.0;
/// Without `smallest` a line does not go below.
const SMALLEST: f64 = 8.0;
/// Rows that one line may take.
const ROW_LIMIT: usize = 4;

/// A line begins a paragraph, or goes on with the one before.
pub(super) enum Read {
    First(Paragraph),
    Further(TextLine),
}

/// Reads one `[[line]]`; `before` are the paragraphs above it.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    named: Named<'_, '_>,
    before: &[Paragraph],
    (languages, width): (&Languages, f64),
) -> Option<Read> {
    let fields = Fields::of(sheet, named, &SHAPE)?;
    let continues = flag(sheet, &fields, "continues");
    let written = words(sheet, &fields, languages);
    let role = choice(sheet, &fields, "role", &ROLES, Role::Paragraph);
    let name = if continues == Some(true) { continued(sheet, &fields, before) } else { name(sheet, &fields, before) };
    let spec = spec(sheet, &fields, width);
    let rule = optional(sheet, &fields, "rule", 0.05..=1.5);
    let stands_in_for = stands_in_for(sheet, &fields, before);
    let gives_way = flag(sheet, &fields, "gives_way");
    let (language, words) = written?;
    let rows = rows(sheet, &fields, language);
    let field = field(language, &words);
    check_letters(sheet, fields.at, spec, &words);
    let line = TextLine {
        words,
        spec: Spec { field, ..spec? },
        rows: rows?,
        rule: rule?,
        stands_in_for: stands_in_for?,
        gives_way: gives_way?,
    };
    if line.rule.is_some() && !line.is_standing() {
        let message = "a rule can only go under what all certificates of an issuer have in common";
        sheet.report(fields.key_at("rule").unwrap_or(fields.at), "rule-under-varying", message);
    }
    if continues? {
        return Some(Read::Further(line));
    }
    let is_address = line.placeholders().contains(&Placeholder::Address);
    let role = if is_address { Role::Link } else { role? };
    Some(Read::First(Paragraph { name: name?, role, language, lines: vec![line] }))
}

fn flag(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, name: &'static str) -> Option<bool> {
    fields.get(name).map_or(Some(false), |named| named.flag(sheet))
}

fn choice<T: Copy>(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    name: &'static str,
    names: &[(&'static str, T)],
    otherwise: T,
) -> Option<T> {
    fields.get(name).map_or(Some(otherwise), |named| named.choice(sheet, names))
}

fn optional(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    name: &'static str,
    range: std::ops::RangeInclusive<f64>,
) -> Option<Option<f64>> {
    fields.get(name).map_or(Some(None), |named| named.decimal(sheet, range).map(Some))
}

/// The name of a paragraph, which no other has.
fn name(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, before: &[Paragraph]) -> Option<String> {
    let named = fields.need(sheet, "name")?;
    let name = code(sheet, named)?;
    if before.iter().any(|paragraph| paragraph.name == name) {
        sheet.report(named.at(), "duplicate-line", format!("two lines are called {}", quote(&name)));
    }
    Some(name)
}

/// A line that goes on needs something to go on with, and has no name or role of its own.
fn continued(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, before: &[Paragraph]) -> Option<String> {
    if before.is_empty() {
        let at = fields.key_at("continues").unwrap_or(fields.at);
        sheet.report(at, "nothing-to-continue", "the first line cannot continue another");
    }
    for field in ["name", "role"] {
        if let Some(at) = fields.key_at(field) {
            let message = format!("a line that continues another has no `{field}` of its own");
            sheet.advise(at, "needless-field", message, "delete it, or delete `continues`");
        }
    }
    None
}

/// What the line says, in one of the template's languages.
fn words(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, languages: &Languages) -> Option<(Language, Words)> {
    let mut found = None;
    for language in Language::ALL {
        let Some(named) = fields.get(language.code()) else { continue };
        if found.is_some() {
            let message = "a line speaks one language";
            sheet.advise(named.at(), "two-languages", message, "write a second [[line]] for the other language");
            return None;
        }
        if !languages.allowed.contains(&language) {
            let message = format!("`{}` is not among the languages of the template", language.code());
            sheet.report(named.at(), "undeclared-language", message);
        }
        found = Some((language, said(sheet, named)));
    }
    let Some((language, words)) = found else {
        let hint = "write vi = \"...\" or en = \"...\"";
        sheet.advise(fields.at, "missing-field", "a line lacks what it says", hint);
        return None;
    };
    Some((language, words?))
}

fn said(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<Words> {
    let written = text(sheet, named, named.name, STATEMENT)?;
    let raw = sheet.raw(&named.value.span());
    // Exact where the text stands in the file as it is; its beginning where it has escapes.
    let inside = raw.find(&written);
    let place = |at: usize| named.at() + inside.map_or(0, |start| start + at);
    match Words::read(&written) {
        Ok(words) => Some(words),
        Err(WordsFault::Unpaired(at)) => {
            let hint = "placeholders stand as {holder}, what may be left out as [ – {position}]; brackets do not nest";
            sheet.advise(place(at), "unpaired-bracket", "a bracket or brace has no partner", hint);
            None
        }
        Err(WordsFault::Unknown(at, name)) => {
            let known: Vec<&str> = Placeholder::ALL.iter().map(|(name, ..)| *name).collect();
            let meant = closest(&name, known).map(|name| format!("did you mean `{{{name}}}`?"));
            let hint = meant.unwrap_or_else(|| "the placeholders are listed in certificate_templates/README.md".into());
            let message = format!("there is no placeholder {}", quote(&format!("{{{name}}}")));
            sheet.advise(place(at), "unknown-placeholder", message, hint);
            None
        }
    }
}

/// Where and how, but not yet what.
fn spec(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, width: f64) -> Option<Spec> {
    let y = fields.need(sheet, "y").and_then(|named| named.decimal(sheet, PLACE));
    let x = optional(sheet, fields, "x", PLACE);
    let anchor = choice(sheet, fields, "anchor", &ANCHORS, Anchor::Middle);
    let style = choice(sheet, fields, "style", &Style::NAMES, Style::Regular);
    let ink = choice(sheet, fields, "colour", &Ink::NAMES, Ink::BLACK);
    let size = fields.need(sheet, "size").and_then(|named| named.decimal(sheet, SIZES));
    let smallest = optional(sheet, fields, "smallest", SIZES);
    let room = fields.need(sheet, "room").and_then(|named| named.decimal(sheet, 1.0..=*PLACE.end()));
    let spacing = optional(sheet, fields, "spacing", -1.0..=10.0);
    if let (Some(size), Some(Some(smallest))) = (size, smallest)
        && smallest > size
    {
        let at = fields.key_at("smallest").unwrap_or(fields.at);
        sheet.report(at, "out-of-range", "`smallest` is larger than `size`");
    }
    let size = size?;
    Some(Spec {
        field: Field::FixedText,
        style: style?,
        size,
        smallest: smallest?.unwrap_or(SMALLEST.min(size)),
        room: room?,
        anchor: anchor?,
        x: x?.unwrap_or(width / 2.0),
        y: y?,
        ink: ink?,
        spacing: spacing?.unwrap_or(0.0),
    })
}

fn stands_in_for(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, before: &[Paragraph]) -> Option<Option<usize>> {
    let Some(named) = fields.get("stands_in_for") else { return Some(None) };
    let name = named.raw_text(sheet)?;
    let found = before.iter().position(|paragraph| paragraph.name == name);
    if found.is_none() {
        let known: Vec<&str> = before.iter().map(|paragraph| paragraph.name.as_str()).collect();
        let hint = did_you_mean(name, &known).unwrap_or_default();
        sheet.advise(named.at(), "unknown-line", format!("no line above is called {}", quote(name)), hint);
    }
    found.map(Some)
}

fn rows(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, language: Language) -> Option<Vec<Rows>> {
    let tables = fields.tables(sheet, "rows");
    let read: Vec<Option<Rows>> = tables.into_iter().map(|named| rows_of(sheet, named, language)).collect();
    read.into_iter().collect()
}

fn rows_of(sheet: &mut Sheet<'_>, named: Named<'_, '_>, language: Language) -> Option<Rows> {
    let fields = Fields::of(sheet, named, &ROWS)?;
    let places = fields.need(sheet, "y").and_then(|named| named.short_list(sheet, "[106.6, 112.1]", ROW_LIMIT));
    let baselines: Option<Vec<f64>> =
        places.and_then(|list| list.into_iter().map(|named| named.decimal(sheet, PLACE)).collect());
    let size = fields.need(sheet, "size").and_then(|named| named.decimal(sheet, SIZES));
    let smallest = optional(sheet, &fields, "smallest", SIZES);
    let words: Option<Vec<Words>> = match fields.get(language.code()) {
        None => Some(Vec::new()),
        Some(named) => {
            let list = named.short_list(sheet, "[\"{unit}\", \"{position}\"]", ROW_LIMIT);
            list.and_then(|list| list.into_iter().map(|named| said(sheet, named)).collect())
        }
    };
    let (baselines, size) = (baselines?, size?);
    let words = words?;
    if baselines.len() < 2 || !(words.is_empty() || words.len() == baselines.len()) {
        let message = format!("`y` lists {} places, and {} rows have words of their own", baselines.len(), words.len());
        sheet.advise(fields.at, "rows-differ", message, "two places at least, and as many words as places or none");
    }
    Some(Rows { baselines, size, smallest: smallest?.unwrap_or(SMALLEST.min(size)), words })
}

/// What a fault of the line is said to be in.
fn field(language: Language, words: &Words) -> Field {
    match (language, words.placeholders().first()) {
        (_, None) => Field::FixedText,
        (Language::En, Some(_)) => Field::English,
        (Language::Vi, Some(placeholder)) => placeholder.field(),
    }
}

/// Letters of the template itself that its face does not have.
fn check_letters(sheet: &mut Sheet<'_>, at: usize, spec: Option<Spec>, words: &Words) {
    let Some(spec) = spec else { return };
    if let Err(PreflightError::MissingGlyph(letter)) = spec.style.face().set(&words.letters()) {
        let message = format!("the certificate's fonts have no letter for U+{:04X}", u32::from(letter));
        sheet.report(at, "missing-glyph", message);
    }
}
