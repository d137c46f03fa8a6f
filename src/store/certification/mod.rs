//! The register of certificates.

pub mod certificates;
pub mod decision_rows;
pub mod decisions;
pub mod log;
pub mod making;
pub mod register;
pub mod waiting;
