//! Bank revisions: faces in one table, keys in another.

use super::item_mappings::{self, ItemMapping};
use crate::domain::assessment::bank::{Bank, Competency};
use crate::domain::assessment::item::{Item, ItemExplanation, ItemFace, ItemKind, ItemTraits};
use crate::domain::assessment::key::ItemKey;
use crate::domain::identifier::PersonId;
use crate::domain::timestamp::Timestamp;
use crate::store::{Connection, StoreError, counters, on};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Rows written by one statement, well below the bind limits of both engines.
const ROWS_PER_INSERT: usize = 500;

/// An item as the draw and the candidate's page see it.
#[derive(Clone, Debug)]
pub struct FaceRow {
    /// What a candidate sees.
    pub face: ItemFace,
    /// Where a blueprint finds it.
    pub traits: ItemTraits,
}

/// An item as scoring and review see it.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// The item's id.
    pub item_id: String,
    /// Its key.
    pub key: ItemKey,
    /// What is said about it afterwards.
    pub explanation: ItemExplanation,
}

/// Stores a revision with all its items. False when this very revision is there already.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    connection: &mut Connection<'_>,
    revision: &str,
    bank: &Bank,
    actor: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = on!(connection, c => sqlx::query(
        "insert into bank_revision
            (id, bank_code, title, description, languages, framework, licence, competencies, imported_at, imported_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (id) do nothing",
    )
    .bind(revision)
    .bind(&bank.code)
    .bind(to_json(&bank.title))
    .bind(to_json(&bank.description))
    .bind(to_json(&bank.languages))
    .bind(&bank.framework)
    .bind(&bank.licence)
    .bind(to_json(&bank.competencies))
    .bind(now.micros())
    .bind(actor)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    for login in &bank.authors {
        name_author(connection, (&bank.code, login), now).await?;
    }
    if inserted == 0 {
        return Ok(false);
    }
    for items in bank.items.chunks(ROWS_PER_INSERT) {
        insert_items(connection, revision, items).await?;
    }
    for (sha256, png) in &bank.pictures {
        on!(connection, c => sqlx::query("insert into picture (sha256, png) values ($1, $2) on conflict (sha256) do nothing")
            .bind(sha256)
            .bind(png)
            .execute(&mut **c)
            .await
            .map(drop))?;
    }
    for (sha256, html) in &bank.simulations {
        let insert = "insert into simulation (sha256, html) values ($1, $2) on conflict (sha256) do nothing";
        on!(connection, c => sqlx::query(insert).bind(sha256).bind(html).execute(&mut **c).await.map(drop))?;
    }
    Ok(true)
}

/// Names somebody an author of a bank, for ever.
///
/// # Errors
/// When the database fails.
pub async fn name_author(
    connection: &mut Connection<'_>,
    (bank, login): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(connection, c => sqlx::query(
        "insert into bank_author (bank_code, login, named_at) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(bank)
    .bind(login)
    .bind(now.micros())
    .execute(&mut **c)
    .await
    .map(drop))?;
    Ok(())
}

async fn insert_items(connection: &mut Connection<'_>, revision: &str, items: &[Item]) -> Result<(), StoreError> {
    on!(connection, c => {
        let mut faces = sqlx::QueryBuilder::new("insert into item (revision_id, item_id, competency, level, kind, enemies, face) ");
        faces.push_values(items, |mut row, item| {
            row.push_bind(revision)
                .push_bind(&item.face.id)
                .push_bind(&item.traits.competency)
                .push_bind(i64::from(item.traits.level))
                .push_bind(item.traits.kind.name())
                .push_bind(to_json(&item.traits.enemies))
                .push_bind(to_json(&item.face));
        });
        faces.build().execute(&mut **c).await?;
        let mut keys = sqlx::QueryBuilder::new("insert into item_key (revision_id, item_id, item_key, explanation, digcomp, frameworks, accepts) ");
        keys.push_values(items, |mut row, item| {
            row.push_bind(revision)
                .push_bind(&item.face.id)
                .push_bind(to_json(&item.key))
                .push_bind(to_json(&item.explanation))
                .push_bind(to_json(&item.digcomp))
                .push_bind(to_json(&item.frameworks))
                .push_bind(to_json(&item.accepts));
        });
        keys.build().execute(&mut **c).await?;
    });
    Ok(())
}

/// The faces of a revision, by item id: the stable order that the draw needs. Never names the key.
///
/// # Errors
/// When the database fails.
pub async fn faces(connection: &mut Connection<'_>, revision: &str) -> Result<Vec<FaceRow>, StoreError> {
    let rows: Vec<(String, i64, String, String, String)> = on!(connection, c => sqlx::query_as(
        "select competency, level, kind, enemies, face from item where revision_id = $1 order by item_id",
    )
    .bind(revision)
    .fetch_all(&mut **c)
    .await)?;
    let mut faces = rows
        .into_iter()
        .map(|(competency, level, kind, enemies, face)| {
            let kind = ItemKind::ALL.into_iter().find(|known| known.name() == kind);
            Ok(FaceRow {
                face: from_json(&face, "item.face")?,
                traits: ItemTraits {
                    competency,
                    level: u8::try_from(level).map_err(|_| StoreError::Unreadable("item.level"))?,
                    kind: kind.ok_or(StoreError::Unreadable("item.kind"))?,
                    enemies: from_json(&enemies, "item.enemies")?,
                },
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    // The engines may collate differently; the draw must not.
    faces.sort_by(|one, other| one.face.id.cmp(&other.face.id));
    Ok(faces)
}

/// The keys and explanations of a revision; for scoring and for a released review only.
///
/// # Errors
/// When the database fails.
pub async fn keys(connection: &mut Connection<'_>, revision: &str) -> Result<Vec<KeyRow>, StoreError> {
    let rows: Vec<(String, String, String)> = on!(connection, c => sqlx::query_as(
        "select item_id, item_key, explanation from item_key where revision_id = $1",
    )
    .bind(revision)
    .fetch_all(&mut **c)
    .await)?;
    rows.into_iter()
        .map(|(item_id, key, explanation)| {
            Ok(KeyRow {
                item_id,
                key: from_json(&key, "item_key.item_key")?,
                explanation: from_json(&explanation, "item_key.explanation")?,
            })
        })
        .collect()
}

/// A revision whole, as it was imported; for export. `None` when there is no such bank.
///
/// # Errors
/// When the database fails.
pub async fn latest(connection: &mut Connection<'_>, bank_code: &str) -> Result<Option<(String, Bank)>, StoreError> {
    type Row = (String, String, String, String, String, String, String);
    let row: Option<Row> = on!(connection, c => sqlx::query_as(
        "select id, title, description, languages, framework, licence, competencies
         from bank_revision where bank_code = $1 order by imported_at desc, id limit 1",
    )
    .bind(bank_code)
    .fetch_optional(&mut **c)
    .await)?;
    let Some((revision, title, description, languages, framework, licence, competencies)) = row else {
        return Ok(None);
    };
    let items = items(connection, &revision).await?;
    let competencies: Vec<Competency> = from_json(&competencies, "bank_revision.competencies")?;
    let mut pictures = BTreeMap::new();
    for shown in items.iter().flat_map(|item| item.face.pictures()) {
        if let Some(png) = picture(connection, &shown.sha256).await? {
            pictures.insert(shown.sha256.clone(), png);
        }
    }
    let mut simulations = BTreeMap::new();
    for sha256 in items.iter().filter_map(|item| item.face.simulation.as_ref()) {
        if let Some(html) = simulation(connection, sha256).await? {
            simulations.insert(sha256.clone(), html);
        }
    }
    let bank = Bank {
        authors: authors(connection, bank_code).await?,
        pictures,
        simulations,
        code: bank_code.to_owned(),
        title: from_json(&title, "bank_revision.title")?,
        description: from_json(&description, "bank_revision.description")?,
        languages: from_json(&languages, "bank_revision.languages")?,
        framework,
        licence,
        competencies,
        items,
    };
    Ok(Some((revision, bank)))
}

/// Holds a bank until the transaction ends: of two who write its next revision the second one sees that of the first.
///
/// # Errors
/// When the database fails.
pub async fn hold(connection: &mut Connection<'_>, bank: &str) -> Result<(), StoreError> {
    counters::next(connection, &format!("revisions of {bank}")).await.map(drop)
}

/// The latest revision of a bank.
///
/// # Errors
/// When the database fails.
pub async fn latest_revision(connection: &mut Connection<'_>, bank: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as(
        "select id from bank_revision where bank_code = $1 order by imported_at desc, id limit 1",
    )
    .bind(bank)
    .fetch_optional(&mut **c)
    .await)?;
    Ok(row.map(|(id,)| id))
}

/// The competencies of a revision, in the author's order; none when there is no such revision.
///
/// # Errors
/// When the database fails.
pub async fn competencies(connection: &mut Connection<'_>, revision: &str) -> Result<Vec<Competency>, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as(
        "select competencies from bank_revision where id = $1",
    )
    .bind(revision)
    .fetch_optional(&mut **c)
    .await)?;
    row.map_or_else(|| Ok(Vec::new()), |(competencies,)| from_json(&competencies, "bank_revision.competencies"))
}

async fn items(connection: &mut Connection<'_>, revision: &str) -> Result<Vec<Item>, StoreError> {
    let faces = faces(connection, revision).await?;
    let mut keys = keys(connection, revision).await?;
    keys.sort_by(|one, other| one.item_id.cmp(&other.item_id));
    let mapped = item_mappings::of_revision(connection, revision).await?;
    faces
        .into_iter()
        .zip(keys)
        .zip(mapped)
        .map(|((face, key), ItemMapping { digcomp, frameworks, accepts, .. })| {
            Ok(Item {
                face: face.face,
                traits: face.traits,
                key: key.key,
                explanation: key.explanation,
                digcomp,
                frameworks,
                accepts,
            })
        })
        .collect()
}

/// The PNG file with this hash.
///
/// # Errors
/// When the database fails.
pub async fn picture(connection: &mut Connection<'_>, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = on!(connection, c => sqlx::query_as("select png from picture where sha256 = $1")
        .bind(sha256)
        .fetch_optional(&mut **c)
        .await)?;
    Ok(row.map(|(png,)| png))
}

/// Everybody who was ever named an author of a bank, by log-in.
///
/// # Errors
/// When the database fails.
pub async fn authors(connection: &mut Connection<'_>, bank_code: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "select login from bank_author where bank_code = $1 order by login",
    )
    .bind(bank_code)
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows.into_iter().map(|(login,)| login).collect())
}

