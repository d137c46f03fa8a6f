//! Codes and ids: `[a-z0-9-]`, so that they can stand in addresses, file names and exports.

use super::fields::Named;
use super::sheet::Sheet;
use crate::domain::text::search_form;
use crate::formats::mistake::quote;

/// Characters of a code.
const CODE_LIMIT: usize = 64;

/// A code of a bank, competency, item or option.
pub(in crate::formats) fn code(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<String> {
    let written = named.raw_text(sheet)?;
    if is_code(written) {
        return Some(written.to_owned());
    }
    let message = format!("{} is no code: 1 to {CODE_LIMIT} small letters a-z, digits and hyphens", quote(written));
    let better = search_form(written).replace([' ', '_', '.'], "-");
    if is_code(&better) {
        sheet.advise(named.at(), "bad-code", message, format!("write `{better}`"));
    } else {
        sheet.report(named.at(), "bad-code", message);
    }
    None
}

/// Whether `text` has the shape of a code.
pub fn is_code(text: &str) -> bool {
    (1..=CODE_LIMIT).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
