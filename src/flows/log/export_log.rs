//! Export the log as the static files that it serves: checkpoint, keys, tiles, bundles of entries.

use super::{log_keys, read_tile};
use crate::domain::certification::merkle::Tile;
use crate::flows::Service;
use crate::formats::log::tiles::TilePath;
use crate::store::StoreError;
use std::io;

/// Why the log was not exported.
#[derive(Debug)]
pub enum ExportFault {
    /// Nothing is published yet.
    Empty,
    /// A file cannot be written.
    Write(io::Error),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for ExportFault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Writes every file of the published log; the checkpoint comes last, so that whoever sees it sees the rest. Gives the
/// number of entries.
///
/// # Errors
/// When nothing is published, a file cannot be written, or the store failed.
pub async fn export_log(
    service: &Service,
    mut write: impl FnMut(&str, &[u8]) -> io::Result<()>,
) -> Result<u64, ExportFault> {
    let latest = read_tile::latest_checkpoint(service).await?.ok_or(ExportFault::Empty)?;
    for path in Tile::all(latest.size).filter_map(|tile| TilePath::of(tile, latest.size)) {
        let of_leaves = (path.tile().level == 0).then(|| path.entries());
        for path in [Some(path), of_leaves].into_iter().flatten() {
            let bytes = read_tile::read_tile(service, path).await?;
            let bytes = bytes.ok_or(StoreError::Unreadable("the log has a gap"))?;
            write(&format!("tile/{path}"), &bytes).map_err(ExportFault::Write)?;
        }
    }
    write("vkey", vkeys(service).as_bytes()).map_err(ExportFault::Write)?;
    write("checkpoint", latest.note.as_bytes()).map_err(ExportFault::Write)?;
    Ok(latest.size)
}

/// The log's keys as verifiers of notes take them, one a line.
pub fn vkeys(service: &Service) -> String {
    log_keys(service).iter().map(|key| format!("{key}\n")).collect()
}
