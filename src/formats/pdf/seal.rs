//! The place of the official seal in the file: a signature field, and a hole that the signature fills.
//!
//! PAdES: the signature covers every byte of the file but the hole itself, so nothing can be changed
//! or appended afterwards. What is not to be sealed has no field and keeps its bytes.

use super::error::{Field, PreflightError};
use super::layout::{Layout, Page, Paragraph, Role};
use super::lines::{Anchor, Line, Spec, pieces};
use super::metadata::pdf_date;
use super::object::{dictionary, name, packed_stream, text, write};
use super::pen::POINTS_PER_MM;
use super::pictures::{self, Pictures};
use super::wording;
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use lopdf::{Document, Object, ObjectId};
use std::ops::Range;
use std::sync::Arc;

/// How the dictionary of a seal begins, byte for byte: what the checker looks for.
pub const BEGINNING: &str = "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/M (";
/// The key of the field in the structure tree's parent tree.
const PARENT_KEY: i64 = 2;
/// The paragraph that a visible seal takes the place of.
const PARAGRAPH: &str = "signed-digitally";
/// The share of the width that pictures take.
const PICTURES: f64 = 0.52;
/// Between pictures and lines; millimetres.
const PICTURE_GAP: f64 = 1.5;
/// Rows of a seal: signer and body, each in two where it is long, and the time.
const MOST_ROWS: f64 = 5.0;
/// A line that would have to be smaller is cut in two; points.
const WHOLE: f64 = 6.5;
/// The smallest size in points.
const SMALLEST: f64 = 5.5;
/// From line to line, above a baseline with its accents, and below it; in ems.
const LEADING: f64 = 1.15;
const ASCENT: f64 = 0.9;
const DESCENT: f64 = 0.22;

/// What a seal looks like on the page, and how much room it needs in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealFace {
    /// Who seals: the certificate's subject.
    pub signer: String,
    /// The body the subject belongs to; may be empty.
    pub body: String,
    /// Why it is sealed; may be empty.
    pub reason: String,
    /// Where it is sealed; may be empty.
    pub location: String,
    /// Whether signer, body and time stand in the signing block.
    pub is_visible: bool,
    /// Pictures of signature and seal for the eye; they prove nothing.
    pub pictures: Option<Arc<Pictures>>,
    /// Bytes kept free for the signature.
    pub room: usize,
}

/// Where a visible seal stands: in place of one paragraph of the layout.
pub(super) struct SealPlace {
    /// The paragraph's place in the reading order.
    pub mark: usize,
    spec: Spec,
    page: Page,
    /// Left, upper, right and lower edge of the room between the lines above and below; millimetres.
    edges: [f64; 4],
}

impl SealPlace {
    /// The place in `layout`; none when it has no such paragraph, or too little room there.
    pub fn of(layout: &Layout) -> Option<Self> {
        let is_it = |paragraph: &Paragraph| paragraph.name == PARAGRAPH && paragraph.role == Role::Paragraph;
        let mark = layout.paragraphs.iter().position(is_it)?;
        let spec = layout.paragraphs[mark].lines.first()?.spec;
        let [left, right] = sides(&spec);
        let others = layout.paragraphs.iter().enumerate().filter(|(other, _)| *other != mark);
        let neighbours = others.flat_map(|(_, paragraph)| &paragraph.lines).map(|line| line.spec).filter(|other| {
            let [other_left, other_right] = sides(other);
            other_left < right && left < other_right
        });
        let (mut upper, mut lower) = (layout.page.margin, layout.page.height - layout.page.margin);
        for other in neighbours {
            let em = other.size / POINTS_PER_MM;
            if other.y < spec.y {
                upper = upper.max(other.y + DESCENT * em);
            } else {
                lower = lower.min(other.y - ASCENT * em);
            }
        }
        let needed = MOST_ROWS * LEADING * SMALLEST / POINTS_PER_MM;
        let place = Self { mark, spec, page: layout.page, edges: [left, upper, right, lower] };
        (lower - upper >= needed).then_some(place)
    }

    /// What stands there: one under the other, in the middle of the room, all of one size.
    pub fn lines(&self, face: &SealFace, at: Timestamp) -> Result<Vec<Line>, PreflightError> {
        let said = self.rows(face, at)?;
        let [_, upper, _, lower] = self.edges;
        let highest = (lower - upper) * POINTS_PER_MM / (LEADING * said.len() as f64);
        let size = (highest * 10.0).floor() / 10.0;
        let mut spec = Spec { size: size.min(self.spec.size), ..self.beside(face) };
        for line in &said {
            spec.size = spec.size.min(spec.set(line, &self.page)?.size);
        }
        let height = LEADING * spec.size / POINTS_PER_MM;
        spec.y = (upper + lower - height * said.len() as f64) / 2.0 + ASCENT * spec.size / POINTS_PER_MM;
        let mut lines = Vec::with_capacity(said.len());
        for line in &said {
            lines.push(spec.set(line, &self.page)?);
            spec.y += height;
        }
        Ok(lines)
    }

