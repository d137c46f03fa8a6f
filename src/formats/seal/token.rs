//! A seal's key inside a PKCS#11 token: it never leaves its hardware. The certificates come from a file.

use super::SealKeyFault;
use super::certificate::SealCertificate;
use super::signer::{Algorithm, Signer, SignerFailure};
use crate::formats::token::{Scheme, Token};

struct TokenSigner {
    token: Token,
    label: String,
    algorithm: Algorithm,
}

/// The signer of the key with this label in a token, of the kind its certificate says.
///
/// # Errors
/// When the certificate's key is weak or of a kind that does not seal.
pub fn open_token(token: Token, label: String, certificate: &SealCertificate) -> Result<Box<dyn Signer>, SealKeyFault> {
    let kind = certificate.key_kind();
    let algorithm = Algorithm::of(kind).ok_or_else(|| SealKeyFault::WrongKey(kind.name()))?;
    Ok(Box::new(TokenSigner { token, label, algorithm }))
}

impl Signer for TokenSigner {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Tokens draw a nonce or salt of their own.
    fn is_deterministic(&self) -> bool {
        false
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFailure> {
        let scheme = match self.algorithm {
            Algorithm::EcdsaP256 => Scheme::EcdsaP256Sha256,
            Algorithm::RsaPss => Scheme::RsaPssSha256,
        };
        let failed = |why: &str| SignerFailure(format!("the token: {why}"));
        let signature = self.token.sign(&self.label, scheme, message).map_err(|fault| failed(&fault.to_string()))?;
        match self.algorithm {
            Algorithm::RsaPss => Ok(signature),
            Algorithm::EcdsaP256 => {
                // Two numbers from the token, a sequence of two in the file.
                let pair = p256::ecdsa::Signature::from_slice(&signature);
                let pair = pair.map_err(|_| failed("its signature is no signature"))?;
                Ok(pair.to_der().as_bytes().to_vec())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certification::claim::Claim;
    use crate::domain::certification::seal::SealFinding;
    use crate::formats::pdf::{TemplateCache, render_to_seal};
    use crate::formats::seal::{Appearance, Authorities, Sealer, check, read_chain};
    use crate::formats::token::softhsm::{LABEL, PIN, softhsm, with_a_token};
    use std::path::Path;
    use std::process::Command;

    const PLAIN: &str = "[req]\ndistinguished_name = asked\nprompt = no\nx509_extensions = own\n[asked]\nCN = Con dau\n\
                         [own]\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature\n";

    /// A key that is made outside, certified by itself, and brought into the token under `label`.
    fn bring_in(folder: &Path, label: &str, id: &str, kind: &[&str]) -> Vec<SealCertificate> {
        let openssl = |arguments: &[&str]| {
            let output = Command::new("openssl").args(arguments).current_dir(folder).output();
            let output = output.expect("this test needs the openssl command: apt-get install openssl");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        std::fs::write(folder.join("plain.cnf"), PLAIN).expect("written");
        openssl(&[&["genpkey", "-out", "key.pem", "-algorithm"][..], kind].concat());
        openssl(&[
            "req",
            "-new",
            "-x509",
            "-config",
            "plain.cnf",
            "-key",
            "key.pem",
            "-days",
            "9000",
            "-out",
            "own.crt",
        ]);
        let file = folder.join("key.pem").display().to_string();
        let import = ["--import", &file, "--token", LABEL, "--label", label, "--id", id, "--pin", PIN];
        softhsm(&folder.join("softhsm2.conf"), &import);
        read_chain(&std::fs::read(folder.join("own.crt")).expect("readable")).expect("a certificate")
    }

    #[test]
    fn a_key_in_a_token_seals() {
        let name = concat!(module_path!(), "::a_key_in_a_token_seals");
        with_a_token(name, |folder, address| {
            let claim: Claim =
                serde_json::from_str(include_str!("../../../tests/independent/claim.json")).expect("a claim");
            let claim = Claim { template: "national-landscape-1".to_owned(), ..claim };
            let kinds: [(&str, &str, &[&str]); 2] = [
                ("p256", "01", &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
                ("rsa", "02", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
            ];
            let chains = kinds.map(|(label, id, kind)| (label, bring_in(folder, label, id, kind)));
            for (label, chain) in chains {
                let token = Token::open(address.clone()).expect("opens");
                let signer = open_token(token, label.to_owned(), &chain[0]).expect("a signer");
                let sealer = Sealer::new(signer, chain, Appearance::default(), None, None).expect("a sealer");
                assert!(!sealer.is_deterministic());
                let templates = TemplateCache::default();
                let page = render_to_seal(&templates, &claim, &claim.base_url, b"{}", sealer.face()).expect("a page");
                let sealed = sealer.seal_again(page, claim.issued_at).expect("sealed");
                let found = check(&sealed.bytes, &Authorities::default());
                assert!(matches!(&found, Some(SealFinding::Intact(facts)) if facts.signer == "Con dau"), "{found:?}");
            }
        });
    }
}
