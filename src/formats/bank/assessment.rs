//! `assessment.toml`: how the bank is sat.

use super::adaptive;
use super::assembly;
use super::blueprint;
use super::certificate;
use super::item::known_competency;
use super::manifest::Vocabulary;
use super::reporting;
use super::review;
use super::sections;
use crate::domain::assessment::adaptive::ItemParameters;
use crate::domain::assessment::admission::Admission;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::{Assessment, Presentation};
use crate::domain::assessment::scoring::{CutScore, Cuts};
use crate::domain::assessment::way::Navigation;
use crate::domain::timestamp::Timestamp;
use crate::formats::mistake::{Mistakes, quote};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Shape, open_table};
use crate::formats::toml_file::languages::languages;
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::texts::{LINE, Languages, MARKDOWN, localized};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use toml::de::DeValue;

const SHAPE: Shape = Shape {
    noun: "assessment.toml",
    known: &[
        "code",
        "bank",
        "title",
        "description",
        "languages",
        "time_limit_minutes",
        "time_limit_seconds",
        "grace_seconds",
        "attempts",
        "pause_hours",
        "pause_minutes",
        "pause_seconds",
        "cut_score_percent",
        "cut_score_percent_by_competency",
        "wrong_costs",
        "grade",
        "proficiency",
        "opens_at",
        "closes_at",
        "review",
        "presentation",
        "navigation",
        "admission",
        "practice",
        "signals",
        "section",
        "adaptive",
        "blueprint",
        "anchors",
        "exposure_cap_percent",
        "forms",
        "certificate",
        "appeal_days",
    ],
};

/// Fields that say a time in some unit, and how many seconds the unit has.
type Units = [(&'static str, u32)];
pub(super) const TIME_LIMIT: [(&str, u32); 2] = [("time_limit_minutes", 60), ("time_limit_seconds", 1)];
pub(super) const PAUSE: [(&str, u32); 3] = [("pause_hours", 3_600), ("pause_minutes", 60), ("pause_seconds", 1)];
pub(super) const PRESENTATION: [(&str, Presentation); 2] =
    [("one_item", Presentation::OneItem), ("all_items", Presentation::AllItems)];
pub(super) const NAVIGATION: [(&str, Navigation); 2] = [("free", Navigation::Free), ("linear", Navigation::Linear)];
pub(super) const ADMISSION: [(&str, Admission); 3] =
    [("open", Admission::Open), ("code", Admission::Code), ("release", Admission::Release)];
const DAY: u32 = 86_400;

/// What the assessment is checked against.
pub(super) struct Context<'a> {
    pub vocabulary: &'a Vocabulary,
    /// The whole bank, when nothing is wrong with it.
    pub bank: Option<&'a Bank>,
    /// What is known of its items, by id: `None` without a file of them, `Some(None)` with a mistake in it.
    pub parameters: Option<Option<BTreeMap<String, ItemParameters>>>,
}

/// Reads assessment.toml; mistakes and warnings go where they are collected.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    context: &Context<'_>,
    (mistakes, warnings): (&mut Mistakes, &mut Mistakes),
) -> Option<Assessment> {
    let mut sheet = match Sheet::open(name, bytes) {
        Ok(sheet) => sheet,
        Err(mistake) => {
            mistakes.push(mistake);
            return None;
        }
    };
    let root = sheet.parse();
    let mark = sheet.mark();
    let fields = Fields::of_file(&mut sheet, &root, &SHAPE);
    let assessment = assessment(&mut sheet, &fields, context);
    if sheet.faults() > 0 {
        sheet.forget(mark);
    } else if let Some(assessment) = &assessment {
        warn(&sheet, &fields, assessment, context.bank, warnings);
    }
    mistakes.append(sheet.into_mistakes());
    assessment
}

