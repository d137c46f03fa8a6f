//! Learning object metadata (LOM) in a manifest: of ours what QTI itself cannot say, as keywords `level:2`; of others a
//! title, a description and a licence. A keyword that is not wholly understood is left for the ledger.

use super::super::transcript::About;
use super::super::xml::Element;
use super::item::one_line;
use super::names::Qti;
use crate::domain::assessment::item::ItemKind;
use crate::domain::quality::Rule;
use crate::domain::text::{Language, Localized};
use crate::formats::bank::frameworks;
use crate::formats::toml_file::codes::is_code;
use std::collections::{BTreeMap, BTreeSet};
use time::Date;
use time::macros::format_description;

/// What keywords say of one item.
#[derive(Default)]
pub(super) struct Said {
    pub competency: Option<String>,
    pub level: Option<String>,
    pub kind: Option<String>,
    pub source: Option<String>,
    pub as_of: Option<Date>,
    pub review_by: Option<Date>,
    pub digcomp: Vec<String>,
    pub frameworks: Vec<String>,
    /// Codes of quality rules that are let stand.
    pub accepts: Vec<String>,
    pub enemies: Vec<String>,
    /// The rule of an ordering item, where response processing cannot say it.
    pub credit: Option<String>,
    /// Units by response: name and size.
    pub units: BTreeMap<String, Vec<(String, String)>>,
    /// Responses in which marks may be left out.
    pub ignores_marks: BTreeSet<String>,
    /// Weights of blanks by response.
    pub weights: BTreeMap<String, u16>,
    /// The file of the stimulus that the item depends on.
    pub stimulus: Option<String>,
}

/// Reads the keywords of an item's resource.
pub(super) fn of_item(resource: &Element) -> Said {
    let mut said = Said::default();
    for keyword in keywords(resource) {
        let is_known = keyword.elements().all(|string| {
            let text = string.text();
            text.trim().split_once(':').is_some_and(|(name, value)| said.take(name, value))
        });
        if is_known {
            keyword.take_all();
        }
    }
    said
}

impl Said {
    /// Whether a keyword is understood.
    fn take(&mut self, name: &str, value: &str) -> bool {
        let text = || Some(value.to_owned());
        match name {
            "competency" if is_code(value) => self.competency = text(),
            "level" if matches!(value, "1" | "2" | "3" | "4") => self.level = text(),
            "kind" if ItemKind::ALL.iter().any(|kind| kind.name() == value) => self.kind = text(),
            "source" => self.source = text(),
            "as-of" if day(value).is_some() => self.as_of = day(value),
            "review-by" if day(value).is_some() => self.review_by = day(value),
            "digcomp" if is_mapped(&format!("digcomp/{value}")) => self.digcomp.push(value.to_owned()),
            "framework" if !value.starts_with("digcomp/") && is_mapped(value) => self.frameworks.push(value.to_owned()),
            "accepts" if Rule::from_code(value).is_some() => self.accepts.push(value.to_owned()),
            "enemy" if is_code(value) => self.enemies.push(value.to_owned()),
            "credit" if is_code(&value.replace('_', "-")) => self.credit = text(),
            "ignores-marks" => drop(self.ignores_marks.insert(value.to_owned())),
            "unit" => return self.unit(value).is_some(),
            "weight" => return self.weight(value).is_some(),
            _ => return false,
        }
        true
    }

    /// `RESPONSE:km=1`
    fn unit(&mut self, value: &str) -> Option<()> {
        let (response, rest) = value.split_once(':')?;
        let (unit, size) = rest.rsplit_once('=')?;
        self.units.entry(response.to_owned()).or_default().push((unit.to_owned(), size.to_owned()));
        Some(())
    }

    /// `RESPONSE_1=2`
    fn weight(&mut self, value: &str) -> Option<()> {
        let (response, weight) = value.split_once('=')?;
        let weight = weight.parse().ok().filter(|weight| (1..=100).contains(weight))?;
        self.weights.insert(response.to_owned(), weight);
        Some(())
    }
}

fn day(written: &str) -> Option<Date> {
    Date::parse(written, format_description!("[year]-[month]-[day]")).ok()
}

fn is_mapped(path: &str) -> bool {
    let Some((framework, entry)) = path.split_once('/') else { return false };
    frameworks().iter().any(|known| known.code == framework && known.has(entry))
}

/// The part of a manifest or resource that describes it, its way there taken.
fn lom(of: &Element) -> Option<&Element> {
    let metadata = of.one("metadata")?;
    metadata.take();
    let described = metadata.one("lom")?;
    described.take();
    Some(described)
}

fn keywords(of: &Element) -> impl Iterator<Item = &Element> {
    let general = lom(of).and_then(|lom| lom.one("general"));
    general.into_iter().flat_map(|general| {
        general.take();
        general.all("keyword")
    })
}

/// The language of a package, where it says one of ours.
pub(super) fn language(manifest: &Element) -> Option<Language> {
    let element = lom(manifest)?.one("general")?.one("language")?;
    element.take_all();
    Language::from_code(element.text().trim().split(['-', '_']).next().unwrap_or(""))
}

/// What a package says of itself, and the competencies it knows.
pub(super) fn of_package(manifest: &Element, language: Language) -> (About, Vec<(String, Localized)>) {
    let localized = |text: String| Localized([(language, text)].into());
    let mut about = About { languages: vec![language], ..About::default() };
    let mut competencies = Vec::new();
    for keyword in keywords(manifest) {
        let text = keyword.text();
        match text.trim().split_once(':') {
            Some(("code", code)) if is_code(code) => about.code = Some(code.to_owned()),
            Some(("framework", framework)) => about.framework = Some(framework.to_owned()),
            Some(("competency", competency)) => match competency.split_once('=').filter(|(code, _)| is_code(code)) {
                Some((code, title)) => competencies.push((code.to_owned(), localized(title.to_owned()))),
                None => continue,
            },
            Some(_) | None => continue,
        }
        keyword.take_all();
    }
    let Some(described) = lom(manifest) else { return (about, competencies) };
    if let Some(general) = described.one("general") {
        if let Some(title) = text_of(general, "title") {
            about.title = localized(one_line(&title));
        }
        about.description = text_of(general, "description").map(localized).unwrap_or_default();
    }
    if let Some(rights) = described.one("rights") {
        rights.take();
        about.licence = text_of(rights, "description").map(|text| one_line(&text));
    }
    (about, competencies)
}

/// The first text of an element, `string` or in older packages `langstring`.
fn text_of(of: &Element, name: &'static str) -> Option<String> {
    let element = of.one(name)?;
    let string = element.one("string").or_else(|| element.one("langstring"))?;
    element.take();
    string.take_all();
    Some(string.text().trim().to_owned()).filter(|text| !text.is_empty())
}
