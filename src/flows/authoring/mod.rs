//! Banks are written, reviewed and put into use in the browser.

pub mod assign_roles;
pub mod check_item;
pub mod keep_picture;
pub mod open_desk;
pub mod publish_bank;
pub mod take_step;
pub mod upload_items;
pub mod write_item;
