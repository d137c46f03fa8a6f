//! What is refused before anything is signed: a wrong certificate is worse than a late one.

use crate::domain::certification::claim::{Claim, is_base_url};
use crate::domain::certification::status::LIST_LENGTH;
use crate::domain::text::{Language, is_composed, is_deceptive};
use crate::domain::timestamp::Timestamp;

/// A text of the claim that goes into signed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The holder's name.
    Holder,
    /// The assessment's title.
    Title,
    /// What the achievement is.
    Description,
    /// What had to be done.
    Criteria,
    /// The number of the decision.
    Decision,
    /// The issuer's name.
    Issuer,
}

/// Why a claim cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreflightFault {
    /// Empty, or white space only.
    Empty(Field),
    /// Not in canonical composed form.
    NotComposed(Field),
    /// A character nobody sees, or one that reorders what is seen.
    Deceptive(Field),
    /// Over 4,096 bytes.
    TooLong(Field),
    /// Not `http(s)://host[:port]`.
    BadBaseUrl,
    /// Not lower-case letters, digits, hyphens and dots.
    BadCode,
    /// Not a UUID.
    BadSubject,
    /// Above 100 %, or below the cut.
    BadScore,
    /// Dated before 1970 or after 9000, or expires before it is issued.
    BadDates,
    /// A status list 0, or a place past the end of the list.
    BadStatus,
    /// The COSE object would not fit the QR code.
    CodeTooLarge,
    /// This key may not sign on the claim's date, or is not the one the bytes were prepared for.
    KeyCannotSign,
    /// What was signed does not verify.
    SelfCheckFailed,
}

const LONGEST_TEXT: usize = 4_096;

/// Checks everything that can be checked before signing.
pub fn check(claim: &Claim) -> Result<(), PreflightFault> {
    check_text(Field::Holder, &claim.holder, Lines::One)?;
    check_text(Field::Title, claim.assessment_title.get(Language::Vi), Lines::One)?;
    check_text(Field::Description, claim.description.get(Language::Vi), Lines::Many)?;
    check_text(Field::Criteria, claim.criteria.get(Language::Vi), Lines::Many)?;
    if let Some(decision) = &claim.decision {
        check_text(Field::Decision, &decision.number, Lines::One)?;
    }
    check_text(Field::Issuer, claim.issuer.name.get(Language::Vi), Lines::One)?;
    let is_bad_score = claim.score.is_some_and(|score| {
        score.basis_points > 10_000
            || score.cut_basis_points > score.basis_points
            || score.earned_centipoints > score.possible_centipoints
    });
    match () {
        () if !is_base_url(&claim.base_url) => Err(PreflightFault::BadBaseUrl),
        () if !is_code(&claim.assessment_code) => Err(PreflightFault::BadCode),
        () if !is_uuid(claim.subject_uuid.strip_prefix("urn:uuid:").unwrap_or(&claim.subject_uuid)) => {
            Err(PreflightFault::BadSubject)
        }
        () if is_bad_score => Err(PreflightFault::BadScore),
        () if !is_sane(claim.issued_at) => Err(PreflightFault::BadDates),
        () if claim.expires_at.is_some_and(|end| end <= claim.issued_at || !is_sane(end)) => {
            Err(PreflightFault::BadDates)
        }
        () if claim.status_list == 0 || claim.status_index >= LIST_LENGTH => Err(PreflightFault::BadStatus),
        () => Ok(()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Many,
}

fn check_text(field: Field, text: &str, lines: Lines) -> Result<(), PreflightFault> {
    let is_bad = |letter: char| match letter {
        '\n' => lines == Lines::One,
        '\t' | '\r' | '\u{FFFE}' | '\u{FFFF}' => true,
        other => is_deceptive(other),
    };
    match () {
        () if text.trim().is_empty() => Err(PreflightFault::Empty(field)),
        () if text.len() > LONGEST_TEXT => Err(PreflightFault::TooLong(field)),
        () if text.chars().any(is_bad) => Err(PreflightFault::Deceptive(field)),
        () if !is_composed(text) => Err(PreflightFault::NotComposed(field)),
        () => Ok(()),
    }
}

/// From 1970 to the year 9000: every such moment has a date and a day number everywhere on earth.
fn is_sane(at: Timestamp) -> bool {
    (0..221_845_392_000_000_000).contains(&at.micros())
}

fn is_code(code: &str) -> bool {
    let is_allowed = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_');
    (1..=64).contains(&code.len()) && code.bytes().all(is_allowed)
}

/// Lower-case hexadecimal digits and hyphens in the places of RFC 9562.
fn is_uuid(text: &str) -> bool {
    let is_right = |(place, letter): (usize, u8)| match place {
        8 | 13 | 18 | 23 => letter == b'-',
        _ => matches!(letter, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}
