//! Codes made of what people call things.

use crate::domain::text::search_form;
use crate::formats::toml_file::is_code;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a code.
const CODE_LIMIT: usize = 64;

/// A code made of words: `Mật khẩu & OTP` becomes `mat-khau-otp`.
pub fn code_of(words: &str) -> Option<String> {
    let plain = search_form(words);
    let mut code = String::new();
    for letter in plain.chars() {
        if letter.is_ascii_alphanumeric() {
            code.push(letter);
        } else if !code.is_empty() && !code.ends_with('-') {
            code.push('-');
        }
        if code.len() == CODE_LIMIT {
            break;
        }
    }
    let code = code.trim_end_matches('-').to_owned();
    is_code(&code).then_some(code)
}

/// Codes given so far, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    codes: BTreeSet<String>,
    /// How often each code was asked for: counting goes on where it stopped, or many equal names would be quadratic.
    counts: BTreeMap<String, usize>,
}

impl Given {
    /// The code `wanted`, with a number behind it when it was given before.
    pub fn free(&mut self, wanted: String) -> String {
        if self.codes.insert(wanted.clone()) {
            return wanted;
        }
        let count = self.counts.entry(wanted.clone()).or_insert(1);
        loop {
            *count += 1;
            let end = format!("-{count}");
            let code = format!("{}{end}", &wanted[..wanted.len().min(CODE_LIMIT - end.len())]);
            if self.codes.insert(code.clone()) {
                return code;
            }
        }
    }
}
