//! A list of certificates' codes as people write it: one on a line, with or without hyphens.

use super::mistake::{Mistake, Mistakes};
use crate::domain::identifier::{CertificateId, CodeError};
use std::collections::HashMap;

/// More is taken back in several requests: one has to be read by the person who confirms it.
pub const MOST_CODES: usize = 1_000;
/// A thousand codes with hyphens and line breaks, and room for comments.
pub const LARGEST_LIST: usize = 128 * 1024;

/// A code and the line it stands on, from 1.
pub type Listed = (u32, CertificateId);

/// Reads the whole list or says everything that is wrong with it. Empty lines and lines that begin with `#` are
/// passed over.
///
/// # Errors
/// All mistakes, in the order of their lines.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Listed>, Mistakes> {
    let mistake = |line: u32, code, message: String, hint: Option<&str>| Mistake {
        file: file.to_owned(),
        line,
        column: 1,
        code,
        message,
        hint: hint.map(str::to_owned),
    };
    if bytes.len() > LARGEST_LIST {
        return Err(mistake(1, "too-large", "the list is larger than 128 kB".to_owned(), None).into());
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        let hint = Some("save it as plain text, UTF-8");
        return Err(mistake(1, "not-utf8", "the list is not UTF-8 text".to_owned(), hint).into());
    };
    let mut mistakes = Mistakes::default();
    let mut seen: HashMap<CertificateId, u32> = HashMap::new();
    let mut listed = Vec::new();
    for (text, line) in text.trim_start_matches('\u{FEFF}').lines().zip(1_u32..) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match text.parse::<CertificateId>() {
            Ok(id) => match seen.insert(id, line) {
                Some(first) => {
                    mistakes.push(mistake(
                        line,
                        "repeated-code",
                        format!("this code stands on line {first}, too"),
                        None,
                    ));
                }
                None => listed.push((line, id)),
            },
            Err(CodeError::WrongCheckCharacter) => {
                let hint = Some("compare it with the certificate, character by character");
                mistakes.push(mistake(line, "mistyped-code", "a character of this code is wrong".to_owned(), hint));
            }
            Err(CodeError::Malformed) => {
                let hint = Some("write one code of 27 letters and digits on each line");
                mistakes.push(mistake(line, "not-a-code", "this is not a certificate's code".to_owned(), hint));
            }
        }
    }
    if listed.is_empty() && mistakes.is_empty() {
        mistakes.push(mistake(1, "empty-list", "the list has no code".to_owned(), None));
    }
    if listed.len() > MOST_CODES {
        let (line, _) = listed[MOST_CODES];
        let hint = Some("make several requests of it");
        mistakes.push(mistake(line, "too-many-codes", format!("the list has more than {MOST_CODES} codes"), hint));
    }
    mistakes.or(listed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(seed: u8) -> CertificateId {
        CertificateId::from_bytes([seed; 16])
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        let text =
            format!("\u{FEFF}# Biên bản 12\r\n\r\n{}\r\n {} \n", code(1).grouped(), code(2).to_string().to_lowercase());
        assert_eq!(read("codes.txt", text.as_bytes()), Ok(vec![(3, code(1)), (4, code(2))]));
    }

    #[test]
    fn every_mistake_is_named_at_its_line() {
        let mut wrong = code(3).to_string().into_bytes();
        wrong[0] = if wrong[0] == b'1' { b'2' } else { b'1' };
        let wrong = String::from_utf8(wrong).expect("ASCII");
        let text = format!("{}\nNguyễn Văn An\n{wrong}\n{}\n", code(1), code(1).grouped());
        let mistakes = read("codes.txt", text.as_bytes()).expect_err("three mistakes");
        let found: Vec<(u32, &str)> = mistakes.iter().map(|mistake| (mistake.line, mistake.code)).collect();
        assert_eq!(found, [(2, "not-a-code"), (3, "mistyped-code"), (4, "repeated-code")]);
        assert!(mistakes.to_string().starts_with("codes.txt:2:1: not-a-code: "));
        let only = |bytes: &[u8]| read("f", bytes).expect_err("a mistake").iter().next().expect("one").code;
        assert_eq!(only(b"\xff\xfe"), "not-utf8");
        assert_eq!(only(b"# nothing\n"), "empty-list");
        assert_eq!(only(&[b'\n'; LARGEST_LIST + 1]), "too-large");
        let many: String = (0..=MOST_CODES as u128)
            .map(|number| format!("{}\n", CertificateId::from_bytes(number.to_be_bytes())))
            .collect();
        assert_eq!(only(many.as_bytes()), "too-many-codes");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(bytes: Vec<u8>) {
            drop(read("f", &bytes));
        }
    }
}
