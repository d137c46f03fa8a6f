//! The register of certificates.

pub mod certificates;
pub mod checkpoints;
pub mod log;
pub mod register;
