//! The ring as others read it: a DID document with Multikeys, and a JWK set.

use super::{KeyRing, KeyState, Lifetime, PublicKey, Purpose, from_multibase};
use crate::domain::certification::claim::did_web;
use crate::domain::timestamp::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

const LONGEST_DID_DOCUMENT: usize = 64 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DidDocument {
    #[serde(rename = "@context")]
    context: Vec<String>,
    id: String,
    verification_method: Vec<Multikey>,
    assertion_method: Vec<String>,
}

/// `revoked` is the standard's word; the state and the other dates are ours, for programs that know them.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Multikey {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    controller: String,
    public_key_multibase: String,
    /// For people; programs go by the dates, which also hold for who fetched the document before the state changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    active_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
}

/// Why a DID document gives no ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DidFault {
    /// Over 64 kB.
    TooLong,
    /// Not the JSON of a DID document.
    Malformed,
    /// A key that is no Ed25519 Multikey, or whose name is not its own.
    BadKey,
}

fn credential_keys(ring: &KeyRing) -> impl Iterator<Item = &PublicKey> {
    ring.keys.iter().filter(|key| key.purpose == Purpose::Credential)
}

const fn is_compromised(key: &PublicKey) -> bool {
    matches!(key.lifetime.state, KeyState::Compromised { .. })
}

/// `/.well-known/did.json`: all credential keys with their dates; a compromised one asserts nothing any more.
pub fn did_json(base_url: &str, ring: &KeyRing) -> Vec<u8> {
    let did = did_web(base_url);
    let multikey = |key: &PublicKey| Multikey {
        id: format!("{did}#{}", key.kid),
        kind: "Multikey".to_owned(),
        controller: did.clone(),
        public_key_multibase: key.multibase(),
        state: Some(key.lifetime.state.name().to_owned()),
        created: Some(key.lifetime.created_at.seconds_rfc3339()),
        active_from: Some(key.lifetime.active_from.seconds_rfc3339()),
        retired_at: key.lifetime.retired_at.map(Timestamp::seconds_rfc3339),
        revoked: match key.lifetime.state {
            KeyState::Compromised { since } => Some(since.seconds_rfc3339()),
            KeyState::Announced | KeyState::Active | KeyState::Retired => None,
        },
    };
    let document = DidDocument {
        context: ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"].map(str::to_owned).to_vec(),
        verification_method: credential_keys(ring).map(multikey).collect(),
        assertion_method: (credential_keys(ring).filter(|key| !is_compromised(key)))
            .map(|key| format!("{did}#{}", key.kid))
            .collect(),
        id: did.clone(),
    };
    serde_json::to_vec_pretty(&document).expect("strings and lists always serialise")
}

#[derive(Serialize)]
struct JwkSet {
    keys: Vec<Jwk>,
}

/// The dates are those of OpenID Federation's historical keys, in seconds since 1970; the state is ours.
#[derive(Serialize)]
struct Jwk {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    r#use: &'static str,
    kid: String,
    x: String,
    state: &'static str,
    iat: i64,
    nbf: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
}

/// `/.well-known/jwks.json`: the credential keys with their states and dates, but for the compromised ones: programs
/// that read key sets pay no heed to dates, and must not find a key that strangers sign with. The DID document has it.
pub fn jwks_json(ring: &KeyRing) -> Vec<u8> {
    let jwk = |key: &PublicKey| Jwk {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: key.kid.to_string(),
        x: URL_SAFE_NO_PAD.encode(key.bytes()),
        state: key.lifetime.state.name(),
        iat: seconds(key.lifetime.created_at),
        nbf: seconds(key.lifetime.active_from),
        exp: key.lifetime.retired_at.map(seconds),
    };
    let keys = credential_keys(ring).filter(|key| !is_compromised(key)).map(jwk).collect();
    serde_json::to_vec_pretty(&JwkSet { keys }).expect("strings and lists always serialise")
}

const fn seconds(moment: Timestamp) -> i64 {
    moment.micros().div_euclid(1_000_000)
}

impl KeyRing {
    /// The ring of a DID document, for checks without the issuer's server.
    pub fn from_did_json(bytes: &[u8]) -> Result<Self, DidFault> {
        if bytes.len() > LONGEST_DID_DOCUMENT {
            return Err(DidFault::TooLong);
        }
        let document: DidDocument = serde_json::from_slice(bytes).map_err(|_| DidFault::Malformed)?;
        let keys = document.verification_method.iter().map(|key| key.read(&document));
        Self::new(keys.collect::<Option<Vec<_>>>().ok_or(DidFault::BadKey)?).ok_or(DidFault::BadKey)
    }
}

impl Multikey {
    fn read(&self, document: &DidDocument) -> Option<PublicKey> {
        let moment = |text: &Option<String>| match text {
            Some(text) => Timestamp::parse(text).map(Some),
            None => Some(None),
        };
        let retired_at = moment(&self.retired_at)?;
        let state = match (moment(&self.revoked)?, retired_at) {
            (Some(since), _) => KeyState::Compromised { since },
            // A key that may assert nothing, without a date since when: nothing it signed counts.
            (None, _) if !document.assertion_method.contains(&self.id) => {
                KeyState::Compromised { since: Timestamp::from_micros(i64::MIN) }
            }
            (None, Some(_)) => KeyState::Retired,
            (None, None) => KeyState::Active,
        };
        let active_from = moment(&self.active_from)?.unwrap_or(Timestamp::from_micros(i64::MIN));
        let lifetime = Lifetime { state, created_at: active_from, active_from, retired_at };
        let key = PublicKey::new(from_multibase(&self.public_key_multibase)?, Purpose::Credential, lifetime)?;
        let is_ours = self.kind == "Multikey"
            && self.controller == document.id
            && self.id.strip_prefix(&document.id).is_some_and(|rest| rest == format!("#{}", key.kid));
        is_ours.then_some(key)
    }
}
