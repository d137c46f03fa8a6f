//! English sentences for the official seal of a certificate's file.

use super::En;
use crate::domain::certification::seal::{ChainState, SealFault};
use crate::i18n::vi::sealing::Sealing;

crate::i18n::translate_sentences! {
    Sealing for En {
        seal_title = "The issuer's digital signature on the PDF file";
        seal_intact = "The digital signature fits the whole of the issued file.";
        seal_file_missing = "This certificate's file was signed, but it is not there any more to be checked. Ask the issuer.";
        seal_signer_label = "Signer";
        seal_organisation_label = "Organisation";
        seal_authority_label = "Certificate issued by";
        seal_serial_label = "Certificate number";
        seal_validity_label = "Certificate valid";
        seal_validity(from: &str, until: &str) = "{from} to {until}";
        seal_signed_at_label = "Signed at";
        seal_time_stamp_label = "Time stamp";
        seal_time_stamp(moment: &str, authority: &str) = "{moment}, by {authority}";
        seal_no_time_stamp = "None; the time of signing is the signer's own word";
        seal_algorithm_label = "Algorithm";
        seal_chain_label = "Origin of the certificate";
        seal_outside_validity = "The certificate was not in force at the time of signing.";
        seal_revocation_not_checked = "This page cannot ask whether the signer's certificate was revoked. Ask the authority that issued it before you rely on this signature.";
        seal_chain(state: ChainState) = { match state {
            ChainState::Trusted => "Leads to a trusted authority",
            ChainState::Untrusted => "Leads to no trusted authority",
            ChainState::NotChecked => "Not checked: no trusted authorities are configured",
        } };
        seal_fault(fault: SealFault) = { match fault {
            SealFault::NotWholeFile => "The digital signature does not cover the whole file. Do not believe it.",
            SealFault::Malformed => "The digital signature is malformed. Do not believe it.",
            SealFault::FileAltered => "The file was altered after signing. Do not believe the signature.",
            SealFault::SignatureInvalid => "The digital signature does not fit the certificate. Do not believe it.",
            SealFault::WeakAlgorithm => "The digital signature has a weak key or a forbidden algorithm. Do not believe it.",
            SealFault::TimeStampInvalid => "The time stamp does not belong to this signature. Do not believe it.",
        } };
    }
}
