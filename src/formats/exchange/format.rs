//! Which format a file is in, and reading and writing it in that.

use super::ledger::Ledger;
use super::qti::{self, Version};
use super::{Assumed, Reading};
use super::{aiken, gift, moodle, spreadsheet};
use crate::domain::assessment::bank::Bank;
use crate::domain::text::Language;
use crate::formats::mistake::Mistake;
use crate::formats::workbook::is_workbook;

/// A format of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A spreadsheet with one row for each item.
    Workbook,
    /// The same as text.
    Csv,
    /// GIFT, one language.
    Gift,
    /// Aiken: single choices in one language.
    Aiken,
    /// Moodle XML.
    Moodle,
    /// A QTI package, or one item of it.
    Qti(Version),
}

impl Format {
    /// Every format with its name on the command line.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("xlsx", Self::Workbook),
        ("csv", Self::Csv),
        ("gift", Self::Gift),
        ("aiken", Self::Aiken),
        ("moodle", Self::Moodle),
        ("qti-2.1", Self::Qti(Version::V2_1)),
        ("qti-2.2", Self::Qti(Version::V2_2)),
        ("qti-3.0", Self::Qti(Version::V3_0)),
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// What a file seems to be, by its name and its first bytes.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
        match extension.as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "gift" => Some(Self::Gift),
            "txt" if aiken::looks_like_aiken(&String::from_utf8_lossy(bytes)) => Some(Self::Aiken),
            "txt" => Some(Self::Gift),
            "xml" if is_qti_item(bytes) => Some(Self::Qti(Version::V3_0)),
            "xml" => Some(Self::Moodle),
            "zip" => Some(Self::Qti(Version::V3_0)),
            _ if is_workbook(bytes) => Some(Self::Workbook),
            _ => None,
        }
    }

    /// What a file that does not exist yet is to be, by its name.
    pub fn of_target(name: &str) -> Option<Self> {
        match name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase())?.as_str() {
            "xlsx" => Some(Self::Workbook),
            "csv" => Some(Self::Csv),
            "gift" => Some(Self::Gift),
            "txt" => Some(Self::Aiken),
            "xml" => Some(Self::Moodle),
            "zip" => Some(Self::Qti(Version::V3_0)),
            _ => None,
        }
    }
}

/// Whether XML begins with an item of QTI, of whatever version, and not with a quiz of Moodle.
fn is_qti_item(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]);
    ["assessmentItem", "qti-assessment-item"].iter().any(|name| start.contains(name))
}

/// Reads a file; `None` when nobody knows its format.
pub fn read(name: &str, bytes: &[u8], format: Option<Format>, assumed: &Assumed) -> Option<Reading> {
    Some(match format.or_else(|| Format::of(name, bytes))? {
        Format::Workbook | Format::Csv => spreadsheet::read(name, bytes, assumed),
        Format::Gift => gift::read(name, bytes, assumed),
        Format::Aiken => aiken::read(name, bytes, assumed),
        Format::Moodle => moodle::read(name, bytes, assumed),
        Format::Qti(_) => qti::read(name, bytes, assumed),
    })
}

/// What to say of a file whose format nobody knows.
pub fn unknown_format(name: &str) -> Mistake {
    let hint = "items are read from .xlsx, .csv, .gift, .txt, .xml and .zip files";
    Mistake::of_file(name, "unknown-format", "the format of the file is not known", hint)
}

/// Writes a bank; formats of one language have its texts in `language`.
///
/// # Errors
/// When the file cannot be made; says why.
pub fn write(bank: &Bank, format: Format, language: Language) -> Result<(Vec<u8>, Ledger), String> {
    match format {
        Format::Workbook => spreadsheet::workbook(bank, language).map_err(|error| error.to_string()),
        Format::Csv => Ok(spreadsheet::csv(bank, language)),
        Format::Gift => Ok(gift::write(bank, language)),
        Format::Aiken => Ok(aiken::write(bank, language)),
        Format::Moodle => Ok(moodle::write(bank)),
        Format::Qti(version) => Ok(qti::write(bank, version, language)),
    }
}
