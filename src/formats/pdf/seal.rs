//! The place of the official seal in the file: a signature field, and a hole that the signature fills.
//!
//! PAdES: the signature covers every byte of the file but the hole itself, so nothing can be changed
//! or appended afterwards. What is not to be sealed has no field and keeps its bytes.

use super::error::{Field, PreflightError};
use super::fonts::Style;
use super::lines::{Line, Spec};
use super::metadata::pdf_date;
use super::object::{dictionary, name, packed_stream, text, write};
use super::page::{HEIGHT, SIGNED_DIGITALLY};
use super::pen::POINTS_PER_MM;
use super::pictures::{self, Pictures};
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use lopdf::{Document, Object, ObjectId};
use std::ops::Range;
use std::sync::Arc;

/// How the dictionary of a seal begins, byte for byte: what the checker looks for.
pub const BEGINNING: &str = "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/M (";
/// The key of the field in the structure tree's parent tree.
const PARENT_KEY: i64 = 2;
/// The signing block between title and name: left, top, width and height in millimetres.
const BLOCK: (f64, f64, f64, f64) = (175.0, 166.2, 92.0, 13.6);
/// Lines beside the pictures begin here.
const BESIDE_PICTURES: f64 = 224.0;

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

impl SealFace {
    /// The lines of the signing block, instead of the one that points to the QR code.
    pub(super) fn lines(&self, at: Timestamp) -> Result<Vec<Line>, PreflightError> {
        if !self.is_visible {
            return Ok(vec![SIGNED_DIGITALLY.set(super::wording::SEALED)?]);
        }
        let lines = super::wording::seal_lines(&self.signer, &self.body, at);
        let mut y = 175.8 - 3.4 * (lines.len() as f64 - 1.0) / 2.0;
        let mut set = Vec::with_capacity(lines.len());
        for line in &lines {
            set.push(self.spec(y).set(line)?);
            y += 3.4;
        }
        Ok(set)
    }

    fn spec(&self, y: f64) -> Spec {
        let spec = Spec { field: Field::Seal, style: Style::Regular, size: 8.0, smallest: 5.5, y, ..SIGNED_DIGITALLY };
        match self.pictures {
            Some(_) => Spec { anchor: super::lines::Anchor::Left, x: BESIDE_PICTURES, room: 46.0, ..spec },
            None => spec,
        }
    }
}

/// Adds the field to a composed page; returns the number of the object that holds the signature.
pub(super) fn add_field(document: &mut Document, face: &SealFace) -> u32 {
    let page = document.get_pages().get(&1).copied().expect("the document has its page");
    let signature = document.new_object_id();
    let (left, top, width, height) = BLOCK;
    let edges = [left, HEIGHT - top - height, left + width, HEIGHT - top];
    let appearance = appearance(document, face, (width * POINTS_PER_MM, height * POINTS_PER_MM));
    let mut widget = dictionary([
        ("Type", name("Annot")),
        ("Subtype", name("Widget")),
        ("FT", name("Sig")),
        ("T", text("seal")),
        ("TU", text(super::wording::SEAL_FIELD)),
        // Printed, and not to be moved or deleted.
        ("F", 132.into()),
        ("P", Object::Reference(page)),
        ("V", Object::Reference(signature)),
        ("Rect", edges.map(|edge| Object::Real((edge * POINTS_PER_MM) as f32)).to_vec().into()),
        ("StructParent", PARENT_KEY.into()),
    ]);
    widget.set("AP", dictionary([("N", Object::Reference(appearance))]));
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
        ("BBox", vec![0.into(), 0.into(), Object::Real(width as f32), Object::Real(height as f32)].into()),
        ("Resources", lopdf::Dictionary::new().into()),
    ]);
    let mut content = String::new();
    if let (true, Some(found)) = (face.is_visible, &face.pictures) {
        let drawn = pictures::draw(document, found, BESIDE_PICTURES - BLOCK.0, BLOCK.3);
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
