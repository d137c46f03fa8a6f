//! The structure tree: what is heading, paragraph, figure and link, in reading order.

use super::layout::{Layout, Paragraph, Role, Square};
use super::object::{dictionary, name, text};
use super::pen::POINTS_PER_MM;
use super::wording;
use crate::domain::text::Language;
use lopdf::{Document, Object, ObjectId};

/// The key of the link annotation in the parent tree; the page's own key is 0.
pub const LINK_PARENT_KEY: i64 = 1;

/// Adds the tree for the marks that are on the page; returns its root.
pub fn add(document: &mut Document, page: ObjectId, link: ObjectId, (layout, marks): (&Layout, &[usize])) -> ObjectId {
    let root = document.new_object_id();
    let whole = document.new_object_id();
    let elements: Vec<(usize, ObjectId)> = marks
        .iter()
        .map(|mark| {
            let element = element(*mark, layout, whole, page, link);
            (*mark, document.add_object(element))
        })
        .collect();
    let place = |mark: usize| {
        elements.iter().find(|(other, _)| *other == mark).map_or(Object::Null, |(_, id)| Object::Reference(*id))
    };
    let by_mark: Vec<Object> = (0..layout.paragraphs.len()).map(place).collect();
    let address = layout.paragraphs.iter().position(|paragraph| paragraph.role == Role::Link);
    let numbers = vec![0.into(), by_mark.into(), LINK_PARENT_KEY.into(), address.map_or(Object::Null, place)];
    let children: Vec<Object> = elements.iter().map(|(_, id)| Object::Reference(*id)).collect();
    let document_element = dictionary([
        ("Type", name("StructElem")),
        ("S", name("Document")),
        ("P", Object::Reference(root)),
        ("K", children.into()),
    ]);
    document.set_object(whole, document_element);
    let tree = dictionary([
        ("Type", name("StructTreeRoot")),
        ("K", Object::Reference(whole)),
        ("ParentTree", dictionary([("Nums", numbers.into())]).into()),
        ("ParentTreeNextKey", 2.into()),
    ]);
    document.set_object(root, tree);
    root
}

fn element(mark: usize, layout: &Layout, parent: ObjectId, page: ObjectId, link: ObjectId) -> Object {
    let Paragraph { role, language, .. } = &layout.paragraphs[mark];
    let identifier = Object::Integer(mark as i64);
    let mut element = dictionary([
        ("Type", name("StructElem")),
        ("S", name(role.tag())),
        ("P", Object::Reference(parent)),
        ("Pg", Object::Reference(page)),
        ("K", identifier.clone()),
    ]);
    match role {
        Role::Figure => {
            element.set("Alt", text(wording::QR_ALTERNATIVE));
            element.set("A", dictionary([("O", name("Layout")), ("BBox", symbol_corners(layout).into())]));
        }
        Role::Link => {
            let annotation = dictionary([("Type", name("OBJR")), ("Obj", Object::Reference(link))]);
            element.set("K", vec![identifier, annotation.into()]);
        }
        Role::Heading | Role::Paragraph => {}
    }
    if *language == Language::En {
        element.set("Lang", Object::string_literal("en"));
    }
    element.into()
}

fn symbol_corners(layout: &Layout) -> Vec<Object> {
    let (Square { x, y, side }, height) = (layout.qr, layout.page.height);
    let corners = [x, height - y - side, x + side, height - y];
    corners.into_iter().map(|edge| Object::Real((edge * POINTS_PER_MM) as f32)).collect()
}
