//! A private key as an encrypted PKCS#8 PEM: scrypt and AES-256-CBC, readable by `openssl pkey`.

use super::KeyFault;
use ed25519_dalek::pkcs8::ALGORITHM_OID;
use pkcs8::der::asn1::OctetString;
use pkcs8::der::pem::PemLabel;
use pkcs8::pkcs5::{pbes2, scrypt};
use pkcs8::{EncryptedPrivateKeyInfoOwned, EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

/// The DER of an Ed25519 private key before its 32 bytes (RFC 8410, without the public key: older OpenSSL refuses it).
const PREFIX: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Encrypts a seed; salt and vector are fresh random bytes.
pub(super) fn seal(seed: &[u8; 32], passphrase: &str, salt: &[u8; 16], iv: [u8; 16]) -> Zeroizing<String> {
    seal_der(&Zeroizing::new([&PREFIX[..], seed].concat()), passphrase, salt, iv)
}

/// Encrypts the DER of a private key.
pub(super) fn seal_der(plain: &[u8], passphrase: &str, salt: &[u8; 16], iv: [u8; 16]) -> Zeroizing<String> {
    // N = 16,384: OpenSSL 3.0 refuses more memory than that takes.
    let cost = scrypt::Params::new(14, 8, 1).expect("the recommended cost is in range");
    let parameters =
        pbes2::Parameters::generate_scrypt_aes256cbc(cost, salt, iv).expect("16 bytes of salt are in range");
    let encrypted = parameters.encrypt(passphrase, plain).expect("a few bytes always encrypt");
    let encrypted_data = OctetString::new(encrypted).expect("a few bytes fit an octet string");
    let info = EncryptedPrivateKeyInfoOwned { encryption_algorithm: parameters.into(), encrypted_data };
    let document = SecretDocument::encode_msg(&info).expect("a few bytes always encode");
    document.to_pem(EncryptedPrivateKeyInfoOwned::PEM_LABEL, LineEnding::LF).expect("a few bytes always encode")
}

/// Decrypts a seed.
pub(super) fn unseal(pem: &str, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, KeyFault> {
    let (label, sealed) = SecretDocument::from_pem(pem).map_err(|_| KeyFault::NotAKey)?;
    match label {
        "ENCRYPTED PRIVATE KEY" => {}
        "PRIVATE KEY" => return Err(KeyFault::NotEncrypted),
        "EC PRIVATE KEY" | "RSA PRIVATE KEY" | "DSA PRIVATE KEY" => return Err(KeyFault::WrongType),
        _ => return Err(KeyFault::NotAKey),
    }
    let sealed = EncryptedPrivateKeyInfoRef::try_from(sealed.as_bytes()).map_err(|_| KeyFault::NotAKey)?;
    let plain = sealed.decrypt(passphrase).map_err(|_| KeyFault::WrongPassphrase)?;
    // One wrong passphrase in 256 survives the padding and decrypts to noise.
    let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).map_err(|_| KeyFault::WrongPassphrase)?;
    if info.algorithm.oid != ALGORITHM_OID {
        return Err(KeyFault::WrongType);
    }
    match info.private_key.as_bytes() {
        [0x04, 0x20, seed @ ..] => seed.try_into().map(Zeroizing::new).map_err(|_| KeyFault::WrongLength),
        _ => Err(KeyFault::WrongLength),
    }
}
