//! The parsers of the service, compiled alone, and what fuzzing asks of them: an answer for any bytes, and the same bank
//! again from what was read and written.

#![allow(dead_code, missing_docs, reason = "the floors are compiled without those above them")]

#[path = "../../src/domain/mod.rs"]
pub mod domain;

pub mod formats;

use domain::text::Language;
use formats::exchange::format::{self, Format};
use formats::exchange::{Assumed, Reading};
use time::macros::date;

fn assumed() -> Assumed {
    Assumed { code: "fuzz".to_owned(), language: Language::Vi, today: date!(2026 - 11 - 26), competencies: Vec::new() }
}

/// Reads bytes as a file of some format; what is a bank is written in every format and read again without a mistake.
pub fn read(name: &str, bytes: &[u8], format: Format) {
    let Some(Reading { ledger, bank, .. }) = format::read(name, bytes, Some(format), &assumed()) else { return };
    let _ = ledger.to_string();
    match bank {
        Err(mistakes) => assert!(!mistakes.is_empty(), "refused without a reason"),
        Ok(folder) => {
            let files = formats::bank::write(&folder.bank, None);
            let again = formats::bank::read_files(&files).expect("what was read can be written and read");
            assert_eq!(again.bank, folder.bank);
            let (written, _) = format::write(&folder.bank, format, folder.bank.languages[0]).expect("it is written");
            if let Some(reading) = format::read(name, &written, Some(format), &assumed()) {
                let is_empty = |found: &formats::mistake::Mistakes| {
                    found.iter().all(|one| matches!(one.code, "no-items" | "empty-file" | "missing-file"))
                };
                if let Err(mistakes) = reading.bank {
                    let may_be_guessed = mistakes.iter().any(|one| one.code.starts_with("encoding-"));
                    assert!(is_empty(&mistakes) || may_be_guessed, "{mistakes}");
                }
            }
        }
    }
}

/// Reads bytes as the files of a bank: cut at NUL into a manifest, items, an assessment and stimuli.
pub fn read_bank(bytes: &[u8]) {
    let names = ["bank.toml", "items/a.toml", "assessment.toml", "stimuli.toml"];
    let files: Vec<(String, Vec<u8>)> = names
        .into_iter()
        .zip(bytes.split(|byte| *byte == 0))
        .map(|(name, part)| (name.to_owned(), part.to_vec()))
        .collect();
    match formats::bank::read_files(&files) {
        Err(mistakes) => assert!(!mistakes.is_empty(), "refused without a reason"),
        Ok(folder) => {
            let written = formats::bank::write(&folder.bank, folder.assessment.as_ref());
            let again = formats::bank::read_files(&written).expect("what was read can be written and read");
            assert_eq!(again.bank, folder.bank);
        }
    }
}

/// Turns bytes into Markdown and that into HTML: no tag but our own comes out.
pub fn read_html(bytes: &[u8]) {
    let html = String::from_utf8_lossy(bytes);
    let converted = formats::exchange::rich_text::from_html(&html, None);
    let shown = formats::markdown::to_html(&converted.markdown);
    assert!(!shown.contains("<script") && !shown.contains("<img"));
    let once = formats::exchange::rich_text::canonical(&converted.markdown);
    assert_eq!(formats::exchange::rich_text::canonical(&once), once);
}
