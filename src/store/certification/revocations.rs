//! What was taken back, and what took its place.

use crate::domain::certification::status::{ListName, StatusPurpose};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::CertificateId;
use crate::domain::timestamp::Timestamp;
use crate::store::certification::status_lists;
use crate::store::{Connection, StoreError, on};

/// Why and when a certificate was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Public.
    pub reason: RevocationReason,
    /// For the file, not public.
    pub text: String,
    /// Who did it.
    pub actor: String,
    /// The certificate that takes its place, when it was corrected.
    pub successor: Option<CertificateId>,
    /// When.
    pub at: Timestamp,
}

/// Takes a certificate back; its status lists change with it. False when it was already, or is not issued.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    id: CertificateId,
    revocation: &Revocation,
) -> Result<bool, StoreError> {
    let inserted = on!(connection, c => sqlx::query(
        "insert into revocation (certificate_id, reason_class, reason_text, actor, successor_id, revoked_at,
                                 status_list, status_index)
         select id, $2, $3, $4, $5, $6, status_list, status_index from certificate where id = $1 and state = 'issued'
         on conflict (certificate_id) do nothing",
    )
    .bind(id.to_string())
    .bind(revocation.reason.name())
    .bind(&revocation.text)
    .bind(&revocation.actor)
    .bind(revocation.successor.map(|id| id.to_string()))
    .bind(revocation.at.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    if inserted == 0 {
        return Ok(false);
    }
    let number = list_of(connection, id).await?;
    status_lists::note_change(connection, ListName { number, purpose: StatusPurpose::Revocation }).await?;
    if revocation.successor.is_some() {
        status_lists::note_change(connection, ListName { number, purpose: StatusPurpose::Supersession }).await?;
    }
    Ok(true)
}

async fn list_of(connection: &mut Connection<'_>, id: CertificateId) -> Result<u32, StoreError> {
    let (list,): (i64,) = on!(connection, c => sqlx::query_as("select status_list from certificate where id = $1")
        .bind(id.to_string())
        .fetch_one(&mut **c)
        .await)?;
    u32::try_from(list).map_err(|_| StoreError::Unreadable("certificate.status_list"))
}
