//! The certificates that rest on attempts, many attempts at a time.

use super::certificates::{Prepared, Stage};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::Claim;
use crate::domain::identifier::{AttemptId, CertificateId, ItemDecisionId};
use crate::store::assessment::banks::{from_json, to_json};
use crate::store::{Connection, StoreError, on, over_rows};

/// A certificate that rests on an attempt.
#[derive(Clone, Debug)]
pub struct Resting {
    /// The attempt.
    pub attempt: AttemptId,
    /// What it redeems.
    pub basis: Basis,
    /// What it says.
    pub claim: Claim,
    /// How far it has come.
    pub stage: Stage,
    /// Whether it was taken back or replaced.
    pub is_revoked: bool,
    /// What is to be signed, from `Prepared` on.
    pub prepared: Option<Prepared>,
}

impl Resting {
    /// Whether it is issued and was not taken back.
    pub fn stands(&self) -> bool {
        self.stage == Stage::Issued && !self.is_revoked
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    attempt_id: String,
    basis: String,
    claim: String,
    state: String,
    is_revoked: bool,
    key_id: Option<String>,
    to_be_signed: Option<String>,
    qr_to_be_signed: Option<String>,
}

impl Row {
    fn into_resting(self) -> Result<Resting, StoreError> {
        let prepared = self
            .key_id
            .zip(self.to_be_signed)
            .zip(self.qr_to_be_signed)
            .map(|((key_id, to_be_signed), qr_to_be_signed)| Prepared { key_id, to_be_signed, qr_to_be_signed });
        Ok(Resting {
            attempt: AttemptId::parse(&self.attempt_id).ok_or(StoreError::Unreadable("certificate.attempt_id"))?,
            basis: self.basis.parse().map_err(|_| StoreError::Unreadable("certificate.basis"))?,
            claim: from_json(&self.claim, "certificate.claim")?,
            stage: match self.state.as_str() {
                "reserved" => Stage::Reserved,
                "prepared" => Stage::Prepared,
                "issued" => Stage::Issued,
                _ => return Err(StoreError::Unreadable("certificate.state")),
            },
            is_revoked: self.is_revoked,
            prepared,
        })
    }
}

/// The certificates that rest on any of these attempts, whatever became of them, in a stable order.
///
/// # Errors
/// When the database fails.
pub async fn of_attempts(connection: &mut Connection<'_>, attempts: &[&AttemptId]) -> Result<Vec<Resting>, StoreError> {
    let rows: Vec<[&str; 1]> = attempts.iter().map(|id| [id.as_str()]).collect();
    let statement = over_rows!(
        connection,
        "select c.attempt_id, c.basis, c.claim, c.state, c.key_id, c.to_be_signed, c.qr_to_be_signed,
                exists (select 1 from revocation r where r.certificate_id = c.id) as is_revoked
         from certificate c where c.attempt_id in (select s.value ->> 0 from",
        ") order by c.status_list, c.status_index"
    );
    let rows: Vec<Row> =
        on!(connection, c => sqlx::query_as(statement).bind(to_json(&rows)).fetch_all(&mut **c).await)?;
    rows.into_iter().map(Row::into_resting).collect()
}

/// The certificates in force whose attempt failed by a decision on an item, and that no request to take them back
/// waits for.
///
/// # Errors
/// When the database fails.
pub async fn without_pass(
    connection: &mut Connection<'_>,
    decision: &ItemDecisionId,
) -> Result<Vec<CertificateId>, StoreError> {
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "select c.id from rescoring d
         join attempt a on a.id = d.attempt_id and a.outcome = 'failed'
         join certificate c on c.attempt_id = d.attempt_id and c.state = 'issued'
         where d.decision_id = $1 and d.new_outcome = 'failed'
           and not exists (select 1 from revocation r where r.certificate_id = c.id)
           and not exists (select 1 from revocation_request_certificate l
                           join revocation_request q on q.id = l.request_id and q.state = 'proposed'
                           where l.certificate_id = c.id)
         order by c.status_list, c.status_index",
    )
    .bind(decision.as_str())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(|(id,)| id.parse().map_err(|_| StoreError::Unreadable("certificate.id"))).collect()
}
