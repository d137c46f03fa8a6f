//! People, their units and what they may do.

pub mod person;
pub mod unit;
