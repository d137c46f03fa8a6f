//! Which certificates' files carry an official seal.

use crate::domain::identifier::CertificateId;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// The seal of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealRow {
    /// `B-B` or `B-T`: the PAdES level it reached.
    pub level: String,
    /// SHA-256 of the certificate it was made under, hexadecimal.
    pub signer_sha256: String,
}

/// Says that a certificate's file is sealed; in the transaction that issues it.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    id: CertificateId,
    seal: &SealRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into certificate_seal (certificate_id, level, signer_sha256, sealed_at) values ($1, $2, $3, $4)",
    )
    .bind(id.to_string())
    .bind(&seal.level)
    .bind(&seal.signer_sha256)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// The seal of a certificate's file, where it has one.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: CertificateId) -> Result<Option<SealRow>, StoreError> {
    let row: Option<(String, String)> = on!(connection, c => sqlx::query_as(
        "select level, signer_sha256 from certificate_seal where certificate_id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(level, signer_sha256)| SealRow { level, signer_sha256 }))
}
