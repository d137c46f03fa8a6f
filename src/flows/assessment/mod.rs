//! Banks come in; assessments are offered, sat, judged and reviewed.

pub mod answer_once;
pub mod appeal_result;
pub mod assemble_forms;
pub mod check_response;
pub mod close_overdue_attempts;
pub mod compare_groups;
pub mod compute_statistics;
pub mod decide_item;
pub mod export_attempt;
mod extend_form;
pub mod import_bank;
pub mod judge_attempt;
pub mod list_assessments;
pub mod load_bank;
pub mod move_on;
pub mod open_assessment;
pub mod preview_rescoring;
pub mod read_attempt;
pub mod read_result;
pub mod report_attempt;
pub mod rescore_attempts;
mod review_parts;
pub mod rulings;
pub mod save_response;
pub mod start_attempt;
pub mod submit_attempt;
pub mod supervise;
