//! Banks, items, forms, attempts and scores.

pub mod assembly;
pub mod attempt;
pub mod bank;
pub mod blueprint;
pub mod decimal;
pub mod definition;
pub mod form;
pub mod item;
pub mod key;
pub mod marking;
pub mod ordering;
pub mod picture;
pub mod rescoring;
pub mod response;
pub mod scoring;
pub mod statistics;
pub mod way;
