//! Against SoftHSM: keys made inside or brought in, signatures checked by others, tokens that are away or shut.

use super::softhsm::{LABEL, PIN, softhsm, with_a_token};
use super::*;
use ed25519_dalek::{Signature, VerifyingKey};
use std::path::Path;
use std::process::Command;

const MESSAGE: &[u8] = b"minh chung";

macro_rules! here {
    ($name:literal) => {
        concat!(module_path!(), "::", $name)
    };
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output();
    let output = output.expect("this test needs the openssl command: apt-get install openssl");
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_key_made_inside_a_token_signs() {
    with_a_token(here!("a_key_made_inside_a_token_signs"), |_, address| {
        let token = Token::open(address).expect("opens");
        let made = token.make_ed25519("khóa").expect("made");
        assert_eq!(token.public_half("khóa"), Ok(made.clone()));
        assert_eq!(token.make_ed25519("khóa"), Err(TokenFault::KeyExists));
        let PublicHalf::Ed25519(key) = made else { panic!("{made:?}") };
        let signature = token.sign("khóa", Scheme::Ed25519, MESSAGE).expect("signs");
        let signature = Signature::from_slice(&signature).expect("64 bytes");
        let key = VerifyingKey::from_bytes(&key).expect("a key");
        key.verify_strict(MESSAGE, &signature).expect("verifies");
        assert_eq!(token.sign("other", Scheme::Ed25519, MESSAGE), Err(TokenFault::NoKey));
        assert_eq!(token.public_half("other"), Err(TokenFault::NoKey));
    });
}

#[test]
fn openssl_checks_what_a_token_signs_with_p256_and_rsa() {
    with_a_token(here!("openssl_checks_what_a_token_signs_with_p256_and_rsa"), |folder, address| {
        let kinds = [("p256", "EC", "ec_paramgen_curve:P-256"), ("rsa", "RSA", "rsa_keygen_bits:2048")];
        for (id, (label, kind, option)) in ["01", "02"].into_iter().zip(kinds) {
            openssl(folder, &["genpkey", "-algorithm", kind, "-pkeyopt", option, "-out", "key.pem"]);
            openssl(folder, &["pkey", "-in", "key.pem", "-pubout", "-out", &format!("{label}.pub")]);
            let (configuration, file) = (folder.join("softhsm2.conf"), folder.join("key.pem"));
            let file = file.display().to_string();
            let import = ["--import", &file, "--token", LABEL, "--label", label, "--id", id, "--pin", PIN];
            softhsm(&configuration, &import);
        }
        std::fs::write(folder.join("message"), MESSAGE).expect("written");
        let token = Token::open(address).expect("opens");

        assert!(matches!(token.public_half("rsa"), Ok(PublicHalf::Rsa { modulus, .. }) if modulus.len() == 256));
        let signature = token.sign("rsa", Scheme::RsaPkcs1Sha256, MESSAGE).expect("signs");
        std::fs::write(folder.join("signature"), signature).expect("written");
        openssl(folder, &["dgst", "-sha256", "-verify", "rsa.pub", "-signature", "signature", "message"]);

        assert!(matches!(token.public_half("p256"), Ok(PublicHalf::P256([4, ..]))));
        let signature = token.sign("p256", Scheme::EcdsaP256Sha256, MESSAGE).expect("signs");
        std::fs::write(folder.join("signature"), ecdsa_der(&signature)).expect("written");
        openssl(folder, &["dgst", "-sha256", "-verify", "p256.pub", "-signature", "signature", "message"]);
    });
}

/// `r` and `s` as OpenSSL reads them.
fn ecdsa_der(signature: &[u8]) -> Vec<u8> {
    let whole = |number: &[u8]| {
        let mut number: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        if number.first().is_none_or(|byte| byte & 0x80 != 0) {
            number.insert(0, 0);
        }
        [&[0x02, number.len() as u8], &number[..]].concat()
    };
    let (r, s) = signature.split_at(32);
    let inside = [whole(r), whole(s)].concat();
    [&[0x30, inside.len() as u8], &inside[..]].concat()
}

#[test]
fn a_token_that_is_away_or_shut_says_so() {
    with_a_token(here!("a_token_that_is_away_or_shut_says_so"), |folder, address| {
        let fault = |address: TokenAddress| Token::open(address).expect_err("not usable");
        let away = TokenAddress { label: "other".to_owned(), ..address.clone() };
        assert_eq!(fault(away), TokenFault::Away);
        let no_module = TokenAddress { module: folder.join("none.so"), ..address.clone() };
        assert_eq!(fault(no_module), TokenFault::Module);
        let no_pin = TokenAddress { pin_file: folder.join("none"), ..address.clone() };
        assert_eq!(fault(no_pin), TokenFault::PinFile(FileFault::Missing));
        std::fs::write(&address.pin_file, "12345").expect("written");
        assert_eq!(fault(address), TokenFault::WrongPin);
    });
}

#[test]
fn a_lost_session_is_opened_again() {
    with_a_token(here!("a_lost_session_is_opened_again"), |_, address| {
        let token = Token::open(address.clone()).expect("opens");
        token.make_ed25519("khóa").expect("made");
        let lose = || token.ask(|line| line.lose_all_sessions()).expect("lost");
        lose();
        token.sign("khóa", Scheme::Ed25519, MESSAGE).expect("signs in a new session");
        lose();
        std::fs::write(&address.pin_file, "12345").expect("written");
        assert_eq!(token.sign("khóa", Scheme::Ed25519, MESSAGE), Err(TokenFault::WrongPin));
        std::fs::write(&address.pin_file, PIN).expect("written");
        let again = token.sign("khóa", Scheme::Ed25519, MESSAGE);
        assert_eq!(again, Err(TokenFault::WrongPin), "a refused PIN is not tried again");
        Token::open(address).expect("until the token is opened anew");
    });
}

#[test]
fn a_token_prints_no_pin() {
    with_a_token(here!("a_token_prints_no_pin"), |_, address| {
        let token = Token::open(address).expect("opens");
        assert!(!format!("{token:?}").contains(PIN));
    });
}
