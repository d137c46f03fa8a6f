//! Check a backup: every file is there and is byte for byte what was kept, nothing was added, and the copy of the database
//! is whole. What the records inside say is for `verify_records`, on a copy of the copy.

use super::{FILES, KEYS, POSTGRES_DUMP, SQLITE_COPY, dump, files_below, hash_file};
use crate::formats::checksum_list::{self, LIST};
use crate::store::copy;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Files that are as they were kept.
    pub files: usize,
    /// What is wrong: the file, and with it what.
    pub faults: Vec<(String, String)>,
}

impl Checked {
    fn fault(&mut self, file: &str, what: impl Into<String>) {
        self.faults.push((file.to_owned(), what.into()));
    }
}

/// Checks a folder. The database is looked into only when its bytes are those that were kept.
///
/// # Errors
/// When the folder itself cannot be read.
pub async fn check_backup(folder: PathBuf) -> Result<Checked, (PathBuf, io::Error)> {
    let list = match std::fs::read(folder.join(LIST)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => {
            let mut checked = Checked::default();
            checked.fault(LIST, "is missing: the backup was not finished");
            return Ok(checked);
        }
        Err(error) => return Err((folder.join(LIST), error)),
    };
    let place = folder.clone();
    let compared = tokio::task::spawn_blocking(move || compare(&place, &list)).await;
    let mut checked = compared.map_err(|error| (folder.clone(), error.into()))??;
    if checked.faults.is_empty() {
        look_into(&folder, &mut checked).await;
    }
    Ok(checked)
}

fn compare(folder: &Path, list: &[u8]) -> Result<Checked, (PathBuf, io::Error)> {
    let mut checked = Checked::default();
    let Some(listed) = std::str::from_utf8(list).ok().and_then(checksum_list::read) else {
        checked.fault(LIST, "is not as it was written");
        return Ok(checked);
    };
    for file in &listed {
        match hash_file(&folder.join(&file.name)) {
            Ok((size, sha256)) if size == file.size && sha256 == file.sha256 => checked.files += 1,
            Ok((size, _)) if size != file.size => {
                checked.fault(&file.name, format!("has {size} bytes instead of {}", file.size));
            }
            Ok(_) => checked.fault(&file.name, "was altered"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => checked.fault(&file.name, "is missing"),
            Err(error) => checked.fault(&file.name, error.to_string()),
        }
    }
    let known: BTreeSet<&str> = listed.iter().map(|file| file.name.as_str()).chain([LIST]).collect();
    for (_, name) in files_below(folder)?.iter().filter(|(_, name)| !known.contains(name.as_str())) {
        checked.fault(name, "was added");
    }
    if known.contains(SQLITE_COPY) == known.contains(POSTGRES_DUMP) {
        checked.fault(LIST, "names not one copy of a database");
    }
    for part in [FILES, KEYS].into_iter().filter(|part| !folder.join(part).is_dir()) {
        checked.fault(part, "is missing");
    }
    Ok(checked)
}

async fn look_into(folder: &Path, checked: &mut Checked) {
    let (sqlite, postgres) = (folder.join(SQLITE_COPY), folder.join(POSTGRES_DUMP));
    if sqlite.exists() {
        for fault in copy::faults(&sqlite).await {
            checked.fault(SQLITE_COPY, fault);
        }
    } else {
        match tokio::task::spawn_blocking(move || dump::read(&postgres)).await {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => checked.fault(POSTGRES_DUMP, fault.to_string()),
            Err(error) => checked.fault(POSTGRES_DUMP, error.to_string()),
        }
    }
}
