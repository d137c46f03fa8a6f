//! Status lists: which places are set, how often that changed, and the list as it was signed last.

use crate::domain::certification::status::{ListName, StatusPurpose};
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, counters, on};

/// A list as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Published {
    /// The value of the list's counter of changes that it shows.
    pub revision: i64,
    /// The base URL it names.
    pub base_url: String,
    /// The key that signed.
    pub key_id: String,
    /// Microseconds since 1970 UTC.
    pub valid_until: i64,
    /// The very bytes that are served.
    pub credential: String,
}

fn counter(name: ListName) -> String {
    format!("status-list/{name}")
}

/// Notes, in the transaction that sets a place, that the list has changed.
///
/// # Errors
/// When the database fails.
pub async fn note_change(connection: &mut Connection<'_>, name: ListName) -> Result<(), StoreError> {
    counters::next(connection, &counter(name)).await.map(drop)
}

/// How often the list changed.
///
/// # Errors
/// When the database fails.
pub async fn changes(connection: &mut Connection<'_>, name: ListName) -> Result<i64, StoreError> {
    counters::value(connection, &counter(name)).await
}

/// The list as it was signed last, and how often it has changed by now.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection<'_>, name: ListName) -> Result<Option<(Published, i64)>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        published: Published,
        changes: Option<i64>,
    }
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select l.revision, l.base_url, l.key_id, l.valid_until, l.credential, n.value as changes
         from status_list l left join counter n on n.name = $2
         where l.name = $1",
    )
    .bind(name.to_string())
    .bind(counter(name))
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|row| (row.published, row.changes.unwrap_or_default())))
}

/// Stores a list signed anew. Leaves alone one that shows more, or that shows as much and holds beyond `due`: of two
/// instances that sign at the same time the first one's bytes stay.
///
/// # Errors
/// When the database fails.
pub async fn replace(
    connection: &mut Connection<'_>,
    name: ListName,
    published: &Published,
    due: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into status_list (name, revision, base_url, key_id, valid_until, credential)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (name) do update set
            revision = excluded.revision, base_url = excluded.base_url, key_id = excluded.key_id,
            valid_until = excluded.valid_until, credential = excluded.credential
         where status_list.revision < excluded.revision
            or (status_list.revision = excluded.revision
                and (status_list.valid_until < $7 or status_list.base_url <> excluded.base_url
                     or status_list.key_id <> excluded.key_id))",
    )
    .bind(name.to_string())
    .bind(published.revision)
    .bind(&published.base_url)
    .bind(&published.key_id)
    .bind(published.valid_until)
    .bind(&published.credential)
    .bind(due.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

/// The places that are set.
///
/// # Errors
/// When the database fails.
pub async fn places(connection: &mut Connection<'_>, name: ListName) -> Result<Vec<u32>, StoreError> {
    let statement = match name.purpose {
        StatusPurpose::Revocation => "select status_index from revocation where status_list = $1",
        StatusPurpose::Supersession => {
            "select status_index from revocation where status_list = $1 and successor_id is not null"
        }
    };
    let rows: Vec<(i64,)> = on!(connection, c => sqlx::query_as(statement)
        .bind(i64::from(name.number))
        .fetch_all(&mut **c)
        .await)?;
    rows.into_iter()
        .map(|(place,)| u32::try_from(place).map_err(|_| StoreError::Unreadable("revocation.status_index")))
        .collect()
}

/// The number of the last list that a certificate names; the first one is there from the beginning.
///
/// # Errors
/// When the database fails.
pub async fn last_number(connection: &mut Connection<'_>) -> Result<u32, StoreError> {
    let (last,): (Option<i64>,) = on!(connection, c => sqlx::query_as("select max(status_list) from certificate")
        .fetch_one(&mut **c)
        .await)?;
    u32::try_from(last.unwrap_or(1).max(1)).map_err(|_| StoreError::Unreadable("certificate.status_list"))
}
