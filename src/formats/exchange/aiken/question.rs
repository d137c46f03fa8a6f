//! One question of Aiken, as an item.

use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::DraftItem;
use crate::formats::exchange::filled::{Said, fill_in};
use crate::formats::exchange::ledger::{Ledger, Made};
use crate::formats::exchange::plain_text::markdown_of_lines;
use crate::formats::exchange::transcript::Transcript;

/// An option as it is written.
#[derive(Debug)]
pub(super) struct Offered {
    pub text: String,
    pub at: Place,
}

/// A question as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Question {
    /// Its lines.
    pub stem: Vec<String>,
    pub options: Vec<Offered>,
    /// The place of the right option among them, and that of the line that says so.
    pub key: Option<(usize, Place)>,
    /// Where its first line begins.
    pub at: Option<Place>,
    /// Bytes so far.
    pub length: usize,
    /// Something is wrong with it, which is told.
    pub is_broken: bool,
}

impl Question {
    /// Whether any line of it was read.
    pub fn is_begun(&self) -> bool {
        !self.stem.is_empty() || !self.options.is_empty()
    }

    /// The letter of the next option.
    pub fn expected(&self) -> char {
        letter(self.options.len())
    }

    /// Writes the item down.
    pub fn write(&self, id: &str, transcript: &mut Transcript, ledger: &mut Ledger) {
        let (Some(at), Some((key, key_at))) = (&self.at, &self.key) else { return };
        let language = transcript.assumed().language;
        let localized = |text: &str| Localized([(language, markdown_of_lines(text))].into());
        let id_of = |index: usize| letter(index).to_ascii_lowercase().to_string();
        let mut item = DraftItem::new(id, at);
        item.fields.text("type", "single_choice", at);
        item.fields.text("key", &id_of(*key), key_at);
        item.fields.localized("stem", &localized(&self.stem.join("\n")), at);
        for (index, option) in self.options.iter().enumerate() {
            let lines = item.table("option", &option.at);
            lines.text("id", &id_of(index), &option.at);
            lines.by_language(&localized(&option.text), &option.at);
            ledger.keep("option");
        }
        ledger.keep("question");
        ledger.keep("ANSWER");
        ledger.fill_by("id", Made::Numbered);
        fill_in(&mut item, &Said::default(), transcript, ledger);
        transcript.add(item);
    }
}

/// `A` for the first option; behind `Z` there is none.
pub(super) fn letter(index: usize) -> char {
    u8::try_from(index).ok().filter(|index| *index < 26).map_or('?', |index| char::from(b'A' + index))
}
