//! Certificates are issued, checked and taken back.

pub mod choose_template;
pub mod freeze_claim;
pub mod import_template;
pub mod issue_certificates;
pub mod list_certificates;
pub mod list_templates;
pub mod record;
pub mod revoke_certificate;
pub mod sign_certificate;
pub mod verify_certificate;
