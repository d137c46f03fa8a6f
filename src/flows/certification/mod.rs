//! Certificates are issued, checked and taken back.

pub mod ask_time_stamp;
pub mod certificate_file;
pub mod freeze_claim;
pub mod issue_certificates;
pub mod list_certificates;
pub mod record;
pub mod revoke_certificate;
pub mod sign_certificate;
pub mod verify_certificate;