fn assessment(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, context: &Context<'_>) -> Option<Assessment> {
    let of_bank = &context.vocabulary.languages;
    let languages = languages(sheet, fields, Some(&of_bank.allowed));
    let texts = Languages { required: languages.clone().unwrap_or_default(), allowed: of_bank.allowed.clone() };
    let assessment_code = fields.need(sheet, "code").and_then(|named| code(sheet, named));
    let bank = bank_code(sheet, fields, context, assessment_code.as_deref());
    let title = localized(sheet, fields, "title", (LINE, &texts));
    let description = localized(sheet, fields, "description", (MARKDOWN, &texts));
    let time_limit = needed_duration(sheet, fields, &TIME_LIMIT, 60..=DAY);
    let pause = duration(sheet, fields, &PAUSE, 0..=366 * DAY);
    let grace = duration(sheet, fields, &[("grace_seconds", 1)], 0..=600);
    let attempts = attempts(sheet, fields);
    let cuts = cuts(sheet, fields, context.vocabulary);
    let wrong_costs = reporting::wrong_costs(sheet, fields);
    let grades = reporting::grades(sheet, fields, &texts, cuts.as_ref());
    let proficiency = reporting::proficiency(sheet, fields, &texts);
    let (opens_at, closes_at) = window(sheet, fields);
    let (review, practice) = review::read(sheet, fields);
    let presentation = fields.need(sheet, "presentation").and_then(|named| named.choice(sheet, &PRESENTATION));
    let appeal_days = match fields.get("appeal_days") {
        None => Some(None),
        Some(named) => named.integer(sheet, 1..=366).and_then(|days| u16::try_from(days).ok()).map(Some),
    };
    let navigation = match fields.get("navigation") {
        None => Some(Navigation::Free),
        Some(named) => named.choice(sheet, &NAVIGATION),
    };
    let admission = match fields.get("admission") {
        None => Some(Admission::Open),
        Some(named) => named.choice(sheet, &ADMISSION),
    };
    let signals = match fields.get("signals") {
        None => Some(false),
        Some(named) => named.flag(sheet),
    };
    let blueprint =
        blueprint::read(sheet, fields, context).and_then(|rules| assembly::read(sheet, fields, (rules, context)));
    let adaptive = match (&blueprint, navigation) {
        (Some(blueprint), Some(navigation)) => adaptive::read(sheet, fields, (blueprint, navigation), context),
        _ => None,
    };
    let sections = sections::read(sheet, fields, (&texts, context));
    if let (Some(sections), Some(blueprint)) = (&sections, &blueprint) {
        sections::check(sheet, fields, (sections, blueprint));
    }
    let certificate = match fields.get("certificate") {
        None => Some(None),
        Some(named) => certificate::read(sheet, named, &texts).map(Some),
    };
    Some(Assessment {
        code: assessment_code?,
        bank: bank?,
        title: title?,
        description: description?,
        languages: languages?,
        blueprint: blueprint?,
        time_limit_s: time_limit?,
        grace_s: grace?.unwrap_or(60),
        attempts: attempts?,
        pause_s: pause?.unwrap_or(0),
        cuts: cuts?,
        wrong_costs: wrong_costs?,
        grades: grades?,
        proficiency: proficiency?,
        opens_at: opens_at?,
        closes_at: closes_at?,
        review: review?,
        presentation: presentation?,
        navigation: navigation?,
        admission: admission?,
        practice: practice?,
        signals: signals?,
        sections: sections?,
        adaptive: adaptive?,
        certificate: certificate?,
        appeal_days: appeal_days?,
    })
}

/// The bank's code; may be left out, must be that of this folder's bank otherwise.
fn bank_code(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    context: &Context<'_>,
    own: Option<&str>,
) -> Option<String> {
    let here = context.bank.map(|bank| bank.code.clone());
    let Some(named) = fields.get("bank") else { return here.or_else(|| own.map(str::to_owned)) };
    let written = code(sheet, named)?;
    if let Some(here) = here.filter(|here| *here != written) {
        let message = format!("`bank` is {}, but this folder holds the bank {}", quote(&written), quote(&here));
        sheet.advise(named.at(), "wrong-bank", message, "delete the field: the bank of the folder is meant anyway");
    }
    Some(written)
}

