//! Opens what seals, before the port: a bad seal key stops the start.

use super::output::{Exit, Failed};
use crate::config::Config;
use crate::config::seal::{SealConfig, SealKind};
use crate::domain::certification::seal::ChainState;
use crate::domain::text::nfc;
use crate::domain::timestamp::Timestamp;
use crate::flows::certification::ask_time_stamp::HttpAuthority;
use crate::formats::pdf::{Picture, Pictures};
use crate::formats::seal::{
    Appearance, Authorities, SealCertificate, Sealer, Seals, Signer, Stamping, open_pkcs12, open_token, read_chain,
};
use crate::formats::secret_file::{self, Secrecy};
use crate::formats::token::{Token, TokenAddress};
use crate::web::api::seals::SealBody;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// No key, chain or picture is larger.
const LONGEST_FILE: u64 = 1024 * 1024;

/// Opens every configured seal and the trusted authorities; an instance that only verifies opens no key.
///
/// # Errors
/// One line that names the file or token, and what is wrong with it.
pub fn open_seals(config: &Config, now: Timestamp) -> Result<Seals, Failed> {
    let mut seals = Seals { authorities: open_authorities(config.seal_authorities.as_deref())?, ..Seals::default() };
    if config.verify_only {
        return Ok(seals);
    }
    let begins = |seal: &SealConfig| seal.begins().map_err(|error| Failed::new(Exit::Configuration, error));
    let mut configured =
        config.seal.iter().map(|seal| Ok((begins(seal)?, seal))).collect::<Result<Vec<_>, Failed>>()?;
    configured.sort_by_key(|(from, _)| *from);
    let in_force = configured.iter().rposition(|(from, _)| *from <= now).unwrap_or_default();
    for (place, (from, seal)) in configured.into_iter().enumerate() {
        // An earlier seal only makes lost files again: its certificate may be over. A later one may not have begun.
        let checked = (place >= in_force).then_some(now.max(from));
        seals.sealers.push((from, open_seal(seal, checked)?));
    }
    Ok(seals)
}

/// The authorities of a PEM file; none without a file.
///
/// # Errors
/// When the file is not one of root certificates.
pub fn open_authorities(file: Option<&Path>) -> Result<Authorities, Failed> {
    let Some(file) = file else { return Ok(Authorities::default()) };
    let pem = read(file, Secrecy::Public)?;
    Authorities::from_pem(&pem).map_err(|fault| refused(&file.display(), &fault))
}

fn open_seal(seal: &SealConfig, now: Option<Timestamp>) -> Result<Option<Sealer>, Failed> {
    let Some((name, signer, chain)) = open_key(seal)? else { return Ok(None) };
    let appearance = Appearance {
        reason: nfc(&seal.reason),
        location: nfc(&seal.location),
        is_visible: seal.visible,
        pictures: open_pictures(seal)?,
    };
    let stamping = seal.time_stamp_url.as_ref().map(|url| Stamping {
        authority: Box::new(HttpAuthority::new(url.clone(), Duration::from_secs(seal.time_stamp_timeout_s))),
        is_required: seal.time_stamp_required,
    });
    Sealer::new(signer, chain, appearance, stamping, now).map(Some).map_err(|fault| refused(&name, &fault))
}

type Key = (String, Box<dyn Signer>, Vec<SealCertificate>);

fn open_key(seal: &SealConfig) -> Result<Option<Key>, Failed> {
    let passphrase_file = seal.passphrase_file.as_deref().unwrap_or(Path::new(""));
    match seal.kind {
        SealKind::None => Ok(None),
        SealKind::Pkcs12 => {
            let file = seal.file.as_deref().unwrap_or(Path::new(""));
            let name = file.display().to_string();
            let passphrase =
                secret_file::read_line(passphrase_file).map_err(|fault| refused(&passphrase_file.display(), &fault))?;
            let bytes = read(file, Secrecy::Private)?;
            let (signer, chain) = open_pkcs12(&bytes, &passphrase).map_err(|fault| refused(&name, &fault))?;
            Ok(Some((name, signer, chain)))
        }
        SealKind::Pkcs11 => {
            let (label, key) = (seal.token.clone().unwrap_or_default(), seal.key.clone().unwrap_or_default());
            let name = format!("token {label}, key {key}");
            let certificate = seal.certificate.as_deref().unwrap_or(Path::new(""));
            let chain = read_chain(&read(certificate, Secrecy::Public)?)
                .map_err(|fault| refused(&certificate.display(), &fault))?;
            let module = seal.module.clone().unwrap_or_default();
            let address = TokenAddress { module, label, pin_file: passphrase_file.to_owned() };
            let token = Token::open(address).map_err(|fault| refused(&name, &fault))?;
            let signer = open_token(token, key, &chain[0]).map_err(|fault| refused(&name, &fault))?;
            Ok(Some((name, signer, chain)))
        }
    }
}

