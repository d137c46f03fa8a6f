//! Verbs: what people and programs can have done, each one flow.

pub mod answer_once;
pub mod close_overdue_attempts;
pub mod hash_secret;
pub mod list_assessments;
pub mod load_bank;
pub mod log_in;
pub mod open_assessment;
pub mod read_attempt;
pub mod read_result;
pub mod report_progress;
pub mod save_response;
pub mod service;
pub mod start_attempt;
pub mod submit_attempt;

pub use service::{Service, Settings};
