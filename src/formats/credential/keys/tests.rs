//! The ring on disk: rotation, what others read of it, and every kind of bad key file.

use super::*;
use crate::formats::secret_file::FileFault;
use crate::formats::token::softhsm::with_a_token;
use crate::formats::token::{Token, TokenAddress, TokenFault};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use zeroize::Zeroizing;

const PASSPHRASE: &str = "một câu đủ dài để giữ khóa";
const BASE_URL: &str = "https://chungnhan.example.vn";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn new_key(seed: u8, active_from: &str) -> NewKey {
    NewKey {
        seed: Zeroizing::new([seed; 32]),
        salt: [seed; 16],
        iv: [seed; 16],
        purpose: Purpose::Credential,
        created_at: at("2026-01-01T00:00:00Z"),
        active_from: at(active_from),
    }
}

/// A folder with one active key.
struct OneKey {
    folder: TempDir,
    kid: Kid,
}

impl OneKey {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let kid = create(folder.path(), PASSPHRASE, &new_key(1, "2026-01-01T00:00:00Z")).expect("created");
        Self { folder, kid }
    }

    fn dir(&self) -> &Path {
        self.folder.path()
    }

    fn pem(&self) -> PathBuf {
        self.dir().join(format!("{}.pem", self.kid))
    }

    /// What `open` says of the private key's file once `spoil` has been at it.
    fn fault_after(spoil: impl FnOnce(&Self, &Path)) -> KeyFault {
        let one = Self::new();
        let pem = one.pem();
        spoil(&one, &pem);
        let error = open(one.dir(), PASSPHRASE).expect_err("a bad key stops the start");
        assert_eq!(error.file, pem);
        assert!(open_public(one.dir()).is_ok(), "verifying needs no private key");
        error.fault
    }
}

fn overwrite(pem: &Path, content: &[u8]) {
    fs::write(pem, content).expect("written");
}

/// What `openssl` makes of `arguments`; its standard output.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this test needs the openssl command: apt-get install openssl");
    child.stdin.take().expect("piped").write_all(input).expect("openssl reads");
    let output = child.wait_with_output().expect("openssl ends");
    assert!(output.status.success(), "openssl {arguments:?}");
    output.stdout
}

fn sealed_by_openssl(genpkey: &[&str]) -> Vec<u8> {
    let plain = openssl(&[&["genpkey"], genpkey].concat(), &[]);
    openssl(&["pkcs8", "-topk8", "-scrypt", "-passout", &format!("pass:{PASSPHRASE}")], &plain)
}