    /// What is said, row by row.
    fn rows(&self, face: &SealFace, at: Timestamp) -> Result<Vec<String>, PreflightError> {
        let spec = self.beside(face);
        let spec = Spec { smallest: WHOLE.min(spec.size), ..spec };
        let (time, signers) = wording::seal_lines(&face.signer, &face.body, at);
        let mut rows = Vec::new();
        for line in signers {
            match (spec.set(&line, &self.page), &pieces(&line, 2)[..]) {
                // Copied and read aloud it is still one text: the space stays, at the end of the row.
                (Err(PreflightError::DoesNotFit(_)), [first, second]) => {
                    rows.extend([format!("{first} "), (*second).to_owned()]);
                }
                (Err(PreflightError::DoesNotFit(_)) | Ok(_), _) => rows.push(line),
                (Err(other), _) => return Err(other),
            }
        }
        rows.push(time);
        Ok(rows)
    }

    /// The whole width, or what pictures leave of it.
    fn beside(&self, face: &SealFace) -> Spec {
        let spec = Spec { field: Field::Seal, smallest: SMALLEST, ..self.spec };
        let [left, _, right, _] = self.edges;
        let x = left + PICTURES * (right - left);
        match face.pictures {
            Some(_) => Spec { anchor: Anchor::Left, x, room: right - x, ..spec },
            None => spec,
        }
    }

    fn size(&self) -> (f64, f64) {
        let [left, upper, right, lower] = self.edges;
        (right - left, lower - upper)
    }

    /// The corners in the page's own points.
    fn rectangle(&self) -> [f64; 4] {
        let ([left, upper, right, lower], height) = (self.edges, self.page.height);
        [left, height - lower, right, height - upper].map(|edge| edge * POINTS_PER_MM)
    }
}

/// Where a line may begin and end.
fn sides(spec: &Spec) -> [f64; 2] {
    match spec.anchor {
        Anchor::Left => [spec.x, spec.x + spec.room],
        Anchor::Middle => [spec.x - spec.room / 2.0, spec.x + spec.room / 2.0],
        Anchor::Right => [spec.x - spec.room, spec.x],
    }
}

/// Adds the field to a composed page; returns the number of the object that holds the signature.
pub(super) fn add_field(document: &mut Document, face: &SealFace, place: Option<&SealPlace>) -> u32 {
    let page = document.get_pages().get(&1).copied().expect("the document has its page");
    let signature = document.new_object_id();
    let edges = place.map_or([0.0; 4], SealPlace::rectangle);
    let mut widget = dictionary([
        ("Type", name("Annot")),
        ("Subtype", name("Widget")),
        ("FT", name("Sig")),
        ("T", text("seal")),
        ("TU", text(wording::SEAL_FIELD)),
        // Printed, and not to be moved or deleted.
        ("F", 132.into()),
        ("P", Object::Reference(page)),
        ("V", Object::Reference(signature)),
        ("Rect", edges.map(|edge| Object::Real(edge as f32)).to_vec().into()),
        ("StructParent", PARENT_KEY.into()),
    ]);
    // What is nowhere on the page needs no appearance.
    if let Some(place) = place {
        let appearance = appearance(document, face, place.size());
        widget.set("AP", dictionary([("N", Object::Reference(appearance))]));
    }
    let widget = document.add_object(widget);
    let form = dictionary([("Fields", vec![Object::Reference(widget)].into()), ("SigFlags", 3.into())]);
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).expect("a catalog");
    let catalog = document.get_dictionary_mut(root).expect("a catalog");
    catalog.set("AcroForm", form);
    let tree = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).expect("a structure tree");
    let page_dictionary = document.get_dictionary_mut(page).expect("a page");
    let annotations = page_dictionary.get_mut(b"Annots").and_then(Object::as_array_mut).expect("the link's list");
    annotations.push(Object::Reference(widget));
    tag(document, tree, page, widget);
    signature.0
}

