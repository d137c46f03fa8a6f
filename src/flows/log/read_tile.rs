//! Read what the log serves: the checkpoint, tiles, bundles of entries. Nothing that is not published yet.

use crate::flows::Service;
use crate::formats::log::tiles::{TileKind, TilePath, bundle_bytes, tile_bytes};
use crate::store::StoreError;
use crate::store::certification::checkpoints::{self, Published};
use crate::store::certification::log;

/// The largest checkpoint with the signatures it has by now.
///
/// # Errors
/// When the store failed.
pub async fn latest_checkpoint(service: &Service) -> Result<Option<Published>, StoreError> {
    checkpoints::latest(&mut service.store.read().await?.link(), &service.settings.log_origin).await
}

/// The bytes of a tile or a bundle; `None` when the published log does not reach as far.
///
/// # Errors
/// When the store failed.
pub async fn read_tile(service: &Service, path: TilePath) -> Result<Option<Vec<u8>>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let size = checkpoints::latest_size(connection, &service.settings.log_origin).await?;
    let (tile, width) = (path.tile(), u64::from(path.width));
    if width > tile.width(size) {
        return Ok(None);
    }
    let start = tile.number * crate::domain::certification::merkle::Tile::WIDTH;
    let bytes = match path.kind {
        TileKind::Hashes(level) => tile_bytes(&log::hashes(connection, level, start, width).await?),
        TileKind::Entries => {
            let entries = log::entries(connection, start, width).await?;
            let entries: Vec<String> = entries.into_iter().map(|logged| logged.entry).collect();
            bundle_bytes(&entries).ok_or(StoreError::Unreadable("log_entry.entry"))?
        }
    };
    Ok(Some(bytes))
}
