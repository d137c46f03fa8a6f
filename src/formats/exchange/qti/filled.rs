//! Where an item belongs and where its key rests: as said, and filled in where the package does not say it.

use super::super::filled::{KIND, LEVEL, general, unknown_source, year_later};
use super::item::{Reading, Shared};
use crate::domain::text::Localized;
use time::Date;

/// Competency, level, kind, source, days, and what the item maps to.
pub(super) fn traits(reading: &mut Reading<'_>, shared: &mut Shared<'_>) {
    let (said, language) = (reading.said, shared.language);
    let at = reading.root.place.clone();
    let general = general(language);
    let competency = match &said.competency {
        Some(code) => {
            shared.competency(code, Localized::default());
            code.clone()
        }
        None => {
            reading.notes.fill("competency", general);
            shared.general(general)
        }
    };
    reading.draft.fields.text("competency", &competency, &at);
    let level = filled(reading, "level", said.level.as_deref(), &LEVEL.to_string());
    reading.draft.fields.bare("level", &level, &at);
    let kind = filled(reading, "kind", said.kind.as_deref(), KIND.name());
    reading.draft.fields.text("kind", &kind, &at);
    let source = filled(reading, "source", said.source.as_deref(), unknown_source(language));
    reading.draft.fields.text("source", &source, &at);
    let as_of = day(reading, "as_of", said.as_of, shared.transcript.assumed().today);
    day(reading, "review_by", said.review_by, year_later(as_of));
    for (name, codes) in [("digcomp", &said.digcomp), ("frameworks", &said.frameworks), ("accepts", &said.accepts)] {
        if !codes.is_empty() {
            reading.draft.fields.texts(name, codes.iter().map(String::as_str), &at);
        }
    }
}

fn filled(reading: &mut Reading<'_>, field: &'static str, said: Option<&str>, otherwise: &str) -> String {
    if said.is_none() {
        reading.notes.fill(field, otherwise);
    }
    said.unwrap_or(otherwise).to_owned()
}

fn day(reading: &mut Reading<'_>, field: &'static str, said: Option<Date>, otherwise: Date) -> Date {
    if said.is_none() {
        reading.notes.fill(field, otherwise.to_string());
    }
    let day = said.unwrap_or(otherwise);
    reading.draft.fields.bare(field, &day.to_string(), &reading.root.place);
    day
}
