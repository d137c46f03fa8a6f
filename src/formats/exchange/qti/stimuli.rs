//! What several items are about: a file of its own, or a marked part of each of them.

use super::super::rich_text::TextPicture;
use super::super::xml::{self, Element};
use super::body;
use super::item::{Reading, Shared, one_line};
use super::names::{Ids, Qti, folder_of};
use super::notes::{Notes, Told};
use super::pictures::Png;
use crate::domain::text::Localized;
use std::collections::BTreeMap;

/// Bytes of one stimulus.
const LIMIT: usize = 2_000_000;

/// Text, and the picture below it with what it shows.
type Content = (String, Option<(String, String)>);

/// Stimuli that were written down.
#[derive(Default)]
pub(super) struct Stimuli {
    ids: Ids,
    known: BTreeMap<Content, String>,
    /// By path: the id, or why there is none.
    files: BTreeMap<String, Result<String, String>>,
}

/// The stimulus that an item names, or has in its own body.
pub(super) fn of_item<'e>(
    reading: &mut Reading<'e>,
    (part, file): (Option<&'e Element>, Option<(&'e Element, Option<String>)>),
    shared: &mut Shared<'_>,
) -> Told<()> {
    let found = file.and_then(|(reference, path)| {
        let outside = || Err("only files in the package come along".to_owned());
        match path.map_or_else(outside, |path| of_file(&path, shared)) {
            Ok(id) => Some((id, reference)),
            Err(why) => {
                // The manifest may name it, too, and then nothing in the item does.
                let is_named = reference.is("assessmentStimulusRef");
                let element = if is_named { reference.shown() } else { "stimulus".to_owned() };
                let why = format!("{why}; the item is read without it");
                reading.notes.drop_named(&reference.place, element, ("stimulus-not-read", why));
                None
            }
        }
    });
    let found = match (found, part) {
        (Some(found), Some(part)) => {
            reading.notes.drop(part, "second-stimulus", "an item is about one stimulus here");
            Some(found)
        }
        (None, Some(part)) => Some((of_part(reading, part, shared)?, part)),
        (found, None) => found,
    };
    if let Some((id, at)) = found {
        reading.draft.fields.text("stimulus", &id, &at.place);
    }
    Ok(())
}

fn of_part<'e>(reading: &mut Reading<'e>, part: &'e Element, shared: &mut Shared<'_>) -> Told<String> {
    let html = body::html(part, &mut reading.notes)?;
    let (text, pictures) = reading.notes.markdown(part, &html);
    let picture = picture(&mut reading.notes, (part, reading.folder), &pictures, shared);
    let wanted = part.value("id").unwrap_or("");
    Ok(written(shared, wanted, (text, picture), (part, &mut reading.notes)))
}

/// The first picture that comes along.
pub(super) fn picture(
    notes: &mut Notes,
    (at, folder): (&Element, &str),
    pictures: &[TextPicture],
    shared: &mut Shared<'_>,
) -> Option<(Png, String)> {
    let mut found = None;
    for picture in pictures {
        let element = format!("<img src=\"{}\">", picture.source.chars().take(40).collect::<String>());
        let why = match shared.pictures.find(&mut shared.transcript, folder, &picture.source) {
            Err((code, why)) => (code, why.to_owned()),
            Ok(_) if found.is_some() => ("second-picture", "there is one picture here".to_owned()),
            Ok(png) => {
                found = Some((png, picture_text(notes, &picture.text)));
                continue;
            }
        };
        notes.drop_named(&at.place, element, why);
    }
    found
}

/// What a picture shows, in one line.
pub(super) fn picture_text(notes: &mut Notes, text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() {
        notes.fill("picture_text", "-");
        return "-".to_owned();
    }
    line
}

/// The id of a stimulus in a file of its own, which is read once.
fn of_file(path: &str, shared: &mut Shared<'_>) -> Result<String, String> {
    if let Some(known) = shared.stimuli.files.get(path) {
        return known.clone();
    }
    let read = read_file(path, shared);
    shared.stimuli.files.insert(path.to_owned(), read.clone());
    read
}

fn read_file(path: &str, shared: &mut Shared<'_>) -> Result<String, String> {
    let bytes = shared.files.get(path).ok_or("the package has no such file")?;
    if bytes.len() > LIMIT {
        return Err(format!("its file is larger than {} MB", LIMIT / 1_000_000));
    }
    let root = xml::parse(path, bytes).map_err(|mistake| format!("its XML cannot be read: {}", mistake.message))?;
    let part = root.one("stimulusBody").or_else(|| root.one("body")).unwrap_or(&root);
    let mut notes = Notes::default();
    root.take();
    let html = body::html(part, &mut notes).map_err(|refused| refused.reason)?;
    let (text, pictures) = notes.markdown(part, &html);
    let picture = picture(&mut notes, (part, folder_of(path)), &pictures, shared);
    let id = written(shared, root.value("identifier").unwrap_or(""), (text, picture), (part, &mut notes));
    notes.tell_rest(&root, &mut shared.ledger);
    notes.tell(&mut shared.ledger);
    Ok(id)
}

/// Whether a file was read as a stimulus.
pub(super) fn has_used(shared: &Shared<'_>, path: &str) -> bool {
    shared.stimuli.files.get(path).is_some_and(Result::is_ok)
}

/// Writes a stimulus down, once for all that say the same.
fn written(
    shared: &mut Shared<'_>,
    wanted: &str,
    (text, picture): (String, Option<(Png, String)>),
    (at, notes): (&Element, &mut Notes),
) -> String {
    let text = if text.is_empty() {
        notes.fill("stimulus text", "-");
        "-".to_owned()
    } else {
        text
    };
    let content = (text, picture.map(|(png, text)| (png.name, text)));
    if let Some(known) = shared.stimuli.known.get(&content) {
        return known.clone();
    }
    let id = shared.stimuli.ids.free(wanted, "stimulus");
    let localized = |text: &str| Localized([(shared.language, text.to_owned())].into());
    let lines = shared.transcript.stimulus(&id, &at.place);
    lines.localized("text", &localized(&content.0), &at.place);
    if let Some((name, text)) = &content.1 {
        lines.text("picture", name, &at.place);
        lines.localized("picture_text", &localized(text), &at.place);
    }
    shared.stimuli.known.insert(content, id.clone());
    id
}
