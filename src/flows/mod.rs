//! Verbs: what people and programs can have done, each one flow.

pub mod assessment;
pub mod authoring;
pub mod backup;
pub mod certification;
pub mod check_health;
pub mod dear_answers;
pub mod log;
pub mod measurement;
pub mod people;
pub mod service;
pub mod waiting_room;

pub use service::{Service, Settings};
