//! Decisions on items: proposed by one, confirmed by another, numbered within their revision once they are.

use crate::domain::assessment::rescoring::{DecisionState, ItemDecision, Ruling};
use crate::domain::identifier::ItemDecisionId;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// Writes a proposal. False when one on this item waits already.
///
/// # Errors
/// When the database fails.
pub async fn insert(connection: &mut Connection<'_>, proposed: &ItemDecision) -> Result<bool, StoreError> {
    let inserted = on!(connection, c => sqlx::query(
        "insert into item_decision (id, revision_id, item_id, kind, key_revision_id, reason, proposed_by, proposed_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed')
         on conflict do nothing",
    )
    .bind(proposed.id.as_str())
    .bind(&proposed.revision)
    .bind(&proposed.item)
    .bind(proposed.ruling.name())
    .bind(proposed.ruling.key_revision())
    .bind(&proposed.reason)
    .bind(&proposed.proposed_by)
    .bind(proposed.proposed_at.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(inserted > 0)
}

/// Confirms a proposal under `number`. The person who proposed it cannot confirm it. False when nothing was changed.
///
/// # Errors
/// When the database fails.
pub async fn confirm(
    connection: &mut Connection<'_>,
    id: &ItemDecisionId,
    number: i64,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = on!(connection, c => sqlx::query(
        "update item_decision set state = 'confirmed', decided_by = $2, decided_at = $3, number = $4
         where id = $1 and state = 'proposed' and proposed_by <> $2",
    )
    .bind(id.as_str())
    .bind(by)
    .bind(at.micros())
    .bind(number)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(changed > 0)
}

/// Drops a proposal. False when nothing was changed.
///
/// # Errors
/// When the database fails.
pub async fn drop_proposal(
    connection: &mut Connection<'_>,
    id: &ItemDecisionId,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = on!(connection, c => sqlx::query(
        "update item_decision set state = 'dropped', decided_by = $2, decided_at = $3
         where id = $1 and state = 'proposed'",
    )
    .bind(id.as_str())
    .bind(by)
    .bind(at.micros())
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(changed > 0)
}

/// Counts one more decision of a revision and gives its number. Holds the revision's row until the transaction ends:
/// whoever scores an attempt of it meanwhile waits, and then sees the decision.
///
/// # Errors
/// When the database fails, or there is no such revision.
pub async fn count_one_more(connection: &mut Connection<'_>, revision: &str) -> Result<i64, StoreError> {
    let (number,): (i64,) = on!(connection, c => sqlx::query_as(
        "update bank_revision set decisions = decisions + 1 where id = $1 returning decisions",
    )
    .bind(revision)
    .fetch_one(&mut **c)
    .await)?;
    Ok(number)
}

/// How many decisions a revision has, without holding anything.
///
/// # Errors
/// When the database fails, or there is no such revision.
pub async fn count(connection: &mut Connection<'_>, revision: &str) -> Result<i64, StoreError> {
    let (number,): (i64,) = on!(connection, c => sqlx::query_as("select decisions from bank_revision where id = $1")
        .bind(revision)
        .fetch_one(&mut **c)
        .await)?;
    Ok(number)
}

/// How many decisions a revision has; none is confirmed and no attempt scored again until the transaction ends.
///
/// # Errors
/// When the database fails, or there is no such revision.
pub async fn count_and_hold(connection: &mut Connection<'_>, revision: &str) -> Result<i64, StoreError> {
    // On SQLite a write transaction has the whole file to itself.
    let statement = connection.dialect(
        "select decisions from bank_revision where id = $1",
        "select decisions from bank_revision where id = $1 for share",
    );
    let (number,): (i64,) = on!(connection, c => sqlx::query_as(statement).bind(revision).fetch_one(&mut **c).await)?;
    Ok(number)
}

/// Takes a revision for itself until the transaction ends: to score its attempts again.
///
/// # Errors
/// When the database fails.
pub async fn hold_revision(connection: &mut Connection<'_>, revision: &str) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("update bank_revision set decisions = decisions where id = $1")
        .bind(revision)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    revision_id: String,
    item_id: String,
    kind: String,
    key_revision_id: Option<String>,
    reason: String,
    proposed_by: String,
    proposed_at: i64,
    state: String,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    number: Option<i64>,
    finished_at: Option<i64>,
}

impl Row {
    fn into_decision(self) -> Result<ItemDecision, StoreError> {
        let decided = self.decided_by.zip(self.decided_at.map(Timestamp::from_micros));
        let finished_at = self.finished_at.map(Timestamp::from_micros);
        let state = match (self.state.as_str(), decided, self.number) {
            ("proposed", None, None) => DecisionState::Proposed,
            ("confirmed", Some((by, at)), Some(number)) => DecisionState::Confirmed { by, at, number, finished_at },
            ("dropped", Some((by, at)), None) => DecisionState::Dropped { by, at },
            _ => return Err(StoreError::Unreadable("item_decision.state")),
        };
        Ok(ItemDecision {
            id: ItemDecisionId::parse(&self.id).ok_or(StoreError::Unreadable("item_decision.id"))?,
            revision: self.revision_id,
            item: self.item_id,
            ruling: Ruling::from_parts(&self.kind, self.key_revision_id)
                .ok_or(StoreError::Unreadable("item_decision.kind"))?,
            reason: self.reason,
            proposed_by: self.proposed_by,
            proposed_at: Timestamp::from_micros(self.proposed_at),
            state,
        })
    }
}

macro_rules! select_decision {
    ($rest:literal) => {
        concat!(
            "select id, revision_id, item_id, kind, key_revision_id, reason, proposed_by, proposed_at, state, decided_by,
                    decided_at, number, finished_at
             from item_decision ",
            $rest
        )
    };
}

/// The decision with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, id: &ItemDecisionId) -> Result<Option<ItemDecision>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(select_decision!("where id = $1"))
        .bind(id.as_str())
        .fetch_optional(&mut **c)
        .await)?;
    row.map(Row::into_decision).transpose()
}

/// The last hundred decisions, those that wait first.
///
/// # Errors
/// When the database fails.
pub async fn latest(connection: &mut Connection<'_>) -> Result<Vec<ItemDecision>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(select_decision!(
        "order by case when state = 'proposed' then 0 else 1 end, proposed_at desc, id limit 100"
    ))
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(Row::into_decision).collect()
}

