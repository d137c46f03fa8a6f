//! Item response theory: how hard items are and how well they tell people apart, and what that says of a person.
//!
//! The two-parameter logistic model (Birnbaum 1968), with abilities on the scale where those of the people that the
//! items were calibrated on have mean 0 and standard deviation 1.

pub mod ability;
pub mod calibration;
pub mod curve;
mod expectation;
pub mod item_fit;
mod maximisation;
pub mod nodes;
pub mod response_patterns;
pub mod selection;
pub mod simulation;
pub mod standard;
pub mod stream;
