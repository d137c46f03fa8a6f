//! Freeze a claim: everything a certificate will say, taken from the records as they are at issue.

use super::choose_template::choose_template;
use super::freeze_reissue::{claim_of_correction, claim_of_renewal};
use super::{claim_of_row, numbering};
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::definition::IssuePolicy;
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::{Claim, SignedScore};
use crate::domain::certification::decision::{DecisionReference, ListedResult};
use crate::domain::identifier::{AttemptId, CertificateId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::assessment::judge_attempt::judge_again;
use crate::flows::assessment::load_bank;
use crate::formats::credential::keys::Purpose;
use crate::formats::decision_list;
use crate::store::assessment::{attempts, banks, item_decisions};
use crate::store::certification::certificates::Rests;
use crate::store::certification::decision_rows;
use crate::store::certification::making::{self, Reservation};
use crate::store::people::{persons, units};
use crate::store::{Connection, StoreError, counters};
use time::{Date, Month, Time};

/// Why no claim was frozen. Each but the last waits for a person or for the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreezeRefusal {
    /// The attempt is not a pass: the score does not recompute.
    ScoreDoesNotRecompute,
    /// The assessment issues no certificate.
    NoTerms,
    /// The clock stands before the last certificate's date.
    ClockWentBack,
    /// The assessment issues by decision, and none has recognised this.
    NoDecision,
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
            Self::NoDecision => "no-decision",
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
            | Self::NoDecision
            | Self::NoIssuer
            | Self::NoTemplate
            | Self::NoSigningKey
            | Self::NoStatusIndex
            | Self::Missing => false,
        }
    }
}

/// What became of each basis, in the order given.
pub type Frozen = Vec<(Basis, Result<Claim, FreezeRefusal>)>;

/// Reserves numbers and stores the frozen claims of what some bases stand for, in the caller's transaction.
///
/// # Errors
/// When the store failed; a refusal is a value.
pub async fn freeze_claims(
    service: &Service,
    connection: &mut Connection<'_>,
    bases: &[Basis],
) -> Result<Frozen, StoreError> {
    let issued_at = match day_of_issue(service, connection).await? {
        Ok(issued_at) => issued_at,
        Err(refusal) => return Ok(bases.iter().map(|basis| (basis.clone(), Err(refusal))).collect()),
    };
    let found = claims_of(service, connection, bases, issued_at).await?;
    let mut refused = Vec::new();
    let mut ready = Vec::with_capacity(found.len());
    for (basis, outcome) in found {
        match outcome {
            Ok((claim, rests)) => ready.push(Reservation { basis, claim, rests }),
            Err(refusal) => refused.push((basis, Err(refusal))),
        }
    }
    if ready.is_empty() {
        return Ok(refused);
    }
    counters::raise_to(connection, LAST_ISSUED, issued_at.micros()).await?;
    numbering::number(connection, &mut ready, issued_at.day_in_vietnam().year()).await?;
    let stored = numbering::reserve(connection, &mut ready, service.clock.now()).await?;
    let frozen = ready.into_iter().map(|Reservation { basis, claim, .. }| {
        let is_stored = stored.contains(&claim.id.to_string());
        (basis, if is_stored { Ok(claim) } else { Err(FreezeRefusal::NoStatusIndex) })
    });
    Ok(frozen.chain(refused).collect())
}

