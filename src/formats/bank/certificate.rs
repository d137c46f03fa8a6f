//! `[certificate]` of an assessment: what is printed and signed besides the issuer's own data.

use crate::domain::assessment::definition::{CertificateTerms, IssuePolicy};
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::texts::{self, LINE, Languages, STATEMENT, localized};

const SHAPE: Shape = Shape {
    noun: "the certificate",
    known: &[
        "template",
        "subtitle",
        "statement",
        "description",
        "criteria",
        "serial_pattern",
        "register_pattern",
        "shows_score",
        "valid_months",
        "issue",
    ],
};
pub(super) const ISSUE: [(&str, IssuePolicy); 2] =
    [("at_once", IssuePolicy::AtOnce), ("by_decision", IssuePolicy::ByDecision)];
/// Characters of a number as printed, for the box on the certificate.
const PATTERN_LIMIT: usize = 60;

/// The certificate's terms.
pub(super) fn read(sheet: &mut Sheet<'_>, named: Named<'_, '_>, languages: &Languages) -> Option<CertificateTerms> {
    let fields = Fields::of(sheet, named, &SHAPE)?;
    let template = fields.get("template").map_or(Some(None), |named| code(sheet, named).map(Some));
    let subtitle = localized(sheet, &fields, "subtitle", (LINE, languages));
    let statement = localized(sheet, &fields, "statement", (STATEMENT, languages));
    let description = localized(sheet, &fields, "description", (STATEMENT, languages));
    let criteria = localized(sheet, &fields, "criteria", (STATEMENT, languages));
    let serial_pattern = fields.need(sheet, "serial_pattern").and_then(|named| pattern(sheet, named));
    let register_pattern = fields.need(sheet, "register_pattern").and_then(|named| pattern(sheet, named));
    let shows_score = fields.need(sheet, "shows_score").and_then(|named| named.flag(sheet));
    let valid_months = match fields.get("valid_months") {
        None => Some(None),
        Some(named) => named.integer(sheet, 1..=600).and_then(|months| u16::try_from(months).ok()).map(Some),
    };
    let issue = match fields.get("issue") {
        None => Some(IssuePolicy::default()),
        Some(named) => named.choice(sheet, &ISSUE),
    };
    Some(CertificateTerms {
        issue: issue?,
        template: template?,
        subtitle: subtitle?,
        statement: statement?,
        description: description?,
        criteria: criteria?,
        serial_pattern: serial_pattern?,
        register_pattern: register_pattern?,
        shows_score: shows_score?,
        valid_months: valid_months?,
    })
}

fn pattern(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<String> {
    let text = texts::text(sheet, named, named.name, LINE)?;
    if let Err(fault) = check(&text) {
        let hint = format!("write it like {} = \"{{seq:05}}/{{year}}/AI\"", named.name);
        sheet.advise(named.at(), "bad-pattern", format!("`{}` {fault}", named.name), hint);
    }
    Some(text)
}

/// Text with exactly one `{seq:0N}` (N digits, 1 to 9) and any number of `{year}`.
fn check(pattern: &str) -> Result<(), String> {
    if pattern.chars().count() > PATTERN_LIMIT {
        return Err(format!("is longer than {PATTERN_LIMIT} characters"));
    }
    let mut sequences = 0;
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..].strip_prefix('{').and_then(|opened| opened.split_once('}'));
        let Some((name, after)) = inside else { return Err("has a brace without its partner".to_owned()) };
        match name.as_bytes() {
            b"year" => {}
            [b's', b'e', b'q', b':', b'0', b'1'..=b'9'] => sequences += 1,
            _ => return Err(format!("has the unknown part {}", quote(&format!("{{{name}}}")))),
        }
        rest = after;
    }
    if sequences == 1 { Ok(()) } else { Err(format!("has {sequences} running numbers `{{seq:0N}}`, not one")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_running_part() {
        assert_eq!(check("{seq:05}/{year}/AI-ĐN"), Ok(()));
        assert_eq!(check("Số {seq:06}"), Ok(()));
        for odd in
            ["", "{year}", "{seq}", "{seq:5}", "{seq:00}", "{seq:05}{seq:05}", "{seq:05", "seq}", "{month}{seq:05}"]
        {
            assert!(check(odd).is_err(), "{odd}");
        }
    }
}
