//! Tables of people, their units and sessions, and the questions asked about them.

pub mod accommodations;
pub mod one_time_codes;
pub mod persons;
pub mod reports;
pub mod sessions;
pub mod units;
