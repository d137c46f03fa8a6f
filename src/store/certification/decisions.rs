//! Decisions and their lists.

use crate::domain::certification::basis::Basis;
use crate::domain::certification::decision::{DecisionReference, ListKind, iso_date};
use crate::domain::identifier::DecisionId;
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::to_json;
use crate::store::outbox::{ISSUE_CERTIFICATE, Priority};
use crate::store::{Connection, StoreError, on, over_rows};

/// A decision, drafted or confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Random.
    pub id: DecisionId,
    /// What was sat.
    pub assessment: String,
    /// In which version of its definition.
    pub version: i64,
    /// Where the results come from.
    pub kind: ListKind,
    /// How many there are.
    pub rows: i64,
    /// SHA-256 of the list, hexadecimal.
    pub list_hash: String,
    /// Who made the list.
    pub drafted_by: String,
    /// When.
    pub drafted_at: Timestamp,
    /// `None` while it is a draft.
    pub confirmed: Option<Confirmed>,
}

/// What makes a draft a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Number and date of the paper.
    pub reference: DecisionReference,
    /// Who signed it.
    pub signer: String,
    /// Who entered it here: somebody else than who made the list.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    id: String,
    assessment_code: String,
    assessment_version: i64,
    kind: String,
    rows: i64,
    list_hash: String,
    drafted_by: String,
    drafted_at: i64,
    number: Option<String>,
    decided_on: Option<String>,
    signer: Option<String>,
    confirmed_by: Option<String>,
    confirmed_at: Option<i64>,
}

impl DecisionRow {
    fn into_decision(self) -> Result<Decision, StoreError> {
        let confirmed = match (self.number.zip(self.decided_on), self.signer, self.confirmed_by, self.confirmed_at) {
            (Some((number, date)), Some(signer), Some(by), Some(at)) => {
                Some(Confirmed { reference: reference(number, &date)?, signer, by, at: Timestamp::from_micros(at) })
            }
            _ => None,
        };
        Ok(Decision {
            id: DecisionId::parse(&self.id).ok_or(StoreError::Unreadable("decision.id"))?,
            assessment: self.assessment_code,
            version: self.assessment_version,
            kind: ListKind::from_name(&self.kind).ok_or(StoreError::Unreadable("decision.kind"))?,
            rows: self.rows,
            list_hash: self.list_hash,
            drafted_by: self.drafted_by,
            drafted_at: Timestamp::from_micros(self.drafted_at),
            confirmed,
        })
    }
}

fn reference(number: String, date: &str) -> Result<DecisionReference, StoreError> {
    let date = iso_date(date).ok_or(StoreError::Unreadable("decision.decided_on"))?;
    Ok(DecisionReference { number, date })
}

