//! One struct per page, beside its template: plain data that a handler fills and askama shows.
//!
//! Every page has `t`, the sentences of the reader's language, and `chrome`, the frame around it.

pub mod administration;
pub mod answer;
pub mod appeals;
pub mod assessments;
pub mod attempt;
pub mod authoring;
pub mod authoring_uploads;
pub mod chrome;
pub mod decisions;
pub mod differences;
pub mod front;
pub mod item_statistics;
pub mod leave_blank;
pub mod measurement;
pub mod measures;
pub mod prebuilt_forms;
pub mod problem;
pub mod proficiency;
pub mod progress;
pub mod rescorings;
pub mod result;
pub mod revocations;
pub mod similarity;
pub mod statistics;
pub mod supervision;
pub mod templates;
pub mod verification;
pub mod verifier;
pub mod waiting;

#[cfg(test)]
mod preview;