/// The widget's picture: the pictures of signature and seal, or nothing.
fn appearance(document: &mut Document, face: &SealFace, (width, height): (f64, f64)) -> ObjectId {
    let mut form = dictionary([
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", [0.0, 0.0, width, height].map(|edge| Object::Real((edge * POINTS_PER_MM) as f32)).to_vec().into()),
        ("Resources", lopdf::Dictionary::new().into()),
    ]);
    let mut content = String::new();
    if let Some(found) = &face.pictures {
        let drawn = pictures::draw(document, found, PICTURES * width - PICTURE_GAP, height);
        form.set("Resources", dictionary([("XObject", drawn.resources.into())]));
        content = drawn.content;
    }
    document.add_object(packed_stream(form, content.as_bytes()))
}

/// Tells reader programs what the field is.
fn tag(document: &mut Document, tree: ObjectId, page: ObjectId, widget: ObjectId) {
    let root = document.get_dictionary(tree).expect("a structure tree");
    let whole = root.get(b"K").and_then(Object::as_reference).expect("the document's element");
    let field = dictionary([("Type", name("OBJR")), ("Obj", Object::Reference(widget))]);
    let element = document.add_object(dictionary([
        ("Type", name("StructElem")),
        ("S", name("Form")),
        ("P", Object::Reference(whole)),
        ("Pg", Object::Reference(page)),
        ("K", field.into()),
    ]));
    let whole = document.get_dictionary_mut(whole).expect("the document's element");
    let children = whole.get_mut(b"K").and_then(Object::as_array_mut).expect("its children");
    children.push(Object::Reference(element));
    let root = document.get_dictionary_mut(tree).expect("a structure tree");
    root.set("ParentTreeNextKey", PARENT_KEY + 1);
    let parents = root.get_mut(b"ParentTree").and_then(Object::as_dict_mut).expect("a parent tree");
    let numbers = parents.get_mut(b"Nums").and_then(Object::as_array_mut).expect("its numbers");
    numbers.extend([PARENT_KEY.into(), Object::Reference(element)]);
}

/// Writes the signature's object with a hole; returns where the hole is, brackets included.
pub(super) fn write_hole(id: u32, face: &SealFace, at: Timestamp, file: &mut Vec<u8>) -> Hole {
    file.extend_from_slice(format!("{id} 0 obj\n{BEGINNING}{})", pdf_date(at)).as_bytes());
    for (key, said) in [("/Name ", &face.signer), ("/Reason ", &face.reason), ("/Location ", &face.location)] {
        if !said.is_empty() {
            file.extend_from_slice(key.as_bytes());
            write(&text(said), file);
        }
    }
    file.extend_from_slice(b"/ByteRange ");
    let range = file.len();
    file.extend_from_slice(byte_range([0; 4]).as_bytes());
    file.extend_from_slice(b"/Contents ");
    let start = file.len();
    file.push(b'<');
    file.resize(file.len() + 2 * face.room, b'0');
    file.push(b'>');
    let contents = start..file.len();
    file.extend_from_slice(b">>\nendobj\n");
    Hole { range, contents }
}

/// Always as long, whatever the numbers: files stay far below ten digits.
fn byte_range(numbers: [usize; 4]) -> String {
    let [a, b, c, d] = numbers;
    format!("[{a} {b:<10}{c:<10}{d:<10}]")
}

/// Where the signature will stand.
pub(super) struct Hole {
    range: usize,
    contents: Range<usize>,
}

/// A finished file but for its signature.
#[derive(Clone, Debug)]
pub struct Unsealed {
    bytes: Vec<u8>,
    contents: Range<usize>,
}

impl Unsealed {
    pub(super) fn new(mut bytes: Vec<u8>, hole: Hole) -> Self {
        let numbers = [0, hole.contents.start, hole.contents.end, bytes.len() - hole.contents.end];
        let range = byte_range(numbers);
        bytes[hole.range..hole.range + range.len()].copy_from_slice(range.as_bytes());
        Self { bytes, contents: hole.contents }
    }

    /// The two parts that the signature covers: all but the hole.
    pub fn covered(&self) -> [&[u8]; 2] {
        [&self.bytes[..self.contents.start], &self.bytes[self.contents.end..]]
    }

    /// The file with its signature; `None` when the signature has no room.
    pub fn filled(mut self, signature: &[u8]) -> Option<Vec<u8>> {
        let digits = hex(signature);
        let start = self.contents.start + 1;
        let room = self.contents.end - 1 - start;
        if digits.len() > room {
            return None;
        }
        self.bytes[start..start + digits.len()].copy_from_slice(digits.as_bytes());
        Some(self.bytes)
    }
}