/// Stores a draft.
///
/// # Errors
/// When the database fails.
pub async fn insert(connection: &mut Connection<'_>, draft: &Decision) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into decision (id, assessment_code, assessment_version, kind, rows, list_hash, drafted_by, drafted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(draft.id.as_str())
    .bind(&draft.assessment)
    .bind(draft.version)
    .bind(draft.kind.name())
    .bind(draft.rows)
    .bind(&draft.list_hash)
    .bind(&draft.drafted_by)
    .bind(draft.drafted_at.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// The decision with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: &DecisionId) -> Result<Option<Decision>, StoreError> {
    let row: Option<DecisionRow> = on!(connection, c => sqlx::query_as(
        "select id, assessment_code, assessment_version, kind, rows, list_hash, drafted_by, drafted_at, number,
                decided_on, signer, confirmed_by, confirmed_at
         from decision where id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(DecisionRow::into_decision).transpose()
}

/// The newest decisions, drafts among them.
///
/// # Errors
/// When the database fails.
pub async fn newest(connection: &mut Connection<'_>, limit: i64) -> Result<Vec<Decision>, StoreError> {
    let rows: Vec<DecisionRow> = on!(connection, c => sqlx::query_as(
        "select id, assessment_code, assessment_version, kind, rows, list_hash, drafted_by, drafted_at, number,
                decided_on, signer, confirmed_by, confirmed_at
         from decision order by drafted_at desc, id limit $1",
    )
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(DecisionRow::into_decision).collect()
}

/// The decision that recognised this very list, if one has.
///
/// # Errors
/// When the database fails.
pub async fn of_list(
    connection: &mut Connection<'_>,
    list_hash: &str,
) -> Result<Option<DecisionReference>, StoreError> {
    let row: Option<(String, String)> = on!(connection, c => sqlx::query_as(
        "select number, decided_on from decision where list_hash = $1 and confirmed_at is not null",
    )
    .bind(list_hash)
    .fetch_optional(&mut **c)
    .await)?;
    row.map(|(number, date)| reference(number, &date)).transpose()
}

/// The decision that recognised what a basis stands for, if one has.
///
/// # Errors
/// When the database fails.
pub async fn that_recognised(
    connection: &mut Connection<'_>,
    basis: &Basis,
) -> Result<Option<DecisionReference>, StoreError> {
    let row: Option<(String, String)> = on!(connection, c => sqlx::query_as(
        "select d.number, d.decided_on from decision_row r join decision d on d.id = r.decision_id
         where r.subject = $1 and d.confirmed_at is not null",
    )
    .bind(basis.to_string())
    .fetch_optional(&mut **c)
    .await)?;
    row.map(|(number, date)| reference(number, &date)).transpose()
}

/// Which of these people a decision on this assessment has recognised before, with its number. Whose certificate was
/// taken back for good may be recognised anew.
///
/// # Errors
/// When the database fails.
pub async fn recognised_people(
    connection: &mut Connection<'_>,
    assessment: &str,
    person_keys: &[String],
) -> Result<Vec<(String, String)>, StoreError> {
    let rows: Vec<[&str; 1]> = person_keys.iter().map(|key| [key.as_str()]).collect();
    let statement = over_rows!(
        connection,
        "select r.person_key, d.number from decision_row r join decision d on d.id = r.decision_id
         where d.assessment_code = $2 and d.confirmed_at is not null
           and not exists (select 1 from certificate c join revocation v on v.certificate_id = c.id
                           where c.basis = r.subject and v.successor_id is null)
           and r.person_key in (select s.value ->> 0 from",
        ")"
    );
    Ok(on!(connection, c => sqlx::query_as(statement)
        .bind(to_json(&rows))
        .bind(assessment)
        .fetch_all(&mut **c)
        .await)?)
}

/// Makes a draft a decision. False when it is one already, was made of another list, or by the same person.
///
/// # Errors
/// When the database fails, also when another decision recognised the same list in this moment.
pub async fn confirm(
    connection: &mut Connection<'_>,
    id: &DecisionId,
    list_hash: &str,
    confirmed: &Confirmed,
) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query(
        "update decision set number = $3, decided_on = $4, signer = $5, confirmed_by = $6, confirmed_at = $7
         where id = $1 and list_hash = $2 and confirmed_at is null and drafted_by <> $6",
    )
    .bind(id.as_str())
    .bind(list_hash)
    .bind(&confirmed.reference.number)
    .bind(confirmed.reference.date.to_string())
    .bind(&confirmed.signer)
    .bind(&confirmed.by)
    .bind(confirmed.at.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}

/// Puts the making of every certificate of a decision into the outbox, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn order_certificates(
    connection: &mut Connection<'_>,
    id: &DecisionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into outbox (kind, subject, created_at, available_at, leased_until, tries, priority)
         select $2, subject, $3, $3, 0, 0, $4 from decision_row where decision_id = $1 order by row_number
         on conflict (kind, subject) do nothing",
    )
    .bind(id.as_str())
    .bind(ISSUE_CERTIFICATE)
    .bind(now.micros())
    .bind(Priority::Mass.number())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// Throws a draft away with its list. False when there is no such draft.
///
/// # Errors
/// When the database fails.
pub async fn discard(connection: &mut Connection<'_>, id: &DecisionId) -> Result<bool, StoreError> {
    on!(connection, c => sqlx::query(
        "delete from decision_row where decision_id = $1
         and exists (select 1 from decision d where d.id = $1 and d.confirmed_at is null)",
    )
    .bind(id.as_str())
    .execute(&mut **c)
    .await
    .map(drop))?;
    let deleted = on!(connection, c => sqlx::query("delete from decision where id = $1 and confirmed_at is null")
        .bind(id.as_str())
        .execute(&mut **c)
        .await
        .map(|result| result.rows_affected()))?;
    Ok(deleted > 0)
}
