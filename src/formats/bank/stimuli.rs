//! `stimuli.toml`: what several items are about, a scenario, an e-mail, a picture.

use super::STIMULI_FILE;
use super::manifest::Vocabulary;
use super::pictures::{self, Drawn};
use crate::domain::assessment::item::Stimulus;
use crate::formats::mistake::{Mistakes, quote};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;
use crate::formats::toml_file::texts::{MARKDOWN, localized};
use std::collections::BTreeMap;

const FILE: Shape = Shape { noun: "stimuli.toml", known: &["stimulus"] };
const STIMULUS: Shape = Shape { noun: "a stimulus", known: &["id", "text", "picture", "picture_text"] };

/// The stimuli of a bank by id; `None` for one that has mistakes of its own.
pub(super) type Stimuli = BTreeMap<String, Option<Stimulus>>;

/// Reads the file; its mistakes go to `mistakes`.
pub(super) fn read(
    bytes: &[u8],
    (vocabulary, pictures): (&Vocabulary, &BTreeMap<String, Drawn>),
    mistakes: &mut Mistakes,
) -> Stimuli {
    let mut sheet = match Sheet::open(STIMULI_FILE, bytes) {
        Ok(sheet) => sheet,
        Err(mistake) => {
            mistakes.push(mistake);
            return Stimuli::new();
        }
    };
    let root = sheet.parse();
    let mark = sheet.mark();
    let fields = Fields::of_file(&mut sheet, &root, &FILE);
    let mut stimuli = Stimuli::new();
    for named in fields.tables(&mut sheet, "stimulus") {
        let Some((id, stimulus)) = stimulus(&mut sheet, named, (vocabulary, pictures)) else { continue };
        if stimuli.contains_key(&id) {
            sheet.report(named.at(), "duplicate-value", format!("two stimuli have the id {}", quote(&id)));
        }
        stimuli.insert(id, stimulus);
    }
    if sheet.faults() > 0 {
        sheet.forget(mark);
    }
    mistakes.append(sheet.into_mistakes());
    stimuli
}

fn stimulus(
    sheet: &mut Sheet<'_>,
    named: Named<'_, '_>,
    (vocabulary, pictures): (&Vocabulary, &BTreeMap<String, Drawn>),
) -> Option<(String, Option<Stimulus>)> {
    let fields = Fields::of(sheet, named, &STIMULUS)?;
    let id = fields.need(sheet, "id").and_then(|named| code(sheet, named));
    let text = localized(sheet, &fields, "text", (MARKDOWN, &vocabulary.languages));
    let picture = pictures::picture(sheet, &fields, None, (pictures, &vocabulary.languages));
    let id = id?;
    let whole = || Some(Stimulus { id: id.clone(), text: text?, picture: picture? });
    let stimulus = whole();
    Some((id, stimulus))
}

/// The stimulus that an item names. `None` when something is wrong with it.
pub(super) fn of_item(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, stimuli: &Stimuli) -> Option<Option<Stimulus>> {
    let Some(named) = fields.get("stimulus") else { return Some(None) };
    let id = code(sheet, named)?;
    let Some(found) = stimuli.get(&id) else {
        let known: Vec<&str> = stimuli.keys().map(String::as_str).collect();
        let hint = did_you_mean(&id, &known).unwrap_or_else(|| "add it to stimuli.toml as a [[stimulus]]".to_owned());
        sheet.advise(named.at(), "unknown-stimulus", format!("the bank has no stimulus {}", quote(&id)), hint);
        return None;
    };
    found.clone().map(Some)
}
