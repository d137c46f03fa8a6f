//! Certificates are issued, checked and taken back.

pub mod claim_of_row;
pub mod confirm_decision;
pub mod draft_decision;
pub mod draft_file;
pub mod export_decision;
pub mod follow_decision;
pub mod freeze_claim;
pub mod issue_certificates;
pub mod list_certificates;
mod numbering;
pub mod record;
pub mod revoke_certificate;
pub mod sign_certificate;
pub mod verify_certificate;
