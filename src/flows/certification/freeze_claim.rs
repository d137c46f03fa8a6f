//! Freeze a claim: everything a certificate will say, taken from the records as they are at issue.

use super::choose_template::choose_template;
use super::freeze_reissue::{claim_of_correction, claim_of_renewal};
use crate::domain::assessment::attempt::Attempt;
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::{Claim, SignedScore};
use crate::domain::certification::status::LIST_LENGTH;
use crate::domain::identifier::{AttemptId, CertificateId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::assessment::{load_bank, submit_attempt};
use crate::formats::credential::keys::Purpose;
use crate::store::assessment::{attempts, banks};
use crate::store::certification::certificates::{self, Rests};
use crate::store::people::{persons, units};
use crate::store::{Connection, StoreError, counters};
use time::{Date, Month, Time};

/// A list is left for the next one when this many places are taken: free places are found by chance.
const LIST_FILL: i64 = 100_000;
/// Draws of a free place before giving up for now.
const DRAWS: u32 = 64;

/// Why no claim was frozen. Each but the last waits for a person or for the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreezeRefusal {
    /// The attempt is not a pass: the score does not recompute.
    ScoreDoesNotRecompute,
    /// The assessment issues no certificate.
    NoTerms,
    /// The clock stands before the last certificate's date.
    ClockWentBack,
    /// No issuer is configured for today.
    NoIssuer,
    /// No version of the assessment's template is in force today.
    NoTemplate,
    /// No key may sign today.
    NoSigningKey,
    /// No free place in the status list was found.
    NoStatusIndex,
    /// The attempt or its person is gone.
    Missing,
    /// The certificate that this one would go on from was taken back meanwhile, or its time is over.
    OriginalGone,
}

impl FreezeRefusal {
    /// Stable, for the outbox and the log.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ScoreDoesNotRecompute => "score-does-not-recompute",
            Self::NoTerms => "no-certificate-terms",
            Self::ClockWentBack => "clock-went-back",
            Self::NoIssuer => "no-issuer",
            Self::NoTemplate => "no-template",
            Self::NoSigningKey => "no-signing-key",
            Self::NoStatusIndex => "no-status-index",
            Self::Missing => "missing",
            Self::OriginalGone => "original-gone",
        }
    }

    /// Whether waiting will not help.
    pub const fn is_final(self) -> bool {
        match self {
            Self::OriginalGone => true,
            Self::ScoreDoesNotRecompute
            | Self::NoTerms
            | Self::ClockWentBack
            | Self::NoIssuer
            | Self::NoTemplate
            | Self::NoSigningKey
            | Self::NoStatusIndex
            | Self::Missing => false,
        }
    }
}

/// Reserves numbers and stores the frozen claim of what a basis stands for, in the caller's transaction.
///
/// # Errors
/// When the store failed; a refusal is a value.
pub async fn freeze_claim(
    service: &Service,
    connection: &mut Connection<'_>,
    basis: &Basis,
) -> Result<Result<Claim, FreezeRefusal>, StoreError> {
    let now = service.clock.now();
    let issued_at = now.whole_second();
    let (mut claim, rests) = match claim_of_today(service, connection, basis, issued_at).await? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let year = issued_at.day_in_vietnam().year();
    claim.serial = next_number(connection, "serial", &claim.serial, year).await?;
    claim.register_number = next_number(connection, "register", &claim.register_number, year).await?;
    claim.status_list = status_list(connection).await?;
    for _ in 0..DRAWS {
        claim.status_index = crate::chance::below(LIST_LENGTH);
        if certificates::reserve(connection, &claim, basis, &rests, now).await? {
            return Ok(Ok(claim));
        }
    }
    Ok(Err(FreezeRefusal::NoStatusIndex))
}

/// Freezes anew what was reserved and never prepared: a refused name may have been put right since. Its
/// numbers stay; its date is today's, which no certificate may stand before.
///
/// # Errors
/// When the store failed; a refusal is a value.
pub async fn freeze_again(
    service: &Service,
    connection: &mut Connection<'_>,
    basis: &Basis,
    reserved: &Claim,
) -> Result<Result<Claim, FreezeRefusal>, StoreError> {
    let issued_at = service.clock.now().whole_second();
    let (fresh, _) = match claim_of_today(service, connection, basis, issued_at).await? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let claim = Claim {
        id: reserved.id,
        subject_uuid: reserved.subject_uuid.clone(),
        serial: reserved.serial.clone(),
        register_number: reserved.register_number.clone(),
        status_list: reserved.status_list,
        status_index: reserved.status_index,
        ..fresh
    };
    certificates::freeze_again(connection, &claim).await?;
    Ok(Ok(claim))
}

