//! What printpdf does not write: exact widths and text maps for the whole repertoire, PDF/A's colour
//! profile and attachments, the structure tree, and the places of what varies.

use super::colour::srgb_profile;
use super::fonts::Style;
use super::layout::Layout;
use super::object::{ascii, dictionary, name, packed_stream};
use super::structure;
use lopdf::{Document, Object, ObjectId};

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

/// Completes what printpdf wrote, and reserves the places of what varies.
pub(super) fn complete(document: &mut Document, layout: &Layout, marks: &[usize]) -> Places {
    for style in layout.styles() {
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
    let tree = structure::add(document, page, link, (layout, marks));
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
    let font = font.expect("every face of the layout has a letter on the page");
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
