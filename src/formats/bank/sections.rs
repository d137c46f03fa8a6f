//! `[[section]]` of `assessment.toml`: parts of a form with their own time.

use super::assessment::{Context, TIME_LIMIT, needed_duration};
use super::item::known_competency;
use crate::domain::assessment::blueprint::Blueprint;
use crate::domain::assessment::section::Section;
use crate::formats::mistake::quote;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::texts::{LINE, Languages, localized};

const SECTION: Shape =
    Shape { noun: "a section", known: &["title", "time_limit_minutes", "time_limit_seconds", "competencies"] };
/// Sections of one assessment.
const LIMIT: usize = 10;
const DAY: u32 = 86_400;

/// The sections, in their order.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (texts, context): (&Languages, &Context<'_>),
) -> Option<Vec<Section>> {
    let written = fields.tables(sheet, "section");
    if written.is_empty() {
        return Some(Vec::new());
    }
    let at = fields.key_at("section").unwrap_or(fields.at);
    if !(2..=LIMIT).contains(&written.len()) {
        sheet.report(at, "out-of-range", format!("there are {} sections, not 2 to {LIMIT}", written.len()));
    }
    for other in ["navigation", "adaptive"] {
        if let Some(at) = fields.key_at(other) {
            let message = format!("`{other}` does not go with sections");
            sheet.advise(at, "not-with-sections", message, "delete one of them: within a section every item is open");
        }
    }
    let read: Vec<Option<Section>> = written.into_iter().map(|named| section(sheet, named, (texts, context))).collect();
    read.into_iter().collect()
}

fn section(
    sheet: &mut Sheet<'_>,
    named: Named<'_, '_>,
    (texts, context): (&Languages, &Context<'_>),
) -> Option<Section> {
    let fields = Fields::of(sheet, named, &SECTION)?;
    let title = localized(sheet, &fields, "title", (LINE, texts));
    let time_limit = needed_duration(sheet, &fields, &TIME_LIMIT, 10..=DAY);
    let listed = fields.need(sheet, "competencies").and_then(|named| named.short_list(sheet, "[\"a\"]", 100));
    let mut competencies = Vec::new();
    for entry in listed? {
        let Some(written) = entry.raw_text(sheet) else { continue };
        competencies.extend(known_competency(sheet, (written, entry.at()), context.vocabulary));
    }
    let time_limit_s = time_limit?;
    Some(Section { title: title?, time_limit_s, competencies })
}

/// Each rule must say to which section its items belong.
pub(super) fn check(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, (sections, blueprint): (&[Section], &Blueprint)) {
    if sections.is_empty() {
        return;
    }
    let at = fields.key_at("section").unwrap_or(fields.at);
    let holders =
        |code: &str| sections.iter().filter(|section| section.competencies.iter().any(|own| own == code)).count();
    for rule in &blueprint.rules {
        match rule.competency.as_deref() {
            None => {
                let hint = "add `competency` to each [[blueprint]]";
                sheet.advise(
                    at,
                    "section-of-rule",
                    "a rule of the blueprint names no competency, and so no section",
                    hint,
                );
            }
            Some(code) if holders(code) != 1 => {
                let message = format!("the competency {} is in {} sections, not in one", quote(code), holders(code));
                sheet.advise(at, "section-of-rule", message, "list each competency of the blueprint in one section");
            }
            Some(_) => {}
        }
    }
}
