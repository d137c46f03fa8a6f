//! Passes that wait for a decision.

use crate::domain::assessment::scoring::{Centipoints, Score};
use crate::domain::identifier::{AttemptId, UnitId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// A pass without a certificate and without a decision, with its person as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPass {
    /// The sitting.
    pub attempt: AttemptId,
    /// The definition it is bound to.
    pub version: i64,
    /// Staff code.
    pub login: String,
    /// Own spelling.
    pub full_name: String,
    /// Or empty.
    pub position: String,
    /// `2001-12-31`, where it is known.
    pub birth_date: Option<String>,
    /// The unit when the sitting began.
    pub unit: Option<UnitId>,
    /// Earned and possible.
    pub score: Score,
    /// When it was handed in.
    pub closed_at: Timestamp,
    /// Whether the person holds a certificate of this assessment already, one that was not taken back.
    pub is_certified: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    assessment_version: i64,
    login: String,
    full_name: String,
    position: String,
    birth_date: Option<String>,
    unit_id: Option<String>,
    earned: i64,
    possible: i64,
    closed_at: i64,
    is_certified: bool,
}

/// The passes of an assessment that no decision has recognised and no certificate redeems, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn passes(
    connection: &mut Connection<'_>,
    assessment: &str,
    limit: i64,
) -> Result<Vec<WaitingPass>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select a.id, a.assessment_version, p.login, p.full_name, p.position, p.birth_date, a.unit_id,
                a.earned, a.possible, a.closed_at,
                exists (select 1 from certificate o join attempt b on b.id = o.attempt_id
                        where o.person_id = a.person_id and b.assessment_code = $1
                          and not exists (select 1 from revocation v where v.certificate_id = o.id)) as is_certified
         from attempt a join person p on p.id = a.person_id
         where a.assessment_code = $1 and a.outcome = 'passed'
           and not exists (select 1 from certificate c where c.basis = 'attempt/' || a.id)
           and not exists (select 1 from decision_row r join decision d on d.id = r.decision_id
                           where r.subject = 'attempt/' || a.id and d.confirmed_at is not null)
         order by a.closed_at, a.id limit $2",
    )
    .bind(assessment)
    .bind(limit)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(Row::into_pass).collect()
}

impl Row {
    fn into_pass(self) -> Result<WaitingPass, StoreError> {
        let points =
            |value: i64| u32::try_from(value).map(Centipoints).map_err(|_| StoreError::Unreadable("attempt.earned"));
        Ok(WaitingPass {
            attempt: AttemptId::parse(&self.id).ok_or(StoreError::Unreadable("attempt.id"))?,
            version: self.assessment_version,
            login: self.login,
            full_name: self.full_name,
            position: self.position,
            birth_date: self.birth_date,
            unit: self.unit_id.and_then(|id| UnitId::parse(&id)),
            score: Score { earned: points(self.earned)?, possible: points(self.possible)? },
            closed_at: Timestamp::from_micros(self.closed_at),
            is_certified: self.is_certified,
        })
    }
}
