//! Requests to take back several certificates.

use crate::domain::certification::revocation_request::{RequestState, RevocationRequest};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::{CertificateId, RequestId};
use crate::domain::timestamp::Timestamp;
use crate::store::certification::certificates::{CertificateRow, Registered, select_registered};
use crate::store::{Connection, StoreError, on};

/// Writes a request and what it is about.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    request: &RevocationRequest,
    certificates: &[CertificateId],
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into revocation_request (id, reason_class, reason_text, proposed_by, proposed_at, state)
         values ($1, $2, $3, $4, $5, 'proposed')",
    )
    .bind(request.id.as_str())
    .bind(request.reason.name())
    .bind(&request.text)
    .bind(&request.proposed_by)
    .bind(request.proposed_at.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    for certificate in certificates {
        on!(connection, c => sqlx::query(
            "insert into revocation_request_certificate (request_id, certificate_id) values ($1, $2)",
        )
        .bind(request.id.as_str())
        .bind(certificate.to_string())
        .execute(&mut **c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// Decides a request that nobody decided before. The person who proposed it cannot confirm it. False when nothing
/// was changed.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    connection: &mut Connection<'_>,
    id: &RequestId,
    is_confirmed: bool,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let statement = if is_confirmed {
        "update revocation_request set state = 'confirmed', decided_by = $2, decided_at = $3
         where id = $1 and state = 'proposed' and proposed_by <> $2"
    } else {
        "update revocation_request set state = 'withdrawn', decided_by = $2, decided_at = $3
         where id = $1 and state = 'proposed'"
    };
    let changed = on!(connection, c => sqlx::query(statement)
        .bind(id.as_str())
        .bind(by)
        .bind(at.micros())
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?;
    Ok(changed > 0)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    reason_class: String,
    reason_text: String,
    proposed_by: String,
    proposed_at: i64,
    state: String,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    certificates: i64,
}

impl Row {
    fn into_request(self) -> Result<RevocationRequest, StoreError> {
        let decided = self.decided_by.zip(self.decided_at.map(Timestamp::from_micros));
        let state = match (self.state.as_str(), decided) {
            ("proposed", _) => RequestState::Proposed,
            ("confirmed", Some((by, at))) => RequestState::Confirmed { by, at },
            ("withdrawn", Some((by, at))) => RequestState::Withdrawn { by, at },
            _ => return Err(StoreError::Unreadable("revocation_request.state")),
        };
        Ok(RevocationRequest {
            id: RequestId::parse(&self.id).ok_or(StoreError::Unreadable("revocation_request.id"))?,
            reason: RevocationReason::from_name(&self.reason_class)
                .ok_or(StoreError::Unreadable("revocation_request.reason_class"))?,
            text: self.reason_text,
            proposed_by: self.proposed_by,
            proposed_at: Timestamp::from_micros(self.proposed_at),
            state,
            certificates: usize::try_from(self.certificates).unwrap_or_default(),
        })
    }
}

macro_rules! select_request {
    ($rest:literal) => {
        concat!(
            "select q.id, q.reason_class, q.reason_text, q.proposed_by, q.proposed_at, q.state, q.decided_by, q.decided_at,
                    (select count(*) from revocation_request_certificate l where l.request_id = q.id) as certificates
             from revocation_request q ",
            $rest
        )
    };
}

/// The request with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: &RequestId) -> Result<Option<RevocationRequest>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(select_request!("where q.id = $1"))
        .bind(id.as_str())
        .fetch_optional(&mut **c)
        .await)?;
    row.map(Row::into_request).transpose()
}

/// The last hundred requests, those that wait first.
///
/// # Errors
/// When the database fails.
pub async fn latest(connection: &mut Connection<'_>) -> Result<Vec<RevocationRequest>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(select_request!(
        "order by case when q.state = 'proposed' then 0 else 1 end, q.proposed_at desc, q.id limit 100"
    ))
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(Row::into_request).collect()
}

/// The certificates that a request is about, in the order of their places: two requests take them in the same order.
///
/// # Errors
/// When the database fails.
pub async fn certificates(connection: &mut Connection<'_>, id: &RequestId) -> Result<Vec<Registered>, StoreError> {
    let rows: Vec<CertificateRow> = on!(connection, c => sqlx::query_as(select_registered!(
        "join revocation_request_certificate l on l.certificate_id = c.id
         where l.request_id = $1 order by c.status_list, c.status_index"
    ))
    .bind(id.as_str())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(CertificateRow::into_registered).collect()
}
