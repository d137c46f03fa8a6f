//! Certificates are issued, checked and taken back.

pub mod freeze_claim;
pub mod issue_certificates;
pub mod list_certificates;
pub mod publish_status_list;
pub mod record;
pub mod revoke_certificate;
pub mod sign_certificate;
pub mod verify_certificate;
