//! The list of a backup's files with their sizes and SHA-256: what `sha256sum --check` reads, sizes stand in its comments.

use crate::domain::identifier::{from_hex, hex};
use std::fmt::Write;

/// Its name in the backup's folder.
pub const LIST: &str = "SHA256SUMS";

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Its place in the folder, with `/` between names.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Of its content.
    pub sha256: [u8; 32],
}

/// Whether a file of this name can be listed: no line breaks and backslashes, which `sha256sum` would rewrite, and no
/// way out of the folder.
pub fn is_listable(name: &str) -> bool {
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    name.split('/').all(is_plain) && !name.contains(|letter: char| letter.is_control() || letter == '\\')
}

/// The list as text.
pub fn write(files: &[ListedFile]) -> String {
    files.iter().fold(String::new(), |mut text, ListedFile { name, size, sha256 }| {
        writeln!(text, "# {size} bytes: {name}\n{}  {name}", hex(sha256)).expect("a text takes everything");
        text
    })
}

/// Reads what [`write`] wrote; `None` when a single byte of it is another.
pub fn read(text: &str) -> Option<Vec<ListedFile>> {
    let lines: Vec<&str> = text.lines().collect();
    let read = |pair: &[&str]| {
        let [comment, line] = pair else { return None };
        let (size, _) = comment.strip_prefix("# ")?.split_once(" bytes: ")?;
        let (sha256, name) = line.split_once("  ")?;
        let sha256 = from_hex(sha256)?.try_into().ok()?;
        is_listable(name).then_some(ListedFile { name: name.to_owned(), size: size.parse().ok()?, sha256 })
    };
    let files = lines.chunks(2).map(read).collect::<Option<Vec<_>>>()?;
    (write(&files) == text).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed() -> Vec<ListedFile> {
        let file = |name: &str, size, byte| ListedFile { name: name.to_owned(), size, sha256: [byte; 32] };
        vec![file("files/log/checkpoint", 300, 0xab), file("minhchung.db", 1_048_576, 0x01)]
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(read(&write(&listed())), Some(listed()));
    }

    #[test]
    fn a_flipped_byte_is_refused_or_tells_of_another_file() {
        let text = write(&listed()).into_bytes();
        for place in 0..text.len() {
            for bit in 0..8 {
                let mut flipped = text.clone();
                flipped[place] ^= 1 << bit;
                let read = String::from_utf8(flipped).ok().and_then(|text| read(&text));
                assert_ne!(read, Some(listed()), "byte {place}, bit {bit}");
            }
        }
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in ["", "/etc/passwd", "../keys", "files/../../keys", "files//a", "a\nb", "a\\b"] {
            assert!(!is_listable(name), "{name:?}");
        }
        assert!(is_listable("files/certificates/ab.pdf"));
    }
}
