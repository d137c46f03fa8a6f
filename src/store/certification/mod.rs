//! The register of certificates.

pub mod certificates;
pub mod register;
