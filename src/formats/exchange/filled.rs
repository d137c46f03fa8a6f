//! What every item must say and many formats cannot: taken from the source where it says so, filled in where not.

use super::Place;
use super::draft_item::DraftItem;
use super::ledger::Ledger;
use super::transcript::Transcript;
use crate::domain::assessment::item::ItemKind;
use crate::domain::text::{Language, Localized};
use time::{Date, Duration};

/// What stands where there is nothing to say.
pub(super) const NOTHING: &str = "-";
/// The level of what says none.
pub(super) const LEVEL: u8 = 1;
/// The kind of what says none.
pub(super) const KIND: ItemKind = ItemKind::Knowledge;

/// The title of the competency of items that name none.
pub(super) const fn general(language: Language) -> &'static str {
    match language {
        Language::Vi => "Chung",
        Language::En => "General",
    }
}

/// What stands where a key can be looked up, when that is not said.
pub(super) const fn unknown_source(language: Language) -> &'static str {
    match language {
        Language::Vi => "Chưa ghi nguồn",
        Language::En => "Source not stated",
    }
}

/// When a content that was checked must be checked again: the same day of the next year, the first of March after a
/// leap day. The last day of the calendar has no year after it; the check of the bank says so.
pub(super) fn year_later(day: Date) -> Date {
    day.replace_year(day.year() + 1).unwrap_or_else(|_| day.saturating_add(Duration::days(366)))
}

/// What a source says of an item beside question and key, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The code of a competency that is declared.
    pub competency: Option<String>,
    /// 1 to 4.
    pub level: Option<(u8, Place)>,
    /// Knowledge or scenario.
    pub kind: Option<(ItemKind, Place)>,
    /// Where the key can be looked up.
    pub source: Option<(String, Place)>,
    /// The day the content was checked.
    pub as_of: Option<(Date, Place)>,
    /// The day it must be checked again.
    pub review_by: Option<(Date, Place)>,
    /// Why the key is right; empty when nothing is said.
    pub rationale: Option<(Localized, Place)>,
    /// The rule it rests on.
    pub legal_basis: Option<(Localized, Place)>,
}

/// Writes these fields; the ledger tells which of them the source does not say.
pub fn fill_in(item: &mut DraftItem, said: &Said, transcript: &mut Transcript, ledger: &mut Ledger) {
    let at = item.at.clone();
    let competency = said.competency.clone().unwrap_or_else(|| {
        let code = transcript.competency(&generals(transcript));
        ledger.fill("competency", code.clone());
        code
    });
    item.fields.text("competency", &competency, &at);
    let (level, place) =
        said.level.clone().unwrap_or_else(|| (assumed(ledger, "level", &LEVEL.to_string(), LEVEL), at.clone()));
    item.fields.bare("level", &level.to_string(), &place);
    let (kind, place) = said.kind.clone().unwrap_or_else(|| (assumed(ledger, "kind", KIND.name(), KIND), at.clone()));
    item.fields.text("kind", kind.name(), &place);
    let unknown = unknown_source(transcript.assumed().language);
    let (source, place) =
        said.source.clone().unwrap_or_else(|| (assumed(ledger, "source", unknown, unknown.to_owned()), at.clone()));
    item.fields.text("source", &source, &place);
    days(item, said, transcript.assumed().today, ledger);
    for (name, text) in [("rationale", &said.rationale), ("legal_basis", &said.legal_basis)] {
        let nothing = || Localized(languages(transcript).into_iter().map(|code| (code, NOTHING.to_owned())).collect());
        match text.as_ref().filter(|(text, _)| !text.0.is_empty()) {
            Some((text, place)) => item.fields.localized(name, text, place),
            None => item.fields.localized(name, &assumed(ledger, name, NOTHING, nothing()), &at),
        }
    }
}

fn days(item: &mut DraftItem, said: &Said, today: Date, ledger: &mut Ledger) {
    let at = item.at.clone();
    let (as_of, place) =
        said.as_of.clone().unwrap_or_else(|| (assumed(ledger, "as_of", &today.to_string(), today), at.clone()));
    item.fields.bare("as_of", &as_of.to_string(), &place);
    let later = year_later(as_of);
    let (review_by, place) =
        said.review_by.clone().unwrap_or_else(|| (assumed(ledger, "review_by", &later.to_string(), later), at.clone()));
    item.fields.bare("review_by", &review_by.to_string(), &place);
}

fn assumed<T>(ledger: &mut Ledger, field: &'static str, shown: &str, value: T) -> T {
    ledger.fill(field, shown);
    value
}

/// The competency of items that name none, in all languages of the texts.
fn generals(transcript: &Transcript) -> Localized {
    let title = |language| (language, general(language).to_owned());
    Localized(languages(transcript).into_iter().map(title).collect())
}

/// The languages of the texts.
fn languages(transcript: &Transcript) -> Vec<Language> {
    match &transcript.about.languages[..] {
        [] => vec![transcript.assumed().language],
        languages => languages.to_vec(),
    }
}
