//! What items map to: competences of DigComp, entries of other frameworks; and the findings they let stand.

use super::banks::from_json;
use crate::store::{Connection, StoreError, on};

/// What an item maps to, and which findings it lets stand.
#[derive(Clone, Debug)]
pub struct ItemMapping {
    /// The item's id in its bank.
    pub item_id: String,
    /// DigComp competences.
    pub digcomp: Vec<String>,
    /// Entries of other frameworks.
    pub frameworks: Vec<String>,
    /// Codes of quality rules.
    pub accepts: Vec<String>,
}

/// What the items of a revision map to, by item id.
///
/// # Errors
/// When the database fails.
pub async fn of_revision(connection: &mut Connection<'_>, revision: &str) -> Result<Vec<ItemMapping>, StoreError> {
    let mut rows: Vec<(String, String, String, String)> = on!(connection, c => sqlx::query_as(
        "select item_id, digcomp, frameworks, accepts from item_key where revision_id = $1",
    )
    .bind(revision)
    .fetch_all(&mut **c)
    .await)?;
    rows.sort();
    let row = |(item_id, digcomp, frameworks, accepts): (String, String, String, String)| {
        Ok(ItemMapping {
            item_id,
            digcomp: from_json(&digcomp, "item_key.digcomp")?,
            frameworks: from_json(&frameworks, "item_key.frameworks")?,
            accepts: from_json(&accepts, "item_key.accepts")?,
        })
    };
    rows.into_iter().map(row).collect()
}
