//! Certificates are issued, checked and taken back.

pub mod freeze_claim;
pub mod issue_certificates;
pub mod key_chain;
pub mod list_certificates;
pub mod record;
pub mod record_key_events;
pub mod reload_keys;
pub mod revoke_certificate;
pub mod sign_certificate;
pub mod verify_certificate;
