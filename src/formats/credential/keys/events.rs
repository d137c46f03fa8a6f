//! What has happened to the keys of a ring, as the audit trail and the transparency log record it.

use super::{KeyRing, KeyState, Kid, PublicKey, Purpose, SPKI_PREFIX};
use crate::domain::timestamp::Timestamp;
use sha2::{Digest, Sha256};

/// One change of a key's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEvent {
    /// The key's name.
    pub kid: Kid,
    /// What the key signs.
    pub purpose: Purpose,
    /// `announced`, `active`, `retired` or `compromised`.
    pub state: &'static str,
    /// From when on the key is in this state.
    pub at: Timestamp,
    /// See [`event_hash`].
    pub hash: [u8; 32],
}

/// What the log's entry about a key carries: SHA-256 of its `SubjectPublicKeyInfo` followed by the state's name.
pub fn event_hash(key: &PublicKey, state: &str) -> [u8; 32] {
    let spki = Sha256::new().chain_update(SPKI_PREFIX).chain_update(key.bytes());
    spki.chain_update(state).finalize().into()
}

impl KeyRing {
    /// Everything that must have happened for the ring to be as it is, key by key, in order.
    pub fn events(&self) -> Vec<KeyEvent> {
        self.keys.iter().flat_map(events).collect()
    }
}

fn events(key: &PublicKey) -> Vec<KeyEvent> {
    let lifetime = key.lifetime;
    let was_announced = lifetime.state == KeyState::Announced || lifetime.created_at < lifetime.active_from;
    // Whether a key that was given up had been in use before is not known, unless it had been retired, too.
    let was_active = matches!(lifetime.state, KeyState::Active | KeyState::Retired) || lifetime.retired_at.is_some();
    let compromised = match lifetime.state {
        KeyState::Compromised { since } => Some(since),
        KeyState::Announced | KeyState::Active | KeyState::Retired => None,
    };
    let happened = [
        was_announced.then_some((KeyState::Announced.name(), lifetime.created_at)),
        was_active.then_some((KeyState::Active.name(), lifetime.active_from)),
        lifetime.retired_at.map(|at| (KeyState::Retired.name(), at)),
        compromised.map(|since| (lifetime.state.name(), since)),
    ];
    let event = |(state, at)| KeyEvent { kid: key.kid, purpose: key.purpose, state, at, hash: event_hash(key, state) };
    happened.into_iter().flatten().map(event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::credential::keys::Lifetime;
    use ed25519_dalek::SigningKey;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn told(lifetime: Lifetime) -> Vec<(&'static str, Timestamp)> {
        let key = PublicKey::new(SigningKey::from_bytes(&[1; 32]).verifying_key(), Purpose::Credential, lifetime);
        let ring = KeyRing::new(vec![key.expect("a good key")]).expect("one key");
        ring.events().into_iter().map(|event| (event.state, event.at)).collect()
    }

    #[test]
    fn a_ring_tells_what_happened_to_its_keys() {
        let announced = Lifetime::new(at(1), at(9));
        let active = announced.activated(at(5)).expect("announced");
        let retired = active.retired(at(7)).expect("active");
        assert_eq!(told(announced), [("announced", at(1))]);
        assert_eq!(told(active), [("announced", at(1)), ("active", at(5))]);
        assert_eq!(told(retired), [("announced", at(1)), ("active", at(5)), ("retired", at(7))]);
        assert_eq!(told(retired.compromised(at(6))).last(), Some(&("compromised", at(6))));
        assert_eq!(told(Lifetime::new(at(1), at(1))), [("active", at(1))]);
    }

    #[test]
    fn nothing_that_was_told_is_taken_back_by_what_comes_later() {
        let announced = Lifetime::new(at(1), at(9));
        let active = announced.activated(at(5)).expect("announced");
        let retired = active.retired(at(7)).expect("active");
        let compromised = retired.compromised(at(6));
        for (before, after) in [(announced, active), (active, retired), (retired, compromised)] {
            let later = told(after);
            assert!(told(before).iter().all(|event| later.contains(event)), "{before:?} {after:?}");
        }
    }

    #[test]
    fn another_state_or_key_has_another_hash() {
        let key = |seed| {
            let lifetime = Lifetime::new(at(1), at(1));
            PublicKey::new(SigningKey::from_bytes(&[seed; 32]).verifying_key(), Purpose::Log, lifetime).expect("a key")
        };
        assert_ne!(event_hash(&key(1), "active"), event_hash(&key(1), "retired"));
        assert_ne!(event_hash(&key(1), "active"), event_hash(&key(2), "active"));
        assert_eq!(event_hash(&key(1), "")[..8], Kid::of(&SigningKey::from_bytes(&[1; 32]).verifying_key()).bytes());
    }
}
