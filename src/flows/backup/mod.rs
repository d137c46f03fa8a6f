//! Backups: made beside a running service, and checked before they are needed.

pub mod check_backup;
mod dump;
pub mod make_backup;

use std::path::{Path, PathBuf};

/// The copy of a SQLite database in a backup.
pub const SQLITE_COPY: &str = "minhchung.db";
/// The dump of a PostgreSQL database in a backup.
pub const POSTGRES_DUMP: &str = "minhchung.dump";
/// The certificates' files in a backup.
pub const FILES: &str = "files";
/// The key folder in a backup.
pub const KEYS: &str = "keys";

/// The file of a SQLite database; `None` for another engine.
fn sqlite_path(database: &str) -> Option<&Path> {
    database.strip_prefix("sqlite:").map(|path| Path::new(path.trim_start_matches("//")))
}

/// Every file below a folder with its place in it, sorted. Left out are names that begin with a dot, which are locks,
/// and those with `#`, which are halves of files that are being written.
fn files_below(folder: &Path) -> Result<Vec<(PathBuf, String)>, (PathBuf, std::io::Error)> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, place)) = folders.pop() {
        let fail = |error| (folder.clone(), error);
        for entry in std::fs::read_dir(&folder).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || name.contains('#') {
                continue;
            }
            let place = if place.is_empty() { name } else { format!("{place}/{name}") };
            match std::fs::metadata(entry.path()) {
                Ok(found) if found.is_dir() => folders.push((entry.path(), place)),
                Ok(_) => found.push((entry.path(), place)),
                // Gone since the folder was read.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err((entry.path(), error)),
            }
        }
    }
    found.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(found)
}

/// The size of a file and the SHA-256 of its content, read piece by piece.
fn hash_file(file: &Path) -> std::io::Result<(u64, [u8; 32])> {
    use sha2::{Digest, Sha256};
    use std::io::Read;
    let mut file = std::fs::File::open(file)?;
    let (mut hasher, mut size, mut piece) = (Sha256::new(), 0, vec![0; 1 << 20]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((size, hasher.finalize().into())),
            count => {
                hasher.update(&piece[..count]);
                size += count as u64;
            }
        }
    }
}
