//! `imsmanifest.xml`: which files of the package are items, which are stimuli, and what belongs to what.

use super::super::xml::Element;
use super::names::{Qti, resolved};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the manifest, at the root of the package.
pub(super) const MANIFEST: &str = "imsmanifest.xml";

/// What a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Item,
    Stimulus,
    /// A test, a section, or items of QTI 1.
    Test,
    /// Pictures, styles and the rest.
    Other,
}

/// A resource of the package.
pub(super) struct Resource<'m> {
    pub element: &'m Element,
    pub kind: Kind,
    /// Of what it is; nothing where it leads out of the package.
    pub path: Option<String>,
    /// All its files.
    pub files: Vec<String>,
    /// Identifiers of resources it depends on.
    pub dependencies: Vec<&'m str>,
}

/// The resources of a manifest, in its order.
pub(super) fn resources(manifest: &Element) -> Vec<Resource<'_>> {
    manifest.take();
    for name in ["organizations", "metadata"] {
        if let Some(part) = manifest.one(name).filter(|part| part.one("lom").is_none()) {
            part.take_all();
        }
    }
    if let Some(metadata) = manifest.one("metadata") {
        metadata.take();
        ["schema", "schemaversion"].iter().filter_map(|name| metadata.first(name)).for_each(Element::take);
    }
    let Some(all) = manifest.one("resources") else { return Vec::new() };
    all.take();
    let base = all.attribute("base").or_else(|| all.attribute("xml:base")).unwrap_or("");
    all.each("resource").map(|element| resource(element, base)).collect()
}

fn resource<'m>(element: &'m Element, base: &str) -> Resource<'m> {
    element.take();
    if let Some(metadata) = element.one("metadata") {
        metadata.take();
        // What kinds of interaction there are and how they are marked: the item itself says it.
        metadata.each("qtiMetadata").for_each(Element::take_all);
    }
    let base = format!("{base}/{}", element.attribute("xml:base").unwrap_or(""));
    let file = |file: &Element| {
        file.take_all();
        resolved(&base, file.value("href").unwrap_or(""))
    };
    let files: Vec<String> = element.each("file").filter_map(file).collect();
    let dependencies = element.each("dependency").filter_map(|dependency| {
        dependency.take();
        dependency.value("identifierref")
    });
    Resource {
        element,
        kind: kind(element.value("type").unwrap_or("")),
        path: element.value("href").and_then(|href| resolved(&base, href)).or_else(|| files.first().cloned()),
        files,
        dependencies: dependencies.collect(),
    }
}

/// By the name of its type: `imsqti_item_xmlv2p1`, `imsqti_apipitem_xmlv2p1`, `imsqti_stimulus_xmlv3p0`.
fn kind(name: &str) -> Kind {
    let name = name.to_ascii_lowercase();
    if name.contains("stimulus") {
        Kind::Stimulus
    } else if name.starts_with("imsqti_item") || name.starts_with("imsqti_apipitem") {
        Kind::Item
    } else if name.starts_with("imsqti") && !name.contains("rptemplate") {
        Kind::Test
    } else {
        Kind::Other
    }
}

/// The stimuli of a package by the identifiers of their resources.
pub(super) fn stimuli<'r>(resources: &'r [Resource<'_>]) -> BTreeMap<&'r str, &'r str> {
    let of = |resource: &'r Resource<'_>| Some((resource.element.value("identifier")?, resource.path.as_deref()?));
    resources.iter().filter(|resource| resource.kind == Kind::Stimulus).filter_map(of).collect()
}

/// Files that some resource names.
pub(super) fn named<'r>(resources: &'r [Resource<'_>]) -> BTreeSet<&'r str> {
    let of = |resource: &'r Resource<'_>| resource.files.iter().chain(&resource.path).map(String::as_str);
    resources.iter().flat_map(of).collect()
}
