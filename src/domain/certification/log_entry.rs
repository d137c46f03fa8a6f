//! One entry of the transparency log: what happened to what, without names.

use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;

/// What the log keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// A certificate was issued.
    Issue,
    /// A certificate was taken back.
    Revoke,
    /// A certificate was replaced by another one.
    Supersede,
    /// A key was introduced, taken into use, taken out of use or given up.
    Key,
    /// A decision recognised a list of results.
    Decision,
}

impl Occurrence {
    /// As written in the entry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Revoke => "revoke",
            Self::Supersede => "supersede",
            Self::Key => "key",
            Self::Decision => "decision",
        }
    }
}

/// An entry before it has a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// What happened.
    pub occurrence: Occurrence,
    /// To what: a certificate's code, a key's name, a decision.
    pub id: String,
    /// SHA-256 of what it is about; for a certificate of its canonical credential with proof.
    pub hash: [u8; 32],
    /// When; whole seconds are written.
    pub at: Timestamp,
}

impl LogEntry {
    /// The leaf's bytes: JSON with its names in order and without spaces (RFC 8785). Ids hold nothing JSON escapes.
    pub fn canonical_json(&self) -> String {
        let (at, hash, id, kind) = (self.at.seconds_rfc3339(), hex(&self.hash), &self.id, self.occurrence.name());
        format!(r#"{{"at":"{at}","h":"{hash}","id":"{id}","t":"{kind}","v":1}}"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_written_in_one_way_only() {
        let entry = LogEntry {
            occurrence: Occurrence::Issue,
            id: "3K".to_owned(),
            hash: [0xab; 32],
            at: Timestamp::parse("2026-11-21T02:00:00Z").expect("a time"),
        };
        let expected =
            format!(r#"{{"at":"2026-11-21T02:00:00Z","h":"{}","id":"3K","t":"issue","v":1}}"#, "ab".repeat(32));
        assert_eq!(entry.canonical_json(), expected);
        let value: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
        assert_eq!(value["v"], 1);
    }
}
