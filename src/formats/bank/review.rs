//! What `assessment.toml` says of the review, and of practice.

use crate::domain::assessment::review::{ReviewPolicy, ReviewTable, Shown};
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use toml::de::DeValue;

pub(super) const REVIEW: [(&str, ReviewPolicy); 3] = [
    ("after_submit", ReviewPolicy::AfterSubmit),
    ("after_close", ReviewPolicy::AfterClose),
    ("never", ReviewPolicy::Never),
];
const TABLE: Shape = Shape { noun: "the review", known: &["during", "just_after", "later", "after_close"] };
/// What can be shown, in the order it is written.
const ASPECTS: [(&str, Aspect); 4] = [
    ("response", Aspect::Response),
    ("marks", Aspect::Marks),
    ("right_answer", Aspect::RightAnswer),
    ("rationale", Aspect::Rationale),
];

#[derive(Clone, Copy)]
enum Aspect {
    Response,
    Marks,
    RightAnswer,
    Rationale,
}

/// The policy, and whether the assessment is practice.
pub(super) fn read(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> (Option<ReviewPolicy>, Option<bool>) {
    let policy = fields.need(sheet, "review").and_then(|named| match named.value.get_ref() {
        DeValue::Table(_) => table(sheet, named).map(ReviewPolicy::ByTime),
        _ => named.choice(sheet, &REVIEW),
    });
    let practice = match fields.get("practice") {
        None => Some(false),
        Some(named) => named.flag(sheet),
    };
    if practice == Some(true)
        && let Some(at) = fields.key_at("certificate")
    {
        let hint = "delete `practice`, or the certificate: whoever is told what is right shows nothing by it";
        sheet.advise(at, "practice-issues-nothing", "practice issues no certificate", hint);
    }
    if let (Some(practice), Some(policy)) = (practice, policy) {
        check_during(sheet, fields, (practice, policy));
    }
    (policy, practice)
}

fn check_during(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, (practice, policy): (bool, ReviewPolicy)) {
    let at = fields.get("review").map_or(fields.at, |named| named.at());
    let tells_during = matches!(policy, ReviewPolicy::ByTime(table) if !table.during.is_nothing());
    if tells_during && !practice {
        let message = "`during` tells what is right while people sit";
        sheet.advise(at, "during-needs-practice", message, "delete it, or write practice = true");
    }
    if practice && policy.during().is_nothing() {
        let message = "practice would tell nothing";
        sheet.advise(at, "practice-tells-nothing", message, "add `during`, such as [\"response\", \"marks\"]");
    }
}

fn table(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<ReviewTable> {
    let fields = Fields::of(sheet, named, &TABLE)?;
    let mut shown = |name| match fields.get(name) {
        None => Some(Shown::NOTHING),
        Some(named) => aspects(sheet, &named),
    };
    let (during, just_after, later, after_close) =
        (shown("during"), shown("just_after"), shown("later"), shown("after_close"));
    Some(ReviewTable { during: during?, just_after: just_after?, later: later?, after_close: after_close? })
}

fn aspects(sheet: &mut Sheet<'_>, named: &Named<'_, '_>) -> Option<Shown> {
    let listed = named.short_list(sheet, "[\"response\", \"marks\"]", ASPECTS.len())?;
    let mut shown = Some(Shown::NOTHING);
    for one in listed {
        let aspect = one.choice(sheet, &ASPECTS);
        shown = shown.and_then(|mut shown| {
            match aspect? {
                Aspect::Response => shown.response = true,
                Aspect::Marks => shown.marks = true,
                Aspect::RightAnswer => shown.right_answer = true,
                Aspect::Rationale => shown.rationale = true,
            }
            Some(shown)
        });
    }
    shown
}

/// The names of what is shown, as they are written.
pub(super) fn names(shown: Shown) -> Vec<&'static str> {
    let is_shown = |aspect: Aspect| match aspect {
        Aspect::Response => shown.response,
        Aspect::Marks => shown.marks,
        Aspect::RightAnswer => shown.right_answer,
        Aspect::Rationale => shown.rationale,
    };
    ASPECTS.iter().filter(|(_, aspect)| is_shown(*aspect)).map(|(name, _)| *name).collect()
}