/// The claim as the records are now, unless nothing may be dated or signed today.
async fn claim_of_today(
    service: &Service,
    connection: &mut Connection<'_>,
    basis: &Basis,
    issued_at: Timestamp,
) -> Result<Result<(Claim, Rests), FreezeRefusal>, StoreError> {
    if issued_at.micros() < counters::value(connection, LAST_ISSUED).await? {
        return Ok(Err(FreezeRefusal::ClockWentBack));
    }
    let may_sign = service.keys().is_some_and(|keys| keys.signer(Purpose::Credential, issued_at).is_some());
    if !may_sign {
        return Ok(Err(FreezeRefusal::NoSigningKey));
    }
    let found = match basis {
        Basis::Attempt(attempt) => claim_of_attempt(service, connection, attempt, issued_at).await?,
        Basis::Correction(old) => claim_of_correction(service, connection, *old, issued_at).await?,
        Basis::Renewal(old) => claim_of_renewal(service, connection, *old, issued_at).await?,
        // Nothing orders these yet.
        Basis::Decision { .. } => Err(FreezeRefusal::Missing),
    };
    if found.is_ok() {
        counters::raise_to(connection, LAST_ISSUED, issued_at.micros()).await?;
    }
    Ok(found)
}

const LAST_ISSUED: &str = "certificate/last-issued-at";

/// Which list has room: the counter counts certificates, not places.
async fn status_list(connection: &mut Connection<'_>) -> Result<u32, StoreError> {
    let count = counters::next(connection, "status").await?;
    u32::try_from((count - 1) / LIST_FILL + 1).map_err(|_| StoreError::Unreadable("counter.status"))
}

/// The claim of a pass with patterns in place of numbers, and whose it is.
async fn claim_of_attempt(
    service: &Service,
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
    issued_at: Timestamp,
) -> Result<Result<(Claim, Rests), FreezeRefusal>, StoreError> {
    let Some(stored) = attempts::find(connection, attempt).await? else { return Ok(Err(FreezeRefusal::Missing)) };
    let (Attempt::Submitted(submitted), Some(judged)) = (&stored.attempt, stored.judged) else {
        return Ok(Err(FreezeRefusal::ScoreDoesNotRecompute));
    };
    let sitting = &submitted.sitting;
    let outcome = submit_attempt::judge_again(service, connection, sitting).await?;
    if !judged.passed || outcome.name() != "passed" || outcome.score() != judged.score {
        return Ok(Err(FreezeRefusal::ScoreDoesNotRecompute));
    }
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    let Some(terms) = defined.assessment.certificate.clone() else { return Ok(Err(FreezeRefusal::NoTerms)) };
    let Some(issuer) = service.settings.issuer_at(issued_at) else { return Ok(Err(FreezeRefusal::NoIssuer)) };
    let Some(template) = choose_template(service, connection, terms.template.as_deref(), issued_at).await? else {
        return Ok(Err(FreezeRefusal::NoTemplate));
    };
    let Some(person) = persons::find(connection, &sitting.person).await? else {
        return Ok(Err(FreezeRefusal::Missing));
    };
    let unit = match &stored.unit {
        Some(unit) => unit_line(&units::path(connection, unit, issued_at).await?),
        None => String::new(),
    };
    let cut = defined.assessment.cuts.whole;
    let claim = Claim {
        id: CertificateId::from_bytes(crate::chance::bytes()),
        subject_uuid: random_uuid(),
        holder: person.full_name,
        unit,
        position: person.position,
        assessment_code: defined.assessment.code.clone(),
        assessment_title: defined.assessment.title.clone(),
        assessment_version: defined.version,
        framework: banks::framework(connection, &defined.revision).await?,
        subtitle: terms.subtitle,
        statement: terms.statement,
        description: terms.description,
        criteria: terms.criteria,
        score: terms.shows_score.then_some(SignedScore {
            earned_centipoints: judged.score.earned.0,
            possible_centipoints: judged.score.possible.0,
            basis_points: judged.score.shown_basis_points(cut),
            cut_basis_points: cut.basis_points(),
        }),
        serial: terms.serial_pattern,
        register_number: terms.register_pattern,
        assessed_at: submitted.closed_at,
        issued_at,
        expires_at: terms.valid_months.map(|months| months_later(issued_at, months)),
        status_list: 0,
        status_index: 0,
        base_url: service.settings.base_url.clone(),
        issuer,
        template,
    };
    Ok(Ok((claim, Rests { attempt: Some(attempt.clone()), person: Some(person.id) })))
}

