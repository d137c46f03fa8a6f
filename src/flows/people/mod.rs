//! People come in, log in, and are counted.

pub mod arrange_accommodation;
pub mod find_administrator;
pub mod hash_secret;
pub mod import_people;
pub mod log_in;
pub mod one_time_codes;
pub mod report_progress;
