//! One entry of the transparency log: what happened to what, without personal data.
//!
//! A certificate's code opens the page with its holder's name, so a public log must not tell it: entries about
//! certificates carry a hash of the code, which whoever has the certificate can compute and nobody can turn back.

use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use sha2::{Digest, Sha256};

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

    /// How the log names what it happened to: 32 hexadecimal digits of a hash where a code must not be told.
    pub fn public_id(self, id: &str) -> String {
        match self {
            Self::Issue | Self::Revoke | Self::Supersede => {
                let hash = Sha256::new().chain_update("minhchung log id v1\n").chain_update(id).finalize();
                hex(&hash[..16])
            }
            Self::Key | Self::Decision => id.to_owned(),
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
        let (at, hash, kind) = (self.at.seconds_rfc3339(), hex(&self.hash), self.occurrence.name());
        let id = self.occurrence.public_id(&self.id);
        format!(r#"{{"at":"{at}","h":"{hash}","id":"{id}","t":"{kind}","v":1}}"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(occurrence: Occurrence, id: &str) -> LogEntry {
        let at = Timestamp::parse("2026-11-21T02:00:00Z").expect("a time");
        LogEntry { occurrence, id: id.to_owned(), hash: [0xab; 32], at }
    }

    #[test]
    fn an_entry_is_written_in_one_way_only() {
        let expected = format!(
            r#"{{"at":"2026-11-21T02:00:00Z","h":"{}","id":"0123456789abcdef","t":"key","v":1}}"#,
            "ab".repeat(32)
        );
        assert_eq!(entry(Occurrence::Key, "0123456789abcdef").canonical_json(), expected);
        let value: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
        assert_eq!(value["v"], 1);
    }

    #[test]
    fn no_entry_tells_the_code_of_a_certificate() {
        let code = "K3VQ7M2A5T9XB4C8D6E0F1G2HJK";
        for occurrence in [Occurrence::Issue, Occurrence::Revoke, Occurrence::Supersede] {
            let written = entry(occurrence, code).canonical_json();
            assert!(!written.contains(code), "{written}");
            // The same for everything that happens to one certificate.
            assert!(written.contains(&Occurrence::Issue.public_id(code)), "{written}");
        }
        // Computed by `printf 'minhchung log id v1\n%s' CODE | sha256sum`.
        assert_eq!(Occurrence::Issue.public_id(code), EXPECTED);
    }

    const EXPECTED: &str = "f51c768e610a50b6a5625b5ba392b21d";
}
