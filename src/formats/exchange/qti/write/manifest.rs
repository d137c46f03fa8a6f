//! `imsmanifest.xml` of a package of ours: its files, and as keywords what QTI itself cannot say.

use super::super::Version;
use super::super::entries::BLANK;
use super::item::{picture_file, stimulus_file};
use super::tags::Tags;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::{Item, ItemType, Stimulus};
use crate::domain::assessment::key::{Answer, BlankAnswer, NumberKey, PartialCredit, TextKey};
use crate::domain::text::Language;
use std::collections::{BTreeMap, BTreeSet};

const LOM: &str = "http://ltsc.ieee.org/xsd/LOM";

/// Names that depend on the version: namespace, its schema, what the package calls itself, and the types of items.
const fn names(version: Version) -> [&'static str; 5] {
    match version {
        Version::V2_1 => [
            "http://www.imsglobal.org/xsd/imscp_v1p1",
            "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
            "QTIv2.1 Package",
            "1.0.0",
            "imsqti_item_xmlv2p1",
        ],
        Version::V2_2 => [
            "http://www.imsglobal.org/xsd/imscp_v1p1",
            "http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
            "QTIv2.2 Package",
            "1.0.0",
            "imsqti_item_xmlv2p2",
        ],
        Version::V3_0 => [
            "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
            "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
            "QTI Package",
            "3.0.0",
            "imsqti_item_xmlv3p0",
        ],
    }
}

/// The manifest of a package.
pub(super) fn manifest(
    bank: &Bank,
    stimuli: &BTreeMap<&str, &Stimulus>,
    (version, language): (Version, Language),
) -> String {
    let [namespace, schema, name, number, item_type] = names(version);
    // The manifest is written alike in every version.
    let mut tags = Tags::file(Version::V2_1);
    let location = format!("{namespace} {schema} {LOM} http://www.imsglobal.org/xsd/imsmd_loose_v1p3p2.xsd");
    let attributes = [
        ("xmlns", namespace),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", &location),
        ("identifier", &format!("bank-{}", bank.code)),
    ];
    tags.open("manifest", &attributes);
    tags.open("metadata", &[]);
    tags.leaf("schema", &[], name);
    tags.leaf("schemaversion", &[], number);
    about(&mut tags, bank, language);
    tags.close();
    tags.empty("organizations", &[]);
    tags.open("resources", &[]);
    for item in &bank.items {
        item_resource(&mut tags, item, (item_type, version), language);
    }
    if version == Version::V3_0 {
        for stimulus in stimuli.values() {
            let pictures = stimulus.picture.iter().map(|picture| picture_id(&picture.sha256)).collect();
            let href = stimulus_file(&stimulus.id);
            resource(&mut tags, (&stimulus_id(&stimulus.id), "imsqti_stimulus_xmlv3p0", &href), None, &pictures);
        }
    }
    for sha256 in bank.pictures.keys() {
        resource(&mut tags, (&picture_id(sha256), "webcontent", &picture_file(sha256)), None, &BTreeSet::new());
    }
    tags.close();
    tags.close();
    tags.done()
}

fn picture_id(sha256: &str) -> String {
    format!("picture-{}", sha256.get(..16).unwrap_or(sha256))
}

fn stimulus_id(id: &str) -> String {
    format!("stimulus-{id}")
}

fn item_resource(tags: &mut Tags, item: &Item, (item_type, version): (&str, Version), language: Language) {
    let mut needs: BTreeSet<String> = item.face.picture.iter().map(|picture| picture_id(&picture.sha256)).collect();
    if let Some(stimulus) = &item.face.stimulus {
        // Before 3.0 the stimulus stands in the item, with its picture.
        let picture = stimulus.picture.as_ref().filter(|_| version != Version::V3_0);
        needs.extend(picture.map(|picture| picture_id(&picture.sha256)));
        needs.extend((version == Version::V3_0).then(|| stimulus_id(&stimulus.id)));
    }
    let href = format!("items/{}.xml", item.face.id);
    let said = keywords(item);
    resource(tags, (&format!("item-{}", item.face.id), item_type, &href), Some((&said, language)), &needs);
}

