//! Items in the formats of others: read into our own with a ledger of what came along, written with a ledger of what
//! cannot be said there.
//!
//! Each reader writes down in the words of our bank files what the source says ([`transcript`]); then the one reader
//! of bank files checks it, and its mistakes are told at their places in the source.

pub mod aiken;
mod category;
pub mod codes;
mod competencies;
pub mod draft_item;
pub mod filled;
pub mod format;
pub mod gift;
pub mod html;
pub mod ledger;
pub mod moodle;
mod number;
mod picture_names;
pub mod plain_text;
pub mod qti;
pub mod rich_text;
pub mod spreadsheet;
mod tags;
pub mod transcript;
mod wildcards;
pub mod xml;

use crate::domain::text::{Language, Localized};
use crate::formats::bank::BankFolder;
use crate::formats::mistake::Mistakes;
use ledger::Ledger;
use std::sync::Arc;
use time::Date;
use transcript::Transcript;

/// A place in a source: a file, and in it a line and a column from 1; of a workbook, row and column of a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// As the reader was told; of an archive, the name of the entry.
    pub file: Arc<str>,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

impl Place {
    /// The beginning of a file.
    pub fn start(file: &str) -> Self {
        Self { file: file.into(), line: 1, column: 1 }
    }
}

/// What is taken for granted where a format cannot say it.
#[derive(Clone, Debug)]
pub struct Assumed {
    /// The bank's code.
    pub code: String,
    /// The language of texts that name none.
    pub language: Language,
    /// The day the items count as checked.
    pub today: Date,
    /// Code and title of competencies that are there already: a source may name them by either.
    pub competencies: Vec<(String, Localized)>,
}

/// What was read: the ledger in any case, and the bank when nothing is wrong with it.
#[derive(Debug)]
pub struct Reading {
    /// What became of each element of the source.
    pub ledger: Ledger,
    /// The items in our own words, also when they have mistakes.
    pub transcript: Transcript,
    /// The bank, or all mistakes at their places in the source.
    pub bank: Result<BankFolder, Mistakes>,
}

impl Reading {
    /// Checks what a reader wrote down.
    pub fn of(mut transcript: Transcript, ledger: Ledger) -> Self {
        let bank = transcript.check();
        Self { ledger, transcript, bank }
    }

    /// When the source cannot be read at all.
    pub fn refused(mistakes: Mistakes, assumed: &Assumed, source: &str) -> Self {
        Self {
            ledger: Ledger::default(),
            transcript: Transcript::new(source, assumed.clone()),
            bank: Err(mistakes.in_order()),
        }
    }
}
