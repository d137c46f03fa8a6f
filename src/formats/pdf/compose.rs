//! Composes the page with printpdf, once per issuer and assessment: ornaments, fonts, standing text.
//! What comes out is frozen: bytes that begin every certificate of this template.

use super::colour::srgb_profile;
use super::error::PreflightError;
use super::file::{Table, freeze};
use super::fonts::Style;
use super::lines::{Line, Spec};
use super::object::{ascii, dictionary, name, packed_stream};
use super::ornament;
use super::page::{self, Mark};
use super::pen::Ink;
use super::{structure, wording};
use crate::domain::certification::claim::{Claim, IssuerFace};
use crate::domain::text::Language;
use lopdf::{Document, Object, ObjectId};
use printpdf::{
    Color, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, Mm, Op, ParsedFont, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rgb, TextItem, XObject, XObjectId, XObjectTransform,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What all certificates of one template have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingText {
    /// Who issues.
    pub issuer: IssuerFace,
    /// The line under the title.
    pub subtitle: String,
    /// What the holders have done.
    pub statement: String,
    /// Name and version of the layout.
    pub layout: String,
}

impl StandingText {
    /// The part of `claim` that does not change from holder to holder.
    pub fn of(claim: &Claim) -> Self {
        Self {
            issuer: claim.issuer.clone(),
            subtitle: claim.subtitle.get(Language::Vi).to_owned(),
            statement: claim.statement.get(Language::Vi).to_owned(),
            layout: claim.template.clone(),
        }
    }

    /// Whether `claim` says the same.
    pub fn is_that_of(&self, claim: &Claim) -> bool {
        self.issuer == claim.issuer
            && self.subtitle == claim.subtitle.get(Language::Vi)
            && self.statement == claim.statement.get(Language::Vi)
            && self.layout == claim.template
    }

    fn lines(&self) -> Result<Vec<(Mark, Line)>, PreflightError> {
        let issuer = &self.issuer;
        let demonstration = if issuer.is_demonstration { wording::DEMONSTRATION } else { "" };
        // Without an authority the title takes its place, right under the date.
        let title = if issuer.authority.is_empty() { page::AUTHORITY } else { page::SIGNER_TITLE };
        let texts: [(Mark, Spec, &str); 14] = [
            (Mark::Demonstration, page::DEMONSTRATION, demonstration),
            (Mark::SuperiorBody, page::SUPERIOR_BODY, &issuer.superior_body),
            (Mark::IssuingBody, page::ISSUING_BODY, &issuer.issuing_body),
            (Mark::Country, page::COUNTRY, wording::COUNTRY),
            (Mark::Motto, page::MOTTO, wording::MOTTO),
            (Mark::Title, page::TITLE, wording::TITLE),
            (Mark::Subtitle, page::SUBTITLE, &self.subtitle),
            (Mark::Certifier, page::CERTIFIER, &issuer.certifier_line),
            (Mark::Statement, page::STATEMENT, &self.statement),
            (Mark::Authority, page::AUTHORITY, &issuer.authority),
            (Mark::SignerTitle, title, &issuer.signer_title),
            (Mark::SignedDigitally, page::SIGNED_DIGITALLY, wording::SIGNED_DIGITALLY),
            (Mark::SignerName, page::SIGNER_NAME, &issuer.signer_name),
            (Mark::CheckAt, page::CHECK_AT, wording::CHECK_AT),
        ];
        let present = texts.into_iter().filter(|(_, _, text)| !text.is_empty());
        present.map(|(mark, spec, text)| Ok((mark, spec.set(text)?))).collect()
    }
}

/// The numbers of the objects that each certificate brings itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    pub content: u32,
    pub info: u32,
    pub metadata: u32,
    pub link: u32,
    pub file: u32,
    pub file_entry: u32,
    pub table: u32,
    pub root: u32,
}

/// A composed page, ready to be stamped.
pub struct Template {
    pub(super) standing: StandingText,
    /// The file up to the first object that varies.
    pub(super) prefix: Vec<u8>,
    /// Where each object is; not yet known for those that vary.
    pub(super) table: Table,
    pub(super) places: Places,
    /// SHA-256 of the prefix.
    pub(super) digest: [u8; 32],
}

impl Template {
    /// Composes the page for `standing`.
    pub fn compose(standing: StandingText) -> Result<Self, PreflightError> {
        let lines = standing.lines()?;
        let mut document = printpdf_document(&lines, standing.issuer.is_demonstration);
        let marks = marks(&lines);
        let places = complete(&mut document, &marks);
        let (prefix, table) = freeze(&mut document);
        let digest = Sha256::digest(&prefix).into();
        Ok(Self { standing, prefix, table, places, digest })
    }
}

