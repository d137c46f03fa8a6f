//! Reading an entry of the log: what it says happened to what.

use crate::domain::certification::log_entry::Occurrence;
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use serde::Deserialize;

/// An entry as anybody reads it from the log.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadEntry {
    /// When.
    pub at: Timestamp,
    /// SHA-256 of what it is about, hexadecimal.
    #[serde(rename = "h")]
    pub hash: String,
    /// What it is about, under its public name.
    pub id: String,
    /// What happened.
    #[serde(rename = "t")]
    pub kind: String,
    /// The format's version.
    #[serde(rename = "v")]
    version: u8,
}

impl ReadEntry {
    /// Reads an entry; `None` when it is none of a version we know.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|entry: &Self| entry.version == 1)
    }

    /// Whether it says that this happened to what has this code or name, and this hash.
    pub fn says(&self, occurrence: Occurrence, id: &str, hash: &[u8; 32]) -> bool {
        self.kind == occurrence.name() && self.id == occurrence.public_id(id) && self.hash == hex(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certification::log_entry::LogEntry;

    #[test]
    fn what_is_written_is_read_and_says_what_happened_to_what() {
        let at = Timestamp::parse("2026-11-21T02:00:00Z").expect("a time");
        let entry = LogEntry { occurrence: Occurrence::Issue, id: "K3".into(), hash: [5; 32], at };
        let written = entry.canonical_json();
        let read = ReadEntry::read(written.as_bytes()).expect("an entry");
        assert_eq!(read.at, at);
        assert!(read.says(Occurrence::Issue, "K3", &[5; 32]));
        assert!(!read.says(Occurrence::Revoke, "K3", &[5; 32]));
        assert!(!read.says(Occurrence::Issue, "K4", &[5; 32]));
        assert!(!read.says(Occurrence::Issue, "K3", &[6; 32]));
        assert_eq!(ReadEntry::read(written.replace("\"v\":1", "\"v\":2").as_bytes()), None);
        assert_eq!(ReadEntry::read(written.replace("\"v\":1", "\"v\":1,\"x\":1").as_bytes()), None);
    }
}
