//! Items are calibrated, and tests of them are tried on made-up people.

pub mod calibrate_items;
pub mod simulate_assessment;
