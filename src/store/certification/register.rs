//! Searching the register.

use super::certificates::{CertificateRow, Registered, select_registered};
use crate::domain::text::search_form;
use crate::store::{Connection, StoreError, on};

/// What certificates are searched by.
#[derive(Clone, Debug)]
pub struct Search {
    name: String,
    serial: String,
}

impl Search {
    /// Holder's name without marks, or beginning of the serial; an empty text finds everything.
    pub fn new(text: &str) -> Self {
        let plain = |text: String| text.replace(['%', '_', '\\'], "");
        Self {
            name: format!("%{}%", plain(search_form(text))),
            serial: format!("{}%", plain(text.trim().to_lowercase())),
        }
    }
}

/// One page of what is found, newest first.
///
/// # Errors
/// When the database fails.
pub async fn search(
    connection: &mut Connection<'_>,
    search: &Search,
    offset: i64,
    limit: i64,
) -> Result<Vec<Registered>, StoreError> {
    let rows: Vec<CertificateRow> = on!(connection, c => sqlx::query_as(
        select_registered!(
        "where c.id in (select f.id from certificate f
                        where f.state = 'issued'
                          and (f.search_name like $1 or lower(f.serial) like $2)
                        order by f.issued_at desc, f.id limit $3 offset $4)
         order by c.issued_at desc, c.id"
    ),
    )
    .bind(&search.name)
    .bind(&search.serial)
    .bind(limit)
    .bind(offset)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(CertificateRow::into_registered).collect()
}

/// Up to 100 issued certificates whose code comes after `code`, in the order of their codes.
///
/// # Errors
/// When the database fails.
pub async fn issued_after(connection: &mut Connection<'_>, code: &str) -> Result<Vec<Registered>, StoreError> {
    let rows: Vec<CertificateRow> = on!(connection, c => sqlx::query_as(
        select_registered!("where c.state = 'issued' and c.id > $1 order by c.id limit 100"),
    )
    .bind(code)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter().map(CertificateRow::into_registered).collect()
}

/// How many are found.
///
/// # Errors
/// When the database fails.
pub async fn count_found(connection: &mut Connection<'_>, search: &Search) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(connection, c => sqlx::query_as(
        "select count(*) from certificate c
         where c.state = 'issued' and (c.search_name like $1 or lower(c.serial) like $2)",
    )
    .bind(&search.name)
    .bind(&search.serial)
    .fetch_one(&mut **c)
    .await)?;
    Ok(count)
}