/// The marks of the standing lines, and those every certificate brings.
fn marks(lines: &[(Mark, Line)]) -> Vec<Mark> {
    let varying = [
        Mark::Holder,
        Mark::Unit,
        Mark::Result,
        Mark::Validity,
        Mark::English,
        Mark::PlaceAndDate,
        Mark::Serial,
        Mark::Register,
        Mark::Qr,
        Mark::Address,
        Mark::Domain,
        Mark::Foot,
    ];
    let mut marks: Vec<Mark> = lines.iter().map(|(mark, _)| *mark).chain(varying).collect();
    marks.sort_unstable();
    marks
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
    let edges = [0.0, 0.0, page::WIDTH * super::pen::POINTS_PER_MM, page::HEIGHT * super::pen::POINTS_PER_MM];
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

/// What printpdf does not write: exact widths and text maps for the whole repertoire, PDF/A's
/// colour profile and attachments, the structure tree, and the places of what varies.
fn complete(document: &mut Document, marks: &[Mark]) -> Places {
    for style in Style::ALL {
        complete_font(document, style);
    }
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && !stream.dict.has(b"Filter")
        {
            *stream = packed_stream(stream.dict.clone(), &stream.content);
        }
    }
    let info = reference(document.trailer.get(b"Info"));
    document.objects.remove(&info);
    let root = reference(document.trailer.get(b"Root"));
    let page = document.get_pages().get(&1).copied().expect("the document has its page");
    let [content, metadata, link, file, file_entry, table] = [(); 6].map(|()| document.new_object_id());
    let tree = structure::add(document, page, link, marks);
    let profile = document.add_object(packed_stream(dictionary([("N", 3.into())]), &srgb_profile()));
    complete_page(document, page, content, link);
    complete_catalog(document, root, CatalogParts { metadata, file_entry, tree, profile });
    let [content, info, metadata, link, file, file_entry, table, root] =
        [content, info, metadata, link, file, file_entry, table, root].map(|(id, _)| id);
    Places { content, info, metadata, link, file, file_entry, table, root }
}

fn reference(object: lopdf::Result<&Object>) -> ObjectId {
    object.and_then(Object::as_reference).expect("printpdf writes the reference")
}

fn dictionary_mut(document: &mut Document, id: ObjectId) -> &mut lopdf::Dictionary {
    document.get_object_mut(id).and_then(Object::as_dict_mut).expect("printpdf writes the dictionary")
}

/// printpdf knows the glyphs of the standing text only, and cuts widths to whole numbers.
fn complete_font(document: &mut Document, style: Style) {
    let face = style.face();
    let is_this = |object: &Object| {
        object.as_dict().is_ok_and(|dict| {
            dict.get(b"BaseFont").and_then(Object::as_name).is_ok_and(|name| name == style.base_font().as_bytes())
        })
    };
    let font = document.objects.iter().find(|(_, object)| is_this(object)).map(|(id, _)| *id);
    let font = font.expect("every face is used by the standing text");
    let widths: Vec<Object> = face.widths().map(|width| Object::Real(width as f32)).collect();
    let font = dictionary_mut(document, font);
    let map = reference(font.get(b"ToUnicode"));
    let descendant = font.get_mut(b"DescendantFonts").and_then(Object::as_array_mut).expect("a composite font");
    let descendant = descendant.first_mut().map(Object::as_dict_mut).expect("one descendant").expect("a dictionary");
    descendant.set("W", vec![0.into(), widths.into()]);
    let descriptor = reference(descendant.get(b"FontDescriptor"));
    document.set_object(map, packed_stream(lopdf::Dictionary::new(), face.to_unicode().as_bytes()));
    let descriptor = dictionary_mut(document, descriptor);
    let [ascent, descent, cap_height] = face.heights;
    descriptor.set("Ascent", ascent);
    descriptor.set("Descent", descent);
    descriptor.set("CapHeight", cap_height);
    descriptor.set("FontBBox", face.bounding_box.map(Object::from).to_vec());
    descriptor.set("ItalicAngle", if style == Style::Italic { -16 } else { 0 });
    descriptor.set("Flags", if style == Style::Italic { 2 + 32 + 64 } else { 2 + 32 });
    descriptor.set("StemV", if style == Style::Bold { 140 } else { 80 });
}

fn complete_page(document: &mut Document, page: ObjectId, content: ObjectId, link: ObjectId) {
    let page = dictionary_mut(document, page);
    let standing = reference(page.get(b"Contents"));
    page.set("Contents", vec![Object::Reference(standing), Object::Reference(content)]);
    page.set("Annots", vec![Object::Reference(link)]);
    page.set("StructParents", 0);
    page.set("Tabs", name("S"));
}

struct CatalogParts {
    metadata: ObjectId,
    file_entry: ObjectId,
    tree: ObjectId,
    profile: ObjectId,
}

fn complete_catalog(document: &mut Document, root: ObjectId, parts: CatalogParts) {
    let intent = dictionary([
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", ascii("sRGB IEC61966-2.1")),
        ("Info", ascii("sRGB IEC61966-2.1")),
        ("DestOutputProfile", Object::Reference(parts.profile)),
    ]);
    let files = vec![ascii("credential.json"), Object::Reference(parts.file_entry)];
    let files = dictionary([("EmbeddedFiles", dictionary([("Names", files.into())]).into())]);
    let catalog = dictionary_mut(document, root);
    catalog.set("PageLayout", name("SinglePage"));
    catalog.set("Lang", ascii("vi"));
    catalog.set("MarkInfo", dictionary([("Marked", true.into())]));
    catalog.set("ViewerPreferences", dictionary([("DisplayDocTitle", true.into())]));
    catalog.set("Metadata", Object::Reference(parts.metadata));
    catalog.set("StructTreeRoot", Object::Reference(parts.tree));
    catalog.set("OutputIntents", vec![intent.into()]);
    catalog.set("AF", vec![Object::Reference(parts.file_entry)]);
    catalog.set("Names", files);
}
