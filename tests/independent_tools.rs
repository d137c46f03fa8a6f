//! Credentials and codes of ours, judged by software that nobody here wrote.

use minhchung::domain::certification::claim::Claim;
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::credential::keys::{IssuingKey, KeyRing, Lifetime, Purpose, did_json};
use minhchung::formats::credential::{cose, proof, qr};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A folder with a DID document, and what was signed under its key.
struct Issued {
    folder: TempDir,
    claim: Claim,
    credential: String,
    hashes: [[u8; 32]; 2],
    code: String,
}

fn issue() -> Issued {
    let claim: Claim = serde_json::from_str(include_str!("independent/claim.json")).expect("a claim");
    let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let key = IssuingKey::from_seed(&[7; 32], Purpose::Credential, Lifetime::new(start, start)).expect("a good key");
    let ring = KeyRing::new(vec![key.public().clone()]).expect("one key");
    let signed = proof::sign(&claim, &key).expect("a claim that may be signed");
    let code = cose::sign(&claim, &signed.canonical_hash, &key).expect("fits");
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("did.json"), did_json(&claim.base_url, &ring)).expect("written");
    let hashes = [signed.canonical_hash, signed.sealed_hash];
    let credential = String::from_utf8(signed.bytes).expect("JSON is UTF-8");
    Issued { folder, credential, hashes, code: qr::qr_text(&claim.base_url, &code), claim }
}

/// What a verifier printed, and whether it believed.
struct Judged {
    believed: bool,
    said: String,
}

fn run(command: &mut Command, how_to_install: &str) -> Judged {
    let output = command.output().unwrap_or_else(|error| panic!("{error}; {how_to_install}"));
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    Judged { believed: output.status.success(), said }
}

fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent")
}

impl Issued {
    fn judged_by_node(&self, credential: &str) -> Judged {
        let modules = tools().join("node_modules");
        assert!(modules.is_dir(), "the JavaScript verifier is not installed: npm ci --prefix tests/independent");
        let file = self.folder.path().join("credential.json");
        std::fs::write(&file, credential).expect("written");
        let mut command = Command::new("node");
        command
            .arg(tools().join("verify_credential.mjs"))
            .arg(file)
            .arg(self.folder.path().join("did.json"))
            .arg("--hash");
        run(&mut command, "install Node.js 20 or newer")
    }

    fn judged_by_python(&self, code: &str) -> Judged {
        let mut command = Command::new("python3");
        command.arg(tools().join("verify_cose.py")).arg(code).arg(self.folder.path().join("did.json"));
        run(&mut command, "install Python 3 and the openssl command")
    }
}

#[test]
fn digital_bazaars_library_verifies_our_credential_and_no_altered_one() {
    let issued = issue();
    let judged = issued.judged_by_node(&issued.credential);
    let [unsigned, sealed] =
        issued.hashes.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    assert!(judged.believed, "{}", judged.said);
    assert_eq!(judged.said.lines().collect::<Vec<_>>(), ["verified", &unsigned, &sealed]);
    let other_name = issued.credential.replace(&issued.claim.holder, "Nguyễn Văn Khác");
    let judged = issued.judged_by_node(&other_name);
    assert!(!judged.believed && judged.said.contains("signature"), "{}", judged.said);
    let other_score = issued.credential.replace("86.67", "96.67");
    assert!(!issued.judged_by_node(&other_score).believed);
}

#[test]
fn a_credential_without_a_score_and_an_end_is_verified_too() {
    let mut issued = issue();
    issued.claim.score = None;
    issued.claim.expires_at = None;
    let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let key = IssuingKey::from_seed(&[7; 32], Purpose::Credential, Lifetime::new(start, start)).expect("a good key");
    let signed = proof::sign(&issued.claim, &key).expect("a claim that may be signed");
    let judged = issued.judged_by_node(&String::from_utf8(signed.bytes).expect("JSON is UTF-8"));
    assert!(judged.believed, "{}", judged.said);
}

#[test]
fn python_and_openssl_verify_our_code_and_no_altered_one() {
    let issued = issue();
    let judged = issued.judged_by_python(&issued.code);
    assert!(judged.believed, "{}", judged.said);
    let said: serde_json::Value = serde_json::from_str(&judged.said).expect("JSON");
    assert_eq!(said["holder"], issued.claim.holder);
    assert_eq!(said["assessment"], issued.claim.assessment_code);
    assert_eq!(said["score_basis_points"], 8667);
    assert_eq!((&said["status_list"], &said["status_index"]), (&1.into(), &94_567.into()));
    assert_eq!(said["issue_day"], issued.claim.issued_at.vietnam_day_number());
    for place in [40, 200, 400] {
        let mut altered = issued.code.clone().into_bytes();
        let digit = altered[place];
        altered[place] = if digit == b'9' { b'0' } else { digit + 1 };
        let judged = issued.judged_by_python(std::str::from_utf8(&altered).expect("ASCII"));
        assert!(!judged.believed, "digit {place}: {}", judged.said);
    }
}