fn open_pictures(seal: &SealConfig) -> Result<Option<Arc<Pictures>>, Failed> {
    let open = |file: Option<&Path>| {
        let picture = |file: &Path| {
            let bytes = read(file, Secrecy::Public)?;
            Picture::from_png(&bytes).map_err(|fault| refused(&file.display(), &fault))
        };
        file.map(picture).transpose()
    };
    let pictures =
        Pictures { signature: open(seal.signature_picture.as_deref())?, seal: open(seal.seal_picture.as_deref())? };
    let is_empty = pictures.signature.is_none() && pictures.seal.is_none();
    Ok((!is_empty).then(|| Arc::new(pictures)))
}

fn read(file: &Path, secrecy: Secrecy) -> Result<Vec<u8>, Failed> {
    secret_file::read_bytes(file, LONGEST_FILE, secrecy)
        .map(|bytes| bytes.to_vec())
        .map_err(|fault| refused(&file.display(), &fault))
}

fn refused(what: &dyn Display, why: &dyn Display) -> Failed {
    Failed::new(Exit::Configuration, format!("seal: {what}: {why}"))
}

/// `; sealed by ... at ..., PAdES B-T, certificate of ... (trusted), its revocation not checked`
pub fn seal_line(seal: &SealBody) -> String {
    let text = |said: &Option<String>| said.clone().unwrap_or_default();
    let word = |chain: Option<ChainState>| match chain {
        Some(ChainState::Trusted) => "trusted",
        Some(ChainState::Untrusted) => "NOT trusted",
        Some(ChainState::NotChecked) | None => "not checked",
    };
    match (seal.state, seal.level) {
        ("intact", Some(level)) => {
            let stamp = seal.time_stamped_at.as_ref().map_or_else(String::new, |at| {
                let (authority, chain) = (text(&seal.time_stamp_authority), word(seal.time_stamp_chain));
                format!(", time stamp {at} by {authority} ({chain})")
            });
            let outside = if seal.was_valid_at_signing == Some(false) { ", NOT in force when it sealed" } else { "" };
            format!(
                "; sealed by {} at {}, PAdES {level}{stamp}, certificate of {} ({}{outside}), its revocation not checked",
                text(&seal.signer),
                text(&seal.signed_at),
                text(&seal.issuing_authority),
                word(seal.chain),
            )
        }
        ("intact", None) => {
            format!("; carries a seal that fits the file, by whom is not said: its certificate is {}", word(seal.chain))
        }
        ("broken", _) => "; its seal does NOT hold".to_owned(),
        _ => "; its sealed file is not there to be checked".to_owned(),
    }
}

/// What `config check` says of the seals; nothing when there are none.
pub fn explained(seals: &Seals, now: Timestamp) -> Vec<String> {
    let mut lines = Vec::new();
    for (from, sealer) in &seals.sealers {
        let begins = if from.micros() == 0 { String::new() } else { format!(" from {}", from.day_in_vietnam()) };
        lines.push(match sealer {
            None => format!("nothing is sealed{begins}"),
            Some(sealer) => {
                let (_, until) = sealer.certificate().validity();
                format!(
                    "sealed{begins} by {}, certificate of {} until {}, PAdES {}{}",
                    sealer.certificate().subject(),
                    sealer.certificate().issuer(),
                    until.day_in_vietnam(),
                    sealer.level().name(),
                    if sealer.is_deterministic() {
                        ""
                    } else {
                        "; sealed files cannot be made again, keep them in the backup"
                    },
                )
            }
        });
    }
    if seals.sealers.iter().any(|(from, sealer)| *from <= now && sealer.is_some()) && seals.authorities.is_empty() {
        lines.push("seal_authorities: none; chains of certificates will not be checked".to_owned());
    }
    lines
}
