//! The register of certificates.

pub mod certificates;
pub mod key_events;
pub mod log;
pub mod preparation;
pub mod register;
