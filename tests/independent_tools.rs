//! Credentials and codes of ours, judged by software that nobody here wrote.

use minhchung::clock::Clock;
use minhchung::domain::certification::claim::Claim;
use minhchung::domain::certification::status::{Bits, ListName, StatusPurpose};
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::credential::keys::{IssuingKey, KeyRing, Lifetime, Purpose, did_json};
use minhchung::formats::credential::status_list::StatusList;
use minhchung::formats::credential::{cose, proof, qr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
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

impl Issued {
    /// Asks Digital Bazaar's library what a list says of the credential.
    fn status_by_node(&self, list: &str) -> Judged {
        assert!(tools().join("node_modules").is_dir(), "not installed: npm ci --prefix tests/independent");
        let [credential, list_file] = ["credential.json", "list.json"].map(|name| self.folder.path().join(name));
        std::fs::write(&credential, &self.credential).expect("written");
        std::fs::write(&list_file, list).expect("written");
        let mut command = Command::new("node");
        command.arg(tools().join("verify_status.mjs")).arg(credential).arg(self.folder.path().join("did.json"));
        run(command.arg(list_file), "install Node.js 20 or newer")
    }
}

/// The list that the credential names, with these places set, signed now: the library goes by the machine's clock.
fn status_list(claim: &Claim, purpose: StatusPurpose, places: &[u32]) -> String {
    let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let key = IssuingKey::from_seed(&[7; 32], Purpose::Credential, Lifetime::new(start, start)).expect("a good key");
    let mut bits = Bits::default();
    places.iter().for_each(|place| bits.set(*place));
    let valid_from = Clock::System.now().whole_second();
    let list = StatusList {
        name: ListName { number: claim.status_list, purpose },
        base_url: claim.base_url.clone(),
        bits,
        valid_from,
        valid_until: valid_from.plus(Duration::from_secs(86_400)),
    };
    String::from_utf8(list.sign(&key).expect("signed")).expect("JSON is UTF-8")
}

#[test]
fn digital_bazaars_library_reads_our_status_list_and_no_altered_one() {
    let issued = issue();
    let place = issued.claim.status_index;
    let others = [0, place - 1, place + 1, 131_071];
    let stands = status_list(&issued.claim, StatusPurpose::Revocation, &others);
    let judged = issued.status_by_node(&stands);
    assert!(judged.believed, "{}", judged.said);
    assert_eq!(judged.said, "stands");
    let revoked = status_list(&issued.claim, StatusPurpose::Revocation, &[place]);
    let judged = issued.status_by_node(&revoked);
    assert!(judged.believed, "{}", judged.said);
    assert_eq!(judged.said, "revoked");
    // The bits of one list under the signature of the other; a list for another time; a list of another purpose.
    let bits = |list: &str| {
        let list: serde_json::Value = serde_json::from_str(list).expect("JSON");
        list["credentialSubject"]["encodedList"].as_str().expect("text").to_owned()
    };
    let swapped = revoked.replace(&bits(&revoked), &bits(&stands));
    let judged = issued.status_by_node(&swapped);
    assert!(!judged.believed && judged.said.contains("signature"), "{}", judged.said);
    let longer = revoked.replace("\"validUntil\":\"20", "\"validUntil\":\"21");
    assert!(!issued.status_by_node(&longer).believed);
    let purpose = status_list(&issued.claim, StatusPurpose::Supersession, &others);
    let judged = issued.status_by_node(&purpose);
    assert!(!judged.believed && judged.said.contains("purpose"), "{}", judged.said);
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
