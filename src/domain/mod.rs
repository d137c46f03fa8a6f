//! Nouns and rules; no input or output.

pub mod assessment;
pub mod authoring;
pub mod certification;
pub mod hidden;
pub mod identifier;
pub mod measurement;
pub mod people;
pub mod quality;
pub mod text;
pub mod timestamp;
