//! The register of certificates.

pub mod certificates;
pub mod checkpoints;
pub mod decision_rows;
pub mod decisions;
pub mod key_events;
pub mod log;
pub mod making;
pub mod preparation;
pub mod register;
pub mod reissues;
pub mod resting;
pub mod revocation_requests;
pub mod revocations;
pub mod seals;
pub mod status_lists;
pub mod templates;
pub mod waiting;
