//! The text of a file, and the places in it.

use crate::formats::exchange::Place;
use crate::formats::mistake::{LineIndex, Mistake};
use std::sync::Arc;

/// A file as text.
pub(super) struct Source<'t> {
    file: Arc<str>,
    lines: LineIndex<'t>,
}

impl<'t> Source<'t> {
    pub fn new(name: &str, text: &'t str) -> Self {
        Self { file: name.into(), lines: LineIndex::new(text.as_bytes()) }
    }

    /// The place of a byte.
    pub fn place(&self, at: usize) -> Place {
        let (line, column) = self.lines.place(at);
        Place { file: Arc::clone(&self.file), line, column }
    }
}

/// Why a question does not become an item.
#[derive(Debug)]
pub(super) enum Unread {
    /// It says what no item can say; the rest goes on.
    Dropped(&'static str, String),
    /// It contradicts itself.
    Wrong(Mistake),
}

/// A mistake at a place.
pub(super) fn mistake(at: Place, code: &'static str, message: impl Into<String>, hint: &str) -> Mistake {
    let Place { file, line, column } = at;
    Mistake { file: file.to_string(), line, column, code, message: message.into(), hint: Some(hint.to_owned()) }
}

/// The same, as a reason.
pub(super) fn wrong(at: Place, code: &'static str, message: impl Into<String>, hint: &str) -> Unread {
    Unread::Wrong(mistake(at, code, message, hint))
}
