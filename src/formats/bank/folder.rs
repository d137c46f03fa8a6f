//! From a folder on disk to its files; follows no symbolic link and never leaves the folder.

use super::decode::FILE_LIMIT;
use crate::formats::mistake::{Mistake, Mistakes};
use std::fs::{File, read_dir, symlink_metadata};
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

/// The files of a bank: names relative to the folder, with `/`, and what is in them.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// Reads `*.toml` in the folder and in its `items`; everything else stays where it is.
///
/// # Errors
/// When the folder or a file cannot be read, or a symbolic link stands in the way.
pub(super) fn collect(folder: &Path) -> Result<Files, Mistakes> {
    let mut files = Vec::new();
    let mut mistakes = Mistakes::default();
    if let Err(error) = require_folder(folder) {
        mistakes.push(unreadable(&folder.display().to_string(), &error));
        return Err(mistakes);
    }
    list(folder, "", &mut files, &mut mistakes);
    if symlink_metadata(folder.join("items")).is_ok() {
        list(&folder.join("items"), "items/", &mut files, &mut mistakes);
    }
    files.sort();
    mistakes.or(files)
}

fn require_folder(folder: &Path) -> Result<(), Error> {
    if std::fs::metadata(folder)?.is_dir() { Ok(()) } else { Err(ErrorKind::NotADirectory.into()) }
}

fn list(folder: &Path, prefix: &str, files: &mut Files, mistakes: &mut Mistakes) {
    let entries = symlink_metadata(folder).and_then(|kind| {
        if kind.is_symlink() && !prefix.is_empty() {
            Err(linked())
        } else {
            read_dir(folder)?.collect::<Result<Vec<_>, _>>()
        }
    });
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => return mistakes.push(unreadable(prefix.trim_end_matches('/'), &error)),
    };
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if !has_toml_extension(&name) {
            continue;
        }
        match read(&entry.path()) {
            Ok(bytes) => files.push((name, bytes)),
            Err(error) => mistakes.push(unreadable(&name, &error)),
        }
    }
}

/// `.toml` in any case, so that `BANK.TOML` is spoken about and not passed over.
fn has_toml_extension(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// At most one byte more than a file may have: enough to refuse it, whatever its size.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let kind = symlink_metadata(path)?;
    if kind.is_symlink() {
        return Err(linked());
    }
    if !kind.is_file() {
        return Err(Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn linked() -> Error {
    Error::new(ErrorKind::InvalidInput, "it is a symbolic link")
}

fn unreadable(name: &str, error: &Error) -> Mistake {
    let is_link = error.kind() == ErrorKind::InvalidInput;
    let code = if is_link { "symbolic-link" } else { "unreadable" };
    let hint = is_link.then(|| "put the file itself into the folder".to_owned());
    Mistake { file: name.to_owned(), line: 1, column: 1, code, message: format!("cannot be read: {error}"), hint }
}
