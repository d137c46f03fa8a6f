//! What a certificate says, and what may be said about one.

pub mod claim;
pub mod verdict;
