//! One item as an `assessmentItem`.

use super::super::Version;
use super::super::explanation::{LEGAL_BASIS, RATIONALE};
use super::super::names::identifier;
use super::asked;
use super::marked::{declarations, processing};
use super::tags::{Tags, escape, xhtml};
use crate::domain::assessment::item::{Item, Stimulus};
use crate::domain::assessment::picture::Picture;
use crate::domain::text::Language;

/// The namespace of items and where its schema lies.
pub(super) const fn namespace(version: Version) -> (&'static str, &'static str) {
    match version {
        Version::V2_1 => {
            ("http://www.imsglobal.org/xsd/imsqti_v2p1", "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd")
        }
        Version::V2_2 => {
            ("http://www.imsglobal.org/xsd/imsqti_v2p2", "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd")
        }
        Version::V3_0 => (
            "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
            "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        ),
    }
}

/// The name of a picture's file in the package.
pub(super) fn picture_file(sha256: &str) -> String {
    format!("pictures/{}.png", sha256.get(..16).unwrap_or(sha256))
}

/// The name of a stimulus's file in the package.
pub(super) fn stimulus_file(id: &str) -> String {
    format!("stimuli/{id}.xml")
}

/// An item as a file.
pub(super) fn item(item: &Item, version: Version, language: Language) -> String {
    let mut tags = Tags::file(version);
    let id = identifier(&item.face.id);
    root(&mut tags, "assessmentItem", (&id, &item.face.id), (version, language));
    declarations(&mut tags, item);
    outcomes(&mut tags, item);
    if let Some(stimulus) = item.face.stimulus.as_ref().filter(|_| version == Version::V3_0) {
        let href = format!("../{}", stimulus_file(&stimulus.id));
        tags.empty("assessmentStimulusRef", &[("identifier", &identifier(&stimulus.id)), ("href", &href)]);
    }
    tags.open("itemBody", &[]);
    if let Some(stimulus) = item.face.stimulus.as_ref().filter(|_| version != Version::V3_0) {
        tags.raw(&format!("<div class=\"stimulus\" id=\"{}\">", identifier(&stimulus.id)));
        stimulus_content(&mut tags, stimulus, language);
        tags.raw("</div>");
    }
    asked::body(&mut tags, item, (version, language));
    tags.close();
    processing(&mut tags, item, version);
    let explained = [(RATIONALE, &item.explanation.rationale), (LEGAL_BASIS, &item.explanation.legal_basis)];
    for (identifier, text) in explained {
        let attributes = [("outcomeIdentifier", "FEEDBACK"), ("identifier", identifier), ("showHide", "show")];
        tags.open("modalFeedback", &attributes);
        if version == Version::V3_0 {
            tags.open("contentBody", &[]);
            tags.raw(&xhtml(text.get(language)));
            tags.close();
        } else {
            tags.raw(&xhtml(text.get(language)));
        }
        tags.close();
    }
    tags.close();
    tags.done()
}

/// A stimulus as a file; 3.0 alone has such.
pub(super) fn stimulus(stimulus: &Stimulus, language: Language) -> String {
    let version = Version::V3_0;
    let mut tags = Tags::file(version);
    root(&mut tags, "assessmentStimulus", (&identifier(&stimulus.id), &stimulus.id), (version, language));
    tags.open("stimulusBody", &[]);
    stimulus_content(&mut tags, stimulus, language);
    tags.close();
    tags.close();
    tags.done()
}

fn stimulus_content(tags: &mut Tags, stimulus: &Stimulus, language: Language) {
    tags.raw(&xhtml(stimulus.text.get(language)));
    if let Some(picture) = &stimulus.picture {
        tags.raw(&format!("<p>{}</p>", image(picture, language)));
    }
}

/// A picture as `img`.
pub(super) fn image(picture: &Picture, language: Language) -> String {
    let mut out = format!("<img src=\"../{}\" alt=\"", picture_file(&picture.sha256));
    escape(picture.text.get(language), &mut out);
    out.push_str(&format!("\" width=\"{}\" height=\"{}\"/>", picture.width, picture.height));
    out
}

fn root(tags: &mut Tags, name: &str, (id, title): (&str, &str), (version, language): (Version, Language)) {
    let (namespace, schema) = namespace(version);
    let location = format!("{namespace} {schema}");
    let mut attributes = vec![
        ("xmlns", namespace),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", &location),
        ("identifier", id),
        ("title", title),
    ];
    if name == "assessmentItem" {
        attributes.extend([("adaptive", "false"), ("timeDependent", "false")]);
    }
    attributes.push(("xml:lang", language.code()));
    tags.open(name, &attributes);
}

fn outcomes(tags: &mut Tags, item: &Item) {
    let points = item.key.points.to_string();
    for (identifier, value) in [("SCORE", "0"), ("MAXSCORE", &points)] {
        let attributes = [("identifier", identifier), ("cardinality", "single"), ("baseType", "float")];
        tags.open("outcomeDeclaration", &attributes);
        tags.open("defaultValue", &[]);
        tags.leaf("value", &[], value);
        tags.close();
        tags.close();
    }
    // Set from the beginning: both are shown to everybody.
    let attributes = [("identifier", "FEEDBACK"), ("cardinality", "multiple"), ("baseType", "identifier")];
    tags.open("outcomeDeclaration", &attributes);
    tags.open("defaultValue", &[]);
    tags.leaf("value", &[], RATIONALE);
    tags.leaf("value", &[], LEGAL_BASIS);
    tags.close();
    tags.close();
}
