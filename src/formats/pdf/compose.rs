//! Composes the page with printpdf, once per issuer and assessment: ornaments, fonts, standing text.
//! What comes out is frozen: bytes that begin every certificate of this template.

use super::complete::{Places, complete};
use super::error::PreflightError;
use super::file::{Table, freeze};
use super::fonts::Style;
use super::layout::{Layout, Page};
use super::lines::Line;
use super::object::packed_stream;
use super::ornament;
use super::pen::{Ink, POINTS_PER_MM};
use super::seal;
use super::standing::{Band, Standing, StandingText, marks};
use super::wording;
use lopdf::Document;
use printpdf::{
    Color, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, Mm, Op, ParsedFont, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rgb, TextItem, XObject, XObjectId, XObjectTransform,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A composed page, ready to be stamped.
pub struct Template {
    pub(super) layout: Arc<Layout>,
    pub(super) standing: StandingText,
    /// The file up to the first object that varies.
    pub(super) prefix: Vec<u8>,
    /// Where each object is; not yet known for those that vary.
    pub(super) table: Table,
    pub(super) places: Places,
    /// The number of the object that holds the signature, where the file is to be sealed.
    pub(super) seal: Option<u32>,
    /// SHA-256 of the prefix.
    pub(super) digest: [u8; 32],
}

impl Template {
    /// Composes the page of `layout` for `standing`.
    pub fn compose(layout: Arc<Layout>, standing: StandingText) -> Result<Self, PreflightError> {
        let lines = standing.lines(&layout)?;
        let place = standing.seal_place(&layout);
        let marks = marks(&layout, &lines, place.as_ref());
        let mut document = printpdf_document(&layout, &lines, standing.band);
        let places = complete(&mut document, &layout, &marks);
        let seal = standing.seal.as_ref().map(|face| seal::add_field(&mut document, face, place.as_ref()));
        let (prefix, table) = freeze(&mut document);
        let digest = Sha256::digest(&prefix).into();
        Ok(Self { layout, standing, prefix, table, places, seal, digest })
    }
}

fn printpdf_document(layout: &Layout, lines: &[Standing], band: Band) -> Document {
    let mut document = PdfDocument::new(wording::TITLE);
    let styles = layout.styles();
    for style in &styles {
        document.resources.fonts.map.insert(FontId(style.resource().to_owned()), PdfFont::new(parsed_font(*style)));
    }
    // Ids of our own: printpdf's come from a counter that makes every file of a process different.
    let ground = XObjectId("Ground".to_owned());
    document.resources.xobjects.map.insert(ground.clone(), XObject::External(ornaments(layout, lines, band)));
    let mut ops = vec![
        Op::BeginMarkedContent { tag: "Artifact".to_owned() },
        Op::UseXobject { id: ground, transform: XObjectTransform::default() },
        Op::EndMarkedContent,
    ];
    for standing in lines {
        let tag = layout.paragraphs[standing.mark].role.tag();
        ops.extend(marked(tag, standing.mark, standing.lines.iter().flat_map(|(line, _)| text_ops(line))));
    }
    for style in styles.into_iter().filter(|style| !is_set_in(lines, *style)) {
        ops.extend(unseen(style));
    }
    let Page { width, height, .. } = layout.page;
    document.pages.push(PdfPage::new(Mm(width as f32), Mm(height as f32), ops));
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    document.to_lopdf_document(&options, &mut Vec::new())
}

fn is_set_in(lines: &[Standing], style: Style) -> bool {
    lines.iter().flat_map(|standing| &standing.lines).any(|(line, _)| line.style == style)
}

fn parsed_font(style: Style) -> ParsedFont {
    let face = style.face();
    let glyphs: BTreeMap<u32, u16> = face.glyphs().iter().map(|(letter, glyph)| (u32::from(*letter), *glyph)).collect();
    ParsedFont::with_glyph_data(
        face.program.clone(),
        0,
        Some(style.base_font().to_owned()),
        glyphs,
        BTreeMap::new(),
        face.units_per_em(),
        FontMetrics { ascent: 0, descent: 0 },
    )
}

/// The ornaments as a form of their own, already compressed.
fn ornaments(layout: &Layout, lines: &[Standing], band: Band) -> ExternalXObject {
    let stream = packed_stream(lopdf::Dictionary::new(), &ornament::draw(layout, lines, band)).content;
    let number = |points: f64| DictItem::Real(points as f32);
    let edges = [0.0, 0.0, layout.page.width * POINTS_PER_MM, layout.page.height * POINTS_PER_MM];
    let dict = BTreeMap::from([
        ("Type".to_owned(), DictItem::Name(b"XObject".to_vec())),
        ("Subtype".to_owned(), DictItem::Name(b"Form".to_vec())),
        ("BBox".to_owned(), DictItem::Array(edges.map(number).into())),
        ("Resources".to_owned(), DictItem::Dict { map: BTreeMap::new() }),
        ("Filter".to_owned(), DictItem::Name(b"FlateDecode".to_vec())),
    ]);
    let stream = ExternalStream { dict, content: stream, compress: false };
    ExternalXObject { stream, width: None, height: None, dpi: None }
}

fn colour(ink: Ink) -> Color {
    let [r, g, b] = ink.components();
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}

fn marked(tag: &str, mark: usize, inside: impl Iterator<Item = Op>) -> Vec<Op> {
    let identifier = BTreeMap::from([("MCID".to_owned(), DictItem::Int(mark as i64))]);
    let begin =
        Op::BeginMarkedContentWithProperties { tag: tag.to_owned(), properties: DictItem::Dict { map: identifier } };
    std::iter::once(begin).chain(inside).chain([Op::EndMarkedContent]).collect()
}

fn text_ops(line: &Line) -> [Op; 7] {
    let font = PdfFontHandle::External(FontId(line.style.resource().to_owned()));
    [
        Op::StartTextSection,
        Op::SetFont { font, size: Pt(line.size as f32) },
        Op::SetFillColor { col: colour(line.ink) },
        Op::SetCharacterSpacing { multiplier: line.spacing as f32 },
        Op::SetTextCursor { pos: Point { x: Pt(line.x as f32), y: Pt(line.y as f32) } },
        Op::ShowText { items: vec![TextItem::Text(line.text.clone())] },
        Op::EndTextSection,
    ]
}

/// A space in a face that only varying lines use: printpdf leaves out faces without a letter.
fn unseen(style: Style) -> [Op; 6] {
    let font = PdfFontHandle::External(FontId(style.resource().to_owned()));
    [
        Op::BeginMarkedContent { tag: "Artifact".to_owned() },
        Op::StartTextSection,
        Op::SetFont { font, size: Pt(1.0) },
        Op::ShowText { items: vec![TextItem::Text(" ".to_owned())] },
        Op::EndTextSection,
        Op::EndMarkedContent,
    ]
}
