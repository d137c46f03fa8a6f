//! Hashes of the stored tree, from a handful of tiles however large the log is.

use crate::domain::certification::merkle::{Hash, Subtree, Tile, range_hash, tiles_of};
use crate::store::certification::log;
use crate::store::{Connection, StoreError};
use std::collections::HashMap;
use std::ops::Range;

/// The hash over each range of leaves. The ranges lie within what was published or is about to be.
///
/// # Errors
/// When the database fails, or hashes are missing in it.
pub async fn hashes(connection: &mut Connection<'_>, ranges: &[Range<u64>]) -> Result<Vec<Hash>, StoreError> {
    let mut tiles: HashMap<Tile, Vec<Hash>> = HashMap::new();
    for tile in tiles_of(ranges) {
        tiles.insert(tile, log::hashes(connection, tile.level, tile.number * Tile::WIDTH, Tile::WIDTH).await?);
    }
    let hash_of = |subtree: Subtree| subtree.hash_in(tiles.get(&subtree.place().tile)?);
    let hash = |range: &Range<u64>| range_hash(range.clone(), &hash_of);
    ranges.iter().map(hash).collect::<Option<Vec<_>>>().ok_or(StoreError::Unreadable("the log has a gap"))
}

/// The root of the tree of `size` leaves.
///
/// # Errors
/// As [`hashes`].
pub async fn root(connection: &mut Connection<'_>, size: u64) -> Result<Hash, StoreError> {
    let found = hashes(connection, std::slice::from_ref(&(0..size))).await?;
    found.first().copied().ok_or(StoreError::Unreadable("the log has a gap"))
}

/// Reads the whole tile of a level and gives its root; `None` when it is not whole.
///
/// # Errors
/// When the database fails.
pub async fn tile_root(connection: &mut Connection<'_>, tile: Tile) -> Result<Option<Hash>, StoreError> {
    let hashes = log::hashes(connection, tile.level, tile.number * Tile::WIDTH, Tile::WIDTH).await?;
    let is_whole = hashes.len() as u64 == Tile::WIDTH;
    Ok(is_whole.then(|| crate::domain::certification::merkle::root(&hashes)))
}
