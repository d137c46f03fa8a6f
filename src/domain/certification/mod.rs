//! What a certificate says, and what may be said about one.

pub mod basis;
pub mod claim;
pub mod correction;
pub mod decision;
pub mod fate;
pub mod log_entry;
pub mod merkle;
pub mod revocation_request;
pub mod seal;
pub mod status;
pub mod verdict;
