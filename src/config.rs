//! Configuration: a TOML file, then the environment over it. Unknown keys are refused.

pub mod seal;

use crate::domain::certification::claim::{IssuerFace, is_base_url};
use crate::domain::hidden::Hidden;
use crate::domain::text::{Language, Localized};
use crate::domain::timestamp::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Environment variables begin with this; `MINHCHUNG_BASE_URL` stands over `base_url`.
const PREFIX: &str = "MINHCHUNG_";
/// Variables of ours that are not configuration.
const OTHER_VARIABLES: [&str; 2] = ["MINHCHUNG_CONFIG", "MINHCHUNG_LOG"];
/// What begins with this is said to the tests, not to the program.
const OF_TESTS: &str = "MINHCHUNG_TEST_";

/// What the operator decided, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `https://chungnhan.example.vn`: what certificates and QR codes point to.
    pub base_url: String,
    /// What the service calls itself.
    #[serde(default = "default_service_name")]
    pub service_name: String,
    /// Where to listen.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Where to serve `/metrics`; nowhere when left out.
    pub metrics_listen: Option<SocketAddr>,
    /// `sqlite:/var/lib/minhchung/minhchung.db` or `postgres://...`
    pub database: Hidden<String>,
    /// The folder for certificates' files.
    pub data: PathBuf,
    /// The folder with the key ring.
    pub keys: PathBuf,
    /// A file whose first line is the passphrase of the private keys; not needed where all of them live in tokens.
    pub key_passphrase_file: Option<PathBuf>,
    /// A file with 64 hexadecimal digits: the secret under which identity numbers are hashed.
    pub identity_secret_file: Option<PathBuf>,
    /// An instance that only verifies: needs no private key and issues nothing.
    #[serde(default)]
    pub verify_only: bool,
    /// Whether a proxy stands in front and sets `X-Forwarded-For`; nobody else may then reach the port.
    #[serde(default)]
    pub behind_proxy: bool,
    /// Secrets hashed at the same time; the number of processors when left out.
    pub hashing_lanes: Option<usize>,
    /// The body responsible for personal data, for the privacy page.
    #[serde(default)]
    pub privacy_controller: String,
    /// Where requests about personal data go.
    #[serde(default)]
    pub privacy_contact: String,
    /// The transparency log's name; the host and `/log` when left out.
    pub log_origin: Option<String>,
    /// Who is asked to sign the log's checkpoints.
    #[serde(default)]
    pub witness: Vec<WitnessConfig>,
    /// Who issues, each from a day on.
    #[serde(default)]
    pub issuer: Vec<IssuerConfig>,
    /// Who seals certificates' files with an X.509 key, each from a day on; nobody when left out.
    #[serde(default, deserialize_with = "seal::one_or_many")]
    pub seal: Vec<seal::SealConfig>,
    /// A PEM file of root certificates: whom a check of seals trusts.
    pub seal_authorities: Option<PathBuf>,
    /// Where traces of requests go; nowhere when left out.
    pub traces: Option<TracesConfig>,
}

/// A collector of traces.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TracesConfig {
    /// Where it takes OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`.
    pub url: String,
    /// The share of requests that are traced, from 0 to 1.
    #[serde(default = "default_share")]
    pub share: f64,
}

/// A witness of the log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// Where it is asked: `https://witness.example`.
    pub url: String,
    /// Its name and key, as it prints them: `name+01234567+base64`.
    pub key: String,
}

/// An issuer's header and titles, in force from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// First day, in Việt Nam.
    pub from: toml::value::Datetime,
    /// The body above.
    pub superior_body: String,
    /// The issuing body, as in the header.
    pub issuing_body: String,
    /// The issuing body in running text.
    pub name: BTreeMap<Language, String>,
    /// Who certifies, as a line.
    pub certifier_line: String,
    /// Where the date line says it was done.
    pub place: String,
    /// `KT. GIÁM ĐỐC`; may be left out.
    #[serde(default)]
    pub authority: String,
    /// `GIÁM ĐỐC`
    pub signer_title: String,
    /// Full name without degree.
    pub signer_name: String,
    /// Whether everything is for demonstration only.
    #[serde(default)]
    pub is_demonstration: bool,
}

