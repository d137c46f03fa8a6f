//! `[seal]` or `[[seal]]`: who seals certificates' files, each from a day on.

use super::ConfigError;
use crate::domain::timestamp::Timestamp;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::path::PathBuf;

/// Where the key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SealKind {
    /// In a PKCS#12 file.
    Pkcs12,
    /// In a PKCS#11 token.
    Pkcs11,
    /// Nowhere: from this day on nothing is sealed.
    None,
}

/// One seal, in force from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealConfig {
    /// First day, in Việt Nam; from the beginning when left out.
    pub from: Option<toml::value::Datetime>,
    /// Where the key is.
    pub kind: SealKind,
    /// The PKCS#12 file.
    pub file: Option<PathBuf>,
    /// A file whose first line is the passphrase of the file, or the PIN of the token.
    pub passphrase_file: Option<PathBuf>,
    /// The token's library.
    pub module: Option<PathBuf>,
    /// The token's label.
    pub token: Option<String>,
    /// The key's label in the token.
    pub key: Option<String>,
    /// A PEM file with the certificate of the token's key, and those of the authorities between.
    pub certificate: Option<PathBuf>,
    /// `http://...`: the time-stamp authority.
    pub time_stamp_url: Option<String>,
    /// Whether a certificate waits for its time stamp; otherwise it is sealed without, and that is logged.
    #[serde(default = "yes")]
    pub time_stamp_required: bool,
    /// How long the authority may take.
    #[serde(default = "default_timeout")]
    pub time_stamp_timeout_s: u64,
    /// Why it is sealed, for the reader's list of signatures.
    #[serde(default)]
    pub reason: String,
    /// Where it is sealed.
    #[serde(default)]
    pub location: String,
    /// Whether signer, body and time stand in the signing block.
    #[serde(default = "yes")]
    pub visible: bool,
    /// A transparent PNG of the person's signature.
    pub signature_picture: Option<PathBuf>,
    /// A transparent PNG of the body's seal.
    pub seal_picture: Option<PathBuf>,
}

const fn yes() -> bool {
    true
}

const fn default_timeout() -> u64 {
    5
}

/// One table, or a list of tables.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SealConfig>, D::Error> {
    deserializer.deserialize_any(OneOrMany)
}

/// Not an untagged enum: that would swallow the name of a key it does not know. Not a value in between: that would
/// make a text of a day.
struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Vec<SealConfig>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[seal] or [[seal]]")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        SealConfig::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, many: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(many))
    }
}

impl SealConfig {
    /// The first moment it is in force.
    ///
    /// # Errors
    /// When `from` is not a day.
    pub fn begins(&self) -> Result<Timestamp, ConfigError> {
        let Some(from) = self.from else { return Ok(Timestamp::from_micros(0)) };
        Timestamp::parse(&format!("{from}T00:00:00+07:00"))
            .ok_or_else(|| ConfigError(format!("seal.from: `{from}` is not a day like 2026-04-30")))
    }

    /// Whether everything is there that its kind needs, and nothing that it has no use for.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.begins()?;
        let wrong = |text: &str| Err(ConfigError(format!("seal.{text}")));
        let token = [self.module.is_some(), self.token.is_some(), self.key.is_some(), self.certificate.is_some()];
        let is_token = token.iter().all(|is_there| *is_there);
        let is_file = self.file.is_some();
        match self.kind {
            SealKind::Pkcs12 if !is_file || token.contains(&true) => {
                return wrong("kind: `pkcs12` needs `file` and `passphrase_file`, and nothing of a token");
            }
            SealKind::Pkcs11 if !is_token || is_file => {
                return wrong(
                    "kind: `pkcs11` needs `module`, `token`, `key`, `certificate`, `passphrase_file`, no `file`",
                );
            }
            SealKind::Pkcs12 | SealKind::Pkcs11 if self.passphrase_file.is_none() => {
                return wrong("passphrase_file: is missing; name the file with the passphrase or the PIN");
            }
            SealKind::None if is_file || token.contains(&true) => return wrong("kind: `none` has no key"),
            SealKind::Pkcs12 | SealKind::Pkcs11 | SealKind::None => {}
        }
        if self.time_stamp_url.as_deref().is_some_and(|url| !url.starts_with("http://")) {
            return wrong("time_stamp_url: must begin with http:// (a time stamp is signed, and checked)");
        }
        if !(1..=30).contains(&self.time_stamp_timeout_s) {
            return wrong("time_stamp_timeout_s: must be 1 to 30");
        }
        if !self.visible && (self.signature_picture.is_some() || self.seal_picture.is_some()) {
            return wrong("visible: pictures are of no use when the seal is not to be seen");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn read(seal: &str) -> Result<Config, String> {
        let text = format!(
            "base_url = \"https://a.example\"\ndatabase = \"sqlite:x\"\ndata = \"d\"\nkeys = \"k\"\nverify_only = true\n{seal}"
        );
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), text).expect("written");
        Config::read(Some(file.path()), &[]).map_err(|error| error.0)
    }

    const FILE: &str = "kind = \"pkcs12\"\nfile = \"a.p12\"\npassphrase_file = \"b\"\n";

    #[test]
    fn one_table_or_many_by_day() {
        assert_eq!(read(&format!("[seal]\n{FILE}")).expect("good").seal.len(), 1);
        let many = read(&format!("[[seal]]\n{FILE}[[seal]]\nfrom = 2027-01-01\nkind = \"none\"\n")).expect("good");
        assert_eq!(many.seal[1].begins().expect("a day").seconds_rfc3339(), "2026-12-31T17:00:00Z");
        assert!(read("").expect("good").seal.is_empty());
    }

    #[test]
    fn what_is_missing_or_of_no_use_is_named() {
        for (seal, word) in [
            ("[seal]\nkind = \"pkcs12\"\n".to_owned(), "needs `file`"),
            ("[seal]\nkind = \"pkcs11\"\nmodule = \"m\"\n".to_owned(), "`certificate`"),
            (format!("[seal]\n{FILE}token = \"t\"\n"), "nothing of a token"),
            (FILE.replace("passphrase_file = \"b\"", "").replacen("kind", "[seal]\nkind", 1), "passphrase_file"),
            (format!("[seal]\n{FILE}time_stamp_url = \"https://t\"\n"), "time_stamp_url"),
            (format!("[seal]\n{FILE}time_stamp_timeout_s = 600\n"), "1 to 30"),
            (format!("[seal]\n{FILE}visible = false\nseal_picture = \"p\"\n"), "visible"),
            (format!("[seal]\n{FILE}from = 10:00:00\n"), "not a day"),
            (format!("[seal]\n{FILE}resaon = \"x\"\n"), "resaon"),
            (format!("[[seal]]\n{FILE}[[seal]]\n{FILE}"), "same day"),
        ] {
            let refused = read(&seal).expect_err("a fault");
            assert!(refused.contains(word), "{refused}");
        }
    }
}
