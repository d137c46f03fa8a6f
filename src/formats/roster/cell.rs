//! What one cell may say, column by column. Messages never repeat personal data: the place tells.

use super::identity::IdentityNumber;
use crate::domain::people::person::Role;
use crate::domain::people::unit::parse_path;
use crate::domain::text::{is_deceptive, nfc, search_form};
use crate::formats::mistake::quote;
use time::{Date, Month};
use unicode_normalization::char::is_combining_mark;

/// Why a cell is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: Option<&'static str>,
}

/// A refusal.
///
/// # Errors
/// Always: what it is for.
pub fn flaw<T>(code: &'static str, message: impl Into<String>, hint: &'static str) -> Result<T, Flaw> {
    Err(Flaw { code, message: message.into(), hint: Some(hint) })
}

/// Characters in one cell.
pub const MAX_CHARACTERS: usize = 500;

/// The composed text of any cell, wrong `Ð` mended, spaces as typed; whether one was mended.
///
/// # Errors
/// `field-too-long`, `hidden-character`, `formula-cell`, `shortened-number`.
pub fn text(raw: &str) -> Result<(String, bool), Flaw> {
    if raw.chars().nth(MAX_CHARACTERS).is_some() {
        let hint = "shorten it; a quotation mark that was never closed can also join cells";
        return flaw("field-too-long", format!("the cell has more than {MAX_CHARACTERS} characters"), hint);
    }
    if let Some(hidden) = raw.chars().find(|letter| is_deceptive(*letter)) {
        let message = format!("the cell contains the hidden character U+{:04X}", u32::from(hidden));
        return flaw("hidden-character", message, "delete the text of the cell and type it again");
    }
    if is_formula(raw) {
        let message = "the cell begins like a spreadsheet formula";
        return flaw("formula-cell", message, "write plain text that does not begin with = + - @ or a tab");
    }
    if is_shortened(raw.trim()) {
        let message = "the cell holds a number that Excel shortened";
        return flaw("shortened-number", message, "format the column as Text and enter the number again");
    }
    let is_mended = raw.contains(['Ð', 'ð']);
    Ok((if is_mended { nfc(&raw.replace('Ð', "Đ").replace('ð', "đ")) } else { raw.to_owned() }, is_mended))
}

/// Whether a spreadsheet might run the cell, blanks in front or not.
fn is_formula(raw: &str) -> bool {
    let is_dangerous = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']);
    is_dangerous(raw.trim_start()) || (is_dangerous(raw) && !raw.trim().is_empty())
}

/// `1,23457E+11`: digits, a fraction or none, `E+`, digits.
fn is_shortened(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once("E+").or_else(|| cell.split_once("e+")) else { return false };
    let (whole, fraction) = mantissa.split_once([',', '.']).unwrap_or((mantissa, "0"));
    [whole, fraction, exponent].iter().all(|digits| is_digits(digits))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Trimmed, inner white space single.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// # Errors
/// `staff-code-format`.
pub fn staff_code(text: &str) -> Result<String, Flaw> {
    let code = text.trim();
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    if code.len() <= 32 && code.chars().all(is_allowed) {
        return Ok(code.to_owned());
    }
    let message = format!("{} is not a staff code", quote(code));
    flaw("staff-code-format", message, "use 1 to 32 of the letters A to Z without marks, digits, `.`, `_` and `-`")
}

/// # Errors
/// `name-character`, `name-without-letter`, `name-too-long`.
pub fn full_name(text: &str) -> Result<String, Flaw> {
    let name = plain(text);
    if let Some(wrong) = first_foreign(&name) {
        let message = format!("{} cannot be part of a name", quote(&wrong.to_string()));
        return flaw("name-character", message, "a name has letters, spaces, apostrophes, hyphens and full stops only");
    }
    if !name.chars().any(char::is_alphabetic) {
        return flaw("name-without-letter", "the name has no letter", "write the person's full name");
    }
    if name.chars().nth(100).is_some() {
        return flaw("name-too-long", "the name has more than 100 characters", "write one person's name only");
    }
    Ok(name)
}

/// Ê Đê and Bahnar letters such as `ơ̆` have no composed form: up to two marks may follow a letter.
fn first_foreign(name: &str) -> Option<char> {
    let mut marks = usize::MAX;
    name.chars().find(|letter| {
        if is_combining_mark(*letter) {
            marks = marks.saturating_add(1);
            return marks > 2;
        }
        let is_letter = letter.is_alphabetic() && !letter.is_numeric() && !matches!(letter, 'ª' | 'º' | 'µ');
        marks = if is_letter { 0 } else { usize::MAX };
        !(is_letter || matches!(letter, ' ' | '\'' | '’' | '-' | '.'))
    })
}

/// # Errors
/// `unit-empty`.
pub fn unit(text: &str) -> Result<Vec<String>, Flaw> {
    let levels = parse_path(text);
    if levels.is_empty() {
        return flaw("unit-empty", "the path names no unit", "write the levels from the top, separated by ` / `");
    }
    Ok(levels)
}

/// # Errors
/// `email-format`.
pub fn email(text: &str) -> Result<String, Flaw> {
    let address = text.trim();
    if address.len() <= 254 && address.split_once('@').is_some_and(|(name, host)| is_mailbox(name) && is_host(host)) {
        return Ok(address.to_owned());
    }
    flaw("email-format", "this is not an e-mail address", "write one address like ten@donvi.gov.vn, or leave it empty")
}

fn is_mailbox(name: &str) -> bool {
    let is_allowed = |letter: u8| letter.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&letter);
    name.len() <= 64 && name.split('.').all(|part| !part.is_empty() && part.bytes().all(is_allowed))
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.contains('.') && host.split('.').all(is_label) && !is_digits(host.rsplit('.').next().unwrap_or_default())
}

