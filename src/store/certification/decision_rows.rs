//! The lines of decisions' lists, and how far their certificates have come.

use crate::domain::certification::basis::Basis;
use crate::domain::certification::decision::{DecisionReference, iso_date};
use crate::domain::identifier::DecisionId;
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::to_json;
use crate::store::outbox::ISSUE_CERTIFICATE;
use crate::store::{Connection, StoreError, on, over_rows};

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub row: u32,
    /// What its certificate will redeem.
    pub basis: Basis,
    /// Whom it is about.
    pub person_key: String,
    /// The line, as the list's hash covers it.
    pub entry: String,
}

/// A line of a confirmed decision, with what its certificate needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What the certificate redeems.
    pub basis: Basis,
    /// The line.
    pub entry: String,
    /// What was sat, in which version.
    pub assessment: (String, i64),
    /// The decision.
    pub decision: DecisionReference,
}

/// How far the certificates of a decision have come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Certificates issued.
    pub issued: i64,
    /// When the last one was.
    pub last_at: Option<Timestamp>,
    /// Codes of refusals, and how many rows wait because of each.
    pub refused: Vec<(String, i64)>,
}

/// Stores lines of a draft's list.
///
/// # Errors
/// When the database fails.
pub async fn insert(connection: &mut Connection<'_>, id: &DecisionId, lines: &[Line]) -> Result<(), StoreError> {
    let rows: Vec<_> =
        lines.iter().map(|line| (line.row, line.basis.to_string(), &line.person_key, &line.entry)).collect();
    let statement = over_rows!(
        connection,
        "insert into decision_row (decision_id, row_number, subject, person_key, entry)
         select $2, cast(s.value ->> 0 as bigint), s.value ->> 1, s.value ->> 2, s.value ->> 3 from",
        ""
    );
    on!(connection, c => sqlx::query(statement)
        .bind(to_json(&rows))
        .bind(id.as_str())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Up to `limit` lines after row `after`, in order: row, line, and what it stands for.
///
/// # Errors
/// When the database fails.
pub async fn after(
    connection: &mut Connection<'_>,
    id: &DecisionId,
    after: u32,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let rows: Vec<(i64, String, String, String)> = on!(connection, c => sqlx::query_as(
        "select row_number, subject, person_key, entry from decision_row
         where decision_id = $1 and row_number > $2 order by row_number limit $3",
    )
    .bind(id.as_str())
    .bind(i64::from(after))
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|(row, subject, person_key, entry)| {
            Ok(Line {
                row: u32::try_from(row).map_err(|_| StoreError::Unreadable("decision_row.row_number"))?,
                basis: subject.parse().map_err(|_| StoreError::Unreadable("decision_row.subject"))?,
                person_key,
                entry,
            })
        })
        .collect()
}

/// The lines of confirmed decisions that these bases stand for.
///
/// # Errors
/// When the database fails.
pub async fn recognised(connection: &mut Connection<'_>, bases: &[&Basis]) -> Result<Vec<Recognised>, StoreError> {
    let rows: Vec<[String; 1]> = bases.iter().map(|basis| [basis.to_string()]).collect();
    let statement = over_rows!(
        connection,
        "select r.subject, r.entry, d.assessment_code, d.assessment_version, d.number, d.decided_on
         from decision_row r join decision d on d.id = r.decision_id
         where d.confirmed_at is not null and r.subject in (select s.value ->> 0 from",
        ")"
    );
    let rows: Vec<(String, String, String, i64, String, String)> =
        on!(connection, c => sqlx::query_as(statement).bind(to_json(&rows)).fetch_all(&mut **c).await)?;
    rows.into_iter()
        .map(|(subject, entry, code, version, number, date)| {
            let date = iso_date(&date).ok_or(StoreError::Unreadable("decision.decided_on"))?;
            Ok(Recognised {
                basis: subject.parse().map_err(|_| StoreError::Unreadable("decision_row.subject"))?,
                entry,
                assessment: (code, version),
                decision: DecisionReference { number, date },
            })
        })
        .collect()
}

/// How far the certificates of a decision have come.
///
/// # Errors
/// When the database fails.
pub async fn progress(connection: &mut Connection<'_>, id: &DecisionId) -> Result<Progress, StoreError> {
    let (issued, last_at): (i64, Option<i64>) = on!(connection, c => sqlx::query_as(
        "select count(*), max(c.issued_at) from decision_row r join certificate c on c.basis = r.subject
         where r.decision_id = $1 and c.state = 'issued'",
    )
    .bind(id.as_str())
    .fetch_one(&mut **c)
    .await)?;
    let refused: Vec<(String, i64)> = on!(connection, c => sqlx::query_as(
        "select o.last_error, count(*) from decision_row r
         join outbox o on o.subject = r.subject and o.kind = $2
         where r.decision_id = $1 and o.done_at is null and o.last_error is not null
         group by o.last_error order by 2 desc, 1 limit 20",
    )
    .bind(id.as_str())
    .bind(ISSUE_CERTIFICATE)
    .fetch_all(&mut **c)
    .await)?;
    Ok(Progress { issued, last_at: last_at.map(Timestamp::from_micros), refused })
}
