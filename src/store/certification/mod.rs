//! The register of certificates.

pub mod certificates;
