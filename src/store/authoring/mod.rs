//! Tables of banks in the making: drafts with their versions and steps, roles, uploads.

pub mod drafts;
pub mod roles;
pub mod uploads;
