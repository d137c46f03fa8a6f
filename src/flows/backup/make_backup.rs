//! Make a backup: the database as it is in one moment, then the certificates' files and the key folder, and last of all
//! the list of what there is. A folder without the list was not finished.

use super::dump::{self, ToolFault};
use super::{FILES, KEYS, SQLITE_COPY, files_below, hash_file, sqlite_path};
use crate::formats::checksum_list::{self, LIST, ListedFile};
use crate::store::{StoreError, copy};
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What is to be kept.
#[derive(Clone, Debug)]
pub struct Originals {
    /// `sqlite:PATH` or `postgres://...`
    pub database: String,
    /// The folder of certificates' files.
    pub files: PathBuf,
    /// The folder of the key ring; its private keys are sealed under the passphrase, which is not kept with them.
    pub keys: PathBuf,
}

/// A finished backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// How the database was copied.
    pub how: String,
    /// How many files.
    pub files: usize,
    /// Of all of them.
    pub bytes: u64,
}

/// Why no backup was finished.
#[derive(Debug)]
pub enum BackupFault {
    /// A file or folder of the backup cannot be made.
    Make(PathBuf, io::Error),
    /// A file or folder that is to be kept cannot be read.
    Read(PathBuf, io::Error),
    /// A name that cannot stand in the list.
    Name(String),
    /// The database cannot be copied.
    Database(StoreError),
    /// A program of PostgreSQL.
    Tool(ToolFault),
}

impl fmt::Display for BackupFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Make(path, error) | Self::Read(path, error) => write!(formatter, "{}: {error}", path.display()),
            Self::Name(name) => write!(formatter, "{name:?}: a file of this name cannot be listed"),
            Self::Database(error) => write!(formatter, "the database cannot be copied: {error}"),
            Self::Tool(fault) => write!(formatter, "the database cannot be copied: {fault}"),
        }
    }
}

/// Makes a backup in a folder that is not there yet.
///
/// # Errors
/// What is half-written stays, without a list.
pub async fn make_backup(originals: Originals, out: PathBuf) -> Result<Made, BackupFault> {
    let sqlite = sqlite_path(&originals.database).map(Path::to_owned);
    if sqlite.is_none() {
        dump::is_there(&originals.database, &out).map_err(BackupFault::Tool)?;
    }
    let make = |error| BackupFault::Make(out.clone(), error);
    fs::DirBuilder::new().mode(0o700).create(&out).map_err(make)?;
    let how = match &sqlite {
        Some(path) => {
            // Opening what is not there would make an empty database.
            fs::metadata(path).map_err(|error| BackupFault::Read(path.clone(), error))?;
            let to = out.join(SQLITE_COPY);
            copy::copy(path, &to).await.map_err(BackupFault::Database)?;
            fs::set_permissions(&to, Permissions::from_mode(0o600)).map_err(make)?;
            format!("vacuum into '{}'", to.display())
        }
        None => {
            let (database, folder) = (originals.database.clone(), out.clone());
            let dumped = tokio::task::spawn_blocking(move || dump::dump(&database, &folder)).await;
            dumped.map_err(|error| make(error.into()))?.map_err(BackupFault::Tool)?
        }
    };
    // Files come after the database: one is stored before the database says that it exists.
    let folder = out.clone();
    let copied = tokio::task::spawn_blocking(move || {
        copy_folder(&originals.files, &folder, FILES, sqlite.as_deref())?;
        copy_folder(&originals.keys, &folder, KEYS, None)?;
        finish(&folder)
    });
    let (files, bytes) = copied.await.map_err(|error| make(error.into()))??;
    Ok(Made { how, files, bytes })
}

/// Copies a folder's files; a database that lies among them was copied already, and half of it is worth nothing.
fn copy_folder(from: &Path, out: &Path, name: &str, database: Option<&Path>) -> Result<(), BackupFault> {
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (own, database) = (canonical(out), database.map(|path| canonical(path).display().to_string()));
    let make_folder = |folder: &Path| {
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| BackupFault::Make(folder.to_owned(), error))
    };
    make_folder(&out.join(name))?;
    for (file, place) in files_below(from).map_err(|(path, error)| BackupFault::Read(path, error))? {
        let real = canonical(&file);
        let is_database = database.as_ref().is_some_and(|database| real.display().to_string().starts_with(database));
        if is_database || real.starts_with(&own) {
            continue;
        }
        if !checksum_list::is_listable(&place) {
            return Err(BackupFault::Name(place));
        }
        let to = out.join(name).join(place);
        make_folder(to.parent().unwrap_or(out))?;
        match fs::copy(&file, &to) {
            Ok(_) => {}
            // Gone since the folder was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !file.exists() => {}
            Err(error) => return Err(BackupFault::Make(to, error)),
        }
    }
    Ok(())
}

/// Syncs everything, then writes the list: how many files, how many bytes.
fn finish(out: &Path) -> Result<(usize, u64), BackupFault> {
    let mut listed = Vec::new();
    let mut folders = BTreeSet::from([out.to_owned(), out.join(FILES), out.join(KEYS)]);
    for (file, name) in files_below(out).map_err(|(path, error)| BackupFault::Read(path, error))? {
        let make = |error| BackupFault::Make(file.clone(), error);
        File::open(&file).and_then(|file| file.sync_all()).map_err(make)?;
        let (size, sha256) = hash_file(&file).map_err(make)?;
        folders.extend(file.ancestors().skip(1).take_while(|folder| folder.starts_with(out)).map(Path::to_owned));
        listed.push(ListedFile { name, size, sha256 });
    }
    for folder in &folders {
        sync(folder)?;
    }
    let file = out.join(LIST);
    write_synced(&file, checksum_list::write(&listed).as_bytes()).map_err(|error| BackupFault::Make(file, error))?;
    sync(out)?;
    let beside = out.canonicalize().ok().and_then(|out| out.parent().map(Path::to_owned));
    beside.as_deref().map_or(Ok(()), sync)?;
    Ok((listed.len(), listed.iter().map(|file| file.size).sum()))
}

/// Under its name only once it is whole.
fn write_synced(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let half = file.with_extension("new");
    let mut written = File::create(&half)?;
    written.write_all(bytes)?;
    written.set_permissions(Permissions::from_mode(0o600))?;
    written.sync_all()?;
    fs::rename(&half, file)
}

fn sync(folder: &Path) -> Result<(), BackupFault> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| BackupFault::Make(folder.to_owned(), error))
}
