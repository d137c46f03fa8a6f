//! Pictures of a package that items show: PNG comes along, within a budget of pixels.

use super::super::transcript::Transcript;
use super::archive::Files;
use super::names::{Ids, resolved};
use std::collections::BTreeMap;

/// Pixels of all pictures that are taken in any case.
const FREE_PIXELS: u64 = 20_000_000;
/// Pixels for each byte of the package: a small file could make hours of work otherwise.
const PIXELS_PER_BYTE: u64 = 20;

/// A picture that came along.
#[derive(Clone, Debug)]
pub(super) struct Png {
    /// The name that items give it.
    pub name: String,
    pub width: u32,
    pub height: u32,
}

/// Why a picture did not: a code and a reason.
pub(super) type NoPicture = (&'static str, &'static str);

/// The pictures of a package.
pub(super) struct Pictures<'f> {
    files: &'f Files,
    known: BTreeMap<String, Result<Png, NoPicture>>,
    names: Ids,
    left: u64,
}

impl<'f> Pictures<'f> {
    /// Of the entries of a package that has so many bytes.
    pub fn of(files: &'f Files, bytes: usize) -> Self {
        let left = FREE_PIXELS + PIXELS_PER_BYTE * bytes as u64;
        Self { files, known: BTreeMap::new(), names: Ids::default(), left }
    }

    /// The picture that a file of `folder` refers to.
    ///
    /// # Errors
    /// Why it does not come along.
    pub fn find(&mut self, transcript: &mut Transcript, folder: &str, reference: &str) -> Result<Png, NoPicture> {
        let Some(path) = resolved(folder, reference) else {
            return Err(("picture-not-in-package", "only pictures in the package come along"));
        };
        if let Some(known) = self.known.get(&path) {
            return known.clone();
        }
        let found = self.new_one(transcript, &path);
        self.known.insert(path, found.clone());
        found
    }

    fn new_one(&mut self, transcript: &mut Transcript, path: &str) -> Result<Png, NoPicture> {
        let Some(bytes) = self.files.get(path) else {
            return Err(("picture-missing", "the package has no such file"));
        };
        let Some((width, height)) = size(bytes) else {
            return Err(("picture-not-png", "only PNG pictures come along"));
        };
        let pixels = u64::from(width) * u64::from(height);
        match self.left.checked_sub(pixels) {
            Some(left) => self.left = left,
            None => return Err(("pictures-too-large", "the pictures of the package have too many pixels together")),
        }
        let file = path.rsplit('/').next().unwrap_or(path);
        let wanted = self.names.free(file.rsplit_once('.').map_or(file, |(stem, _)| stem), "picture");
        Ok(Png { name: transcript.picture(&wanted, bytes.clone()), width, height })
    }

    /// Whether a file was asked for as a picture.
    pub fn has_used(&self, path: &str) -> bool {
        self.known.get(path).is_some_and(Result::is_ok)
    }
}

/// Width and height of a PNG, as its first chunk says.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |from: usize| Some(u32::from_be_bytes(header.get(from..from + 4)?.try_into().ok()?));
    (header.get(4..8)? == b"IHDR").then_some(())?;
    Some((number(8)?, number(12)?))
}
