//! What a certificate is issued for. Each basis is redeemed once.

use crate::domain::identifier::{AttemptId, CertificateId, DecisionId};
use std::fmt;
use std::str::FromStr;

/// The one thing a certificate redeems.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// An attempt that passed.
    Attempt(AttemptId),
    /// A row, from 1, of the list that a decision recognises.
    Decision {
        /// The decision.
        decision: DecisionId,
        /// The row's number.
        row: u32,
    },
    /// A certificate that had a mistake; this one takes its place.
    Correction(CertificateId),
    /// A certificate whose time runs out or has run out; this one goes on from it.
    Renewal(CertificateId),
}

/// Not the text of a basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotABasis;

impl fmt::Display for Basis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(id) => write!(formatter, "attempt/{}", id.as_str()),
            Self::Decision { decision, row } => write!(formatter, "decision/{}/{row}", decision.as_str()),
            Self::Correction(id) => write!(formatter, "correction/{id}"),
            Self::Renewal(id) => write!(formatter, "renewal/{id}"),
        }
    }
}

impl FromStr for Basis {
    type Err = NotABasis;

    fn from_str(text: &str) -> Result<Self, NotABasis> {
        let (kind, rest) = text.split_once('/').ok_or(NotABasis)?;
        match kind {
            "attempt" => AttemptId::parse(rest).map(Self::Attempt).ok_or(NotABasis),
            "decision" => {
                let (decision, row) = rest.split_once('/').ok_or(NotABasis)?;
                let decision = DecisionId::parse(decision).ok_or(NotABasis)?;
                Ok(Self::Decision { decision, row: row.parse().map_err(|_| NotABasis)? })
            }
            "correction" => rest.parse().map(Self::Correction).map_err(|_| NotABasis),
            "renewal" => rest.parse().map(Self::Renewal).map_err(|_| NotABasis),
            _ => Err(NotABasis),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_basis_is_read_as_it_was_written(bytes: [u8; 16], row: u32) {
            let code = CertificateId::from_bytes(bytes);
            let all = [
                Basis::Attempt(AttemptId::from_bytes(bytes)),
                Basis::Decision { decision: DecisionId::from_bytes(bytes), row },
                Basis::Correction(code),
                Basis::Renewal(code),
            ];
            for basis in all {
                prop_assert_eq!(basis.to_string().parse::<Basis>(), Ok(basis));
            }
        }
    }
}
