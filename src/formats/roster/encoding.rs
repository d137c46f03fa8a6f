//! From bytes to composed text, by one documented order of questions.
//!
//! 1. An Excel workbook (`PK` or OLE signature) is refused.
//! 2. A byte order mark decides: UTF-8, UTF-16 little or big endian.
//! 3. UTF-16 without a mark is taken when in the first 4 KiB at least every fourth pair has its zero
//!    byte on one side, and four times as often as on the other.
//! 4. What is valid UTF-8 is UTF-8. What begins as UTF-8 with marks and then breaks is broken UTF-8.
//! 5. Anything else is Windows-1258, unless a mark stands where no letter bears it.
//!
//! NUL is refused whatever the encoding; so are TCVN3 and VNI (`legacy`). Places are in composed text.

use super::legacy::{self, Legacy};
use crate::domain::text::{is_composed, nfc};
use crate::formats::mistake::{LineIndex, Mistake};
use encoding_rs::WINDOWS_1258;
use unicode_normalization::char::is_combining_mark;

/// How the text of a file was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark; also plain ASCII.
    Utf8,
    /// UTF-8 with a byte order mark, as Excel writes it.
    Utf8Bom,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// Windows-1258, the Vietnamese code page.
    Windows1258,
}

impl Encoding {
    /// As people know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with BOM",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1258 => "Windows-1258",
        }
    }
}

/// The composed (NFC) text of a file, without its byte order mark. The mistake names no file: only
/// the caller knows it.
///
/// # Errors
/// When the bytes are no text in an encoding that is read: `excel-workbook`, `encoding-broken`,
/// `encoding-unknown`, `encoding-tcvn3`, `encoding-vni`, `nul`.
pub fn decode(bytes: &[u8]) -> Result<(String, Encoding), Mistake> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let message = "this is an Excel workbook of the old kind (.xls), which cannot be read";
        return Err(mistake((1, 1), "excel-workbook", message, SAVE_AS));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(mistake((1, 1), "excel-workbook", "this is an Excel workbook, not a CSV file", SAVE_AS));
    }
    let (text, encoding) = unicode(bytes)?;
    let is_ready = encoding == Encoding::Windows1258 || is_composed(&text);
    let text = if is_ready { text } else { nfc(&text) };
    if let Some(at) = text.find('\0') {
        return Err(mistake(place(&text, at), "nul", "the file contains a NUL character", SAVE_AS));
    }
    if encoding == Encoding::Windows1258 {
        let latin: String = bytes.iter().take(legacy::SAMPLE).map(|byte| char::from(*byte)).collect();
        refuse_legacy(&latin, |piece| windows_1258(&piece.chars().map(|code| code as u8).collect::<Vec<_>>()))?;
        refuse_stray_marks(&text)?;
    } else {
        refuse_legacy(&text, str::to_owned)?;
    }
    Ok((text, encoding))
}

const SAVE_AS: &str = "save it from Excel as `CSV UTF-8 (Comma delimited)`";

fn unicode(bytes: &[u8]) -> Result<(String, Encoding), Mistake> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let text = std::str::from_utf8(rest).map_err(|error| broken_utf8(rest, error.valid_up_to()))?;
            Ok((without_mark(text).to_owned(), Encoding::Utf8Bom))
        }
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, Encoding::Utf16Le),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, Encoding::Utf16Be),
        _ => match zeros(bytes) {
            Some(encoding) => utf_16(bytes, encoding),
            None => eight_bit(bytes),
        },
    }
}

/// A mark inside a text says nothing; a file glued twice begins with two.
fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{FEFF}')
}

fn eight_bit(bytes: &[u8]) -> Result<(String, Encoding), Mistake> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Encoding::Utf8)),
        Err(error) if bytes[..error.valid_up_to()].is_ascii() => Ok((windows_1258(bytes), Encoding::Windows1258)),
        Err(error) => Err(broken_utf8(bytes, error.valid_up_to())),
    }
}

fn windows_1258(bytes: &[u8]) -> String {
    let (text, _) = WINDOWS_1258.decode_without_bom_handling(bytes);
    nfc(&text)
}

/// UTF-16 without a mark, told by its zero bytes; decomposed Vietnamese has a few on the other side.
fn zeros(bytes: &[u8]) -> Option<Encoding> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let count = |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second, enough) = (count(0), count(1), sample.len().div_ceil(8));
    let obvious = |many: usize, few: usize| many >= enough && many >= few * 4;
    if obvious(second, first) {
        Some(Encoding::Utf16Le)
    } else if obvious(first, second) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

fn utf_16(bytes: &[u8], encoding: Encoding) -> Result<(String, Encoding), Mistake> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(*pair),
        _ => u16::from_le_bytes(*pair),
    });
    let mut text = String::with_capacity(bytes.len());
    for letter in char::decode_utf16(units) {
        match letter {
            Ok(letter) => text.push(letter),
            Err(_) => return Err(broken(&text, "the UTF-16 text breaks here")),
        }
    }
    if !odd.is_empty() {
        return Err(broken(&text, "the UTF-16 text ends in half a character"));
    }
    Ok((without_mark(&text).to_owned(), encoding))
}

fn broken_utf8(bytes: &[u8], valid: usize) -> Mistake {
    broken(&String::from_utf8_lossy(&bytes[..valid]), "the UTF-8 text breaks here")
}

fn broken(before: &str, message: &str) -> Mistake {
    let before = nfc(without_mark(before));
    mistake(place(&before, before.len()), "encoding-broken", message, "the file was damaged or cut; save it again")
}

fn refuse_legacy(text: &str, plain: fn(&str) -> String) -> Result<(), Mistake> {
    let Some((found, at)) = legacy::suspect(text, plain) else { return Ok(()) };
    let (code, message) = match found {
        Legacy::Tcvn3 => ("encoding-tcvn3", "the text is written in TCVN3 (.VnTime fonts), not in Unicode"),
        Legacy::Vni => ("encoding-vni", "the text is written in VNI (VNI-Times fonts), not in Unicode"),
    };
    let hint = "convert it to Unicode (UniKey Toolkit, Ctrl+Shift+F6), then save as `CSV UTF-8`";
    Err(mistake(place(text, at), code, message, hint))
}

/// In real Windows-1258 every mark composes with its letter, and undefined bytes do not occur.
fn refuse_stray_marks(text: &str) -> Result<(), Mistake> {
    let stray = text
        .char_indices()
        .find(|(_, letter)| is_combining_mark(*letter) || matches!(letter, '\u{80}'..='\u{9F}' | '\u{FFFD}'));
    stray.map_or(Ok(()), |(at, _)| {
        let message = "the text is neither UTF-8, UTF-16 nor Windows-1258";
        Err(mistake(place(text, at), "encoding-unknown", message, SAVE_AS))
    })
}

fn place(text: &str, offset: usize) -> (u32, u32) {
    LineIndex::new(text.as_bytes()).place(offset)
}

fn mistake((line, column): (u32, u32), code: &'static str, message: &str, hint: &str) -> Mistake {
    Mistake { file: String::new(), line, column, code, message: message.to_owned(), hint: Some(hint.to_owned()) }
}