/// # Errors
/// `date-format`, `date-impossible`, `date-future`, `date-too-early`.
pub fn birth_date(text: &str, today: Date) -> Result<Date, Flaw> {
    let date = date(text)?;
    if date > today {
        return flaw("date-future", "the birth date is in the future", "check the year");
    }
    if date.year() < 1900 {
        return flaw("date-too-early", "the birth date is before 1900", "check the year");
    }
    Ok(date)
}

/// # Errors
/// `date-format`, `date-impossible`, `date-future`, `date-too-early`.
pub fn assessment_date(text: &str, today: Date) -> Result<Date, Flaw> {
    let date = date(text)?;
    if date > today {
        return flaw("date-future", "the date of the assessment is in the future", "check the year");
    }
    if date.year() < 2000 {
        return flaw("date-too-early", "the date of the assessment is before 2000", "check the year");
    }
    Ok(date)
}

fn date(text: &str) -> Result<Date, Flaw> {
    let Some((year, month, day)) = date_parts(text.trim()) else {
        let hint = "write day/month/year with two, two and four digits (05/11/1990) or 1990-11-05";
        return flaw("date-format", "this is not a date", hint);
    };
    let month = Month::try_from(month).ok();
    let Some(date) = month.and_then(|month| Date::from_calendar_date(year, month, day).ok()) else {
        return flaw("date-impossible", "the calendar has no such day", "the day comes first, then the month");
    };
    Ok(date)
}

fn date_parts(text: &str) -> Option<(i32, u8, u8)> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, month, day) = if separator == '/' { (third, second, first) } else { (first, second, third) };
    let is_shaped = year.len() == 4 && month.len() == 2 && day.len() == 2;
    if !is_shaped || !parts.iter().all(|part| is_digits(part)) {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// # Errors
/// `identity-lost-zero`, `identity-format`.
pub fn identity_number(text: &str) -> Result<IdentityNumber, Flaw> {
    let digits: String = text.split_whitespace().collect();
    if let Some(number) = IdentityNumber::new(&digits) {
        return Ok(number);
    }
    // Province codes begin with one zero or two: Hà Nội is 001.
    if is_digits(&digits) && matches!(digits.len(), 7 | 8 | 10 | 11) {
        let message = format!("the identity number has {} digits: leading zeros were probably lost", digits.len());
        return flaw(
            "identity-lost-zero",
            message,
            "format the column as Text and enter the number again, zeros first",
        );
    }
    flaw("identity-format", "this is not an identity number", "write 12 digits, or 9 for an old identity card")
}

/// # Errors
/// `role-unknown`.
pub fn role(text: &str) -> Result<Role, Flaw> {
    match search_form(text).as_str() {
        "" | "thi sinh" | "candidate" => Ok(Role::Candidate),
        "quan tri" | "quan tri vien" | "administrator" => Ok(Role::Administrator),
        _ => {
            let message = format!("{} is not a role", quote(text.trim()));
            flaw("role-unknown", message, "write `thí sinh` or `quản trị`, or leave it empty for `thí sinh`")
        }
    }
}
