//! The structure tree: what is heading, paragraph, figure and link, in reading order.

use super::object::{dictionary, name, text};
use super::page::{HEIGHT, Mark, QR};
use super::pen::POINTS_PER_MM;
use super::wording;
use lopdf::{Document, Object, ObjectId};

/// The key of the link annotation in the parent tree; the page's own key is 0.
pub const LINK_PARENT_KEY: i64 = 1;

/// Adds the tree for the marks that are on the page; returns its root.
pub fn add(document: &mut Document, page: ObjectId, link: ObjectId, marks: &[Mark]) -> ObjectId {
    let root = document.new_object_id();
    let whole = document.new_object_id();
    let elements: Vec<(Mark, ObjectId)> = marks
        .iter()
        .map(|mark| {
            let element = element(*mark, whole, page, link);
            (*mark, document.add_object(element))
        })
        .collect();
    let place = |mark: Mark| {
        elements.iter().find(|(other, _)| *other == mark).map_or(Object::Null, |(_, id)| Object::Reference(*id))
    };
    let by_mark: Vec<Object> = Mark::ALL.into_iter().map(place).collect();
    let numbers = vec![0.into(), by_mark.into(), LINK_PARENT_KEY.into(), place(Mark::Address)];
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

fn element(mark: Mark, parent: ObjectId, page: ObjectId, link: ObjectId) -> Object {
    let mut element = dictionary([
        ("Type", name("StructElem")),
        ("S", name(mark.role())),
        ("P", Object::Reference(parent)),
        ("Pg", Object::Reference(page)),
        ("K", i64::from(mark.id()).into()),
    ]);
    match mark {
        Mark::Qr => {
            let (left, top, side) = QR;
            let corners = [left, HEIGHT - top - side, left + side, HEIGHT - top];
            let corners: Vec<Object> =
                corners.into_iter().map(|edge| Object::Real((edge * POINTS_PER_MM) as f32)).collect();
            element.set("Alt", text(wording::QR_ALTERNATIVE));
            element.set("A", dictionary([("O", name("Layout")), ("BBox", corners.into())]));
        }
        Mark::Address => {
            let annotation = dictionary([("Type", name("OBJR")), ("Obj", Object::Reference(link))]);
            element.set("K", vec![i64::from(mark.id()).into(), annotation.into()]);
        }
        Mark::English => element.set("Lang", Object::string_literal("en")),
        _ => {}
    }
    element.into()
}
