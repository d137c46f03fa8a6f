//! Responses: read one attempt's, and write a batch of saves of many attempts in one statement.

use super::banks::{from_json, to_json};
use crate::domain::assessment::response::Response;
use crate::domain::identifier::AttemptId;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};
use serde::Serialize;

/// A stored response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResponse {
    /// Place on the form, from 1.
    pub number: i64,
    /// How often it was saved.
    pub revision: i64,
    /// The response.
    pub response: Response,
    /// When.
    pub saved_at: Timestamp,
    /// When it was checked in practice.
    pub checked_at: Option<Timestamp>,
}

/// One save, with everything the statement checks by itself: session, owner, state, deadline and how far
/// the attempt has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// Whose session asks, as the hash of its token.
    pub token_hash: String,
    /// Which attempt.
    pub attempt: AttemptId,
    /// Place on the form, from 1.
    pub number: i64,
    /// The revision the candidate's page had.
    pub base_revision: i64,
    /// The response, fitted to its item.
    pub response: Response,
    /// When the request was parsed.
    pub arrived_at: Timestamp,
}

type Row = (i64, i64, String, i64, Option<i64>);

fn stored((number, revision, response, saved_at, checked_at): Row) -> Result<StoredResponse, StoreError> {
    let response = from_json(&response, "response.response")?;
    let checked_at = checked_at.map(Timestamp::from_micros);
    Ok(StoredResponse { number, revision, response, saved_at: Timestamp::from_micros(saved_at), checked_at })
}

/// All responses of an attempt, by number.
///
/// # Errors
/// When the database fails.
pub async fn of_attempt(
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
) -> Result<Vec<StoredResponse>, StoreError> {
    let rows: Vec<Row> = on!(connection, c => sqlx::query_as(
        "select number, revision, response, saved_at, checked_at from response where attempt_id = $1 order by number",
    )
    .bind(attempt.as_str())
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(stored).collect()
}

/// One response of an attempt.
///
/// # Errors
/// When the database fails.
pub async fn find(
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
    number: i64,
) -> Result<Option<StoredResponse>, StoreError> {
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select number, revision, response, saved_at, checked_at from response where attempt_id = $1 and number = $2",
    )
    .bind(attempt.as_str())
    .bind(number)
    .fetch_optional(&mut **c)
    .await)?;
    row.map(stored).transpose()
}

/// Marks a response as checked: it takes no more saves. The first time stands; the caller holds the attempt's row.
///
/// # Errors
/// When the database fails.
pub async fn mark_checked(
    connection: &mut Connection<'_>,
    attempt: &AttemptId,
    number: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "update response set checked_at = $3 where attempt_id = $1 and number = $2 and checked_at is null",
    )
    .bind(attempt.as_str())
    .bind(number)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// The batch as SQLite gets it: one JSON text, read by `json_each`.
#[derive(Serialize)]
struct SaveJson<'a> {
    t: &'a str,
    a: &'a str,
    n: i64,
    b: i64,
    r: String,
    at: i64,
}

/// Writes a batch of saves as one statement, which is its own transaction, and gives the places that
/// were stored; whatever is missing was refused by session, owner, state, deadline,
/// revision, because its item is not the one that is open, or was checked. The same place must not stand in a batch twice.
///
/// The attempt's row is read `for share` on PostgreSQL: a submit that runs at the same time either
/// scores this response or makes it refused, never acknowledged and lost.
///
/// # Errors
/// When the database fails; then nothing of the batch was stored.
pub async fn save_batch(connection: &mut Connection<'_>, saves: &[&Save]) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(match connection {
        Connection::Sqlite(c) => {
            let batch: Vec<SaveJson<'_>> = saves.iter().map(|save| save_json(save)).collect();
            sqlx::query_as(SAVE_BATCH_SQLITE).bind(to_json(&batch)).fetch_all(&mut **c).await?
        }
        Connection::Postgres(c) => {
            let column = |field: fn(&Save) -> i64| saves.iter().map(|save| field(save)).collect::<Vec<i64>>();
            sqlx::query_as(SAVE_BATCH_POSTGRES)
                .bind(saves.iter().map(|save| save.token_hash.as_str()).collect::<Vec<_>>())
                .bind(saves.iter().map(|save| save.attempt.as_str()).collect::<Vec<_>>())
                .bind(column(|save| save.number))
                .bind(column(|save| save.base_revision))
                .bind(saves.iter().map(|save| to_json(&save.response)).collect::<Vec<_>>())
                .bind(column(|save| save.arrived_at.micros()))
                .fetch_all(&mut **c)
                .await?
        }
    })
}

fn save_json(save: &Save) -> SaveJson<'_> {
    SaveJson {
        t: &save.token_hash,
        a: save.attempt.as_str(),
        n: save.number,
        b: save.base_revision,
        r: to_json(&save.response),
        at: save.arrived_at.micros(),
    }
}

const SAVE_BATCH_SQLITE: &str = "
    insert into response (attempt_id, number, revision, response, saved_at)
    select a.id, s.value ->> 'n', (s.value ->> 'b') + 1, s.value ->> 'r', s.value ->> 'at'
    from json_each($1) s
    join session t on t.token_hash = s.value ->> 't' and t.expires_at > s.value ->> 'at'
    join attempt a on a.id = s.value ->> 'a' and a.person_id = t.person_id
                  and a.state = 'in_progress' and a.paused_at is null and a.accepts_until >= s.value ->> 'at'
                  and coalesce(a.section_until, a.accepts_until) >= s.value ->> 'at'
                  and (a.reached is null or s.value ->> 'n' between a.reached and coalesce(a.open_through, a.reached))
    where s.value ->> 'b' = 0
       or exists (select 1 from response r where r.attempt_id = a.id and r.number = s.value ->> 'n')
    on conflict (attempt_id, number) do update set
        revision = excluded.revision, response = excluded.response, saved_at = excluded.saved_at
    where response.revision = excluded.revision - 1 and response.checked_at is null
    returning attempt_id, number";

const SAVE_BATCH_POSTGRES: &str = "
    with s as (
        select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[])
            as s (token_hash, attempt_id, number, base, response, arrived_at)
    ), a as (
        -- Not state = 'in_progress': by an index of those the planner would read every attempt that is in progress.
        select id, person_id, state, paused_at, accepts_until, reached, open_through, section_until from attempt
        where id = any($2::text[]) and state <> 'submitted' order by id for share
    )
    insert into response (attempt_id, number, revision, response, saved_at)
    select a.id, s.number, s.base + 1, s.response, s.arrived_at
    from s
    join session t on t.token_hash = s.token_hash and t.expires_at > s.arrived_at
    join a on a.id = s.attempt_id and a.person_id = t.person_id
          and a.state = 'in_progress' and a.paused_at is null and a.accepts_until >= s.arrived_at
          and coalesce(a.section_until, a.accepts_until) >= s.arrived_at
          and (a.reached is null or s.number between a.reached and coalesce(a.open_through, a.reached))
    where s.base = 0 or exists (select 1 from response r where r.attempt_id = a.id and r.number = s.number)
    on conflict (attempt_id, number) do update set
        revision = excluded.revision, response = excluded.response, saved_at = excluded.saved_at
    where response.revision = excluded.revision - 1 and response.checked_at is null
    returning attempt_id, number";