/// The banks that a person is an author of.
///
/// # Errors
/// When the database fails.
pub async fn written_by(connection: &mut Connection<'_>, person: &PersonId) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(connection, c => sqlx::query_as(
        "select a.bank_code from bank_author a join person p on p.login = a.login where p.id = $1",
    )
    .bind(person.as_str())
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// A simulation, HTML, by its hash.
///
/// # Errors
/// When the database fails.
pub async fn simulation(connection: &mut Connection<'_>, sha256: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as("select html from simulation where sha256 = $1")
        .bind(sha256)
        .fetch_optional(&mut **c)
        .await)?;
    Ok(row.map(|(html,)| html))
}

/// The bank that a revision is of; `None` when there is no such revision.
///
/// # Errors
/// When the database fails.
pub async fn bank_of(connection: &mut Connection<'_>, revision: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(connection, c => sqlx::query_as("select bank_code from bank_revision where id = $1")
        .bind(revision)
        .fetch_optional(&mut **c)
        .await)?;
    Ok(row.map(|(code,)| code))
}

/// Every revision with its bank and when it was imported, newest first.
///
/// # Errors
/// When the database fails.
pub async fn revisions(connection: &mut Connection<'_>) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
    let rows: Vec<(String, String, i64)> = on!(connection, c => sqlx::query_as(
        "select id, bank_code, imported_at from bank_revision order by imported_at desc, id",
    )
    .fetch_all(&mut **c)
    .await)?;
    Ok(rows.into_iter().map(|(id, bank, at)| (id, bank, Timestamp::from_micros(at))).collect())
}

/// The framework line of a revision, as certificates state it.
///
/// # Errors
/// When the database fails.
pub async fn framework(connection: &mut Connection<'_>, revision: &str) -> Result<String, StoreError> {
    let (framework,): (String,) = on!(connection, c => sqlx::query_as("select framework from bank_revision where id = $1")
        .bind(revision)
        .fetch_one(&mut **c)
        .await)?;
    Ok(framework)
}

pub(in crate::store) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types are plain data")
}

pub(in crate::store) fn from_json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(what))
}
