//! A package's entries, read in memory. No entry is believed about its size, nothing is extracted, and a name that
//! could lead anywhere refuses the whole package.

use crate::formats::mistake::{Mistake, quote};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::CompressionMethod;

/// Entries of the archive.
const MAX_ENTRIES: usize = 45_000;
/// Bytes of all entries together, unpacked.
const MAX_UNPACKED: u64 = 200_000_000;
/// Unpacked bytes for each byte of the archive: XML packs well, but not better than this on the whole.
const MAX_RATIO: u64 = 150;
/// Small archives may unpack to this in any case.
const FREE: u64 = 4_000_000;

/// The entries by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Whether the bytes begin like a ZIP archive.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Reads every entry.
///
/// # Errors
/// `zip-broken`, `zip-too-large`, `zip-encrypted`, `zip-compression`, `zip-bad-name`.
pub(super) fn unpack(file: &str, bytes: &[u8]) -> Result<Files, Mistake> {
    let broken =
        |_| Mistake::of_file(file, "zip-broken", "the archive cannot be read", "it may be cut off; send it again");
    let too_large = || {
        let hint = "split the package into several";
        Mistake::of_file(file, "zip-too-large", "the archive holds more than a package of items may", hint)
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MAX_ENTRIES {
        return Err(too_large());
    }
    if archive.has_duplicate_names() {
        let hint = "keep one of them";
        return Err(Mistake::of_file(file, "zip-bad-name", "two entries of the archive have the same name", hint));
    }
    let mut left = MAX_UNPACKED.min((bytes.len() as u64).saturating_mul(MAX_RATIO).max(FREE));
    let mut files = Files::new();
    for index in 0..archive.len() {
        let Some(name) = entry_name(file, &mut archive, index)? else { continue };
        // As large as the entry says before its decoder is made: growing beside it, ten thousand pages leave as many
        // holes of its size in the heap (355 MB for 50).
        let said = archive.by_index_raw(index).map_err(broken)?.size().min(left);
        let mut unpacked = Vec::with_capacity(usize::try_from(said).unwrap_or(0));
        let entry = archive.by_index(index).map_err(broken)?;
        let read = entry.take(left + 1).read_to_end(&mut unpacked).map_err(|error| broken(error.into()))?;
        left = left.checked_sub(read as u64).ok_or_else(too_large)?;
        unpacked.shrink_to_fit();
        files.insert(name, unpacked);
    }
    Ok(files)
}

/// The name of an entry that can be read; `None` for a folder.
fn entry_name(
    file: &str,
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    index: usize,
) -> Result<Option<String>, Mistake> {
    let broken =
        |_| Mistake::of_file(file, "zip-broken", "the archive cannot be read", "it may be cut off; send it again");
    let entry = archive.by_index_raw(index).map_err(broken)?;
    let name = entry.name().map_err(broken)?.into_owned();
    if entry.encrypted() {
        let message = format!("the entry {} is encrypted", quote(&name));
        return Err(Mistake::of_file(file, "zip-encrypted", &message, "pack it again without a password"));
    }
    if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        let message = format!("the entry {} is compressed in a way that is not read here", quote(&name));
        return Err(Mistake::of_file(file, "zip-compression", &message, "pack it again as an ordinary ZIP"));
    }
    let path = name.strip_suffix('/').unwrap_or(&name);
    let leads_out = path.contains(['\\', ':', '\0']) || path.split('/').any(|part| matches!(part, "" | "." | ".."));
    if leads_out {
        let message = format!("the entry {} has a name that leads out of the package", quote(&name));
        return Err(Mistake::of_file(file, "zip-bad-name", &message, "pack the files again with relative names"));
    }
    Ok((!name.ends_with('/')).then_some(name))
}