/// Freezes anew what was reserved and never prepared: a refused name may have been put right since. Its
/// numbers stay; its date is today's, which no certificate may stand before. `None` when another worker has stored
/// bytes to be signed meanwhile.
///
/// # Errors
/// When the store failed; a refusal is a value.
pub async fn freeze_again(
    service: &Service,
    connection: &mut Connection<'_>,
    basis: &Basis,
    reserved: &Claim,
) -> Result<Option<Result<Claim, FreezeRefusal>>, StoreError> {
    let issued_at = match day_of_issue(service, connection).await? {
        Ok(issued_at) => issued_at,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let found = claims_of(service, connection, std::slice::from_ref(basis), issued_at).await?;
    let fresh = match found.into_iter().next() {
        Some((_, Ok((fresh, _)))) => fresh,
        Some((_, Err(refusal))) => return Ok(Some(Err(refusal))),
        None => return Ok(Some(Err(FreezeRefusal::Missing))),
    };
    counters::raise_to(connection, LAST_ISSUED, issued_at.micros()).await?;
    let claim = Claim {
        id: reserved.id,
        subject_uuid: reserved.subject_uuid.clone(),
        serial: reserved.serial.clone(),
        register_number: reserved.register_number.clone(),
        status_list: reserved.status_list,
        status_index: reserved.status_index,
        ..fresh
    };
    Ok(making::freeze_again(connection, &claim).await?.then_some(Ok(claim)))
}

/// The moment that certificates of this transaction are dated with, unless nothing may be dated or signed today.
/// Its counter is held until the transaction ends, so that no other transaction dates one in between.
async fn day_of_issue(
    service: &Service,
    connection: &mut Connection<'_>,
) -> Result<Result<Timestamp, FreezeRefusal>, StoreError> {
    counters::raise_to(connection, LAST_ISSUED, 0).await?;
    let last = counters::value(connection, LAST_ISSUED).await?;
    let issued_at = service.clock.now().whole_second();
    if issued_at.micros() < last {
        return Ok(Err(FreezeRefusal::ClockWentBack));
    }
    let may_sign = service.keys().is_some_and(|keys| keys.signer(Purpose::Credential, issued_at).is_some());
    if !may_sign {
        return Ok(Err(FreezeRefusal::NoSigningKey));
    }
    Ok(Ok(issued_at))
}

const LAST_ISSUED: &str = "certificate/last-issued-at";

/// A claim with patterns in place of numbers and whose it is, or why there is none.
pub(super) type Found = Result<(Claim, Rests), FreezeRefusal>;

/// The claims as the records are now. Rows of decisions are read together, they come by the hundred.
async fn claims_of(
    service: &Service,
    connection: &mut Connection<'_>,
    bases: &[Basis],
    issued_at: Timestamp,
) -> Result<Vec<(Basis, Found)>, StoreError> {
    let mut of_rows = claim_of_row::claims_of_rows(service, connection, bases, issued_at).await?;
    let mut found = Vec::with_capacity(bases.len());
    for basis in bases {
        let claim = match basis {
            Basis::Attempt(attempt) => claim_of_attempt(service, connection, attempt, issued_at).await?,
            Basis::Decision { .. } => of_rows.remove(basis).unwrap_or(Err(FreezeRefusal::Missing)),
            Basis::Correction(old) => claim_of_correction(service, connection, *old, issued_at).await?,
            Basis::Renewal(old) => claim_of_renewal(service, connection, *old, issued_at).await?,
        };
        found.push((basis.clone(), claim));
    }
    Ok(found)
}

/// The claim of a pass with patterns in place of numbers, and whose it is.
async fn claim_of_attempt(
    service: &Service,
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
    issued_at: Timestamp,
) -> Result<Found, StoreError> {
    let Some(stored) = attempts::find(connection, attempt).await? else { return Ok(Err(FreezeRefusal::Missing)) };
    let (Attempt::Submitted(submitted), Some(judged)) = (&stored.attempt, stored.judged) else {
        return Ok(Err(FreezeRefusal::ScoreDoesNotRecompute));
    };
    let sitting = &submitted.sitting;
    // Under the decisions of this moment, which stay what they are until the claim is stored.
    let decisions = item_decisions::count_and_hold(connection, &sitting.revision).await?;
    let outcome = judge_again(service, connection, sitting, decisions).await?;
    if !judged.passed || outcome.name() != "passed" || outcome.score() != judged.score {
        return Ok(Err(FreezeRefusal::ScoreDoesNotRecompute));
    }
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    let Some(terms) = defined.assessment.certificate.clone() else { return Ok(Err(FreezeRefusal::NoTerms)) };
    let recognised = match terms.issue {
        IssuePolicy::AtOnce => None,
        IssuePolicy::ByDecision => match recognised(connection, attempt).await? {
            Some(recognised) => Some(recognised),
            None => return Ok(Err(FreezeRefusal::NoDecision)),
        },
    };
    let Some(issuer) = service.settings.issuer_at(issued_at) else { return Ok(Err(FreezeRefusal::NoIssuer)) };
    let Some(template) = choose_template(service, connection, terms.template.as_deref(), issued_at).await? else {
        return Ok(Err(FreezeRefusal::NoTemplate));
    };
    let Some(person) = persons::find(connection, &sitting.person).await? else {
        return Ok(Err(FreezeRefusal::Missing));
    };
    // Recognised is what stands on the list that was signed, whatever the roster says by now.
    let (holder, unit, position, decision) = match recognised {
        Some((listed, decision)) => (listed.full_name, listed.unit, listed.position, Some(decision)),
        None => {
            let unit = match &stored.unit {
                Some(unit) => unit_line(&units::path(connection, unit, issued_at).await?),
                None => String::new(),
            };
            (person.full_name, unit, person.position, None)
        }
    };
    let cut = defined.assessment.cuts.whole;
    let claim = Claim {
        id: CertificateId::from_bytes(crate::chance::bytes()),
        subject_uuid: random_uuid(),
        holder,
        unit,
        position,
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
        decision,
        expires_at: terms.valid_months.map(|months| months_later(issued_at, months)),
        status_list: 0,
        status_index: 0,
        base_url: service.settings.base_url.clone(),
        issuer,
        template,
    };
    Ok(Ok((claim, Rests { attempt: Some(attempt.clone()), person: Some(person.id) })))
}

/// What the list of the decision that recognised a pass says of it.
async fn recognised(
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
) -> Result<Option<(ListedResult, DecisionReference)>, StoreError> {
    let basis = Basis::Attempt(attempt.clone());
    let Some(row) = decision_rows::recognised(connection, &[&basis]).await?.pop() else { return Ok(None) };
    let listed = decision_list::read_line(&row.entry).ok_or(StoreError::Unreadable("decision_row.entry"))?;
    Ok(Some((listed, row.decision)))
}

/// The unit from the bottom up, without the top of the tree when there is more: `Văn phòng, Sở Y tế`.
pub(super) fn unit_line(path: &[String]) -> String {
    let from = usize::from(path.len() > 1);
    path[from..].iter().rev().cloned().collect::<Vec<_>>().join(", ")
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