/// Seconds by the one field of `units` that is there; `Some(None)` when none is.
fn duration(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    units: &Units,
    range: RangeInclusive<u32>,
) -> Option<Option<u32>> {
    let mut found = Some(None);
    for (name, seconds) in units {
        let Some(named) = fields.get(name) else { continue };
        if matches!(found, Some(Some(_))) {
            let at = fields.key_at(name).unwrap_or(fields.at);
            sheet.report(at, "duplicate-value", format!("`{name}` says the same as another field; keep one"));
        }
        let (low, high) = (range.start().div_ceil(*seconds), range.end() / seconds);
        let count = named.integer(sheet, i64::from(low)..=i64::from(high));
        found = count.and_then(|count| u32::try_from(count).ok()).map(|count| Some(count * seconds));
    }
    found
}

pub(super) fn needed_duration(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    units: &Units,
    range: RangeInclusive<u32>,
) -> Option<u32> {
    let found = duration(sheet, fields, units, range)?;
    if found.is_none() {
        fields.need(sheet, units[0].0);
    }
    found
}

fn attempts(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Option<u16>> {
    let named = fields.need(sheet, "attempts")?;
    match named.value.get_ref() {
        DeValue::String(text) if text == "unlimited" => Some(None),
        DeValue::Integer(_) => named.integer(sheet, 1..=1_000).and_then(|count| u16::try_from(count).ok()).map(Some),
        _ => {
            named.wrong_type(sheet, "a number of attempts", Some("write 3, or \"unlimited\"".to_owned()));
            None
        }
    }
}

fn cuts(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, vocabulary: &Vocabulary) -> Option<Cuts> {
    let whole = fields.need(sheet, "cut_score_percent").and_then(|named| named.percent(sheet));
    let by_competency = match fields.get("cut_score_percent_by_competency") {
        None => Some(BTreeMap::new()),
        Some(named) => {
            let table = open_table(sheet, named, "the cut scores by competency")?;
            parts(sheet, &table, vocabulary)
        }
    };
    Some(Cuts { whole: whole?, by_competency: by_competency? })
}

fn parts(sheet: &mut Sheet<'_>, table: &Fields<'_, '_>, vocabulary: &Vocabulary) -> Option<BTreeMap<String, CutScore>> {
    let mut parts = Some(BTreeMap::new());
    for (key, named) in table.entries("cut_score_percent_by_competency") {
        let code = known_competency(sheet, (key.get_ref(), key.span().start), vocabulary);
        let cut = named.percent(sheet);
        let part = code.and_then(|code| Some((code, cut?)));
        parts = parts.and_then(|mut parts| {
            let (code, cut) = part?;
            parts.insert(code, cut);
            Some(parts)
        });
    }
    parts
}

type Edge = Option<Option<Timestamp>>;

fn window(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> (Edge, Edge) {
    let mut edge = |name| match fields.get(name) {
        None => Some(None),
        Some(named) => named.moment(sheet).map(Some),
    };
    let (opens, closes) = (edge("opens_at"), edge("closes_at"));
    if let (Some(Some(opens)), Some(Some(closes))) = (opens, closes)
        && closes <= opens
    {
        let at = fields.get("closes_at").map_or(fields.at, |named| named.at());
        sheet.report(at, "closes-before-opens", "`closes_at` is not after `opens_at`");
    }
    (opens, closes)
}

fn warn(
    sheet: &Sheet<'_>,
    fields: &Fields<'_, '_>,
    assessment: &Assessment,
    bank: Option<&Bank>,
    warnings: &mut Mistakes,
) {
    let length = assessment.blueprint.length();
    let items = bank.map_or(usize::MAX, |bank| bank.items.len());
    if items < 4 * length {
        let at = fields.key_at("blueprint").unwrap_or(0);
        let message = format!("the bank has {items} items, fewer than four times the {length} on a form");
        let hint = Some("candidates who compare notes will have seen most of it; write more items".to_owned());
        warnings.push(sheet.place(at).mistake("small-bank", message, hint));
    }
    if assessment.review.waits_for_close() && assessment.closes_at.is_none() {
        let at = fields.get("review").map_or(0, |named| named.at());
        let message = "the review is shown after the window closes, but the window has no `closes_at`".to_owned();
        warnings.push(sheet.place(at).mistake("review-never-opens", message, None));
    }
}
