//! Names of the pictures of a source: the same picture under the same name is kept once, another one gets a number.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What a picture is told apart by.
type Fingerprint = [u8; 32];

/// Pictures by the names that items give them.
#[derive(Clone, Debug, Default)]
pub(super) struct PictureNames {
    files: BTreeMap<String, (Fingerprint, Vec<u8>)>,
    /// The name of each picture that was met under a wanted one, and how many were met: none is compared twice.
    met: BTreeMap<(String, Fingerprint), String>,
    counts: BTreeMap<String, usize>,
}

impl PictureNames {
    /// The name of a picture that should be called `stem`.
    pub fn keep(&mut self, stem: &str, png: Vec<u8>) -> String {
        let fingerprint: Fingerprint = Sha256::digest(&png).into();
        if let Some(file) = self.met.get(&(stem.to_owned(), fingerprint)) {
            return file.clone();
        }
        let count = self.counts.entry(stem.to_owned()).or_insert(0);
        loop {
            *count += 1;
            let file = match *count {
                1 => format!("pictures/{stem}.png"),
                more => format!("pictures/{stem}-{more}.png"),
            };
            let (found, _) = self.files.entry(file.clone()).or_insert_with(|| (fingerprint, png.clone()));
            self.met.entry((stem.to_owned(), *found)).or_insert_with(|| file.clone());
            if *found == fingerprint {
                return file;
            }
        }
    }

    /// Name and bytes of each.
    pub fn files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.files.iter().map(|(name, (_, png))| (name.clone(), png.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_picture_has_one_name_also_where_names_with_numbers_were_wanted() {
        let mut names = PictureNames::default();
        let mut keep = |stem: &str, png: &[u8]| names.keep(stem, png.to_vec());
        assert_eq!(keep("a-2", b"P"), "pictures/a-2.png");
        assert_eq!(keep("a", b"Q"), "pictures/a.png");
        assert_eq!(keep("a", b"R"), "pictures/a-3.png");
        assert_eq!(keep("a", b"P"), "pictures/a-2.png", "it was passed on the way to the last one");
        assert_eq!(keep("a", b"R"), "pictures/a-3.png");
        assert_eq!(keep("a", b"S"), "pictures/a-4.png");
        assert_eq!(names.files().count(), 4);
    }
}
