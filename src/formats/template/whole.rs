//! The file as a whole: what the template is, its page, its QR symbol, its lines in reading order.

use super::line::{self, Read};
use super::ornament;
use crate::domain::text::Language;
use crate::formats::mistake::quote;
use crate::formats::pdf::layout::{Page, Paragraph, Role, Square};
use crate::formats::pdf::{Ink, Layout};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Shape};
use crate::formats::toml_file::languages::languages;
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;
use crate::formats::toml_file::texts::{LINE, Languages, localized};
use sha2::{Digest, Sha256};
use std::ops::RangeInclusive;
use time::Date;

const SHAPE: Shape = Shape {
    noun: "the template",
    known: &[
        "code",
        "version",
        "title",
        "languages",
        "effective_from",
        "effective_until",
        "page",
        "qr",
        "ornament",
        "line",
    ],
};
const PAGE: Shape = Shape { noun: "the page", known: &["size", "orientation", "margin", "paper"] };
const QR: Shape = Shape { noun: "the QR symbol", known: &["x", "y", "side", "read_after"] };
/// Paper as it lies in the printer: width and height.
const SIZES: [(&str, (f64, f64)); 2] = [("A4", (210.0, 297.0)), ("A5", (148.0, 210.0))];
const ORIENTATIONS: [(&str, bool); 2] = [("portrait", false), ("landscape", true)];
/// Places on the largest page, in millimetres.
pub(super) const PLACE: RangeInclusive<f64> = 0.0..=297.0;
/// Lines and ornaments one template may have: each must find room on a page anyway.
const LINE_LIMIT: usize = 80;

/// A template and where its parts are written.
pub(super) struct Written {
    pub layout: Layout,
    /// The places of the lines, paragraph by paragraph.
    pub lines: Vec<Vec<usize>>,
    /// Where the QR symbol is described.
    pub qr: usize,
}

/// Reads the whole file.
pub(super) fn read(sheet: &mut Sheet<'_>, source: &[u8]) -> Option<Written> {
    let root = sheet.parse();
    let mark = sheet.mark();
    let fields = Fields::of_file(sheet, &root, &SHAPE);
    let written = written(sheet, &fields, source);
    if sheet.faults() > 0 {
        sheet.forget(mark);
    }
    written
}

fn written(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, source: &[u8]) -> Option<Written> {
    let languages = languages(sheet, fields, None);
    let known = languages
        .clone()
        .map_or_else(Languages::unknown, |languages| Languages { required: languages.clone(), allowed: languages });
    let template_code = fields.need(sheet, "code").and_then(|named| code(sheet, named));
    let version = fields.need(sheet, "version").and_then(|named| named.integer(sheet, 1..=9_999));
    let title = localized(sheet, fields, "title", (LINE, &known));
    let (effective_from, effective_until) = dates(sheet, fields);
    let page = page(sheet, fields);
    let ornaments = ornament::read(sheet, fields);
    let width = page.map_or(SIZES[0].1.0, |page| page.width);
    let (mut paragraphs, mut lines) = paragraphs(sheet, fields, (&known, width));
    let qr = qr(sheet, fields, &mut paragraphs, &mut lines);
    let (qr, qr_at) = qr?;
    Some(Written {
        layout: Layout {
            code: template_code?,
            version: u32::try_from(version?).ok()?,
            digest: Sha256::digest(source).into(),
            title: title?,
            effective_from: effective_from?,
            effective_until: effective_until?,
            page: page?,
            ornaments: ornaments?,
            qr,
            paragraphs,
        },
        lines,
        qr: qr_at,
    })
}

fn dates(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> (Option<Date>, Option<Option<Date>>) {
    let from = fields.need(sheet, "effective_from").and_then(|named| named.date(sheet));
    let until = match fields.get("effective_until") {
        None => Some(None),
        Some(named) => named.date(sheet).map(Some),
    };
    if let (Some(from), Some(Some(until))) = (from, until)
        && until < from
    {
        let at = fields.get("effective_until").map_or(fields.at, |named| named.at());
        sheet.report(at, "ends-before-it-begins", "`effective_until` is before `effective_from`");
    }
    (from, until)
}

fn page(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Page> {
    let named = fields.need(sheet, "page")?;
    let fields = Fields::of(sheet, named, &PAGE)?;
    let size = fields.need(sheet, "size").and_then(|named| named.choice(sheet, &SIZES));
    let is_landscape = fields.need(sheet, "orientation").and_then(|named| named.choice(sheet, &ORIENTATIONS));
    let margin = fields.need(sheet, "margin").and_then(|named| named.decimal(sheet, 5.0..=40.0));
    let paper = fields.need(sheet, "paper").and_then(|named| named.choice(sheet, &Ink::PAPERS));
    let (narrow, wide) = size?;
    let (width, height) = if is_landscape? { (wide, narrow) } else { (narrow, wide) };
    Some(Page { width, height, margin: margin?, paper: paper? })
}

/// The paragraphs of the `[[line]]` tables, and where each of their lines is written.
fn paragraphs(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (languages, width): (&Languages, f64),
) -> (Vec<Paragraph>, Vec<Vec<usize>>) {
    fields.need(sheet, "line");
    let (mut paragraphs, mut places): (Vec<Paragraph>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
    for named in fields.tables(sheet, "line").into_iter().take(LINE_LIMIT + 1) {
        if places.iter().map(Vec::len).sum::<usize>() == LINE_LIMIT {
            sheet.report(named.at(), "out-of-range", format!("the template has more than {LINE_LIMIT} lines"));
            break;
        }
        match line::read(sheet, named, &paragraphs, (languages, width)) {
            Some(Read::First(paragraph)) => {
                paragraphs.push(paragraph);
                places.push(vec![named.at()]);
            }
            Some(Read::Further(line)) => {
                if let (Some(paragraph), Some(places)) = (paragraphs.last_mut(), places.last_mut()) {
                    paragraph.lines.push(line);
                    places.push(named.at());
                }
            }
            None => {}
        }
    }
    (paragraphs, places)
}

/// The symbol's square; its place in the reading order is among the paragraphs.
fn qr(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    paragraphs: &mut Vec<Paragraph>,
    places: &mut Vec<Vec<usize>>,
) -> Option<(Square, usize)> {
    let named = fields.need(sheet, "qr")?;
    let fields = Fields::of(sheet, named, &QR)?;
    let mut place = |name| fields.need(sheet, name).and_then(|named| named.decimal(sheet, PLACE));
    let (x, y, side) = (place("x"), place("y"), place("side"));
    let after = fields.need(sheet, "read_after")?;
    let name = after.raw_text(sheet)?;
    let known: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.name.as_str()).collect();
    let Some(position) = known.iter().position(|known| *known == name) else {
        let hint = did_you_mean(name, &known).unwrap_or_default();
        sheet.advise(after.at(), "unknown-line", format!("no line is called {}", quote(name)), hint);
        return None;
    };
    let symbol = Paragraph { name: "qr".to_owned(), role: Role::Figure, language: Language::Vi, lines: Vec::new() };
    for line in paragraphs.iter_mut().flat_map(|paragraph| &mut paragraph.lines) {
        line.stands_in_for = line.stands_in_for.map(|other| if other > position { other + 1 } else { other });
    }
    paragraphs.insert(position + 1, symbol);
    places.insert(position + 1, Vec::new());
    Some((Square { x: x?, y: y?, side: side? }, named.at()))
}