/// The unit from the bottom up, without the top of the tree when there is more: `Văn phòng, Sở Y tế`.
fn unit_line(path: &[String]) -> String {
    let from = usize::from(path.len() > 1);
    path[from..].iter().rev().cloned().collect::<Vec<_>>().join(", ")
}

/// The next number of a pattern. Each pattern counts by itself, anew each year where it names the year:
/// assessments that share a pattern share its numbers.
async fn next_number(
    connection: &mut Connection<'_>,
    kind: &str,
    pattern: &str,
    year: i32,
) -> Result<String, StoreError> {
    let of_year = pattern.replace("{year}", &year.to_string());
    let sequence = counters::next(connection, &format!("{kind}/{of_year}")).await?;
    Ok(numbered(pattern, sequence, year))
}

/// `{seq:05}/{year}/AI-ĐN` with its numbers; the pattern was checked when it was imported.
fn numbered(pattern: &str, sequence: i64, year: i32) -> String {
    let mut text = pattern.replace("{year}", &year.to_string()).replace("{seq}", &sequence.to_string());
    while let Some(start) = text.find("{seq:0") {
        let Some(end) = text[start..].find('}').map(|length| start + length) else { return text };
        let width = text[start + 6..end].parse().unwrap_or(0);
        text.replace_range(start..=end, &format!("{sequence:0width$}"));
    }
    text
}

/// A random UUID (version 4): names the subject without saying anything about the person.
pub(super) fn random_uuid() -> String {
    let mut bytes: [u8; 16] = crate::chance::bytes();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = crate::domain::identifier::hex(&bytes);
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}

/// The same day so many months later (or the last of its month), at the end of that day in Việt Nam.
pub(super) fn months_later(from: Timestamp, months: u16) -> Timestamp {
    let day = from.day_in_vietnam();
    let count = day.year() * 12 + i32::from(u8::from(day.month())) - 1 + i32::from(months);
    let month = Month::try_from(u8::try_from(count.rem_euclid(12) + 1).unwrap_or(1)).unwrap_or(Month::January);
    let year = count.div_euclid(12);
    let last = (0..=day.day() - 1).find_map(|back| Date::from_calendar_date(year, month, day.day() - back).ok());
    let end = last.unwrap_or(day).with_time(Time::from_hms(16, 59, 59).expect("a time of day")).assume_utc();
    Timestamp::from_micros(end.unix_timestamp() * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_pattern() {
        assert_eq!(numbered("{seq:05}/{year}/AI-ĐN", 42, 2026), "00042/2026/AI-ĐN");
        assert_eq!(numbered("{year}-{seq}", 42, 2026), "2026-42");
        assert_eq!(numbered("{seq:03}", 12_345, 2026), "12345");
    }

    #[test]
    fn a_certificate_of_the_thirty_first_expires_on_the_last_of_the_month() {
        let issued = Timestamp::parse("2026-08-31T02:00:00Z").expect("a time");
        assert_eq!(months_later(issued, 6).seconds_rfc3339(), "2027-02-28T16:59:59Z");
        assert_eq!(months_later(issued, 24).day_in_vietnam().year(), 2028);
    }

    #[test]
    fn the_unit_line_names_the_unit_first() {
        let path = ["UBND thành phố Đồng Nai".to_owned(), "Sở Y tế".to_owned(), "Văn phòng".to_owned()];
        assert_eq!(unit_line(&path), "Văn phòng, Sở Y tế");
        assert_eq!(unit_line(&path[..1]), "UBND thành phố Đồng Nai");
        assert_eq!(unit_line(&[]), "");
    }
}