fn default_service_name() -> String {
    "Minh Chứng".to_owned()
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

const fn default_share() -> f64 {
    0.01
}

/// What is wrong with the configuration; one line for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(pub String);

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads a file and lets the environment stand over it.
    ///
    /// # Errors
    /// One line that names the file and the key.
    pub fn read(path: Option<&Path>, environment: &[(String, String)]) -> Result<Self, ConfigError> {
        let (text, name) = match path {
            Some(path) => {
                let name = path.display().to_string();
                (
                    std::fs::read_to_string(path)
                        .map_err(|error| ConfigError(format!("{name}: cannot be read: {error}")))?,
                    name,
                )
            }
            None => (String::new(), "environment".to_owned()),
        };
        let mut table: toml::Table = toml::from_str(&text).map_err(|error| ConfigError(format!("{name}: {error}")))?;
        for (variable, value) in environment {
            let is_other = OTHER_VARIABLES.contains(&variable.as_str()) || variable.starts_with(OF_TESTS);
            let Some(key) = variable.strip_prefix(PREFIX).filter(|_| !is_other) else { continue };
            table.insert(key.to_lowercase(), typed(value));
        }
        let config: Self = table
            .try_into()
            .map_err(|error: toml::de::Error| ConfigError(format!("{name}: {}", error.to_string().trim())))?;
        config.check().map_err(|error| ConfigError(format!("{name}: {error}")))?;
        Ok(config)
    }

    /// Whether people, keys and certificates are made up.
    pub fn is_demonstration(&self) -> bool {
        self.issuer.iter().any(|issuer| issuer.is_demonstration)
    }

    /// The transparency log's name: the host and `/log`, unless another was chosen.
    pub fn log_origin(&self) -> String {
        let host = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, host)| host);
        self.log_origin.clone().unwrap_or_else(|| format!("{host}/log"))
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |text: &str| Err(ConfigError(text.to_owned()));
        if !is_base_url(&self.base_url) {
            return wrong(
                "base_url: must be https://host or http://host in lower case, without a path or a final slash",
            );
        }
        let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '+';
        if self.log_origin().is_empty() || !self.log_origin().chars().all(is_plain) {
            return wrong("log_origin: takes no spaces and no plus sign");
        }
        if self
            .witness
            .iter()
            .any(|witness| !witness.url.starts_with("https://") && !witness.url.starts_with("http://"))
        {
            return wrong("witness.url: must begin with https:// or http://");
        }
        if let Some(traces) = &self.traces {
            if !traces.url.starts_with("https://") && !traces.url.starts_with("http://") {
                return wrong("traces.url: must begin with https:// or http://");
            }
            if !(0.0..=1.0).contains(&traces.share) {
                return wrong("traces.share: must be from 0 to 1");
            }
        }
        if self.issuer.iter().any(|issuer| issuer.name.get(&Language::Vi).is_none_or(|name| name.trim().is_empty())) {
            return wrong("issuer.name: the Vietnamese name (`vi`) is missing");
        }
        if !self.verify_only && self.issuer.is_empty() {
            return wrong("issuer: is missing; at least one [[issuer]] says who issues");
        }
        self.seal.iter().try_for_each(seal::SealConfig::check)?;
        let mut begins = self.seal.iter().map(seal::SealConfig::begins).collect::<Result<Vec<_>, _>>()?;
        begins.sort();
        if begins.windows(2).any(|pair| pair[0] == pair[1]) {
            return wrong("seal.from: two seals begin on the same day");
        }
        self.issuers().map(drop)
    }

    /// The issuers' faces by the moment they come into force, earliest first.
    ///
    /// # Errors
    /// When a `from` is not a day.
    pub fn issuers(&self) -> Result<Vec<(Timestamp, IssuerFace)>, ConfigError> {
        let mut issuers = self
            .issuer
            .iter()
            .map(|issuer| {
                let from = Timestamp::parse(&format!("{}T00:00:00+07:00", issuer.from)).ok_or_else(|| {
                    ConfigError(format!("issuer.from: `{}` is not a day like 2026-04-30", issuer.from))
                })?;
                Ok((from, issuer.face()))
            })
            .collect::<Result<Vec<_>, ConfigError>>()?;
        issuers.sort_by_key(|(from, _)| *from);
        Ok(issuers)
    }
}

