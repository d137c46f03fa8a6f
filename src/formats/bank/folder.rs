//! From a folder on disk to its files; follows no symbolic link and never leaves the folder.

use super::PARAMETERS_FILE;
use crate::formats::mistake::Mistakes;
use crate::formats::toml_file::disk::{linked, read, unreadable};
use std::fs::{read_dir, symlink_metadata};
use std::io::{Error, ErrorKind};
use std::path::Path;

/// The files of a bank: names relative to the folder, with `/`, and what is in them.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// Reads `*.toml` and `parameters.csv` in the folder, `*.toml` in its `items`, `*.png` in its `pictures` and `*.html` in its
/// `simulations`; everything else stays where it is.
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
    for part in ["items", "pictures", "simulations"] {
        if symlink_metadata(folder.join(part)).is_ok() {
            list(&folder.join(part), &format!("{part}/"), &mut files, &mut mistakes);
        }
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
        let wanted = match prefix {
            "pictures/" => "png",
            "simulations/" => "html",
            _ => "toml",
        };
        if !has_extension(&name, wanted) && name != PARAMETERS_FILE {
            continue;
        }
        match read(&entry.path()) {
            Ok(bytes) => files.push((name, bytes)),
            Err(error) => mistakes.push(unreadable(&name, &error)),
        }
    }
}

/// `.toml` in any case, so that `BANK.TOML` is spoken about and not passed over.
fn has_extension(name: &str, wanted: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}
