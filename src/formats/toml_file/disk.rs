//! One file from disk; follows no symbolic link and never takes more than a file may have.

use super::decode::FILE_LIMIT;
use crate::formats::mistake::Mistake;
use std::fs::{File, symlink_metadata};
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

/// At most one byte more than a file may have: enough to refuse it, whatever its size.
pub(in crate::formats) fn read(path: &Path) -> Result<Vec<u8>, Error> {
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

/// Why a symbolic link is not read.
pub(in crate::formats) fn linked() -> Error {
    Error::new(ErrorKind::InvalidInput, "it is a symbolic link")
}

/// A file that could not be read, as a mistake.
pub(in crate::formats) fn unreadable(name: &str, error: &Error) -> Mistake {
    let is_link = error.kind() == ErrorKind::InvalidInput;
    let code = if is_link { "symbolic-link" } else { "unreadable" };
    let hint = is_link.then(|| "put the file itself into the folder".to_owned());
    Mistake { file: name.to_owned(), line: 1, column: 1, code, message: format!("cannot be read: {error}"), hint }
}
