//! A bad key or a bad secret stops the start: one line that names the file and the reason, and no open port.

use crate::binary::{Installation, is_one_line, sealed_key_of};
use crate::harness::keys::{self, write_private};
use crate::harness::{Engine, softhsm};
use crate::journeys;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

journeys![
    a_key_of_0_bytes_stops_the_start,
    a_key_of_the_wrong_length_stops_the_start,
    a_key_of_the_wrong_type_stops_the_start,
    a_key_that_others_may_read_stops_the_start,
    a_folder_in_place_of_a_key_stops_the_start,
    the_key_of_another_public_key_stops_the_start,
    an_unreadable_key_stops_the_start,
    a_bad_key_of_the_log_stops_the_start,
    a_bad_passphrase_file_stops_the_start,
    a_bad_identity_secret_stops_the_start,
    a_token_that_is_away_or_shut_stops_the_start,
];

async fn refused(engine: Engine, case: &str, spoil: impl FnOnce(&Path), reason: &str) {
    let place = Installation::new(engine).await;
    let file = keys::private_file(&place.keys);
    spoil(&file);
    is_one_line(case, &place.refuses_to_serve(), &file, reason);
}

async fn a_key_of_0_bytes_stops_the_start(engine: Engine) {
    refused(engine, "0 bytes", |file| write_private(file, b""), "is empty").await;
}

async fn a_key_of_the_wrong_length_stops_the_start(engine: Engine) {
    let mut short = vec![0x30, 0x2d, 0x02, 0x01, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x21, 0x04, 0x1f];
    short.extend([1; 31]);
    let sealed = sealed(&short);
    refused(engine, "31 bytes", |file| write_private(file, sealed.as_bytes()), "does not hold 32 bytes of key").await;
}

/// The DER of a private key as an encrypted PEM.
fn sealed(der: &[u8]) -> String {
    use pkcs8::der::asn1::OctetString;
    use pkcs8::pkcs5::{pbes2, scrypt};
    let cost = scrypt::Params::new(14, 8, 1).expect("in range");
    let parameters = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &[1; 16], [1; 16]).expect("in range");
    let encrypted = parameters.encrypt(keys::PASSPHRASE, der).expect("encrypted");
    let encrypted_data = OctetString::new(encrypted).expect("short");
    let info = pkcs8::EncryptedPrivateKeyInfoOwned { encryption_algorithm: parameters.into(), encrypted_data };
    let document = pkcs8::SecretDocument::encode_msg(&info).expect("encoded");
    document.to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF).expect("encoded").to_string()
}

async fn a_key_of_the_wrong_type_stops_the_start(engine: Engine) {
    let p256 = sealed_key_of(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    refused(engine, "P-256", |file| write_private(file, &p256), "another algorithm; Ed25519 is needed").await;
}

async fn a_key_that_others_may_read_stops_the_start(engine: Engine) {
    let open = |file: &Path| std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o644)).expect("set");
    refused(engine, "world-readable", open, "is open to others (mode 644)").await;
}

async fn a_folder_in_place_of_a_key_stops_the_start(engine: Engine) {
    let folder = |file: &Path| {
        std::fs::remove_file(file).expect("removed");
        std::fs::create_dir(file).expect("a folder");
    };
    refused(engine, "directory", folder, "is not a regular file").await;
}

async fn the_key_of_another_public_key_stops_the_start(engine: Engine) {
    let other = sealed_key_of(&["-algorithm", "ED25519"]);
    refused(engine, "other key", |file| write_private(file, &other), "is the private key of another public key").await;
}

/// The superuser may read every file, but nobody a link that leads to itself.
async fn an_unreadable_key_stops_the_start(engine: Engine) {
    let circle = |file: &Path| {
        std::fs::remove_file(file).expect("removed");
        std::os::unix::fs::symlink(file, file).expect("a link");
    };
    refused(engine, "unreadable", circle, "cannot be read").await;
}

