//! Which certificates' files carry an official seal.

use crate::domain::identifier::CertificateId;
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::to_json;
use crate::store::{Connection, StoreError, on, over_rows};

/// The seal of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealRow {
    /// `B-B` or `B-T`: the PAdES level it reached.
    pub level: String,
    /// SHA-256 of the certificate it was made under, hexadecimal.
    pub signer_sha256: String,
}

/// Says which certificates' files are sealed; in the transaction that issues them.
///
/// # Errors
/// When the database fails.
pub async fn insert_all(
    connection: &mut Connection<'_>,
    sealed: &[(CertificateId, &SealRow)],
    now: Timestamp,
) -> Result<(), StoreError> {
    if sealed.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = sealed.iter().map(|(id, seal)| (id, &seal.level, &seal.signer_sha256)).collect();
    let statement = over_rows!(
        connection,
        "insert into certificate_seal (certificate_id, level, signer_sha256, sealed_at)
         select s.value ->> 0, s.value ->> 1, s.value ->> 2, $2 from",
        ""
    );
    on!(connection, c => sqlx::query(statement)
        .bind(to_json(&rows))
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
