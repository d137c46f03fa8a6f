//! The official seal of a certificate's file, as programs read it.

use crate::domain::certification::seal::{ChainState, RevocationState, SealFacts, SealFault, SealFinding};
use crate::domain::timestamp::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The official seal (PAdES) of a certificate's file. All but `state` and `fault` is `null` unless the seal is intact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SealBody {
    /// `intact`, `broken` or `file-missing` (the sealed file is lost, so nothing can be checked)
    pub state: &'static str,
    /// What is wrong with a broken seal.
    #[schema(value_type = Option<String>)]
    pub fault: Option<SealFault>,
    /// PAdES level: `B-B`, or `B-T` with a time stamp.
    pub level: Option<&'static str>,
    /// Who sealed, as the certificate says.
    pub signer: Option<String>,
    /// The signer's organisation; empty when the certificate names none.
    pub organisation: Option<String>,
    /// The authority that issued the certificate.
    pub issuing_authority: Option<String>,
    /// The certificate's serial number, hexadecimal.
    pub certificate_serial: Option<String>,
    /// `ECDSA P-256, SHA-256`
    pub algorithm: Option<String>,
    /// When it was sealed, as the signer says.
    pub signed_at: Option<String>,
    /// When it was sealed, as a time-stamp authority says.
    pub time_stamped_at: Option<String>,
    /// The time-stamp authority.
    pub time_stamp_authority: Option<String>,
    /// `trusted`, `untrusted` or `not-checked`: whether the time-stamp authority is one that the operator trusts.
    #[schema(value_type = Option<String>)]
    pub time_stamp_chain: Option<ChainState>,
    /// First moment of the certificate's validity.
    pub valid_from: Option<String>,
    /// Last moment of the certificate's validity.
    pub valid_until: Option<String>,
    /// Whether the certificate was in force when it sealed.
    pub was_valid_at_signing: Option<bool>,
    /// `trusted`, `untrusted` or `not-checked`: whether the certificate leads to an authority that is trusted.
    #[schema(value_type = Option<String>)]
    pub chain: Option<ChainState>,
    /// Always `not-checked`: whether the authority took the certificate back is not asked.
    #[schema(value_type = Option<String>)]
    pub revocation: Option<RevocationState>,
}

impl SealBody {
    /// What may be said of the seal of the issued file.
    pub fn of_issued(finding: SealFinding) -> Self {
        match finding {
            SealFinding::Intact(facts) => Self::of_facts(*facts),
            SealFinding::Broken(fault) => Self { fault: Some(fault), ..Self::only("broken") },
            SealFinding::FileMissing => Self::only("file-missing"),
        }
    }

    /// What may be said of the seal of any file: whoever seals can name anybody, so names are repeated only under
    /// a trusted authority.
    pub fn of_any(finding: SealFinding) -> Self {
        match finding {
            SealFinding::Intact(facts) if facts.chain != ChainState::Trusted => {
                Self { chain: Some(facts.chain), ..Self::only("intact") }
            }
            other => Self::of_issued(other),
        }
    }

    const fn only(state: &'static str) -> Self {
        Self {
            state,
            fault: None,
            level: None,
            signer: None,
            organisation: None,
            issuing_authority: None,
            certificate_serial: None,
            algorithm: None,
            signed_at: None,
            time_stamped_at: None,
            time_stamp_authority: None,
            time_stamp_chain: None,
            valid_from: None,
            valid_until: None,
            was_valid_at_signing: None,
            chain: None,
            revocation: None,
        }
    }

    fn of_facts(facts: SealFacts) -> Self {
        let said = |at: Timestamp| Some(at.seconds_rfc3339());
        let stamp = facts.time_stamp.as_ref();
        Self {
            level: Some(facts.level()),
            signed_at: said(facts.signed_at),
            time_stamped_at: stamp.and_then(|stamp| said(stamp.at)),
            time_stamp_authority: stamp.map(|stamp| stamp.authority.clone()),
            time_stamp_chain: stamp.map(|stamp| stamp.chain),
            valid_from: said(facts.valid_from),
            valid_until: said(facts.valid_until),
            was_valid_at_signing: Some(facts.was_valid_at_signing()),
            chain: Some(facts.chain),
            revocation: Some(facts.revocation),
            signer: Some(facts.signer),
            organisation: Some(facts.organisation),
            issuing_authority: Some(facts.issuing_authority),
            certificate_serial: Some(facts.certificate_serial),
            algorithm: Some(facts.algorithm),
            ..Self::only("intact")
        }
    }
}
