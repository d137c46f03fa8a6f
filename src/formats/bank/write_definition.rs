//! Writes `assessment.toml`, for whoever takes a bank out.

use super::adaptive;
use super::assessment::{ADMISSION, NAVIGATION, PAUSE, PRESENTATION, TIME_LIMIT};
use super::certificate::ISSUE;
use super::review::{self, REVIEW};
use super::write::{dotted, field, languages, list, name_of, quoted, texts};
use crate::domain::assessment::definition::{Assessment, CertificateTerms, IssuePolicy};
use crate::domain::assessment::review::ReviewPolicy;
use crate::domain::assessment::scoring::CutScore;
use crate::domain::text::Localized;
use crate::domain::timestamp::Timestamp;
use std::fmt::Write as _;
use time::format_description::well_known::Rfc3339;

/// The file's text.
pub(super) fn definition(assessment: &Assessment) -> String {
    let mut out = String::new();
    field(&mut out, "code", &quoted(&assessment.code));
    field(&mut out, "bank", &quoted(&assessment.bank));
    field(&mut out, "languages", &languages(&assessment.languages));
    duration(&mut out, &TIME_LIMIT, assessment.time_limit_s);
    field(&mut out, "grace_seconds", &assessment.grace_s.to_string());
    let attempts = assessment.attempts.map_or_else(|| quoted("unlimited"), |count| count.to_string());
    field(&mut out, "attempts", &attempts);
    duration(&mut out, &PAUSE, assessment.pause_s);
    field(&mut out, "cut_score_percent", &percent(assessment.cuts.whole));
    if let Some(costs) = assessment.wrong_costs {
        field(&mut out, "wrong_costs", &quoted(&costs.to_string()));
    }
    for (name, moment) in [("opens_at", assessment.opens_at), ("closes_at", assessment.closes_at)] {
        if let Some(moment) = moment {
            field(&mut out, name, &local_time(moment));
        }
    }
    if !matches!(assessment.review, ReviewPolicy::ByTime(_)) {
        field(&mut out, "review", &quoted(name_of(&REVIEW, assessment.review)));
    }
    if assessment.signals {
        field(&mut out, "signals", "true");
    }
    if assessment.practice {
        field(&mut out, "practice", "true");
    }
    field(&mut out, "presentation", &quoted(name_of(&PRESENTATION, assessment.presentation)));
    if let Some(days) = assessment.appeal_days {
        field(&mut out, "appeal_days", &days.to_string());
    }
    if !assessment.admission.is_open() {
        field(&mut out, "admission", &quoted(name_of(&ADMISSION, assessment.admission)));
    }
    if !assessment.navigation.is_free() {
        field(&mut out, "navigation", &quoted(name_of(&NAVIGATION, assessment.navigation)));
    }
    let blueprint = &assessment.blueprint;
    if !blueprint.anchors.is_empty() {
        field(&mut out, "anchors", &list(blueprint.anchors.iter().map(String::as_str)));
    }
    if let Some(cap) = blueprint.exposure_cap {
        field(&mut out, "exposure_cap_percent", &cap.to_string());
    }
    if let Some(forms) = blueprint.forms {
        field(&mut out, "forms", &forms.to_string());
    }
    texts(&mut out, "title", &assessment.title);
    texts(&mut out, "description", &assessment.description);
    if !assessment.cuts.by_competency.is_empty() {
        out.push_str("\n[cut_score_percent_by_competency]\n");
        for (code, cut) in &assessment.cuts.by_competency {
            field(&mut out, code, &percent(*cut));
        }
    }
    if let ReviewPolicy::ByTime(table) = assessment.review {
        out.push_str("\n[review]\n");
        for (name, shown) in [
            ("during", table.during),
            ("just_after", table.just_after),
            ("later", table.later),
            ("after_close", table.after_close),
        ] {
            field(&mut out, name, &list(review::names(shown).into_iter()));
        }
    }
    for grade in &assessment.grades {
        step(&mut out, "grade", (&grade.code, &grade.title, Some(grade.from)));
    }
    if let Some(scale) = &assessment.proficiency {
        out.push_str("\n[proficiency]\n");
        field(&mut out, "fewest_items", &scale.fewest_items.to_string());
        for level in &scale.levels {
            step(&mut out, "proficiency.level", (&level.code, &level.title, level.from));
        }
    }
    if let Some(rule) = &assessment.adaptive {
        adaptive::write(&mut out, rule);
    }
    for section in &assessment.sections {
        out.push_str("\n[[section]]\n");
        duration(&mut out, &TIME_LIMIT, section.time_limit_s);
        field(&mut out, "competencies", &list(section.competencies.iter().map(String::as_str)));
        dotted(&mut out, "title", &section.title);
    }
    rules(&mut out, assessment);
    if let Some(terms) = &assessment.certificate {
        certificate(&mut out, terms);
    }
    out
}

/// A grade or a level.
fn step(out: &mut String, name: &str, (code, title, from): (&str, &Localized, Option<CutScore>)) {
    let _ = writeln!(out, "\n[[{name}]]");
    field(out, "code", &quoted(code));
    if let Some(from) = from {
        field(out, "percent", &percent(from));
    }
    dotted(out, "title", title);
}

fn rules(out: &mut String, assessment: &Assessment) {
    for rule in &assessment.blueprint.rules {
        out.push_str("\n[[blueprint]]\n");
        if let Some(code) = &rule.competency {
            field(out, "competency", &quoted(code));
        }
        if let Some(level) = rule.level {
            field(out, "level", &level.to_string());
        }
        if let Some(kind) = rule.kind {
            field(out, "kind", &quoted(kind.name()));
        }
        field(out, "count", &rule.count.to_string());
    }
}

fn certificate(out: &mut String, terms: &CertificateTerms) {
    out.push_str("\n[certificate]\n");
    if let Some(template) = &terms.template {
        field(out, "template", &quoted(template));
    }
    field(out, "serial_pattern", &quoted(&terms.serial_pattern));
    field(out, "register_pattern", &quoted(&terms.register_pattern));
    field(out, "shows_score", &terms.shows_score.to_string());
    if let Some(months) = terms.valid_months {
        field(out, "valid_months", &months.to_string());
    }
    if terms.issue != IssuePolicy::default() {
        field(out, "issue", &quoted(name_of(&ISSUE, terms.issue)));
    }
    dotted(out, "subtitle", &terms.subtitle);
    dotted(out, "statement", &terms.statement);
    dotted(out, "description", &terms.description);
    dotted(out, "criteria", &terms.criteria);
}

/// In the largest unit that says it exactly.
fn duration(out: &mut String, units: &[(&str, u32)], seconds: u32) {
    if let Some((name, unit)) = units.iter().find(|(_, unit)| seconds.is_multiple_of(*unit)) {
        field(out, name, &(seconds / unit).to_string());
    }
}

fn percent(cut: CutScore) -> String {
    match (cut.basis_points() / 100, cut.basis_points() % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

/// As the clock in Việt Nam shows it.
fn local_time(moment: Timestamp) -> String {
    moment.in_vietnam().format(&Rfc3339).unwrap_or_else(|_| moment.rfc3339())
}