#[test]
fn a_created_key_opens_and_signs() {
    let one = OneKey::new();
    let keys = open(one.dir(), PASSPHRASE).expect("opens");
    let key = keys.signer(Purpose::Credential, at("2026-05-01T00:00:00Z")).expect("a key in use");
    assert_eq!(key.kid(), one.kid);
    let signature = key.sign(b"message").expect("signs");
    let public = open_public(one.dir()).expect("opens");
    assert!(public.find(one.kid).expect("listed").has_signed(b"message", &signature));
    assert!(keys.signer(Purpose::Log, at("2026-05-01T00:00:00Z")).is_none());
    let mode = fs::metadata(one.pem()).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_new_key_is_announced_taken_into_use_and_follows_the_old_one() {
    let one = OneKey::new();
    let next = create(one.dir(), PASSPHRASE, &new_key(2, "2026-02-01T00:00:00Z")).expect("created");
    let signer = |when: &str| {
        let keys = open(one.dir(), PASSPHRASE).expect("opens");
        keys.signer(Purpose::Credential, at(when)).map(IssuingKey::kid)
    };
    assert_eq!(signer("2026-03-01T00:00:00Z"), Some(one.kid), "announced is not in use");
    activate(one.dir(), next, at("2026-02-01T00:00:00Z")).expect("activated");
    assert_eq!(signer("2026-01-20T00:00:00Z"), Some(one.kid));
    assert_eq!(signer("2026-03-01T00:00:00Z"), Some(next));
    retire(one.dir(), one.kid, at("2026-02-02T00:00:00Z")).expect("retired");
    fs::remove_file(one.pem()).expect("a retired private key may be destroyed");
    assert_eq!(signer("2026-01-20T00:00:00Z"), None, "a retired key signs nothing, not even back-dated");
    let old = retire(one.dir(), one.kid, at("2026-02-03T00:00:00Z")).expect_err("retired already");
    assert_eq!(old.fault, KeyFault::Transition(TransitionFault::NotActive));
    let ring = open_public(one.dir()).expect("opens");
    assert!(ring.find(one.kid).expect("never dropped").lifetime().may_verify(at("2026-01-20T00:00:00Z")));
}

#[test]
fn what_the_did_document_says_is_what_the_ring_knows() {
    let one = OneKey::new();
    let next = create(one.dir(), PASSPHRASE, &new_key(2, "2026-01-01T00:00:00Z")).expect("created");
    let log = NewKey { purpose: Purpose::Log, ..new_key(3, "2026-01-01T00:00:00Z") };
    let log = create(one.dir(), PASSPHRASE, &log).expect("created");
    retire(one.dir(), one.kid, at("2026-02-02T00:00:00Z")).expect("retired");
    compromise(one.dir(), next, at("2026-03-03T00:00:00Z")).expect("given up");
    let ring = open_public(one.dir()).expect("opens");
    let document = did_json(BASE_URL, &ring);
    let read = KeyRing::from_did_json(&document).expect("a DID document of ours");
    assert!(read.find(log).is_none());
    for kid in [one.kid, next] {
        let (ours, theirs) = (ring.find(kid).expect("ours"), read.find(kid).expect("published"));
        for day in 0..120 {
            let when = at("2025-12-20T00:00:00Z").plus(Duration::from_secs(day * 86_400));
            assert_eq!(ours.lifetime().may_verify(when), theirs.lifetime().may_verify(when), "{kid} on day {day}");
        }
    }
    let document: serde_json::Value = serde_json::from_slice(&document).expect("JSON");
    assert_eq!(document["assertionMethod"], serde_json::json!([format!("did:web:chungnhan.example.vn#{}", one.kid)]));
    let jwks: serde_json::Value = serde_json::from_slice(&jwks_json(&ring)).expect("JSON");
    assert_eq!(jwks["keys"].as_array().map(Vec::len), Some(1));
    assert_eq!(jwks["keys"][0]["kid"], one.kid.to_string());
}

#[test]
fn every_state_is_published_with_its_dates() {
    let one = OneKey::new();
    let announced = create(one.dir(), PASSPHRASE, &new_key(2, "2026-02-01T00:00:00Z")).expect("created");
    let retired = create(one.dir(), PASSPHRASE, &new_key(3, "2026-01-01T00:00:00Z")).expect("created");
    let given_up = create(one.dir(), PASSPHRASE, &new_key(4, "2026-01-01T00:00:00Z")).expect("created");
    retire(one.dir(), retired, at("2026-02-02T00:00:00Z")).expect("retired");
    compromise(one.dir(), given_up, at("2026-03-03T00:00:00Z")).expect("given up");
    let ring = open_public(one.dir()).expect("opens");
    let document: serde_json::Value = serde_json::from_slice(&did_json(BASE_URL, &ring)).expect("JSON");
    let set: serde_json::Value = serde_json::from_slice(&jwks_json(&ring)).expect("JSON");
    let published = |kid: Kid| {
        let methods = document["verificationMethod"].as_array().expect("keys");
        let id = format!("did:web:chungnhan.example.vn#{kid}");
        methods.iter().find(|method| method["id"] == id.as_str()).expect("published").clone()
    };
    let in_set = |kid: Kid| {
        let keys = set["keys"].as_array().expect("keys");
        keys.iter().find(|key| key["kid"] == kid.to_string().as_str()).cloned()
    };
    for (kid, state, active_from) in [
        (one.kid, "active", "2026-01-01T00:00:00Z"),
        (announced, "announced", "2026-02-01T00:00:00Z"),
        (retired, "retired", "2026-01-01T00:00:00Z"),
        (given_up, "compromised", "2026-01-01T00:00:00Z"),
    ] {
        let key = published(kid);
        assert_eq!((&key["state"], &key["created"]), (&state.into(), &"2026-01-01T00:00:00Z".into()), "{kid}");
        assert_eq!(key["activeFrom"], active_from, "{kid}");
        let key = in_set(kid);
        assert_eq!(key.is_none(), kid == given_up, "a key set holds nothing that strangers sign with");
        if let Some(key) = key {
            assert_eq!((&key["state"], &key["iat"]), (&state.into(), &1_767_225_600.into()), "{kid}");
            assert_eq!(key["nbf"], at(active_from).micros() / 1_000_000, "{kid}");
        }
    }
    assert_eq!(published(retired)["retiredAt"], "2026-02-02T00:00:00Z");
    assert_eq!(in_set(retired).expect("listed")["exp"], 1_769_990_400);
    assert_eq!(published(given_up)["revoked"], "2026-03-03T00:00:00Z");
}

#[test]
fn nothing_secret_is_printed() {
    let one = OneKey::new();
    let keys = open(one.dir(), PASSPHRASE).expect("opens");
    let said = format!("{keys:?} {:?}", keys.named(&one.kid.to_string()));
    assert!(said.contains("kid"), "{said}");
    for secret in ["1, 1, 1, 1", "0101", PASSPHRASE] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn a_did_document_with_a_renamed_key_is_refused() {
    let one = OneKey::new();
    let document = String::from_utf8(did_json(BASE_URL, &open_public(one.dir()).expect("opens"))).expect("UTF-8");
    let renamed = document.replace(&one.kid.to_string(), "0123456789abcdef");
    assert_eq!(KeyRing::from_did_json(renamed.as_bytes()), Err(DidFault::BadKey));
    assert_eq!(KeyRing::from_did_json(b"{}"), Err(DidFault::Malformed));
    assert_eq!(KeyRing::from_did_json(&[b' '; 70_000]), Err(DidFault::TooLong));
    let silenced = document.replace("\"assertionMethod\": [", "\"assertionMethod\": [], \"other\": [");
    let ring = KeyRing::from_did_json(silenced.as_bytes()).expect("readable");
    assert!(!ring.find(one.kid).expect("listed").lifetime().may_verify(at("2026-05-01T00:00:00Z")));
}

#[test]
fn every_bad_key_file_is_called_what_it_is() {
    let fault = |content: &[u8]| OneKey::fault_after(|_, pem| overwrite(pem, content));
    assert_eq!(fault(b""), KeyFault::File(FileFault::Empty));
    assert_eq!(fault(&[b'x'; 20_000]), KeyFault::File(FileFault::TooLong));
    assert_eq!(fault(b"not a key at all\n"), KeyFault::NotAKey);
    assert_eq!(fault(&[0xff, 0xfe, 0x00]), KeyFault::NotAKey);
    assert_eq!(fault(&openssl(&["genpkey", "-algorithm", "ed25519"], &[])), KeyFault::NotEncrypted);
    assert_eq!(fault(&openssl(&["ecparam", "-name", "prime256v1", "-genkey", "-noout"], &[])), KeyFault::WrongType);
    let p256 = sealed_by_openssl(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    assert_eq!(fault(&p256), KeyFault::WrongType);
    assert_eq!(fault(&sealed_by_openssl(&["-algorithm", "RSA"])), KeyFault::WrongType);
    assert_eq!(fault(&sealed_by_openssl(&["-algorithm", "ed25519"])), KeyFault::OtherKey);
    let mut short = vec![0x30, 0x2d, 0x02, 0x01, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x21, 0x04, 0x1f];
    short.extend([1; 31]);
    assert_eq!(fault(sealed::seal_der(&short, PASSPHRASE, &[1; 16], [1; 16]).as_bytes()), KeyFault::WrongLength);
    let other = sealed::seal(&[1; 32], "a passphrase of somebody else", &[1; 16], [1; 16]);
    assert_eq!(fault(other.as_bytes()), KeyFault::WrongPassphrase);
}

#[test]
fn a_key_file_that_is_no_private_file_of_ours_is_refused() {
    let remove = |pem: &Path| fs::remove_file(pem).expect("removed");
    assert_eq!(OneKey::fault_after(|_, pem| remove(pem)), KeyFault::File(FileFault::Missing));
    let directory = OneKey::fault_after(|_, pem| {
        remove(pem);
        fs::create_dir(pem).expect("made");
    });
    assert_eq!(directory, KeyFault::File(FileFault::NotAFile));
    let circle = OneKey::fault_after(|_, pem| {
        remove(pem);
        std::os::unix::fs::symlink(pem, pem).expect("linked");
    });
    assert!(matches!(circle, KeyFault::File(FileFault::Unreadable(_))));
    for mode in [0o640, 0o604, 0o644, 0o622] {
        let open_to_others = OneKey::fault_after(|_, pem| {
            fs::set_permissions(pem, Permissions::from_mode(mode)).expect("changed");
        });
        assert_eq!(open_to_others, KeyFault::File(FileFault::OpenToOthers(mode)));
    }
}

#[test]
fn a_bad_list_is_refused() {
    let one = OneKey::new();
    let list = one.dir().join("keys.json");
    let text = fs::read_to_string(&list).expect("there");
    let fault = |content: &str| {
        fs::write(&list, content).expect("written");
        open_public(one.dir()).expect_err("a bad list stops the start").fault
    };
    assert_eq!(fault(""), KeyFault::File(FileFault::Empty));
    assert_eq!(fault("{"), KeyFault::BadList);
    assert_eq!(fault(&text.replace("\"kid\"", "\"name\"")), KeyFault::BadList);
    assert_eq!(fault(&text.replace("\"active\"", "\"retired\"")), KeyFault::BadList);
    assert_eq!(fault(&text.replace(&one.kid.to_string(), "0123456789abcdef")), KeyFault::BadList);
}

#[test]
fn a_key_is_never_made_twice_or_without_a_passphrase() {
    let one = OneKey::new();
    let again = create(one.dir(), PASSPHRASE, &new_key(1, "2026-01-01T00:00:00Z")).expect_err("the same key");
    assert_eq!((again.file, again.fault), (one.pem(), KeyFault::Collision));
    let bare = create(one.dir(), "", &new_key(2, "2026-01-01T00:00:00Z")).expect_err("no passphrase");
    assert_eq!(bare.fault, KeyFault::EmptyPassphrase);
    let unlisted = activate(one.dir(), Kid::from_bytes([0; 8]), at("2026-02-01T00:00:00Z")).expect_err("unlisted");
    assert_eq!(unlisted.fault, KeyFault::UnknownKey);
    let names: Vec<_> =
        fs::read_dir(one.dir()).expect("there").map(|entry| entry.expect("there").file_name()).collect();
    assert_eq!(names.len(), 3, "list, key and lock; nothing half-made stays behind: {names:?}");
}

#[test]
fn changes_at_once_lose_no_key() {
    let folder = TempDir::new().expect("a folder");
    std::thread::scope(|scope| {
        for seed in 1..=8 {
            let dir = folder.path();
            scope.spawn(move || create(dir, PASSPHRASE, &new_key(seed, "2026-01-01T00:00:00Z")).expect("created"));
        }
    });
    assert_eq!(open(folder.path(), PASSPHRASE).expect("opens").ring().keys().len(), 8);
}

#[test]
fn openssl_opens_our_key_and_names_it_as_we_do() {
    let one = OneKey::new();
    let pem = fs::read(one.pem()).expect("there");
    let spki = openssl(&["pkey", "-passin", &format!("pass:{PASSPHRASE}"), "-pubout", "-outform", "DER"], &pem);
    let digest = Sha256::digest(&spki);
    assert_eq!(digest[..8], one.kid.bytes());
}

fn token_key(address: &TokenAddress, key: &str) -> NewTokenKey {
    let TokenAddress { module, label, pin_file } = address.clone();
    NewTokenKey {
        place: TokenPlace { module, label, pin_file, key: key.to_owned() },
        is_there: false,
        purpose: Purpose::Credential,
        created_at: at("2026-01-01T00:00:00Z"),
        active_from: at("2026-01-01T00:00:00Z"),
    }
}

#[test]
fn a_key_in_a_token_signs_like_any_other() {
    let name = concat!(module_path!(), "::a_key_in_a_token_signs_like_any_other");
    with_a_token(name, |folder, address| {
        let dir = folder.join("keys");
        let kid = create_in_token(&dir, &token_key(&address, "khóa")).expect("made inside");
        assert!(!dir.join(format!("{kid}.pem")).exists(), "no private key is written");
        let keys = open(&dir, "").expect("a token needs no passphrase");
        let key = keys.signer(Purpose::Credential, at("2026-05-01T00:00:00Z")).expect("a key in use");
        let signature = key.sign(b"message").expect("signs");
        let ring = open_public(&dir).expect("opens");
        assert!(ring.find(kid).expect("listed").has_signed(b"message", &signature));

        // Beside one in a file, and a second one in the same token.
        create(&dir, PASSPHRASE, &new_key(2, "2026-01-01T00:00:00Z")).expect("created");
        create_in_token(&dir, &token_key(&address, "khóa hai")).expect("made inside");
        assert_eq!(open(&dir, PASSPHRASE).expect("opens").ring().keys().len(), 3);
        assert_eq!(open(&dir, "").expect_err("one is sealed").fault, KeyFault::EmptyPassphrase);
        retire(&dir, kid, at("2026-02-02T00:00:00Z")).expect("retired");
        let again = NewTokenKey { is_there: true, ..token_key(&address, "khóa") };
        assert_eq!(create_in_token(&dir, &again).expect_err("listed already").fault, KeyFault::Collision);
        let none = NewTokenKey { is_there: true, ..token_key(&address, "no such key") };
        let none = create_in_token(&dir, &none).expect_err("not there").fault;
        assert!(matches!(none, KeyFault::Token { fault: TokenFault::NoKey, .. }), "{none:?}");
    });
}

#[test]
fn another_key_under_the_label_is_noticed() {
    let name = concat!(module_path!(), "::another_key_under_the_label_is_noticed");
    with_a_token(name, |folder, address| {
        let dir = folder.join("keys");
        create_in_token(&dir, &token_key(&address, "khóa")).expect("made inside");
        Token::open(address).expect("opens").make_ed25519("other").expect("made");
        let list = dir.join("keys.json");
        let text = fs::read_to_string(&list).expect("there").replace("\"khóa\"", "\"other\"");
        fs::write(&list, text).expect("written");
        let error = open(&dir, "").expect_err("another key");
        assert_eq!((error.file, error.fault), (list, KeyFault::OtherKey));
    });
}
