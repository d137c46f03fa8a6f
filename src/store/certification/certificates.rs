//! The register: reserved, prepared, issued.

use crate::domain::assessment::definition::{Assessment, IssuePolicy};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::Claim;
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::{AttemptId, CertificateId, PersonId, from_hex};
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::from_json;
use crate::store::certification::revocations::Revocation;
use crate::store::{Connection, StoreError, on};

/// How far a certificate has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Numbers taken and claim frozen.
    Reserved,
    /// The exact bytes to be signed are stored.
    Prepared,
    /// Signed, rendered and stored.
    Issued,
}

/// What was signed, stored before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The key that signs.
    pub key_id: String,
    /// The credential's exact bytes, hexadecimal.
    pub to_be_signed: String,
    /// The QR code's exact bytes, hexadecimal.
    pub qr_to_be_signed: String,
}

/// What was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The credential's JSON, the very text that is served and attached.
    pub credential: String,
    /// The text in the QR code.
    pub qr_text: String,
    /// SHA-256 of the canonical credential with its proof: what the log's entries carry.
    pub sealed_hash: [u8; 32],
    /// SHA-256 of the PDF, hexadecimal.
    pub pdf_sha256: String,
}

/// A row of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The frozen claim.
    pub claim: Claim,
    /// What it redeems.
    pub basis: Basis,
    /// How far it has come.
    pub stage: Stage,
    /// From `Prepared` on.
    pub prepared: Option<Prepared>,
    /// From `Issued` on.
    pub issued: Option<Issued>,
    /// When it was taken back.
    pub revocation: Option<Revocation>,
}

/// The columns of a [`CertificateRow`], and what comes after them.
macro_rules! select_registered {
    ($rest:literal) => {
        concat!(
            "select c.basis, c.state, c.claim, c.key_id, c.to_be_signed, c.qr_to_be_signed, c.credential, c.qr_text,
                    c.sealed_sha256, c.pdf_sha256, r.reason_class, r.reason_text, r.actor,
                    r.successor_id, r.revoked_at
             from certificate c left join revocation r on r.certificate_id = c.id ",
            $rest
        )
    };
}
pub(super) use select_registered;

#[derive(sqlx::FromRow)]
pub(super) struct CertificateRow {
    basis: String,
    state: String,
    claim: String,
    key_id: Option<String>,
    to_be_signed: Option<String>,
    qr_to_be_signed: Option<String>,
    credential: Option<String>,
    qr_text: Option<String>,
    sealed_sha256: Option<String>,
    pdf_sha256: Option<String>,
    reason_class: Option<String>,
    reason_text: Option<String>,
    actor: Option<String>,
    successor_id: Option<String>,
    revoked_at: Option<i64>,
}

impl CertificateRow {
    pub(super) fn into_registered(self) -> Result<Registered, StoreError> {
        let stage = match self.state.as_str() {
            "reserved" => Stage::Reserved,
            "prepared" => Stage::Prepared,
            "issued" => Stage::Issued,
            _ => return Err(StoreError::Unreadable("certificate.state")),
        };
        let revocation = match (self.reason_class, self.reason_text, self.actor, self.revoked_at) {
            (Some(class), Some(text), Some(actor), Some(at)) => Some(Revocation {
                reason: RevocationReason::from_name(&class).ok_or(StoreError::Unreadable("revocation.reason_class"))?,
                text,
                actor,
                successor: match self.successor_id {
                    Some(id) => Some(id.parse().map_err(|_| StoreError::Unreadable("revocation.successor_id"))?),
                    None => None,
                },
                at: Timestamp::from_micros(at),
            }),
            _ => None,
        };
        let sealed_hash = self.sealed_sha256.map(|text| {
            let bytes = from_hex(&text).and_then(|bytes| bytes.try_into().ok());
            bytes.ok_or(StoreError::Unreadable("certificate.sealed_sha256"))
        });
        Ok(Registered {
            claim: from_json(&self.claim, "certificate.claim")?,
            basis: self.basis.parse().map_err(|_| StoreError::Unreadable("certificate.basis"))?,
            stage,
            prepared: self
                .key_id
                .zip(self.to_be_signed)
                .zip(self.qr_to_be_signed)
                .map(|((key_id, to_be_signed), qr_to_be_signed)| Prepared { key_id, to_be_signed, qr_to_be_signed }),
            issued: self.credential.zip(self.qr_text).zip(sealed_hash.transpose()?).zip(self.pdf_sha256).map(
                |(((credential, qr_text), sealed_hash), pdf_sha256)| Issued {
                    credential,
                    qr_text,
                    sealed_hash,
                    pdf_sha256,
                },
            ),
            revocation,
        })
    }
}

/// Whose certificate it is, where the register knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rests {
    /// The attempt it rests on.
    pub attempt: Option<AttemptId>,
    /// The holder, when in the roster.
    pub person: Option<PersonId>,
}