/// Runs `key` with these arguments; what it printed.
fn key(place: &Installation, arguments: &[&str]) -> String {
    let output = place.command().arg("key").args(arguments).output().expect("its output");
    assert!(output.status.success(), "key {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The name of the key that `key new` has made.
fn kid(said: &str) -> String {
    said.split([' ', ',']).nth(1).expect("key KID, signs from").to_owned()
}

async fn a_bad_key_of_the_log_stops_the_start(engine: Engine) {
    let place = Installation::new(engine).await;
    let kid = kid(&key(&place, &["new", "--purpose", "log"]));
    assert!(key(&place, &["list"]).contains("\tlog\t"), "listed with its purpose");
    let file = place.keys.join(format!("{kid}.pem"));
    write_private(&file, b"");
    is_one_line("the log's key", &place.refuses_to_serve(), &file, "is empty");
}

async fn a_bad_passphrase_file_stops_the_start(engine: Engine) {
    let place = Installation::new(engine).await;
    let file = keys::passphrase_file(place.folder.path());
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("set");
    is_one_line("world-readable", &place.refuses_to_serve(), &file, "is open to others (mode 644)");
    write_private(&file, b"");
    is_one_line("0 bytes", &place.refuses_to_serve(), &file, "is empty");
    write_private(&file, &[b'x'; 10_000]);
    is_one_line("too long", &place.refuses_to_serve(), &file, "is too long");
    std::fs::remove_file(&file).expect("removed");
    std::fs::create_dir(&file).expect("a folder");
    is_one_line("directory", &place.refuses_to_serve(), &file, "is not a regular file");
}

async fn a_bad_identity_secret_stops_the_start(engine: Engine) {
    let mut place = Installation::new(engine).await;
    let file = place.folder.path().join("secret");
    place.secret = Some(file.clone());
    is_one_line("missing", &place.refuses_to_serve(), &file, "there is no such file");
    write_private(&file, b"5a5a");
    is_one_line("wrong length", &place.refuses_to_serve(), &file, "must hold 64 hexadecimal digits");
    write_private(&file, "5a".repeat(32).as_bytes());
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o604)).expect("set");
    is_one_line("world-readable", &place.refuses_to_serve(), &file, "is open to others (mode 604)");
}

/// An installation whose one key is in a token: it and the file with the PIN.
async fn with_a_token(engine: Engine) -> (Installation, PathBuf) {
    let mut place = Installation::new(engine).await;
    std::fs::remove_dir_all(&place.keys).expect("removed");
    place.softhsm = Some(softhsm::make(place.folder.path()));
    let (module, pin) = (softhsm::module(), place.folder.path().join("pin"));
    let (module, pin_file) = (module.display().to_string(), pin.display().to_string());
    key(&place, &["new", "--token", softhsm::LABEL, "--module", &module, "--pin-file", &pin_file]);
    (place, pin)
}

async fn a_token_that_is_away_or_shut_stops_the_start(engine: Engine) {
    let (place, pin) = with_a_token(engine).await;
    let list = place.keys.join("keys.json");
    let tokens = place.folder.path().join("tokens");
    let elsewhere = place.folder.path().join("elsewhere");
    let refused = |case: &str, file: &Path, reason: &str| {
        let output = place.refuses_to_serve();
        is_one_line(case, &output, file, reason);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("token `Chứng nhận`") && !said.contains(softhsm::PIN), "{case}: {said}");
    };
    std::fs::rename(&tokens, &elsewhere).expect("moved");
    std::fs::create_dir(&tokens).expect("a folder");
    refused("away", &list, "no slot holds a token with this label");
    std::fs::remove_dir(&tokens).expect("removed");
    std::fs::rename(&elsewhere, &tokens).expect("moved");
    write_private(&pin, b"12345\n");
    refused("wrong PIN", &pin, "it refuses the PIN");
    write_private(&pin, softhsm::PIN.as_bytes());
    std::fs::set_permissions(&pin, std::fs::Permissions::from_mode(0o644)).expect("set");
    refused("open PIN", &pin, "is open to others");
    std::fs::set_permissions(&pin, std::fs::Permissions::from_mode(0o600)).expect("set");
    let good = std::fs::read_to_string(&list).expect("a list");
    let module = place.folder.path().join("none.so");
    let spoiled = good.replace(&softhsm::module().display().to_string(), &module.display().to_string());
    std::fs::write(&list, spoiled).expect("written");
    refused("no module", &module, "its PKCS#11 module cannot be loaded");
    std::fs::write(&list, good.replace("minhchung-credential", "other")).expect("written");
    refused("no key", &list, "exactly one key with this label");
    std::fs::write(&list, good).expect("written");
    // And with everything in its place it starts.
    drop(place.serves().await);
}
