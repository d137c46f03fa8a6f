//! Tables of banks, assessments, attempts and responses.

pub mod answers;
pub mod appeals;
pub mod assessments;
pub mod attempts;
pub mod banks;
pub mod item_decisions;
pub mod item_mappings;
pub mod prebuilt_forms;
pub mod rescorings;
pub mod responses;
pub mod signals;
pub mod supervision;
