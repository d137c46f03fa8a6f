//! The register of certificates.

pub mod certificates;
pub mod log;
pub mod register;
pub mod reissues;
pub mod revocations;
pub mod status_lists;