/// The certificate with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: CertificateId) -> Result<Option<Registered>, StoreError> {
    let row: Option<CertificateRow> = on!(connection, c => sqlx::query_as(
        select_registered!("where c.id = $1"),
    )
    .bind(id.to_string())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(CertificateRow::into_registered).transpose()
}

/// The certificate that redeems a basis.
///
/// # Errors
/// When the database fails.
pub async fn of_basis(connection: &mut Connection<'_>, basis: &Basis) -> Result<Option<Registered>, StoreError> {
    let row: Option<CertificateRow> = on!(connection, c => sqlx::query_as(select_registered!("where c.basis = $1"))
        .bind(basis.to_string())
        .fetch_optional(&mut **c)
        .await)?;
    row.map(CertificateRow::into_registered).transpose()
}

/// Whose certificate it is.
///
/// # Errors
/// When the database fails.
pub async fn rests(connection: &mut Connection<'_>, id: CertificateId) -> Result<Rests, StoreError> {
    let row: Option<(Option<String>, Option<String>)> = on!(connection, c => sqlx::query_as(
        "select attempt_id, person_id from certificate where id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(&mut **c)
    .await)?;
    let (attempt, person) = row.unwrap_or_default();
    Ok(Rests {
        attempt: attempt.as_deref().and_then(AttemptId::parse),
        person: person.as_deref().and_then(PersonId::parse),
    })
}

/// The current certificate that rests on an attempt: the newest of those that stand, else the newest issued one.
///
/// # Errors
/// When the database fails.
pub async fn of_attempt(
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
) -> Result<Option<Registered>, StoreError> {
    let row: Option<CertificateRow> = on!(connection, c => sqlx::query_as(
        select_registered!(
            "where c.attempt_id = $1
             order by case when c.state <> 'issued' then 2 when r.certificate_id is not null then 1 else 0 end,
                      c.issued_at desc, c.reserved_at desc, c.id limit 1"
        ),
    )
    .bind(attempt.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(CertificateRow::into_registered).transpose()
}

/// The certificate whose file has this SHA-256 (hexadecimal).
///
/// # Errors
/// When the database fails.
pub async fn find_by_pdf(connection: &mut Connection<'_>, pdf_sha256: &str) -> Result<Option<Registered>, StoreError> {
    let row: Option<CertificateRow> = on!(connection, c => sqlx::query_as(
        select_registered!("where c.pdf_sha256 = $1"),
    )
    .bind(pdf_sha256)
    .fetch_optional(&mut **c)
    .await)?;
    row.map(CertificateRow::into_registered).transpose()
}

/// Passed attempts and rows of decisions without a certificate where one is due, and certificates whose attempt
/// did not pass.
///
/// # Errors
/// When the database fails.
pub async fn reconcile(connection: &mut Connection<'_>) -> Result<Reconciliation, StoreError> {
    // Counted from the passes, not from the outbox: a lost piece of work must show, too. Whatever is issued on an attempt
    // came after the certificate of its pass.
    let missing: Vec<(String, i64, i64)> = on!(connection, c => sqlx::query_as(
        "select v.definition, count(*), count(n.subject)
         from attempt a
         join assessment_version v on v.assessment_code = a.assessment_code and v.version = a.assessment_version
         left join (select distinct r.subject from decision_row r join decision d on d.id = r.decision_id
                    where d.confirmed_at is not null) n on n.subject = 'attempt/' || a.id
         where a.outcome = 'passed'
           and not exists (select 1 from certificate c where c.attempt_id = a.id and c.state = 'issued')
         group by v.definition",
    )
    .fetch_all(&mut **c)
    .await)?;
    let mut passes_without = 0;
    for (definition, passed, recognised) in missing {
        let assessment: Assessment = from_json(&definition, "assessment_version.definition")?;
        passes_without += match assessment.certificate.map(|terms| terms.issue) {
            Some(IssuePolicy::AtOnce) => passed,
            Some(IssuePolicy::ByDecision) => recognised,
            None => 0,
        };
    }
    let (rows_without,): (i64,) = on!(connection, c => sqlx::query_as(
        "select count(*) from decision_row r
         join decision d on d.id = r.decision_id and d.confirmed_at is not null and d.kind = 'list'
         left join certificate c on c.basis = r.subject
         where c.id is null or c.state <> 'issued'",
    )
    .fetch_one(&mut **c)
    .await)?;
    let (without_pass,): (i64,) = on!(connection, c => sqlx::query_as(
        "select count(*) from attempt a cross join certificate c
         where c.attempt_id = a.id and (a.outcome is null or a.outcome <> 'passed')",
    )
    .fetch_one(&mut **c)
    .await)?;
    Ok(Reconciliation {
        passes_without_certificate: passes_without + rows_without,
        certificates_without_pass: without_pass,
    })
}

/// What does not add up; both are zero in a healthy register with nothing waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Due, and not there (yet): passes, and rows of confirmed decisions.
    pub passes_without_certificate: i64,
    /// There, and not due.
    pub certificates_without_pass: i64,
}
