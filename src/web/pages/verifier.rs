//! The verifier that works on the reader's own device: on the page `/v`, kept for times without network, and as one file.

use super::chrome::Chrome;
use crate::domain::certification::verdict::{Reason, Verdict};
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::i18n::Texts;
use crate::web::{assets, verifier_script};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// What a device needs to check certificates by itself; nothing in it is about a person.
#[derive(Clone, Debug)]
pub struct Verifier {
    /// The DID document with the issuer's keys, on one line.
    pub did: String,
    /// When these were the keys.
    pub keys_as_of: Timestamp,
    /// `https://chungnhan.example.vn`
    pub base_url: String,
    /// `chungnhan.example.vn`
    pub host: String,
    /// A JSON list of status lists, each as text.
    pub lists: String,
    /// Where the rest lies, when a server gives it.
    pub served: Option<Served>,
}

/// Addresses of what a served page loads later.
#[derive(Clone, Debug)]
pub struct Served {
    /// The service worker.
    pub worker: &'static str,
    /// The reader of QR codes in pictures.
    pub qr_reader: String,
    /// Ed25519, for browsers that do not know it.
    pub noble: String,
}

impl Served {
    /// Where this server has it.
    pub fn here() -> Self {
        Self {
            worker: "/v/service-worker.js",
            qr_reader: assets::asset_url("qr-reader.js"),
            noble: assets::asset_url("ed25519.js"),
        }
    }
}

/// `GET /v/offline/{language}`: the page that devices keep; nobody's, so without log-in and preferences.
#[derive(Template)]
#[template(path = "verify_offline.html")]
pub struct OfflinePage {
    /// The reader's language.
    pub t: Texts,
    /// The frame, for nobody.
    pub chrome: Chrome,
    /// What the device needs.
    pub verifier: Verifier,
    /// `chungnhan.example.vn`
    pub host: String,
}

/// One language of the file.
#[derive(Template)]
#[template(path = "verifier_file_content.html")]
struct FileContent<'a> {
    t: Texts,
    verifier: &'a Verifier,
    service_name: &'a str,
    is_demonstration: bool,
}

/// The verifier as one file, which needs no server.
#[derive(Template)]
#[template(path = "verifier_file.html")]
struct File<'a> {
    policy: String,
    title: &'a str,
    style: &'a str,
    no_script_vi: &'a str,
    no_script_en: &'a str,
    vi: String,
    en: String,
    scripts: [&'a str; 3],
}

/// The verifier as one HTML file: scripts, style, keys and lists inside; it loads nothing and sends nothing.
///
/// # Errors
/// When a template fails, which it does not for plain data.
pub fn one_file(verifier: &Verifier, service_name: &str, is_demonstration: bool) -> Result<String, askama::Error> {
    let texts = Language::ALL.map(Texts::of);
    let content = |t: Texts| FileContent { t, verifier, service_name, is_demonstration }.render();
    let scripts = [verifier_script::NOBLE, verifier_script::QR_READER, verifier_script::joined()];
    let style = assets::style_without_fonts();
    File {
        policy: policy(&scripts, &style),
        title: texts[0].verify_title(),
        style: &style,
        no_script_vi: texts[0].file_needs_script(),
        no_script_en: texts[1].file_needs_script(),
        vi: content(texts[0])?,
        en: content(texts[1])?,
        scripts,
    }
    .render()
}

/// Only these very scripts and this style run, and nothing is loaded.
fn policy(scripts: &[&str], style: &str) -> String {
    let named = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let scripts: Vec<String> = scripts.iter().map(|script| named(script)).collect();
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; form-action 'none'; base-uri 'none'",
        scripts.join(" "),
        named(style)
    )
}

impl Verifier {
    /// Every verdict, for the script that shows one of them.
    pub const fn verdicts(&self) -> [Verdict; 7] {
        [
            Verdict::Genuine,
            Verdict::Revoked,
            Verdict::Superseded,
            Verdict::Expired,
            Verdict::Forged,
            Verdict::SignedNotRegistered,
            Verdict::Unknown,
        ]
    }

    /// Every reason that the script can give, with its stable code.
    pub const fn reasons(&self) -> [(&'static str, Reason); 12] {
        [
            ("signature-valid", Reason::SignatureValid),
            ("register-not-asked", Reason::RegisterNotAsked),
            ("status-list-asked", Reason::StatusListAsked),
            ("signature-invalid", Reason::SignatureInvalid),
            ("unknown-key", Reason::UnknownKey),
            ("key-not-valid-then", Reason::KeyNotValidThen),
            ("revoked", Reason::Revoked),
            ("superseded", Reason::Superseded),
            ("expired", Reason::Expired),
            ("not-a-certificate", Reason::NotACertificate),
            ("malformed", Reason::Malformed),
            ("unsupported-version", Reason::UnsupportedVersion),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::preview::samples;

    #[test]
    fn the_script_knows_verdicts_and_reasons_by_the_names_of_the_api() {
        let verifier = samples::verifier();
        let script = crate::web::verifier_script::joined();
        for (code, reason) in verifier.reasons() {
            assert!(script.contains(&format!("\"{code}\"")), "the script never says {code}");
            assert_eq!(serde_json::to_value(reason).expect("a reason is JSON"), code);
        }
        for verdict in verifier.verdicts() {
            assert_eq!(serde_json::to_value(verdict).expect("a verdict is JSON"), verdict.name());
        }
    }

    #[test]
    fn the_file_needs_nothing_from_anywhere() {
        let html = one_file(&Verifier { served: None, ..samples::verifier() }, "Minh Chứng", true).expect("plain data");
        for outside in [" src=", "<link rel=\"stylesheet", "@import", "url(", "<iframe", "href=\"http"] {
            assert!(!html.contains(outside), "{outside}");
        }
        assert_eq!(html.matches("<script>").count(), 3);
        assert_eq!(html.matches("</script>").count(), 3);
        assert!(html.len() < 200_000, "{} bytes", html.len());
    }
}
