//! Forms made before anybody sits, of one version of an assessment.

use super::banks::{from_json, to_json};
use crate::domain::assessment::assembly::PrebuiltForm;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, on};

/// A set of forms and who made it.
#[derive(Clone, Debug, PartialEq)]
pub struct FormSet {
    /// By number, from 1.
    pub forms: Vec<PrebuiltForm>,
    /// When.
    pub built_at: Timestamp,
    /// By whom.
    pub built_by: String,
}

/// Stores the forms of a version instead of those it has.
///
/// # Errors
/// When the database fails.
pub async fn replace(
    connection: &mut Connection<'_>,
    (code, version): (&str, i64),
    forms: &[PrebuiltForm],
    actor: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => {
        sqlx::query("delete from prebuilt_form where assessment_code = $1 and assessment_version = $2")
            .bind(code)
            .bind(version)
            .execute(&mut **c)
            .await?;
        let mut rows = sqlx::QueryBuilder::new(
            "insert into prebuilt_form (assessment_code, assessment_version, number, items, difficulty, built_at, built_by) ",
        );
        rows.push_values(forms.iter().zip(1_i64..), |mut row, (form, number)| {
            row.push_bind(code)
                .push_bind(version)
                .push_bind(number)
                .push_bind(to_json(&form.items))
                .push_bind(form.difficulty)
                .push_bind(now.micros())
                .push_bind(actor);
        });
        rows.build().execute(&mut **c).await?;
    });
    Ok(())
}

/// The forms of a version; `None` when it has none.
///
/// # Errors
/// When the database fails.
pub async fn of_version(
    connection: &mut Connection<'_>,
    code: &str,
    version: i64,
) -> Result<Option<FormSet>, StoreError> {
    let rows: Vec<(String, f64, i64, String)> = on!(connection, c => sqlx::query_as(
        "select items, difficulty, built_at, built_by from prebuilt_form
         where assessment_code = $1 and assessment_version = $2 order by number",
    )
    .bind(code)
    .bind(version)
    .fetch_all(&mut **c)
    .await)?;
    let Some((_, _, built_at, built_by)) = rows.first().cloned() else { return Ok(None) };
    let forms = rows
        .into_iter()
        .map(|(items, difficulty, ..)| {
            Ok(PrebuiltForm { items: from_json(&items, "prebuilt_form.items")?, difficulty })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Some(FormSet { forms, built_at: Timestamp::from_micros(built_at), built_by }))
}

/// The items of one form of a version: that at `lot` modulo their number. `None` when there are none.
///
/// # Errors
/// When the database fails.
pub async fn drawn(
    connection: &mut Connection<'_>,
    code: &str,
    version: i64,
    lot: u32,
) -> Result<Option<Vec<String>>, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as(
        "select items from prebuilt_form where assessment_code = $1 and assessment_version = $2
         and number = 1 + $3 % (select max(number) from prebuilt_form where assessment_code = $1 and assessment_version = $2)",
    )
    .bind(code)
    .bind(version)
    .bind(i64::from(lot))
    .fetch_optional(&mut **c)
    .await)?;
    row.map(|(items,)| from_json(&items, "prebuilt_form.items")).transpose()
}
