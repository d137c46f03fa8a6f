//! When a key may sign and when its signatures count.

use crate::domain::timestamp::Timestamp;

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Published, not in use yet, so that offline verifiers have it before its first signature.
    Announced,
    /// Signs.
    Active,
    /// Signs no more; what it signed stands.
    Retired,
    /// Known to strangers: what is dated from then on counts for nothing.
    Compromised {
        /// The earliest moment it may have been out.
        since: Timestamp,
    },
}

impl KeyState {
    /// As commands, published keys and the log write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Compromised { .. } => "compromised",
        }
    }
}

/// A key's state and dates; whole seconds, as signed documents carry them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Where the key stands.
    pub state: KeyState,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it signs, or is planned to.
    pub active_from: Timestamp,
    /// The last moment it may have signed.
    pub retired_at: Option<Timestamp>,
}

/// Why a state cannot change so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransitionFault {
    /// Only an announced key is activated.
    NotAnnounced,
    /// Only an active key is retired.
    NotActive,
    /// The moment lies before the one it has to follow.
    TooEarly,
}

impl Lifetime {
    /// A key made at `created_at` that signs from `active_from` on: announced until then.
    pub fn new(created_at: Timestamp, active_from: Timestamp) -> Self {
        let (created_at, active_from) = (created_at.whole_second(), active_from.whole_second());
        let state = if active_from <= created_at { KeyState::Active } else { KeyState::Announced };
        Self { state, created_at, active_from: active_from.max(created_at), retired_at: None }
    }

    /// Whether the key may sign something dated `at`.
    pub fn may_sign(&self, at: Timestamp) -> bool {
        self.state == KeyState::Active && self.active_from <= at
    }

    /// Whether a signature dated `at` counts.
    pub fn may_verify(&self, at: Timestamp) -> bool {
        self.may_verify_within(at, at)
    }

    /// Whether a signature dated somewhere from `first` to `last` may count: a QR code knows only its day.
    pub fn may_verify_within(&self, first: Timestamp, last: Timestamp) -> bool {
        let was_in_use = self.active_from <= last && self.retired_at.is_none_or(|retired| first <= retired);
        was_in_use
            && match self.state {
                KeyState::Announced => false,
                KeyState::Active | KeyState::Retired => true,
                KeyState::Compromised { since } => first < since,
            }
    }

    /// Whether a stranger could have signed with it and written an earlier date: then only the log can tell.
    pub fn needs_log(&self) -> bool {
        matches!(self.state, KeyState::Compromised { .. })
    }

    /// Takes an announced key into use.
    pub fn activated(self, at: Timestamp) -> Result<Self, TransitionFault> {
        let at = at.whole_second();
        match self.state {
            KeyState::Announced if at < self.created_at => Err(TransitionFault::TooEarly),
            KeyState::Announced => Ok(Self { state: KeyState::Active, active_from: at, ..self }),
            KeyState::Active | KeyState::Retired | KeyState::Compromised { .. } => Err(TransitionFault::NotAnnounced),
        }
    }

    /// Takes an active key out of use.
    pub fn retired(self, at: Timestamp) -> Result<Self, TransitionFault> {
        let at = at.whole_second();
        match self.state {
            KeyState::Active if at < self.active_from => Err(TransitionFault::TooEarly),
            KeyState::Active => Ok(Self { state: KeyState::Retired, retired_at: Some(at), ..self }),
            KeyState::Announced | KeyState::Retired | KeyState::Compromised { .. } => Err(TransitionFault::NotActive),
        }
    }

    /// Gives the key up from `since` on; of two such moments the earlier one counts.
    pub fn compromised(self, since: Timestamp) -> Self {
        let since = match self.state {
            KeyState::Compromised { since: known } => known.min(since.whole_second()),
            KeyState::Announced | KeyState::Active | KeyState::Retired => since.whole_second(),
        };
        Self { state: KeyState::Compromised { since }, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn lifetimes() -> impl Strategy<Value = Lifetime> {
        (0_i64..100, 0_i64..100, 0_i64..100, 0_u8..4).prop_map(|(created, active_in, later, steps)| {
            let new = Lifetime::new(at(created), at(created + active_in));
            let active = new.activated(new.active_from).unwrap_or(new);
            match steps {
                0 => new,
                1 => active,
                2 => active.retired(at(created + active_in + later)).expect("an active key"),
                _ => active.compromised(at(created + later)),
            }
        })
    }

    proptest! {
        #[test]
        fn what_a_key_may_sign_counts(lifetime in lifetimes(), moment in 0_i64..400) {
            prop_assert!(!lifetime.may_sign(at(moment)) || lifetime.may_verify(at(moment)));
        }

        #[test]
        fn retiring_a_key_leaves_what_it_signed_standing(lifetime in lifetimes(), moment in 0_i64..400) {
            if let Ok(retired) = lifetime.retired(at(300)) {
                prop_assert!(!retired.may_sign(at(moment)));
                prop_assert_eq!(retired.may_verify(at(moment)), lifetime.may_verify(at(moment)) && moment <= 300);
            }
        }

        #[test]
        fn a_compromised_key_never_counts_from_then_on(lifetime in lifetimes(), since in 0_i64..400, later in 0_i64..400) {
            let compromised = lifetime.compromised(at(since));
            prop_assert!(!compromised.may_sign(at(since + later)) && !compromised.may_verify(at(since + later)));
        }
    }

    #[test]
    fn a_state_is_never_left_backwards() {
        let active = Lifetime::new(at(5), at(5));
        let retired = active.retired(at(9)).expect("an active key retires");
        assert_eq!(active.activated(at(6)), Err(TransitionFault::NotAnnounced));
        assert_eq!(retired.activated(at(10)), Err(TransitionFault::NotAnnounced));
        assert_eq!(retired.retired(at(10)), Err(TransitionFault::NotActive));
        assert_eq!(active.retired(at(4)), Err(TransitionFault::TooEarly));
    }
}