impl IssuerConfig {
    fn face(&self) -> IssuerFace {
        let nfc = |text: &String| crate::domain::text::nfc(text);
        IssuerFace {
            superior_body: nfc(&self.superior_body),
            issuing_body: nfc(&self.issuing_body),
            name: Localized(self.name.iter().map(|(language, name)| (*language, nfc(name))).collect()),
            certifier_line: nfc(&self.certifier_line),
            place: nfc(&self.place),
            authority: nfc(&self.authority),
            signer_title: nfc(&self.signer_title),
            signer_name: nfc(&self.signer_name),
            is_demonstration: self.is_demonstration,
        }
    }
}

/// A variable's text as the value it looks like.
fn typed(text: &str) -> toml::Value {
    match text {
        "true" => toml::Value::Boolean(true),
        "false" => toml::Value::Boolean(false),
        text => text.parse().map_or_else(|_| toml::Value::String(text.to_owned()), toml::Value::Integer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str =
        "base_url = \"https://a.example\"\ndatabase = \"sqlite:x\"\ndata = \"d\"\nkeys = \"k\"\nverify_only = true\n";

    fn read(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), text).expect("written");
        let environment: Vec<(String, String)> =
            environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Config::read(Some(file.path()), &environment)
    }

    #[test]
    fn the_environment_stands_over_the_file() {
        let config = read(VERIFIER, &[("MINHCHUNG_LISTEN", "0.0.0.0:99"), ("PATH", "/bin")]).expect("good");
        assert_eq!(config.listen.to_string(), "0.0.0.0:99");
    }

    #[test]
    fn the_example_that_is_deployed_is_good() {
        let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/minhchung.example.toml"));
        let config = Config::read(Some(example), &[]).expect("a good example");
        assert!(!config.issuer.is_empty() && !config.is_demonstration());
    }

    #[test]
    fn a_password_in_the_database_address_is_not_printed() {
        let text = VERIFIER.replace("sqlite:x", "postgres://minhchung:khong-in-ra@db/minhchung");
        let config = read(&text, &[]).expect("good");
        assert!(config.database.contains("khong-in-ra") && !format!("{config:?}").contains("khong-in-ra"));
    }

    #[test]
    fn unknown_keys_are_refused_wherever_they_stand() {
        let in_file = read(&format!("{VERIFIER}bas_url = \"x\"\n"), &[]).expect_err("unknown");
        assert!(in_file.0.contains("bas_url"), "{in_file}");
        let in_environment = read(VERIFIER, &[("MINHCHUNG_LISTENN", "x")]).expect_err("unknown");
        assert!(in_environment.0.contains("listenn"), "{in_environment}");
    }

    #[test]
    fn traces_need_an_address_and_a_share_of_the_whole() {
        let traces = |text: &str| read(&format!("{VERIFIER}[traces]\n{text}\n"), &[]);
        let config = traces("url = \"http://127.0.0.1:4318/v1/traces\"").expect("good");
        assert_eq!(config.traces.expect("traces").share, 0.01);
        for (text, place) in
            [("url = \"collector:4318\"", "traces.url"), ("url = \"http://c\"\nshare = 1.1", "traces.share")]
        {
            let refused = traces(text).expect_err("wrong");
            assert!(refused.0.contains(place), "{refused}");
        }
    }

    #[test]
    fn an_issuing_instance_needs_an_issuer() {
        let refused = read(&VERIFIER.replace("verify_only = true", ""), &[]).expect_err("no issuer");
        assert!(refused.0.contains("issuer"), "{refused}");
        let refused = read(&VERIFIER.replace("a.example", "a.example/path"), &[]).expect_err("a path");
        assert!(refused.0.contains("base_url"), "{refused}");
    }
}
