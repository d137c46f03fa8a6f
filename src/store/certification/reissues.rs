//! Certificates that are to be issued again, corrected or renewed: who asked for it, why, and once only.

use crate::domain::certification::correction::Facts;
use crate::domain::identifier::CertificateId;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// Why a certificate is issued again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reissue {
    /// With these facts, in place of the old one.
    Correction(Facts),
    /// For a new time, beside the old one.
    Renewal,
}

impl Reissue {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Correction(_) => "correction",
            Self::Renewal => "renewal",
        }
    }
}

/// Who asked for it and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// For the file, not public.
    pub text: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// Notes that a certificate is to be issued again. False when it was noted before: the first one stands.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    id: CertificateId,
    reissue: &Reissue,
    asked: &Asked,
) -> Result<bool, StoreError> {
    let facts = match reissue {
        Reissue::Correction(facts) => Some(facts),
        Reissue::Renewal => None,
    };
    let inserted = on!(connection, c => sqlx::query(
        "insert into reissue (certificate_id, kind, holder, unit, position, reason_text, actor, requested_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (certificate_id, kind) do nothing",
    )
    .bind(id.to_string())
    .bind(reissue.kind())
    .bind(facts.map(|facts| &facts.holder))
    .bind(facts.map(|facts| &facts.unit))
    .bind(facts.map(|facts| &facts.position))
    .bind(&asked.text)
    .bind(&asked.actor)
    .bind(asked.at.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(inserted > 0)
}

/// The correction of a certificate, done or to be done.
///
/// # Errors
/// When the database fails.
pub async fn correction(
    connection: &mut Connection<'_>,
    id: CertificateId,
) -> Result<Option<(Facts, Asked)>, StoreError> {
    type Row = (String, String, String, String, String, i64);
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select holder, unit, position, reason_text, actor, requested_at
         from reissue where certificate_id = $1 and kind = 'correction'",
    )
    .bind(id.to_string())
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(holder, unit, position, text, actor, at)| {
        (Facts { holder, unit, position }, Asked { text, actor, at: Timestamp::from_micros(at) })
    }))
}
