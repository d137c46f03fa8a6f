//! Codes made of what people call things.

use crate::domain::text::search_form;
use crate::formats::toml_file::is_code;

/// Characters of a code.
pub(super) const CODE_LIMIT: usize = 64;

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
