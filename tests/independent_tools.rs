//! Credentials and codes of ours, judged by software that nobody here wrote.

use minhchung::clock::Clock;
use minhchung::domain::certification::claim::Claim;
use minhchung::domain::certification::status::{Bits, ListName, StatusPurpose};
use minhchung::domain::text::{Language, Localized};
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::credential::keys::{IssuingKey, KeyRing, Lifetime, Purpose, did_json};
use minhchung::formats::credential::status_list::StatusList;
use minhchung::formats::credential::{cose, proof, qr};
use minhchung::formats::pdf::{TemplateCache, render};
use minhchung::formats::qr::encode;
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

fn sample() -> Claim {
    serde_json::from_str(include_str!("independent/claim.json")).expect("a claim")
}

fn issue(claim: Claim) -> Issued {
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

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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

/// The Python with the packages of `independent/requirements.txt`.
fn python(script: &str) -> Command {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python3");
    assert!(
        python.exists(),
        "the Python verifiers are not installed: python3 -m venv target/python && \
         target/python/bin/pip install --require-hashes -r tests/independent/requirements.txt"
    );
    let mut command = Command::new(python);
    command.arg(tools().join(script));
    command
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

    fn judged_by_pyld(&self, credential: &str) -> Judged {
        let file = self.folder.path().join("credential.json");
        std::fs::write(&file, credential).expect("written");
        let contexts = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/contexts");
        let mut command = python("verify_credential.py");
        command.arg(file).arg(self.folder.path().join("did.json")).arg(contexts).arg("--hash");
        run(&mut command, "install Python 3")
    }

    fn judged_by_pycose(&self, code: &str) -> Judged {
        let mut command = python("verify_cose_pycose.py");
        command.arg(code).arg(self.folder.path().join("did.json"));
        run(&mut command, "install Python 3")
    }

    /// The code with one digit of its number changed.
    fn misread(&self, place: usize) -> String {
        let mut altered = self.code.clone().into_bytes();
        let digit = altered[place];
        altered[place] = if digit == b'9' { b'0' } else { digit + 1 };
        String::from_utf8(altered).expect("ASCII")
    }

    fn judged_by_python(&self, code: &str) -> Judged {
        let mut command = Command::new("python3");
        command.arg(tools().join("verify_cose.py")).arg(code).arg(self.folder.path().join("did.json"));
        run(&mut command, "install Python 3 and the openssl command")
    }
}

#[test]
fn digital_bazaars_library_verifies_our_credential_and_no_altered_one() {
    let issued = issue(sample());
    let judged = issued.judged_by_node(&issued.credential);
    let [unsigned, sealed] = issued.hashes.map(|hash| hexadecimal(&hash));
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
    let issued = issue(Claim { score: None, expires_at: None, ..sample() });
    for judged in [issued.judged_by_node(&issued.credential), issued.judged_by_pyld(&issued.credential)] {
        assert!(judged.believed, "{}", judged.said);
    }
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
    let issued = issue(sample());
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
    let issued = issue(sample());
    let judged = issued.judged_by_python(&issued.code);
    assert!(judged.believed, "{}", judged.said);
    let said: serde_json::Value = serde_json::from_str(&judged.said).expect("JSON");
    assert_eq!(said["holder"], issued.claim.holder);
    assert_eq!(said["assessment"], issued.claim.assessment_code);
    assert_eq!(said["score_basis_points"], 8667);
    assert_eq!((&said["status_list"], &said["status_index"]), (&1.into(), &94_567.into()));
    assert_eq!(said["issue_day"], issued.claim.issued_at.vietnam_day_number());
    for place in [40, 200, 400] {
        let judged = issued.judged_by_python(&issued.misread(place));
        assert!(!judged.believed, "digit {place}: {}", judged.said);
    }
}

#[test]
fn pycose_verifies_our_code_and_no_altered_one() {
    let issued = issue(sample());
    let judged = issued.judged_by_pycose(&issued.code);
    assert!(judged.believed, "{}", judged.said);
    let said: serde_json::Value = serde_json::from_str(&judged.said).expect("JSON");
    assert_eq!(said["2"], issued.claim.holder);
    assert_eq!((&said["3"], &said["4"]), (&issued.claim.assessment_code.clone().into(), &8667.into()));
    assert_eq!(said["8"], 131_072 + 94_567);
    let [unsigned, _] = issued.hashes.map(|hash| hexadecimal(&hash[..16]));
    assert_eq!(said["9"], unsigned);
    for place in [40, 200, 400] {
        let judged = issued.judged_by_pycose(&issued.misread(place));
        assert!(!judged.believed, "digit {place}: {}", judged.said);
    }
}

#[test]
fn pyld_verifies_our_credential_and_no_altered_one() {
    let issued = issue(sample());
    let judged = issued.judged_by_pyld(&issued.credential);
    let [unsigned, sealed] = issued.hashes.map(|hash| hexadecimal(&hash));
    assert!(judged.believed, "{}", judged.said);
    assert_eq!(judged.said.lines().collect::<Vec<_>>(), ["verified", &unsigned, &sealed]);
    let tampered = [
        (issued.claim.holder.as_str(), "Nguyễn Văn Khác", "signature invalid"),
        ("86.67", "96.67", "signature invalid"),
        ("2029-11-21", "2039-11-21", "signature invalid"),
        ("assertionMethod", "authentication", "another purpose"),
        ("context-3.0.3.json", "context-3.0.4.json", "malformed"),
    ];
    for (was, becomes, reason) in tampered {
        let altered = issued.credential.replace(was, becomes);
        assert_ne!(altered, issued.credential, "{was} is in the credential");
        let judged = issued.judged_by_pyld(&altered);
        assert!(!judged.believed && judged.said == reason, "{becomes}: {}", judged.said);
    }
}

#[test]
fn both_libraries_come_to_our_hashes_on_hard_text() {
    let hard = [
        "Lê \"Bé\" \\u1ec5 \\n ' {\"@id\":1} _:c14n0 @vi ^^<x:y> .",
        "Điểu K'Ré ẵ ự \u{1F303}\u{20BB7}\u{FFFD}\u{E000}\u{00A0}%20#<a:b>|^`",
    ];
    for text in hard {
        let mut claim = sample();
        claim.holder = text.to_owned();
        claim.assessment_code = "t-1".to_owned();
        let vietnamese = |lines: &str| Localized([(Language::Vi, lines.to_owned())].into());
        claim.assessment_title = vietnamese(text);
        claim.description = vietnamese(&format!("{text}\n{text}"));
        claim.criteria = vietnamese(&format!("\n{text}\n\n\"\n"));
        let issued = issue(claim);
        let [unsigned, sealed] = issued.hashes.map(|hash| hexadecimal(&hash));
        for judged in [issued.judged_by_node(&issued.credential), issued.judged_by_pyld(&issued.credential)] {
            assert!(judged.believed, "{text}: {}", judged.said);
            assert_eq!(judged.said.lines().collect::<Vec<_>>(), ["verified", &unsigned, &sealed], "{text}");
        }
        for judged in [issued.judged_by_python(&issued.code), issued.judged_by_pycose(&issued.code)] {
            assert!(judged.believed && !judged.said.is_empty(), "{text}: {}", judged.said);
        }
    }
}

/// Phones hold a page badly: the symbol as a camera might see it, read by two programs that nobody here wrote.
/// `independent/scan_matrix.py` says what is done to the pictures; its table is for `cargo test -- --nocapture`.
#[test]
fn the_symbol_on_the_page_is_scanned_in_bad_conditions() {
    let folder = TempDir::new().expect("a folder");
    let templates = TemplateCache::default();
    let holders = ["Ý", "Nguyễn Thị Phương Thảo", "Công Tằng Tôn Nữ Hoàng Phương Quỳnh"];
    let mut command = python("scan_matrix.py");
    for (number, holder) in holders.into_iter().enumerate() {
        let issued = issue(Claim { holder: holder.to_owned(), ..sample() });
        let file = folder.path().join(format!("{number}.pdf"));
        let page = render(&templates, &issued.claim, &issued.code, issued.credential.as_bytes());
        std::fs::write(&file, page.expect("a good claim renders")).expect("written");
        let width = encode(&issued.code).expect("a symbol").width();
        command.arg(file).arg(width.to_string()).arg(issued.code);
    }
    let judged = run(&mut command, "install Python 3, poppler-utils and zbar-tools");
    println!("{}", judged.said);
    assert!(judged.believed, "{}", judged.said);
}
