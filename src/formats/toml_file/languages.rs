//! `languages`: those that the texts of a file are written in.

use super::fields::Fields;
use super::sheet::Sheet;
use super::suggest::did_you_mean;
use crate::domain::text::Language;
use crate::formats::mistake::quote;

/// `languages = ["vi", "en"]`, within those of the bank where one is given.
pub(in crate::formats) fn languages(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    of_bank: Option<&[Language]>,
) -> Option<Vec<Language>> {
    let named = fields.need(sheet, "languages")?;
    let mut languages = Vec::new();
    for entry in named.short_list(sheet, "[\"vi\", \"en\"]", 8)? {
        let Some(written) = entry.raw_text(sheet) else { continue };
        match Language::from_code(written) {
            None => {
                let hint = did_you_mean(written, &Language::ALL.map(Language::code)).unwrap_or_default();
                sheet.advise(entry.at(), "unknown-value", format!("{} is no language code", quote(written)), hint);
            }
            Some(language) if languages.contains(&language) => {
                sheet.report(entry.at(), "duplicate-value", format!("{} is listed twice", quote(written)));
            }
            Some(language) if of_bank.is_some_and(|known| !known.contains(&language)) => {
                let message = format!("the bank has no texts in {}", quote(written));
                sheet.report(entry.at(), "language-not-in-bank", message);
            }
            Some(language) => languages.push(language),
        }
    }
    if languages.is_empty() {
        sheet.report(named.at(), "missing-language", "`languages` names no language that can be used");
        return None;
    }
    Some(languages)
}
