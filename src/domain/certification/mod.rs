//! What a certificate says, and what may be said about one.

pub mod basis;
pub mod claim;
pub mod log_entry;
pub mod merkle;
pub mod verdict;
