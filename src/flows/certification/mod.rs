//! Certificates are issued, checked, corrected, renewed and taken back.

pub mod choose_template;
pub mod freeze_claim;
mod freeze_reissue;
pub mod import_template;
pub mod issue_certificates;
pub mod key_chain;
pub mod list_certificates;
pub mod list_templates;
pub mod publish_status_list;
pub mod record;
pub mod record_key_events;
pub mod reload_keys;
pub mod renew_certificate;
mod replace_original;
pub mod revoke_certificate;
pub mod revoke_many;
pub mod sign_certificate;
pub mod supersede_certificate;
pub mod verify_certificate;
pub mod verify_offline;
