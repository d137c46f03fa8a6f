//! What is said about an item afterwards: feedback that everybody reads, and remarks for those who mark.

use super::super::filled::NOTHING;
use super::super::xml::Element;
use super::body;
use super::item::Reading;
use super::names::Qti;
use super::notes::Told;

/// The identifier under which our packages keep the legal basis.
pub(super) const LEGAL_BASIS: &str = "LEGAL_BASIS";
/// The identifier under which they keep the rationale.
pub(super) const RATIONALE: &str = "RATIONALE";

/// Writes down rationale and legal basis.
pub(super) fn explanation<'e>(reading: &mut Reading<'e>, remarks: &[&'e Element]) -> Told<()> {
    let (mut rationale, mut legal_basis) = (Vec::new(), None);
    for feedback in reading.root.each("modalFeedback") {
        reading.notes.attributes(feedback, &["outcomeIdentifier", "identifier", "showHide"]);
        let text = text(reading, feedback)?;
        if !is_always_shown(reading, feedback) {
            let how = "it was shown depending on the response; here everybody reads it afterwards";
            reading.notes.change(feedback, "feedback-always-shown", how);
        }
        if text.is_empty() {
            continue;
        }
        if feedback.value("identifier") == Some(LEGAL_BASIS) && legal_basis.is_none() {
            legal_basis = Some(text);
        } else {
            rationale.push((feedback, text));
        }
    }
    for remark in remarks {
        let text = text(reading, remark)?;
        reading.notes.change(remark, "remark-as-rationale", "it was not for candidates; here they read it afterwards");
        if !text.is_empty() {
            rationale.push((remark, text));
        }
    }
    if let Some((second, _)) = rationale.get(1) {
        reading.notes.change(second, "feedback-joined", "several texts became one rationale");
    }
    let texts: Vec<String> = rationale.into_iter().map(|(_, text)| text).collect();
    write(reading, "rationale", Some(texts.join("\n\n")).filter(|text| !text.is_empty()));
    write(reading, "legal_basis", legal_basis);
    Ok(())
}

fn text<'e>(reading: &mut Reading<'e>, part: &'e Element) -> Told<String> {
    let html = body::html(part, &mut reading.notes)?;
    let (text, pictures) = reading.notes.markdown(part, &html);
    if !pictures.is_empty() {
        let why = ("picture-in-part", "a picture stands where only a text can".to_owned());
        reading.notes.drop_named(&part.place, "<img>".to_owned(), why);
    }
    Ok(text)
}

/// Whether an outcome has the feedback's identifier from the beginning.
fn is_always_shown(reading: &Reading<'_>, feedback: &Element) -> bool {
    let outcome = feedback.value("outcomeIdentifier").unwrap_or("");
    let id = feedback.value("identifier").unwrap_or("");
    let outcome = reading.outcomes.iter().find(|known| known.id == outcome);
    let is_set = outcome.is_some_and(|outcome| outcome.defaults.iter().any(|default| default == id));
    is_set == (feedback.value("showHide") != Some("hide")) && is_set
}

fn write(reading: &mut Reading<'_>, field: &'static str, text: Option<String>) {
    if text.is_none() {
        reading.notes.fill(field, NOTHING);
    }
    let texts = reading.localized(text.as_deref().unwrap_or(NOTHING));
    reading.draft.fields.localized(field, &texts, &reading.root.place);
}
