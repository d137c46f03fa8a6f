//! From the bytes of a file to text, or the one reason why they are none.

use crate::formats::mistake::{LineIndex, Mistake};

/// Bytes one file may have.
pub const FILE_LIMIT: usize = 1_000_000;

/// The text of a file without its byte order mark.
///
/// # Errors
/// When the file is too large, or is not UTF-8 text.
pub(in crate::formats) fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Mistake> {
    decode_within(name, bytes, FILE_LIMIT)
}

/// The same, of a file that may have so many bytes.
///
/// # Errors
/// When the file is too large, or is not UTF-8 text.
pub(in crate::formats) fn decode_within<'a>(name: &str, bytes: &'a [u8], limit: usize) -> Result<&'a str, Mistake> {
    let refuse = |at: usize, code, message: String, hint: &str| {
        let (line, column) = LineIndex::new(bytes).place(at);
        Err(Mistake { file: name.to_owned(), line, column, code, message, hint: Some(hint.to_owned()) })
    };
    if bytes.len() > limit {
        let message = format!("the file has more than {} MB", limit / 1_000_000);
        return refuse(
            0,
            "file-too-large",
            message,
            "make it smaller; the items of a bank can be split over several files",
        );
    }
    if looks_like_utf16(bytes) {
        return refuse(0, "utf16", "the file is UTF-16".to_owned(), "save it again with the encoding UTF-8");
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("byte {} is not UTF-8", error.valid_up_to() + 1);
            let hint = "save the file with the encoding UTF-8, not Windows-1258, TCVN3 or VNI";
            return refuse(error.valid_up_to(), "not-utf8", message, hint);
        }
    };
    if let Some(at) = text.find('\0') {
        let hint = "delete it; the file may be damaged or not be a text file at all";
        return refuse(at, "nul", "the file holds a NUL character".to_owned(), hint);
    }
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// A byte order mark of UTF-16, or an ASCII letter written in two bytes at the very start.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
        || matches!(bytes, [0, second, ..] if *second != 0)
        || matches!(bytes, [first, 0, third, ..] if *first != 0 && *third != 0)
}