/// The confirmed decisions of a revision up to a number, in their order.
///
/// # Errors
/// When the database fails.
pub async fn confirmed(
    connection: &mut Connection<'_>,
    revision: &str,
    through: i64,
) -> Result<Vec<ItemDecision>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(select_decision!(
        "where revision_id = $1 and number <= $2 order by number"
    ))
    .bind(revision)
    .bind(through)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(Row::into_decision).collect()
}

/// A confirmed decision whose attempts are not all scored again: of its revision the first one.
///
/// # Errors
/// When the database fails.
pub async fn unfinished(connection: &mut Connection<'_>) -> Result<Option<ItemDecision>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(select_decision!(
        "where state = 'confirmed' and finished_at is null order by number, decided_at, id limit 1"
    ))
    .fetch_optional(&mut **c)
    .await)?;
    row.map(Row::into_decision).transpose()
}

/// The last attempt that was scored again for a decision, or empty; `None` when all are, or the decision is not
/// confirmed.
///
/// # Errors
/// When the database fails.
pub async fn scored_through(
    connection: &mut Connection<'_>,
    id: &ItemDecisionId,
) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as(
        "select scored_through from item_decision where id = $1 and state = 'confirmed' and finished_at is null",
    )
    .bind(id.as_str())
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(attempt,)| attempt))
}

/// Notes how far a decision has come.
///
/// # Errors
/// When the database fails.
pub async fn advance(connection: &mut Connection<'_>, id: &ItemDecisionId, through: &str) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("update item_decision set scored_through = $2 where id = $1")
        .bind(id.as_str())
        .bind(through)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes that every attempt is scored again.
///
/// # Errors
/// When the database fails.
pub async fn finish(connection: &mut Connection<'_>, id: &ItemDecisionId, at: Timestamp) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query("update item_decision set finished_at = $2 where id = $1 and finished_at is null")
        .bind(id.as_str())
        .bind(at.micros())
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}
