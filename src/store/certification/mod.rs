//! The register of certificates.

pub mod certificates;
pub mod log;
pub mod register;
pub mod seals;