fn resource(
    tags: &mut Tags,
    (id, kind, href): (&str, &str, &str),
    said: Option<(&[String], Language)>,
    needs: &BTreeSet<String>,
) {
    tags.open("resource", &[("identifier", id), ("type", kind), ("href", href)]);
    if let Some((keywords, language)) = said {
        tags.open("metadata", &[]);
        tags.open("lom", &[("xmlns", LOM)]);
        tags.open("general", &[]);
        keywords.iter().for_each(|keyword| string(tags, "keyword", keyword, language));
        tags.close();
        tags.close();
        tags.close();
    }
    tags.empty("file", &[("href", href)]);
    needs.iter().for_each(|need| tags.empty("dependency", &[("identifierref", need)]));
    tags.close();
}

fn string(tags: &mut Tags, name: &str, text: &str, language: Language) {
    tags.open(name, &[]);
    tags.leaf("string", &[("language", language.code())], text);
    tags.close();
}

fn about(tags: &mut Tags, bank: &Bank, language: Language) {
    tags.open("lom", &[("xmlns", LOM)]);
    tags.open("general", &[]);
    string(tags, "title", bank.title.get(language), language);
    tags.leaf("language", &[], language.code());
    string(tags, "description", bank.description.get(language), language);
    string(tags, "keyword", &format!("code:{}", bank.code), language);
    string(tags, "keyword", &format!("framework:{}", bank.framework), language);
    for competency in &bank.competencies {
        let keyword = format!("competency:{}={}", competency.code, competency.title.get(language));
        string(tags, "keyword", &keyword, language);
    }
    tags.close();
    tags.open("rights", &[]);
    string(tags, "description", &bank.licence, language);
    tags.close();
    tags.close();
}

/// What QTI itself cannot say of an item.
fn keywords(item: &Item) -> Vec<String> {
    let (traits, explanation) = (&item.traits, &item.explanation);
    let mut keywords = vec![
        format!("competency:{}", traits.competency),
        format!("level:{}", traits.level),
        format!("kind:{}", traits.kind.name()),
        format!("source:{}", explanation.source),
        format!("as-of:{}", explanation.as_of),
        format!("review-by:{}", explanation.review_by),
    ];
    keywords.extend(item.digcomp.iter().map(|code| format!("digcomp:{code}")));
    keywords.extend(item.frameworks.iter().map(|path| format!("framework:{path}")));
    keywords.extend(item.accepts.iter().map(|code| format!("accepts:{code}")));
    keywords.extend(traits.enemies.iter().map(|enemy| format!("enemy:{enemy}")));
    if let Some(rule) = rule_for_us(item) {
        keywords.push(format!("credit:{rule}"));
    }
    match &item.key.answer {
        Answer::Number(number) => units(&mut keywords, "RESPONSE", number),
        Answer::Text(text) => marks(&mut keywords, "RESPONSE", text),
        Answer::Blanks(keys) => {
            // With one blank both rules say the same, and only we tell them apart.
            let is_whole = keys.len() == 1 && item.key.partial_credit == PartialCredit::AllOrNothing;
            keywords.extend(is_whole.then(|| "credit:all_or_nothing".to_owned()));
            let has_weights = keys.values().any(|key| key.weight != 1);
            for (id, key) in keys {
                let response = format!("{BLANK}{id}");
                keywords.extend(has_weights.then(|| format!("weight:{response}={}", key.weight)));
                match &key.answer {
                    BlankAnswer::Number(number) => units(&mut keywords, &response, number),
                    BlankAnswer::Text(text) => marks(&mut keywords, &response, text),
                    BlankAnswer::Option(_) => {}
                }
            }
        }
        Answer::Correct(_) | Answer::Pairs(_) | Answer::Order(_) | Answer::Areas(_) => {}
    }
    keywords
}

/// The rule of an order that response processing does not say.
pub(super) fn rule_for_us(item: &Item) -> Option<&'static str> {
    let rule = item.key.partial_credit;
    let is_said = matches!(rule, PartialCredit::AllOrNothing | PartialCredit::AbsolutePosition);
    let name = PartialCredit::NAMES.iter().find(|(_, known)| *known == rule).map(|(name, _)| *name);
    name.filter(|_| item.face.item_type == ItemType::Ordering && !is_said)
}

fn units(keywords: &mut Vec<String>, response: &str, number: &NumberKey) {
    keywords.extend(number.units.iter().map(|(unit, size)| format!("unit:{response}:{unit}={size}")));
}

fn marks(keywords: &mut Vec<String>, response: &str, text: &TextKey) {
    keywords.extend(text.ignores_marks.then(|| format!("ignores-marks:{response}")));
}
