//! Composes the page with printpdf, once per issuer and assessment: ornaments, fonts, standing text.
//! What comes out is frozen: bytes that begin every certificate of this template.

use super::complete::{Places, complete};
use super::error::PreflightError;
use super::file::{Table, freeze};
use super::fonts::Style;
use super::lines::Line;
use super::object::packed_stream;
use super::ornament;
use super::page::{self, Mark};
use super::pen::{Ink, POINTS_PER_MM};
use super::seal;
use super::standing::{StandingText, marks};
use super::wording;
use lopdf::Document;
use printpdf::{
    Color, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, Mm, Op, ParsedFont, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rgb, TextItem, XObject, XObjectId, XObjectTransform,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A composed page, ready to be stamped.
pub struct Template {
    pub(super) standing: StandingText,
    /// The file up to the first object that varies.
    pub(super) prefix: Vec<u8>,
    /// Where each object is; not yet known for those that vary.
    pub(super) table: Table,
    pub(super) places: Places,
    /// The number of the object that holds the seal's signature, where there is to be one.
    pub(super) seal: Option<u32>,
    /// SHA-256 of the prefix.
    pub(super) digest: [u8; 32],
}

impl Template {
    /// Composes the page for `standing`.
    pub fn compose(standing: StandingText) -> Result<Self, PreflightError> {
        let lines = standing.lines()?;
        let mut document = printpdf_document(&lines, standing.issuer.is_demonstration);
        let marks = marks(&lines, standing.seal.is_some());
        let places = complete(&mut document, &marks);
        let seal = standing.seal.as_ref().map(|face| seal::add_field(&mut document, face));
        let (prefix, table) = freeze(&mut document);
        let digest = Sha256::digest(&prefix).into();
        Ok(Self { standing, prefix, table, places, seal, digest })
    }
}

fn printpdf_document(lines: &[(Mark, Line)], is_demonstration: bool) -> Document {
    let mut document = PdfDocument::new(wording::TITLE);
    for style in Style::ALL {
        document.resources.fonts.map.insert(FontId(style.resource().to_owned()), PdfFont::new(parsed_font(style)));
    }
    // Ids of our own: printpdf's come from a counter that makes every file of a process different.
    let ground = XObjectId("Ground".to_owned());
    document.resources.xobjects.map.insert(ground.clone(), XObject::External(ornaments(lines, is_demonstration)));
    let mut ops = vec![
        Op::BeginMarkedContent { tag: "Artifact".to_owned() },
        Op::UseXobject { id: ground, transform: XObjectTransform::default() },
        Op::EndMarkedContent,
    ];
    for (mark, line) in lines {
        ops.extend(text_ops(*mark, line));
    }
    document.pages.push(PdfPage::new(Mm(page::WIDTH as f32), Mm(page::HEIGHT as f32), ops));
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    document.to_lopdf_document(&options, &mut Vec::new())
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
fn ornaments(lines: &[(Mark, Line)], is_demonstration: bool) -> ExternalXObject {
    let stream = packed_stream(lopdf::Dictionary::new(), &ornament::draw(lines, is_demonstration)).content;
    let number = |points: f64| DictItem::Real(points as f32);
    let edges = [0.0, 0.0, page::WIDTH * POINTS_PER_MM, page::HEIGHT * POINTS_PER_MM];
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

fn text_ops(mark: Mark, line: &Line) -> [Op; 9] {
    let font = PdfFontHandle::External(FontId(line.style.resource().to_owned()));
    let identifier = BTreeMap::from([("MCID".to_owned(), DictItem::Int(i64::from(mark.id())))]);
    [
        Op::BeginMarkedContentWithProperties {
            tag: mark.role().to_owned(),
            properties: DictItem::Dict { map: identifier },
        },
        Op::StartTextSection,
        Op::SetFont { font, size: Pt(line.size as f32) },
        Op::SetFillColor { col: colour(line.ink) },
        Op::SetCharacterSpacing { multiplier: line.spacing as f32 },
        Op::SetTextCursor { pos: Point { x: Pt(line.x as f32), y: Pt(line.y as f32) } },
        Op::ShowText { items: vec![TextItem::Text(line.text.clone())] },
        Op::EndTextSection,
        Op::EndMarkedContent,
    ]
}
