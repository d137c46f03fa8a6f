//! What was prepared and never signed: given up when its key signs no more.

use super::certificates::Prepared;
use crate::domain::identifier::CertificateId;
use crate::store::{Connection, StoreError, on};

/// Makes a prepared certificate a reserved one again. False when something else is prepared by now, or it is issued.
///
/// # Errors
/// When the database fails.
pub async fn give_up(
    connection: &mut Connection<'_>,
    id: CertificateId,
    prepared: &Prepared,
) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query(
        "update certificate set state = 'reserved', key_id = null, to_be_signed = null, qr_to_be_signed = null
         where id = $1 and state = 'prepared' and key_id = $2 and to_be_signed = $3",
    )
    .bind(id.to_string())
    .bind(&prepared.key_id)
    .bind(&prepared.to_be_signed)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}
